#include "rights/standing.h"

#include <gtest/gtest.h>

namespace linli::rights {
namespace {

using procedure::Role;

const std::set<std::string> kOverseeing = {"supervisor", "dispatch"};

Hat hat(std::int64_t position, std::string key, std::string path) {
  Hat out;
  out.term = TermId{position * 10};
  out.position = PositionId{position};
  out.key = std::move(key);
  out.unit = UnitId{1};
  out.unit_path = std::move(path);
  return out;
}

MatterTies matter() {
  MatterTies out;
  out.filer = PersonId{1};
  out.holder_path = "/1/5/27/";
  out.village_path = "/1/5/27/";
  out.ties = {{Role::holder, PositionId{70}}, {Role::assist, PositionId{80}}};
  return out;
}

Actor person(std::int64_t id, std::vector<Hat> hats = {}) {
  Actor out;
  out.kind = hats.empty() ? ActorKind::Resident : ActorKind::Staff;
  out.person = PersonId{id};
  out.hats = std::move(hats);
  return out;
}

TEST(Standing, AStrangerSeesNothing) {
  EXPECT_FALSE(standing(person(9), matter(), kOverseeing).sees);
  EXPECT_FALSE(standing(Actor{}, matter(), kOverseeing).sees);
}

TEST(Standing, TheFilerSeesItByPersonOrByCode) {
  EXPECT_TRUE(standing(person(1), matter(), kOverseeing).roles.contains(Role::filer));
  EXPECT_TRUE(standing(Actor{}, matter(), kOverseeing, true).roles.contains(Role::filer));
}

TEST(Standing, TheDeskThatHoldsItWorksOnIt) {
  const auto got = standing(person(2, {hat(70, "handler", "/1/5/27/")}), matter(), kOverseeing);
  EXPECT_TRUE(got.roles.contains(Role::holder));
  EXPECT_EQ(got.hat->position, PositionId{70});
}

TEST(Standing, ADeskOfAnotherVillageSeesNothing) {
  EXPECT_FALSE(standing(person(2, {hat(71, "handler", "/1/5/28/")}), matter(), kOverseeing).sees);
}

TEST(Standing, TheNextVillagesSupervisorIsNotAbove) {
  EXPECT_FALSE(
      standing(person(2, {hat(72, "supervisor", "/1/5/28/")}), matter(), kOverseeing).sees);
}

TEST(Standing, ASupervisorOfTheTownOverseesIt) {
  const auto got = standing(person(2, {hat(75, "supervisor", "/1/5/")}), matter(), kOverseeing);
  EXPECT_TRUE(got.oversees);
  EXPECT_TRUE(got.roles.contains(Role::above));
}

TEST(Standing, WhoHandlesItIsNeverAboveHimselfInAnotherHat) {
  const auto got =
      standing(person(2, {hat(75, "supervisor", "/1/5/"), hat(70, "handler", "/1/5/27/")}),
               matter(), kOverseeing);
  EXPECT_TRUE(got.roles.contains(Role::holder));
  EXPECT_FALSE(got.roles.contains(Role::above));
  EXPECT_EQ(got.hat->position, PositionId{70});
}

TEST(Standing, WhomItIsAboutHasNoStandingInAnyHat) {
  auto about = matter();
  about.about = {PersonId{2}};
  const auto got =
      standing(person(2, {hat(75, "supervisor", "/1/5/"), hat(70, "handler", "/1/5/27/")}), about,
               kOverseeing);
  EXPECT_FALSE(got.sees);
  EXPECT_TRUE(got.roles.empty());
}

TEST(Standing, ACadreWhoFilesItHandlesNothingInIt) {
  const auto got = standing(person(1, {hat(70, "handler", "/1/5/27/")}), matter(), kOverseeing);
  EXPECT_EQ(got.roles, std::set<Role>{Role::filer});
  EXPECT_FALSE(got.hat.has_value());
}

TEST(Standing, AComplaintAboutPeopleIsOverseenFromTheCountyOnly) {
  auto complaint = matter();
  complaint.confidential = true;
  EXPECT_FALSE(standing(person(2, {hat(75, "supervisor", "/1/5/")}), complaint, kOverseeing).sees);
  EXPECT_TRUE(standing(person(2, {hat(76, "supervisor", "/1/")}), complaint, kOverseeing).sees);
}

TEST(Standing, ALiaisonSeesOnlyWhatHeEntered) {
  auto entered = matter();
  const auto liaison = person(3, {hat(90, "liaison", "/1/5/27/33/")});
  EXPECT_FALSE(standing(liaison, entered, kOverseeing).sees);
  entered.opener = PersonId{3};
  EXPECT_EQ(standing(liaison, entered, kOverseeing).roles, std::set<Role>{Role::opener});
}

}  // namespace
}  // namespace linli::rights
