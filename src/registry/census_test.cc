#include "registry/census.h"

#include <gtest/gtest.h>

#include "registry/households.h"
#include "registry/testing.h"

namespace linli::registry {
namespace {

class CensusOf : public RegistryTest {
 protected:
  // A household of `people` in the cluster of village 4.
  void settle(std::int64_t id, int people) {
    Dwelling dwelling;
    dwelling.id = DwellingId{id};
    dwelling.unit = UnitId{6};
    dwelling.door = std::to_string(id) + "号";
    Household household;
    household.id = HouseholdId{id};
    household.number = "H" + std::to_string(id);
    household.unit = UnitId{6};
    household.dwelling = dwelling.id;
    put(dwelling, household);
    for (int i = 0; i < people; ++i) {
      const auto person = put_person(id * 100 + i, {"甲", "", ""});
      for (const auto* kind : {kLiving, kRegistered}) {
        Tie tie;
        tie.id = ids_.next();
        tie.person = person;
        tie.kind = kind;
        tie.household = household.id;
        tie.valid.from = Instant{1};
        put(tie);
      }
    }
  }
  Unit at(std::int64_t id) { return unit(*read(), UnitId{id}).value(); }
};

TEST_F(CensusOf, AUnitCountsWhatLiesBelowItAndNobodyTwice) {
  put_county();
  settle(1, 3);
  settle(2, 2);
  put(test_position(1, "intake", UnitId{4}));
  const auto village = census(*read(), at(4), now()).value();
  EXPECT_EQ(village.households, 2);
  EXPECT_EQ(village.people, 5);
  EXPECT_EQ(village.positions, 1);
  EXPECT_EQ(village.children, 1);
  EXPECT_EQ(census(*read(), at(5), now())->people, 0);
  EXPECT_EQ(census(*read(), at(1), now())->people, 5);
  EXPECT_EQ(census(*read(), at(1), now())->households, 2);
}

TEST_F(CensusOf, WhoMovedAwayIsNotShownAndPagesDoNotOverlap) {
  put_county();
  settle(1, 3);
  const auto all = dwellers(*read(), at(4), PersonId{}, now()).value();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].door, "1号");
  EXPECT_EQ(dwellers(*read(), at(4), all[0].person, now())->size(), 2U);
  const auto ties = ties_of(*read(), all[2].person).value();
  for (const auto& tie : ties) {
    auto ended = tie;
    ended.valid.to = now();
    write([&](store::WriteSet& out) { change(out, tie, ended); });
  }
  EXPECT_EQ(dwellers(*read(), at(4), PersonId{}, now())->size(), 2U);
}

TEST_F(CensusOf, OrganisationsAreFoundByNameKindAndAfterAKey) {
  put_county();
  auto odd = test_organisation(3, UnitId{1});
  odd.kind = "social";
  odd.name.zh = "100%_社";
  put(test_organisation(1, UnitId{1}), test_organisation(2, UnitId{1}), odd);
  const auto found = [&](const OrganisationQuery& query) {
    return find_organisations(*read(), query)->size();
  };
  EXPECT_EQ(found({}), 3U);
  EXPECT_EQ(found({"", "department", ""}), 2U);
  EXPECT_EQ(found({"机构2", "", ""}), 1U);
  EXPECT_EQ(found({"%_", "", ""}), 1U);
  EXPECT_EQ(found({"", "", "o1"}), 2U);
}

}  // namespace
}  // namespace linli::registry
