#include "exchange/xlsx.h"

#include <gtest/gtest.h>

#include "exchange/testing_workbook.h"

namespace linli::exchange {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Result<Rows> rows_of(std::string_view bytes) {
  Rows out;
  TRY(read_table(bytes, [&](const TableRow& row) {
    out.push_back(row.cells);
    return true;
  }));
  return out;
}

std::string workbook(const std::string& sheet_data, const std::string& strings = "") {
  return zip_of(workbook_parts(sheet_data, strings));
}

TEST(Xlsx, ReadsSharedAndInlineStringsNumbersAndGaps) {
  const auto bytes =
      workbook(R"(<row r="1"><c r="A1" t="s"><v>1</v></c>)"
               R"(<c r="C1" t="inlineStr"><is><t>手机</t></is></c></row>)"
               R"(<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3"><v>1.3800001234E10</v></c>)"
               R"(<c r="C3"><v>98.5</v></c><c r="D3" t="str"><f>A1</f><v>算</v></c></row>)",
               "<si><t>张三</t></si><si><r><t>姓</t></r><r><t>名</t></r><rPh><t>xm</t></rPh></si>");
  EXPECT_EQ(rows_of(bytes).value(),
            (Rows{{"姓名", "", "手机"}, {"张三", "13800001234", "98.5", "算"}}));
}

TEST(Xlsx, ReadsTheFirstSheetAndRowNumbersAsShown) {
  std::int64_t last = 0;
  ASSERT_TRUE(read_xlsx(workbook(R"(<row r="42"><c><v>7</v></c></row>)"), [&](const TableRow& row) {
    last = row.number;
    return true;
  }));
  EXPECT_EQ(last, 42);
}

TEST(Xlsx, LeavesEmptyRowsOut) {
  EXPECT_EQ(rows_of(workbook(R"(<row r="1"/><row r="2"><c r="A2"><v>1</v></c></row>)")).value(),
            (Rows{{"1"}}));
}

TEST(Xlsx, StopsWhenAskedTo) {
  int rows = 0;
  const auto bytes = workbook(R"(<row r="1"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>)"
                              R"(<row r="3"><c><v>3</v></c></row>)");
  ASSERT_TRUE(read_xlsx(bytes, [&](const TableRow&) { return ++rows < 2; }));
  EXPECT_EQ(rows, 2);
}

TEST(Xlsx, RefusesWhatIsNoWorkbook) {
  EXPECT_EQ(rows_of("PK\x03\x04 and nothing more").error().code, "exchange.xlsx_not_zip");
  EXPECT_EQ(rows_of(zip_of({{"a.txt", "x"}})).error().code, "exchange.xlsx_no_sheet");
  EXPECT_EQ(rows_of("\xD0\xCF\x11\xE0 an encrypted workbook").error().code,
            "exchange.xlsx_encrypted");
}

TEST(Xlsx, RefusesDamagedParts) {
  EXPECT_EQ(rows_of(workbook("<row>")).error().code, "exchange.xlsx_damaged");
  EXPECT_EQ(rows_of(workbook(R"(<row r="1"><c t="s"><v>5</v></c></row>)")).error().code,
            "exchange.xlsx_damaged");
}

TEST(Xlsx, NeverExpandsEntities) {
  auto parts = workbook_parts("", "");
  parts[3].second = R"(<!DOCTYPE x [<!ENTITY a "boo">]><worksheet><sheetData>)"
                    R"(<row r="1"><c t="str"><v>&a;</v></c></row></sheetData></worksheet>)";
  EXPECT_EQ(rows_of(zip_of(parts)).error().code, "exchange.xlsx_damaged");
}

TEST(Xlsx, RefusesAZipBomb) {
  auto parts = workbook_parts("", "");
  parts[3].second = "<worksheet>" + std::string(std::size_t{8} << 20, ' ') + "</worksheet>";
  EXPECT_EQ(rows_of(zip_of(parts)).error().code, "exchange.too_large");
}

TEST(Xlsx, RefusesCellsFarToTheRight) {
  EXPECT_EQ(rows_of(workbook(R"(<row r="1"><c r="ZZZ1"><v>1</v></c></row>)")).error().code,
            "exchange.too_large");
}

TEST(Xlsx, EveryTruncationIsARefusalOrFewerRows) {
  const auto bytes = workbook(R"(<row r="1"><c r="A1"><v>1</v></c></row>)");
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    const auto rows = rows_of(std::string_view(bytes).substr(0, size));
    EXPECT_TRUE(!rows || rows->size() <= 1U);
  }
}

}  // namespace
}  // namespace linli::exchange
