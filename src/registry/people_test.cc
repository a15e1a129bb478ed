#include "registry/people.h"

#include <gtest/gtest.h>

#include "registry/testing.h"

namespace linli::registry {
namespace {

const PersonDetails kZhang{"张小花", "13800001234", "11010519491231002X"};

class People : public RegistryTest {
 protected:
  void SetUp() override { put_county(); }

  void settle(std::int64_t household, const std::string& door, PersonId head, Dates dates) {
    Tie tie;
    tie.id = household + 2;
    tie.person = head;
    tie.kind = kLiving;
    tie.household = HouseholdId{household};
    tie.head = true;
    tie.valid = dates;
    put(Dwelling{DwellingId{household + 1}, 1, UnitId{6}, door, 900'000},
        Household{HouseholdId{household}, 1, "h" + std::to_string(household), UnitId{6},
                  DwellingId{household + 1}},
        tie);
  }
};

TEST_F(People, AreFoundByPhoneAndIdentityNumberHoweverTheyAreWritten) {
  put_person(10, kZhang);
  const auto view = read();
  EXPECT_EQ(find_person_by_phone(*view, vault_, "+86 138-0000-1234").value(), PersonId{10});
  EXPECT_EQ(find_person_by_identity_number(*view, vault_, "11010519491231002x").value(),
            PersonId{10});
  EXPECT_FALSE(find_person_by_phone(*view, vault_, "13800001235").value());
  EXPECT_EQ(find_person_by_phone(*view, vault_, "12").error().code, "vault.phone_invalid");
  EXPECT_EQ(person(*view, vault_, PersonId{10})->details, kZhang);
}

TEST_F(People, StandNowhereInTheFilesInTheClear) {
  put_person(10, kZhang);
  store_.reset();
  EXPECT_FALSE(vault::holds_bytes(data(), kZhang.name));
  EXPECT_FALSE(vault::holds_bytes(data(), kZhang.phone));
  EXPECT_FALSE(vault::holds_bytes(data(), kZhang.identity_number));
  EXPECT_TRUE(vault::holds_bytes(data(), "向巷村"));
}

TEST_F(People, AreMaskedForThoseWhoNeedNotSeeMore) {
  put_person(10, kZhang);
  const auto found = masked(*read(), vault_, PersonId{10}).value();
  EXPECT_EQ(found.name, "张**");
  EXPECT_EQ(found.phone, "138****1234");
}

TEST_F(People, ErasedLeaveARowWithoutAName) {
  put_person(10, kZhang);
  const auto stored = person(*read(), vault_, PersonId{10}).value();
  write([&](store::WriteSet& out) { erase(out, stored, now()); });
  const auto view = read();
  EXPECT_EQ(person(*view, vault_, PersonId{10}).error().code, "registry.person_erased");
  EXPECT_EQ(name_of(*view, vault_, PersonId{10}).value(), "");
  EXPECT_EQ(masked(*view, vault_, PersonId{10})->phone, "");
  EXPECT_FALSE(find_person_by_phone(*view, vault_, kZhang.phone).value());
  EXPECT_FALSE(find_person_by_identity_number(*view, vault_, kZhang.identity_number).value());
  EXPECT_TRUE(names_of(*view, vault_, {PersonId{10}})->empty());
}

TEST_F(People, UnknownAreRefused) {
  EXPECT_EQ(person(*read(), vault_, PersonId{99}).error().code, "registry.no_such_person");
  EXPECT_EQ(name_of(*read(), vault_, PersonId{99}).error().kind, ErrorKind::NotFound);
}

TEST_F(People, WithOneIdentityNumberAreOnePerson) {
  put_person(10, kZhang);
  Person again;
  again.id = PersonId{11};
  again.details = kZhang;
  store::WriteSet out;
  ASSERT_TRUE(add(out, vault_, again));
  EXPECT_EQ(commit(std::move(out)).error().code, "store.unique");
}

TEST_F(People, DeclareThemselvesOnceForAPhone) {
  store::WriteSet first;
  const auto id = add_self_declared(first, vault_, "", "13900001111").value();
  ASSERT_TRUE(commit(std::move(first)));
  EXPECT_EQ(find_person_by_phone(*read(), vault_, "13900001111").value(), id);
  store::WriteSet second;
  ASSERT_TRUE(add_self_declared(second, vault_, "李四", "13900001111"));
  EXPECT_EQ(commit(std::move(second)).error().code, "store.unique");
}

TEST_F(People, OfTheRegisterComeBeforeThoseWhoDeclaredThemselves) {
  store::WriteSet first;
  ASSERT_TRUE(add_self_declared(first, vault_, "", kZhang.phone));
  ASSERT_TRUE(commit(std::move(first)));
  put_person(10, kZhang);
  EXPECT_EQ(find_person_by_phone(*read(), vault_, kZhang.phone).value(), PersonId{10});
}

TEST_F(People, ChangeOnlyWhatDiffers) {
  put_person(10, kZhang);
  const auto stored = person(*read(), vault_, PersonId{10}).value();
  auto wanted = stored;
  store::WriteSet none;
  EXPECT_EQ(change(none, vault_, stored, wanted).value(), 0);
  EXPECT_TRUE(none.changes.empty());
  wanted.details.phone = "13911112222";
  write([&](store::WriteSet& out) { EXPECT_EQ(change(out, vault_, stored, wanted).value(), 1); });
  EXPECT_EQ(find_person_by_phone(*read(), vault_, "13911112222").value(), PersonId{10});
  EXPECT_FALSE(find_person_by_phone(*read(), vault_, kZhang.phone).value());
}

TEST(PersonDetailsNormal, RefusesWhatCannotBe) {
  EXPECT_EQ(normal_details({"  ", "", ""}).error().code, "registry.name_invalid");
  EXPECT_EQ(normal_details({"\u00A0\u2800", "", ""}).error().code, "registry.name_invalid");
  EXPECT_EQ(normal_details({std::string(61, 'x'), "", ""}).error().code, "registry.name_invalid");
  EXPECT_EQ(normal_details({"张", "123", ""}).error().code, "vault.phone_invalid");
  EXPECT_EQ(normal_details({"张", "", "110105194912310021"}).error().code,
            "vault.identity_invalid");
  EXPECT_EQ(normal_details({" 张三 ", "", ""})->name, "张三");
}

TEST_F(People, ALiaisonSeesDoorAndHeadOfEachHouseholdAndNothingElse) {
  settle(100, "2号", put_person(10, kZhang), {Instant{1}, {}});
  settle(200, "1号", put_person(11, {"李四", "", ""}), {Instant{1}, {}});
  settle(300, "10号", put_person(12, {"王五", "", ""}), {Instant{1}, Instant{2}});
  const auto lines = households_of_unit(*read(), vault_, UnitId{6}, now()).value();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].door + lines[0].head, "1号李四");
  EXPECT_EQ(lines[1].door + lines[1].head, "2号张小花");
  EXPECT_EQ(lines[2].door + lines[2].head, "10号");
}

TEST_F(People, HaveTheHomeWhereTheyLiveNow) {
  const auto zhang = put_person(10, kZhang);
  settle(100, "2号", zhang, {Instant{1}, Instant{5}});
  settle(200, "7号", zhang, {Instant{5}, {}});
  const auto home = home_of(*read(), zhang, now()).value();
  ASSERT_TRUE(home);
  EXPECT_EQ(home->door, "7号");
  EXPECT_EQ(home->unit, UnitId{6});
  EXPECT_EQ(home->unit_path, "/1/2/4/6/");
  EXPECT_EQ(home_of(*read(), zhang, Instant{4}).value()->door, "2号");
  EXPECT_EQ(ties_of(*read(), zhang)->size(), 2U);
  EXPECT_FALSE(home_of(*read(), PersonId{99}, now()).value());
}

TEST_F(People, LiveInAUnitWhenThereIsNoHouseholdFile) {
  Tie tie;
  tie.id = 70;
  tie.person = put_person(10, kZhang);
  tie.kind = kLiving;
  tie.unit = UnitId{5};
  tie.valid.from = Instant{1};
  put(tie);
  const auto home = home_of(*read(), PersonId{10}, now()).value();
  ASSERT_TRUE(home);
  EXPECT_EQ(home->unit, UnitId{5});
  EXPECT_FALSE(home->household);
}

TEST_F(People, AreSealedAnewAfterARotationOfKeys) {
  put_person(10, kZhang);
  keys_.data.emplace(std::uint16_t{2}, vault::Secret::random(random_));
  store::WriteSet out;
  const auto view = read();
  const auto rest = vault::reseal_batch(*view, vault_, sealed_tables().at(0), 0, out);
  ASSERT_TRUE(rest);
  EXPECT_EQ(out.changes.size(), 1U);
  ASSERT_TRUE(commit(std::move(out)));
  EXPECT_EQ(person(*read(), vault_, PersonId{10})->details, kZhang);
}

}  // namespace
}  // namespace linli::registry
