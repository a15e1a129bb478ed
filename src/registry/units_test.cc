#include "registry/units.h"

#include <gtest/gtest.h>

#include "registry/areas.h"
#include "registry/place_words.h"
#include "registry/testing.h"
#include "store/schema_rules.h"

namespace linli::registry {
namespace {

class Units : public RegistryTest {
 protected:
  void SetUp() override { put_county(); }
};

std::vector<std::int64_t> ids_of(const std::vector<Unit>& units) {
  std::vector<std::int64_t> out;
  for (const auto& unit : units) out.push_back(unit.id.value);
  return out;
}
using Ids = std::vector<std::int64_t>;

TEST(RegistrySchema, KeepsTheRulesOfSchemas) {
  EXPECT_EQ(store::schema_faults(migrations()), std::vector<std::string>{});
}

TEST_F(Units, AreFoundByIdAndCodeWithEveryColumn) {
  const auto view = read();
  const auto found = find_unit_by_code(*view, "u4").value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, UnitId{4});
  EXPECT_EQ(found->parent, UnitId{2});
  EXPECT_EQ(found->path, "/1/2/4/");
  EXPECT_EQ(found->name.zh, "向巷村");
  EXPECT_EQ(found->valid.to, Instant{});
  EXPECT_EQ(unit(*view, UnitId{4})->code, "u4");
  EXPECT_FALSE(find_unit_by_code(*view, "u99").value());
}

TEST_F(Units, ThatDoNotExistAreRefused) {
  EXPECT_EQ(unit(*read(), UnitId{99}).error().code, "registry.no_such_unit");
  EXPECT_EQ(ancestors(*read(), UnitId{99}).error().kind, ErrorKind::NotFound);
}

TEST_F(Units, KnowTheirChildrenAndThoseAbove) {
  const auto view = read();
  EXPECT_EQ(ids_of(children(*view, UnitId{2}).value()), (Ids{4, 5}));
  EXPECT_EQ(ids_of(ancestors(*view, UnitId{6}).value()), (Ids{1, 2, 4, 6}));
  EXPECT_EQ(county(*view)->id, UnitId{1});
  EXPECT_EQ(unit_at_level(*view, UnitId{6}, "town").value()->id, UnitId{2});
  EXPECT_EQ(unit_at_level(*view, UnitId{6}, "cluster").value()->id, UnitId{6});
  EXPECT_FALSE(unit_at_level(*view, UnitId{2}, "village").value());
  EXPECT_EQ(ids_of(units_of_level(*view, "town").value()), (Ids{2, 3}));
}

TEST_F(Units, AreFoundByTheWordsPeopleUse) {
  auto village = test_unit(4, nullptr, "village", "向巷村");
  village.path = "/1/2/4/";
  auto group = test_unit(7, &village, "group", "向巷一组");
  auto other = test_unit(8, &village, "group", "向巷十二组");
  auto far = test_unit(9, nullptr, "village", "长江村");
  far.parent = UnitId{3};
  far.path = "/1/3/9/";
  auto there = test_unit(10, &far, "group", "长江一组");
  put(group, other, far, there);
  write([&](store::WriteSet& out) {
    auto named = village;
    named.parent = UnitId{2};
    auto stored = named;
    named.short_name = "向巷";
    named.official_name = "向巷村村民委员会";
    EXPECT_EQ(change(out, stored, named), 2);
  });
  const auto view = read();
  const auto found = [&](std::string_view words) {
    return ids_of(find_units_called(*view, words, 5).value());
  };
  for (const auto* words : {"向巷村", "仙女镇向巷村", "枝江市 仙女镇 向巷村", "向巷村委会",
                            "向巷村村委会", "向巷村村民委员会", "向巷", "仙女镇向巷"}) {
    EXPECT_EQ(found(words), Ids{4}) << words;
  }
  for (const auto* words :
       {"向巷一组", "向巷1组", "向巷村1组", "仙女镇向巷村一组", "仙女镇向巷１组"}) {
    EXPECT_EQ(found(words), Ids{7}) << words;
  }
  EXPECT_EQ(found("向巷12组"), Ids{8});
  EXPECT_EQ(found("仙女镇政府"), Ids{2});
  for (const auto* words : {"", "董市镇向巷村", "向巷3组", "没有这里", "村", "%"}) {
    EXPECT_EQ(found(words), Ids{}) << words;
  }
  EXPECT_EQ(ids_of(find_units_by_name(*view, "仙女镇向巷村", 5).value()), Ids{4});
}

TEST_F(Units, StandInTheOrderOfTheirCodes) {
  const auto town = unit(*read(), UnitId{3}).value();
  auto tenth = test_unit(20, &town, "village", "十");
  auto second = test_unit(21, &town, "village", "二");
  tenth.code = "v-10";
  second.code = "v-2";
  put(tenth, second);
  EXPECT_EQ(ids_of(children(*read(), UnitId{3}).value()), (Ids{21, 20}));
}

TEST_F(Units, AreFoundByPartOfTheirNameAndWildcardsAreOnlyLetters) {
  const auto view = read();
  EXPECT_EQ(ids_of(find_units_by_name(*view, "向巷", 10).value()), (Ids{4}));
  EXPECT_EQ(ids_of(find_units_by_name(*view, "%", 10).value()), (Ids{5}));
  EXPECT_EQ(ids_of(find_units_by_name(*view, "_", 10).value()), (Ids{5}));
  EXPECT_EQ(find_units_by_name(*view, "镇", 1)->size(), 1U);
}

TEST_F(Units, ChangeOnlyColumnsThatDiffer) {
  const auto stored = unit(*read(), UnitId{4}).value();
  auto wanted = stored;
  store::WriteSet none;
  EXPECT_EQ(change(none, stored, wanted), 0);
  EXPECT_TRUE(none.changes.empty());
  wanted.name.zh = "新向巷村";
  wanted.valid.to = Instant{77};
  write([&](store::WriteSet& out) { EXPECT_EQ(change(out, stored, wanted), 2); });
  const auto now = unit(*read(), UnitId{4}).value();
  EXPECT_EQ(now.name.zh, "新向巷村");
  EXPECT_EQ(now.valid.to, Instant{77});
  EXPECT_EQ(now.version, 2);
  store::WriteSet late;
  wanted.name.zh = "又一个名字";
  change(late, stored, wanted);
  EXPECT_EQ(commit(std::move(late)).error().code, "store.conflict");
}

TEST_F(Units, AnEmptyFolderHasNoCounty) {
  for (std::int64_t id = 1; id <= 6; ++id) {
    write([&](store::WriteSet& out) { out.add(store::Remove{"unit", id, 1}); });
  }
  EXPECT_EQ(county(*read()).error().code, "registry.no_county");
}

TEST(UnitPath, ListsIdsFromTheCountyDown) {
  EXPECT_EQ(ids_in_path("/1/5/27/"), (std::vector<UnitId>{{1}, {5}, {27}}));
  EXPECT_EQ(ids_in_path("/1/x/27/"), (std::vector<UnitId>{{1}}));
  EXPECT_TRUE(ids_in_path("").empty());
  EXPECT_EQ(child_path("", UnitId{1}), "/1/");
  EXPECT_EQ(child_path("/1/", UnitId{5}), "/1/5/");
}

TEST_F(Units, AnAreaHoldsWhatIsBelowItsUnitsAndMayOverlapAnother) {
  Area grid;
  grid.id = AreaId{50};
  grid.key = "grid-1";
  grid.kind = "grid";
  grid.line = "other";
  grid.name = {"第一网格", "Grid 1"};
  Area service = grid;
  service.id = AreaId{51};
  service.key = "service-1";
  put(grid, service, AreaUnit{60, AreaId{50}, UnitId{4}}, AreaUnit{61, AreaId{51}, UnitId{2}},
      AreaUnit{62, AreaId{51}, UnitId{4}});
  const auto view = read();
  const auto areas = areas_of_unit(*view, UnitId{6}).value();
  ASSERT_EQ(areas.size(), 2U);
  EXPECT_EQ(areas[0].key, "grid-1");
  EXPECT_EQ(areas_of_unit(*view, UnitId{5})->size(), 1U);
  EXPECT_TRUE(areas_of_unit(*view, UnitId{3})->empty());
  EXPECT_EQ(units_of_area(*view, AreaId{51}).value(), (std::vector<UnitId>{{2}, {4}}));
  EXPECT_EQ(find_area_by_key(*view, "grid-1").value()->name.en, "Grid 1");
}

}  // namespace
}  // namespace linli::registry
