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

TEST(Standing, ForWhomItWasFiledReadsItAndHandlesNothingInIt) {
  auto hers = matter();
  hers.affected = PersonId{2};
  const auto got =
      standing(person(2, {hat(75, "supervisor", "/1/5/"), hat(70, "handler", "/1/5/27/")}), hers,
               kOverseeing);
  EXPECT_TRUE(got.sees);
  EXPECT_EQ(got.roles, std::set<Role>{Role::affected});
  EXPECT_FALSE(got.hat.has_value());
}

TEST(Standing, WhoComesByTheCodeHandlesNothingInItWhateverHatSheWears) {
  const auto got =
      standing(person(2, {hat(75, "supervisor", "/1/5/"), hat(70, "handler", "/1/5/27/")}),
               matter(), kOverseeing, true);
  EXPECT_EQ(got.roles, std::set<Role>{Role::filer});
  EXPECT_FALSE(got.hat.has_value());
}

TEST(Standing, WhoOverseesStandsAboveBothTheDeskThatHoldsItAndTheVillageWhereItIs) {
  auto elsewhere = matter();
  elsewhere.holder_path = "/1/6/";
  const auto sees = [&](const std::string& path) {
    return standing(person(2, {hat(75, "supervisor", path)}), elsewhere, kOverseeing).sees;
  };
  EXPECT_FALSE(sees("/1/5/")) << "of the village's town alone";
  EXPECT_FALSE(sees("/1/6/")) << "of the desk's town alone";
  EXPECT_TRUE(sees("/1/"));
}

TEST(Standing, OfTwoHatsThatOverseeTheNearestIsTheOneItIsDoneUnder) {
  const auto county = hat(76, "supervisor", "/1/");
  const auto town = hat(75, "supervisor", "/1/5/");
  for (const auto& hats : {std::vector{county, town}, std::vector{town, county}}) {
    const auto got = standing(person(2, hats), matter(), kOverseeing);
    ASSERT_TRUE(got.hat.has_value());
    EXPECT_EQ(got.hat->position, town.position);
  }
}

TEST(Standing, WhoHoldsADeskActsUnderThatTermRatherThanADeputys) {
  auto deputy = hat(70, "handler", "/1/5/27/");
  deputy.deputy = true;
  auto principal = hat(70, "handler", "/1/5/27/");
  principal.term = TermId{9};
  for (const auto& hats : {std::vector{deputy, principal}, std::vector{principal, deputy}}) {
    EXPECT_EQ(standing(person(2, hats), matter(), kOverseeing).hat->term, TermId{9});
  }
}

TEST(Standing, WhoHoldsAndAssistsActsUnderTheHatThatHolds) {
  const auto got =
      standing(person(2, {hat(80, "handler", "/1/5/"), hat(70, "handler", "/1/5/27/")}), matter(),
               kOverseeing);
  EXPECT_EQ(got.roles, (std::set<Role>{Role::holder, Role::assist}));
  EXPECT_EQ(got.hat->position, PositionId{70});
}

TEST(Standing, WhomAComplaintIsSharedWithReadsNothingOfIt) {
  auto shared = matter();
  shared.ties = {{Role::shared, PositionId{90}}};
  const auto neighbour = person(2, {hat(90, "liaison", "/1/5/27/33/")});
  const auto got = standing(neighbour, shared, kOverseeing);
  EXPECT_EQ(got.roles, std::set<Role>{Role::shared});
  EXPECT_FALSE(got.hat.has_value());
  shared.confidential = true;
  EXPECT_FALSE(standing(neighbour, shared, kOverseeing).sees);
}

TEST(Standing, TheProgramItselfSeesEverythingAndHasNoRole) {
  Actor program;
  program.kind = ActorKind::System;
  const auto got = standing(program, matter(), kOverseeing);
  EXPECT_TRUE(got.sees);
  EXPECT_TRUE(got.roles.empty());
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
  entered.opener_position = PositionId{90};
  EXPECT_EQ(standing(liaison, entered, kOverseeing).roles, std::set<Role>{Role::opener});
}

