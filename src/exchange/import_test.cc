#include <gtest/gtest.h>

#include <algorithm>

#include "access/schema.h"
#include "exchange/csv.h"

#include "exchange/import_households.h"
#include "exchange/import_organisations.h"
#include "exchange/import_people.h"
#include "exchange/import_positions.h"
#include "exchange/import_units.h"
#include "exchange/testing_workbook.h"
#include "registry/positions.h"
#include "registry/seats.h"
#include "registry/stats.h"
#include "registry/testing.h"

namespace linli::exchange {
namespace {

using registry::RegistryTest;

constexpr const char* kUnits =
    "code,parent_code,level,kind,name_zh\n"
    "42,,county,urban,枝江市\n"
    "4201,42,town,rural,仙女镇\n"
    "420101,4201,village,rural,向巷村\n"
    "420101-1,420101,cluster,rural,第1联户\n";
constexpr const char* kHouseholds =
    "户号,单元编码,门牌,建筑面积\n"
    "H1,420101-1,1号,98.5\n"
    "H2,420101-1,2号,\n";
constexpr const char* kPeople =
    "姓名,手机号,身份证号,户号,与户主关系,人员编号\n"
    "张小花,13800001234,11010519491231002X,H1,户主,\n"
    "李四,13900005678,,H1,配偶,p2\n";

class Imports : public RegistryTest {
 protected:
  // A seat is given to nobody who administers: that stands with the accounts.
  Imports() : RegistryTest(access::migrations()) {}
  ImportContext context(Mode mode = Mode::Write) {
    ImportContext out{*store_, vault_, ids_, now(), nullptr, "test.csv"};
    out.mode = mode;
    return out;
  }
  using Import = Result<ImportReport> (*)(const ImportContext&, std::string_view);
  ImportReport run(Import import, std::string_view bytes, Mode mode = Mode::Write) {
    const auto report = import(context(mode), bytes);
    EXPECT_TRUE(report) << report.error().code << " " << report.error().detail;
    return report.value_or(ImportReport{});
  }
  void fill() {
    ASSERT_EQ(run(import_units, kUnits).summary(), "imported 4, unchanged 0, refused 0");
    ASSERT_EQ(run(import_households, kHouseholds).summary(), "imported 2, unchanged 0, refused 0");
    ASSERT_EQ(run(import_people, kPeople).summary(), "imported 2, unchanged 0, refused 0");
  }
  // "row column code" of every refused row.
  static std::vector<std::string> faults(const ImportReport& report) {
    std::vector<std::string> out;
    for (const auto& bad : report.bad) {
      out.push_back(std::to_string(bad.row) + " " + bad.column + " " + bad.code);
    }
    return out;
  }
  using Lines = std::vector<std::string>;
};

TEST_F(Imports, UnitsTakeParentsFromTheSameFile) {
  run(import_units, kUnits);
  const auto unit = registry::find_unit_by_code(*read(), "420101-1").value();
  ASSERT_TRUE(unit);
  EXPECT_EQ(registry::ancestors(*read(), unit->id)->size(), 4U);
}

TEST_F(Imports, OfTheSameFileAgainChangeNothing) {
  fill();
  EXPECT_EQ(run(import_units, kUnits).summary(), "imported 0, unchanged 4, refused 0");
  EXPECT_EQ(run(import_households, kHouseholds).summary(), "imported 0, unchanged 2, refused 0");
  EXPECT_EQ(run(import_people, kPeople).summary(), "imported 0, unchanged 2, refused 0");
  EXPECT_EQ(registry::stats(*read(), now())->people, 2);
}

TEST_F(Imports, DryRunSaysWhatWouldChangeAndWritesNothing) {
  const auto report = run(import_units, kUnits, Mode::DryRun);
  EXPECT_EQ(report.imported, 4);
  EXPECT_EQ(report.would_change.at(0), "row 2: new unit 42");
  EXPECT_FALSE(registry::find_unit_by_code(*read(), "42").value());
  run(import_units, kUnits);
  const auto changed = run(import_units, "code,level,name_zh\n42,county,新枝江\n", Mode::DryRun);
  EXPECT_EQ(changed.would_change, Lines{"row 2: changed unit 42"});
}

TEST_F(Imports, ABadRowStopsNoOtherAndIsNotHalfImported) {
  run(import_units, kUnits);
  const auto report = run(import_households,
                          "户号,单元编码,门牌,建筑面积\n"
                          "H1,nowhere,1号,1\n"
                          "H2,420101-1,2号,many\n"
                          ",420101-1,3号,1\n"
                          "H4,420101-1,4号,1.12345\n"
                          "H5,420101-1,5号,50\n"
                          "H5,420101-1,5号,50\n");
  EXPECT_EQ(report.summary(), "imported 1, unchanged 0, refused 5");
  EXPECT_EQ(faults(report),
            (Lines{"2 unit_code exchange.row_reference", "3 floor_area_m2 exchange.row_number",
                   "4 number exchange.row_missing", "5 floor_area_m2 exchange.row_number",
                   "7 number exchange.row_twice"}));
  EXPECT_EQ(registry::stats(*read(), now())->dwellings, 1);
}

TEST_F(Imports, ANameThatEverybodyReadsHoldsNobodysNumber) {
  run(import_units, kUnits);
  const auto report =
      run(import_units, "code,parent_code,level,name_zh\n420199,42,village,向巷村13800138000\n");
  EXPECT_EQ(faults(report), Lines{"2 name_zh exchange.row_personal_number"});
}

TEST_F(Imports, AUnitNeverMovesToAnotherParent) {
  run(import_units, kUnits);
  const auto report =
      run(import_units, "code,parent_code,level,name_zh\n420101,42,village,向巷村\n");
  EXPECT_EQ(faults(report), Lines{"2 parent_code exchange.row_moved"});
}

TEST_F(Imports, UnitsWithABadDateWordOrParentAreRefused) {
  const auto report = run(import_units,
                          "code,parent_code,level,kind,name_zh,valid_from\n"
                          "1,,county,urban,甲,2026-02-30\n"
                          "2,,county,desert,乙,\n"
                          "3,99,town,urban,丙,\n"
                          "4,,county,城市,丁,2026/3/1\n"
                          "5,4,town,urban,戊,46082\n");
  EXPECT_EQ(faults(report), (Lines{"2 valid_from exchange.row_date", "3 kind exchange.row_word",
                                   "4 parent_code exchange.row_reference"}));
  const auto view = read();
  const auto four = registry::find_unit_by_code(*view, "4").value();
  ASSERT_TRUE(four);
  EXPECT_EQ(four->valid.from.ms, 1772294400000);  // 2026-03-01 00:00 in the zone
  EXPECT_EQ(registry::find_unit_by_code(*view, "5").value()->valid.from, four->valid.from);
}

TEST_F(Imports, AChangedCellChangesOnlyItsRow) {
  fill();
  const auto report = run(import_people,
                          "姓名,手机号,身份证号,户号,与户主关系,人员编号\n"
                          "张小花,13700001111,11010519491231002X,H1,户主,\n"
                          "李四,13900005678,,H1,配偶,p2\n");
  EXPECT_EQ(report.summary(), "imported 1, unchanged 1, refused 0");
  EXPECT_TRUE(registry::find_person_by_phone(*read(), vault_, "13700001111").value());
}

TEST_F(Imports, PeopleMoveToAnotherHouseholdByEndingTheirTies) {
  fill();
  run(import_people, "姓名,户号,人员编号\n李四,H2,p2\n");
  const auto id = registry::find_person_by_source(*read(), "ref#p2").value();
  ASSERT_TRUE(id);
  const auto ties = registry::ties_of(*read(), *id).value();
  EXPECT_EQ(ties.size(), 4U);
  EXPECT_EQ(std::ranges::count(ties, now(), [](const auto& tie) { return tie.valid.to; }), 2);
  EXPECT_EQ(registry::home_of(*read(), *id, now()).value()->door, "2号");
  EXPECT_EQ(registry::person(*read(), vault_, *id)->details.phone, "13900005678");
}

TEST_F(Imports, PeopleWhoseNumbersCannotBeAreRefusedWithoutSayingThem) {
  run(import_units, kUnits);
  const auto report = run(import_people,
                          "姓名,手机号,身份证号,户号\n"
                          "甲,123,,\n"
                          "乙,,110105194912310021,\n"
                          ",13800001111,,\n"
                          "丁,,,H9\n");
  EXPECT_EQ(faults(report),
            (Lines{"2 phone vault.phone_invalid", "3 identity_number vault.identity_invalid",
                   "4 name exchange.row_missing", "5 household exchange.row_reference"}));
  for (const auto& bad : report.bad) EXPECT_EQ(bad.detail.find("110105"), std::string::npos);
}

TEST_F(Imports, PeopleWithoutNumbersAreKnownByWhatIsSaidOfThemNotByWhereTheyStand) {
  fill();
  const auto first = run(import_people, "姓名,户号\n赵一,H1\n钱二,H1\n孙三,\n");
  EXPECT_EQ(first.summary(), "imported 3, unchanged 0, refused 0");
  const auto moved = run(import_people, "姓名,户号\n新来,H1\n孙三,\n赵一,H1\n钱 二,H1\n");
  // 钱 二 is 钱二, written otherwise.
  EXPECT_EQ(moved.summary(), "imported 2, unchanged 2, refused 0");
}

TEST_F(Imports, AnAddressIsKeptBesideAndIsNotHersBeforeSheConfirmsIt) {
  EXPECT_EQ(run(import_people, "姓名,人员编号,邮箱\n赵一,e1,ZHAO@Example.CN\n").imported, 1);
  const auto id = registry::find_person_by_source(*read(), "ref#e1").value().value();
  auto her = registry::person(*read(), vault_, id).value();
  EXPECT_EQ(her.details.email_on_file, "zhao@example.cn");
  EXPECT_EQ(her.details.email, std::nullopt);
  auto confirmed = her;
  confirmed.details.email = "zhao@example.cn";
  confirmed.details.email_on_file = std::nullopt;
  store::WriteSet changes;
  ASSERT_EQ(registry::change(changes, vault_, her, confirmed).value(), 2);
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(run(import_people, "姓名,人员编号,邮箱\n赵一,e1,zhao@example.cn\n").unchanged, 1);
  EXPECT_EQ(run(import_people, "姓名,人员编号,邮箱\n赵一,e1,new@example.cn\n").imported, 1);
  her = registry::person(*read(), vault_, id).value();
  EXPECT_EQ(her.details.email, "zhao@example.cn");
  EXPECT_EQ(her.details.email_on_file, "new@example.cn");
  EXPECT_EQ(faults(run(import_people, "姓名,人员编号,邮箱\n赵一,e1,zhao@\n")),
            Lines{"2 email registry.email_invalid"});
}

TEST_F(Imports, ANumberThatIsSomebodyElsesIsRefused) {
  run(import_people, "姓名,人员编号\n赵一,r1\n");
  EXPECT_EQ(faults(run(import_people, "姓名,人员编号\n钱二,r1\n")),
            Lines{"2 ref exchange.row_other_name"});
}

TEST_F(Imports, APreviewNamesWhomItWouldChange) {
  run(import_people, "姓名,身份证号\n赵一一,11010519491231002X\n");
  auto dry = context();
  dry.mode = Mode::DryRun;
  const auto report =
      import_people(dry, "姓名,身份证号,手机号\n钱二,11010519491231002X,13800001234\n").value();
  EXPECT_EQ(report.would_change, Lines{"row 2: changed person 赵** → 钱二 (name, phone)"});
}

TEST_F(Imports, TwoOfOneNameInAHouseholdAreNotGuessed) {
  fill();
  run(import_people, "姓名,户号,人员编号\n赵一,H1,r1\n赵一,H1,r2\n");
  EXPECT_EQ(faults(run(import_people, "姓名,户号\n赵一,H1\n")),
            Lines{"2 name exchange.row_unclear"});
}

TEST_F(Imports, CellsThatDoNotHoldWhatWasWrittenRefuseTheirRow) {
  const auto report = run(import_people,
                          "姓名,身份证号,备注\n"
                          "#N/A,,\n"
                          "赵一,420583197505010000,\n"
                          "钱二,4.20583E+17,\n"
                          "孙三,,#REF!\n"
                          "陈**,,\n"
                          "\u200B\u3000,,\n" +
                              std::string(kCellBytesMax + 1, 'x') + ",,\n");
  EXPECT_EQ(faults(report),
            (Lines{"2 name exchange.cell_error", "3 identity_number exchange.cell_rounded",
                   "4 identity_number exchange.cell_rounded", "6 name exchange.row_masked",
                   "7 name exchange.row_missing", "8 name exchange.cell_too_long"}));
  EXPECT_EQ(report.imported, 1);
  const auto book = run(
      import_people, zip_of(workbook_parts(R"(<row r="1"><c t="s"><v>0</v></c></row>)"
                                           R"(<row r="2"><c t="str"><f>A1</f></c></row>)"
                                           R"(<row r="3" hidden="1"><c t="s"><v>1</v></c></row>)",
                                           "<si><t>姓名</t></si><si><t>李四</t></si>")));
  EXPECT_EQ(faults(book), (Lines{"2 name exchange.cell_no_value", "3  exchange.row_hidden"}));
}

TEST_F(Imports, WhatHasNotHappenedYetIsRefused) {
  const auto report = run(import_people, "姓名,起始日期\n赵一,2199-01-01\n");
  EXPECT_EQ(faults(report), Lines{"2 since exchange.row_future"});
}

TEST_F(Imports, AFileThatBreaksOffSaysWhatIsInAndWhere) {
  run(import_units, kUnits);
  int before_rows = 0;
  auto once = context();
  once.before_rows = [&] {
    ++before_rows;
    return Result<void>{};
  };
  const auto report =
      import_households(once, "户号,单元编码,门牌\nH1,420101-1,1号\nH2,420101-1,\"东\"屋\n")
          .value();
  EXPECT_EQ(report.summary(), "imported 1, unchanged 0, refused 0");
  EXPECT_EQ(report.broke_off, "exchange.csv_quote");
  EXPECT_EQ(report.broke_off_at, "row 3, cell 3");
  EXPECT_EQ(before_rows, 1);
  EXPECT_FALSE(import_people(once, "a,b\n"));
  EXPECT_EQ(before_rows, 1);
}

TEST_F(Imports, TitlesStandAboveTheHeader) {
  const auto report =
      run(import_people, "人口表\n填表:村委会,,3月1日\n*姓 名,人员编号（必填）\n赵一,r1\n");
  EXPECT_EQ(report.summary(), "imported 1, unchanged 0, refused 0");
  const auto none = import_people(context(), "人口表\n编号,电话\n1,2\n");
  EXPECT_EQ(none.error().code, "exchange.column_missing");
  EXPECT_EQ(none.error().detail, "name, row 2");
}

TEST_F(Imports, TheSamePersonTwiceInAFileIsRefused) {
  const auto report =
      run(import_people, "姓名,身份证号\n甲,11010519491231002X\n乙,11010519491231002x\n");
  EXPECT_EQ(faults(report), Lines{"3 identity_number exchange.row_twice"});
}

TEST_F(Imports, FilesWithoutTheirColumnsAreRefusedWhole) {
  EXPECT_EQ(import_people(context(), "手机号\n1").error().code, "exchange.column_missing");
  EXPECT_EQ(import_people(context(), "姓名,姓 名*\n1").error().code, "exchange.column_twice");
  EXPECT_EQ(import_people(context(), "").error().code, "exchange.no_header");
}

TEST_F(Imports, WorkbooksGiveTheSameAsCsv) {
  const auto bytes =
      zip_of(workbook_parts(R"(<row r="1"><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>)"
                            R"(<row r="2"><c t="s"><v>2</v></c><c><v>13800001234</v></c></row>)",
                            "<si><t>姓名</t></si><si><t>手机号</t></si><si><t>张三</t></si>"));
  EXPECT_EQ(run(import_people, bytes).summary(), "imported 1, unchanged 0, refused 0");
  EXPECT_TRUE(registry::find_person_by_phone(*read(), vault_, "13800001234").value());
  EXPECT_EQ(run(import_people, bytes).summary(), "imported 0, unchanged 1, refused 0");
}

constexpr const char* kBodies =
    "编码,名称,类别,条线,上级机构,单元编码,服务范围\n"
    "housing,住建局,department,其他组织,,42,42\n"
    "housing_section,物业股,section,其他组织,housing,42,4201;420101\n";

TEST_F(Imports, OrganisationsTakeTheirLineParentsFromTheSameFile) {
  run(import_units, kUnits);
  EXPECT_EQ(run(import_organisations, kBodies).summary(), "imported 2, unchanged 0, refused 0");
  EXPECT_EQ(run(import_organisations, kBodies).summary(), "imported 0, unchanged 2, refused 0");
  const auto view = read();
  const auto section = registry::find_organisation_by_key(*view, "housing_section").value();
  ASSERT_TRUE(section);
  EXPECT_EQ(registry::line_of(*view, section->id)->size(), 2U);
  EXPECT_EQ(registry::served_by(*view, section->id)->size(), 2U);
}

TEST_F(Imports, OrganisationsStopServingWhatTheFileNoLongerNames) {
  run(import_units, kUnits);
  run(import_organisations, kBodies);
  run(import_organisations, "编码,名称,类别,服务范围\nhousing_section,物业股,section,4201\n");
  const auto section = registry::find_organisation_by_key(*read(), "housing_section").value();
  EXPECT_EQ(registry::served_by(*read(), section->id)->size(), 1U);
}

TEST_F(Imports, OrganisationsThatNameNothingThereAreRefused) {
  run(import_units, kUnits);
  const auto report = run(import_organisations,
                          "key,name_zh,kind,line,tier,line_parent,unit_code,serves\n"
                          "a,甲,office,diagonal,,,,\n"
                          "b,乙,office,,9,,,\n"
                          "c,丙,office,,,nobody,,\n"
                          "d,丁,office,,,,77,\n"
                          "e,戊,office,,,,,42;77\n");
  EXPECT_EQ(faults(report),
            (Lines{"2 line exchange.row_word", "3 tier exchange.row_number",
                   "4 line_parent exchange.row_reference", "5 unit_code exchange.row_reference",
                   "6 serves exchange.row_reference"}));
}

TEST_F(Imports, PositionsSeatPeopleOnce) {
  fill();
  run(import_organisations, kBodies);
  const std::string file =
      "岗位,单元编码,机构编码,手机号,副职,派出单位,服务单元\n"
      "intake,420101,,13800001234,,,\n"
      "intake,420101,,13900005678,是,,\n"
      "handler,,housing,13900005678,,housing_section,4201\n"
      "supervisor,42,,,,,\n";
  EXPECT_EQ(run(import_positions, file).summary(), "imported 4, unchanged 0, refused 0");
  EXPECT_EQ(run(import_positions, file).summary(), "imported 0, unchanged 4, refused 0");
  const auto view = read();
  const auto village = registry::find_unit_by_code(*view, "420101").value()->id;
  const auto seat =
      registry::resolve_seat(*view, {.key = "intake", .unit = village, .now = now()}).value();
  ASSERT_EQ(seat.holders.size(), 2U);
  EXPECT_FALSE(seat.holders[0].deputy);
  EXPECT_TRUE(seat.holders[1].deputy);
  EXPECT_EQ(seat.name.zh, "向巷村 · intake");
  const auto hats = registry::hats_of(*view, seat.holders[1].person, now()).value();
  ASSERT_EQ(hats.size(), 2U);
  EXPECT_EQ(hats[1].level, "town");
}

TEST_F(Imports, PositionsWithoutPlaceOrPersonAreRefused) {
  fill();
  const auto report = run(import_positions,
                          "岗位,单元编码,机构编码,手机号,任期开始,副职\n"
                          "intake,,,,,\n"
                          "intake,77,,,,\n"
                          "intake,,nobody,,,\n"
                          "intake,42,,13100000000,,\n"
                          "intake,42,,13800001234,soon,\n"
                          "intake,42,,13800001234,,maybe\n");
  EXPECT_EQ(faults(report),
            (Lines{"2 unit_code exchange.row_missing", "3 unit_code exchange.row_reference",
                   "4 organisation exchange.row_reference", "5 phone exchange.row_reference",
                   "6 from exchange.row_date", "7 deputy exchange.row_word"}));
  EXPECT_EQ(registry::stats(*read(), now())->positions, 0);
}

TEST_F(Imports, PositionsTakeATelephoneOfTheOfficeButNotOfAPerson) {
  fill();
  const auto report = run(import_positions,
                          "岗位,单元编码,公开电话\n"
                          "intake,420101,0717 4212345\n"
                          "handler,420101,13800001234\n"
                          "supervisor,420101,村部\n");
  EXPECT_EQ(faults(report), (Lines{"3 public_phone registry.phone_is_personal",
                                   "4 public_phone registry.phone_invalid"}));
  const auto view = read();
  const auto village = registry::find_unit_by_code(*view, "420101").value()->id;
  const auto desk = registry::find_position(*view, "intake", village, {}).value();
  ASSERT_TRUE(desk);
  EXPECT_EQ(desk->phone, "0717-4212345");
  run(import_positions, "岗位,单元编码,公开电话\nintake,420101,\n");
  EXPECT_EQ(registry::position(*read(), desk->id)->phone, "0717-4212345");
}

TEST_F(Imports, WithAPackTakeOnlyItsLevelsAndPositions) {
  pack::Pack pack;
  pack.levels = {{"county", {"市", "City"}, {}, false, true},
                 {"town", {"镇", "Town"}, {}, false, true}};
  pack.positions = {{"intake", {"受理分办", "Intake desk"}, {"county"}, {}, "", true, ""}};
  auto with_pack = context();
  with_pack.pack = &pack;
  const auto units =
      import_units(with_pack, "code,level,name_zh\n42,市,枝江市\n43,moon,月\n44,镇,仙女镇\n");
  // Only the highest level stands without a parent.
  EXPECT_EQ(faults(units.value()),
            (Lines{"3 level exchange.row_word", "4 parent_code exchange.row_missing"}));
  EXPECT_EQ(registry::county(*read())->level, "county");
  const auto seats = import_positions(with_pack, "岗位,单元编码\n受理分办,42\nking,42\n");
  EXPECT_EQ(faults(seats.value()), Lines{"3 position exchange.row_word"});
}

TEST_F(Imports, OrganisationsOfAKindThatThePackDoesNotKnowAreRefused) {
  run(import_units, kUnits);
  pack::Pack pack;
  pack.choices["organisation_kinds"] = {{"firm", {"企业", "Firm"}}};
  pack.positions = {{"intake", {"受理分办", "Intake desk"}, {}, {"department"}, "", true, ""}};
  auto with_pack = context();
  with_pack.pack = &pack;
  const auto report = import_organisations(with_pack,
                                           "编码,名称,类别\n"
                                           "a,甲,企业\n"
                                           "b,乙,department\n"
                                           "c,丙,wizards\n");
  ASSERT_TRUE(report);
  EXPECT_EQ(faults(*report), Lines{"4 kind exchange.row_kind"});
  EXPECT_EQ(registry::find_organisation_by_key(*read(), "a").value()->kind, "firm");
}

// Another writer changes the unit between reading and writing: run by a store that does so.
TEST_F(Imports, ARowThatSomebodyChangedMeanwhileIsRefusedAsChanged) {
  run(import_units, kUnits);
  class Meddler final : public RowPlanner {
   public:
    explicit Meddler(store::Store& store) : store_(store) {}
    std::vector<Column> columns() const override { return {{"code", {}, true}}; }
    Result<RowOutcome> plan(store::Snapshot& read, Fields& row, store::WriteSet& out,
                            std::string&) override {
      const auto stored = TRY(registry::find_unit_by_code(read, row.get("code"))).value();
      auto mine = stored;
      mine.name.en = "mine";
      auto theirs = stored;
      theirs.name.en = "theirs";
      store::WriteSet first;
      registry::change(first, stored, theirs);
      TRY(store_.commit_and_wait(std::move(first)));
      registry::change(out, stored, mine);
      return RowOutcome::Changed;
    }
    void settled() override {}

   private:
    store::Store& store_;
  };
  const auto ready = context();
  Meddler meddler(*store_);
  const auto report = run_import(ready, "code\n42\n", meddler).value();
  EXPECT_EQ(faults(report), Lines{"2  exchange.row_changed"});
}

TEST_F(Imports, OfManyRowsComeInBatchesWithoutLosingOne) {
  run(import_units, kUnits);
  std::string file = "户号,单元编码,门牌\n";
  for (int i = 0; i < 1203; ++i) write_csv_row(file, {"N" + std::to_string(i), "420101-1", "门"});
  EXPECT_EQ(run(import_households, file).summary(), "imported 1203, unchanged 0, refused 0");
  EXPECT_EQ(registry::stats(*read(), now())->households, 1203);
  EXPECT_EQ(run(import_households, file).unchanged, 1203);
}

}  // namespace
}  // namespace linli::exchange
