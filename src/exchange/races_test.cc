// A row is taken only as long as what it was decided on still holds.
#include <gtest/gtest.h>

#include "access/schema.h"
#include "exchange/import_organisations.h"
#include "exchange/import_people.h"
#include "exchange/import_positions.h"
#include "exchange/import_units.h"
#include "registry/organisations.h"
#include "registry/testing.h"
#include "registry/units.h"

namespace linli::exchange {
namespace {

class ImportRaces : public registry::RegistryTest {
 protected:
  ImportRaces() : RegistryTest(access::migrations()) {
    EXPECT_EQ(taken(import_units,
                    "code,parent_code,level,kind,name_zh\n"
                    "42,,county,urban,枝江市\n"
                    "4201,42,town,rural,仙女镇\n"),
              2);
  }
  using Import = Result<ImportReport> (*)(const ImportContext&, std::string_view);
  ImportContext context() { return {*store_, vault_, ids_, now(), nullptr, "test.csv"}; }
  std::int64_t taken(Import import, std::string_view bytes) {
    return import(context(), bytes).value().imported;
  }
  // Somebody else changes something after the first row.
  template <class Change>
  ImportReport meanwhile(Import import, std::string_view bytes, Change change) {
    auto in = context();
    in.after_row = [&](std::int64_t rows) -> Result<void> {
      if (rows != 1) return {};
      TRY(store_->commit_and_wait({}));  // the first row is written
      store::WriteSet changes;
      change(changes);
      return store_->commit_and_wait(std::move(changes));
    };
    return import(in, bytes).value();
  }
};

TEST_F(ImportRaces, AUnitIsNotPutBelowOneThatWasChangedMeanwhile) {
  const auto parent = registry::find_unit_by_code(*read(), "4201").value().value();
  const char* file =
      "code,parent_code,level,kind,name_zh\n"
      "4202,42,town,rural,问安镇\n"
      "420101,4201,village,rural,向巷村\n";
  const auto report = meanwhile(import_units, file, [&](store::WriteSet& changes) {
    changes.update("unit", parent.id.value, parent.version, {});
  });
  EXPECT_EQ(report.imported, 1);
  ASSERT_EQ(report.bad.size(), 1U);
  EXPECT_EQ(report.bad.front().code, "exchange.row_changed");
  EXPECT_FALSE(registry::find_unit_by_code(*read(), "420101").value());
}

TEST_F(ImportRaces, AnOrganisationIsNotPutBelowOneOfItsFileThatWasChangedMeanwhile) {
  const char* file =
      "编码,名称,类别,条线,上级机构,单元编码\n"
      "housing,住建局,department,其他组织,,42\n"
      "housing_section,物业股,section,其他组织,housing,42\n";
  const auto report = meanwhile(import_organisations, file, [&](store::WriteSet& changes) {
    const auto id = read()->number("SELECT id FROM organisation WHERE key = 'housing'").value();
    changes.update("organisation", id, 1, {});
  });
  EXPECT_EQ(report.imported, 1);
  ASSERT_EQ(report.bad.size(), 1U);
  EXPECT_EQ(report.bad.front().code, "exchange.row_changed");
}

TEST_F(ImportRaces, ASecondSeatThatWaitsIsNotGivenWhereTheFirstOneWasNot) {
  EXPECT_EQ(taken(import_people, "姓名,手机号,人员编号\n李四,13900005678,p2\n"), 1);
  auto in = context();
  // The row of the first seat says that both wait; it is never written.
  in.care.new_seat = [](store::Snapshot&, store::WriteSet&, PersonId, std::string_view) {
    return Result<std::int64_t>(77);
  };
  const auto report = import_positions(in,
                                       "岗位,单元编码,手机号\n"
                                       "intake,42,13900005678\n"
                                       "handler,4201,13900005678\n")
                          .value();
  EXPECT_EQ(report.imported, 1);
  ASSERT_EQ(report.bad.size(), 1U);
  EXPECT_EQ(report.bad.front().code, "exchange.row_changed");
}

}  // namespace
}  // namespace linli::exchange