TEST(Standing, WhoLeftTheDeskSeesNothingOfWhatHeEnteredThereAndHisSuccessorDoes) {
  auto entered = matter();
  entered.opener = PersonId{3};
  entered.opener_position = PositionId{90};
  EXPECT_FALSE(standing(person(3), entered, kOverseeing).sees);
  EXPECT_FALSE(standing(person(3, {hat(91, "liaison", "/1/5/27/34/")}), entered, kOverseeing).sees);
  const auto next = standing(person(4, {hat(90, "liaison", "/1/5/27/33/")}), entered, kOverseeing);
  EXPECT_EQ(next.roles, std::set<Role>{Role::opener});
  EXPECT_FALSE(next.handled);
}

TEST(Standing, AnotherRowOfTheFilerHandlesNothingInIt) {
  auto own = matter();
  own.own = {PersonId{2}};
  EXPECT_FALSE(standing(person(2, {hat(70, "handler", "/1/5/27/")}), own, kOverseeing).sees);
  EXPECT_TRUE(standing(person(6, {hat(70, "handler", "/1/5/27/")}), own, kOverseeing).sees);
}

TEST(Standing, WhoEnteredItHasHandledItLikeWhoDidAnAct) {
  auto entered = matter();
  entered.opener = PersonId{2};
  entered.hands = {PersonId{3}};
  const auto handled = [&](std::int64_t id) {
    return standing(person(id, {hat(70, "handler", "/1/5/27/")}), entered, kOverseeing).handled;
  };
  EXPECT_TRUE(handled(2));
  EXPECT_TRUE(handled(3));
  EXPECT_FALSE(handled(4));
}

TEST(Standing, TheCodeAloneIsToldApartFromTheFilerHerself) {
  EXPECT_TRUE(standing(Actor{}, matter(), kOverseeing, true).by_code);
  EXPECT_FALSE(standing(person(1), matter(), kOverseeing, true).by_code);
  EXPECT_FALSE(standing(person(1), matter(), kOverseeing).by_code);
}

MatterTies complaint_above(const std::string& path) {
  auto out = matter();
  out.confidential = true;
  out.above_path = path;
  out.holder_path = path == "-" ? "/1/" : path;
  out.opener = PersonId{3};
  out.ties = {{Role::holder, PositionId{60}},
              {Role::first, PositionId{70}},
              {Role::sender, PositionId{70}},
              {Role::lead, PositionId{61}}};
  return out;
}

TEST(Standing, WhoHadAComplaintBeforeHasNothingInItUnlessHeStandsAbove) {
  const auto complaint = complaint_above("/1/5/");
  EXPECT_FALSE(standing(person(2, {hat(70, "intake", "/1/5/27/")}), complaint, kOverseeing).sees);
  EXPECT_TRUE(standing(person(2, {hat(61, "intake", "/1/5/")}), complaint, kOverseeing).sees);
  EXPECT_TRUE(standing(person(2, {hat(60, "intake", "/1/5/")}), complaint, kOverseeing)
                  .roles.contains(Role::holder));
}

TEST(Standing, WhoWroteAComplaintDownForSomebodySeesItNoMore) {
  const auto clerk = person(3, {hat(90, "liaison", "/1/5/27/33/")});
  EXPECT_FALSE(standing(clerk, complaint_above("/1/5/"), kOverseeing).sees);
}

TEST(Standing, NobodyAtTheCountyOverseesWhatIsAboutTheCounty) {
  const auto officer = person(2, {hat(76, "supervisor", "/1/")});
  EXPECT_TRUE(standing(officer, complaint_above("/1/5/"), kOverseeing).sees);
  EXPECT_FALSE(standing(officer, complaint_above("-"), kOverseeing).sees);
}

}  // namespace
}  // namespace linli::rights
