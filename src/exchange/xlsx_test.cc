#include "exchange/xlsx.h"

#include <gtest/gtest.h>

#include "exchange/testing_workbook.h"

namespace linli::exchange {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Result<Rows> xlsx_rows_of(std::string_view bytes) {
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
  EXPECT_EQ(xlsx_rows_of(bytes).value(),
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
  EXPECT_EQ(
      xlsx_rows_of(workbook(R"(<row r="1"/><row r="2"><c r="A2"><v>1</v></c></row>)")).value(),
      (Rows{{"1"}}));
}

TEST(Xlsx, StopsWhenAskedTo) {
  int rows = 0;
  const auto bytes = workbook(R"(<row r="1"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>)"
                              R"(<row r="3"><c><v>3</v></c></row>)");
  ASSERT_TRUE(read_xlsx(bytes, [&](const TableRow&) { return ++rows < 2; }));
  EXPECT_EQ(rows, 2);
}

std::string text_cell(const std::string& place, const std::string& text) {
  return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}

std::vector<TableRow> whole_rows_of(std::string_view bytes) {
  std::vector<TableRow> out;
  EXPECT_TRUE(read_xlsx(bytes, [&](const TableRow& row) {
    out.push_back(row);
    return true;
  }));
  return out;
}

TEST(Xlsx, TheValueOfMergedCellsHoldsInEveryRow) {
  auto parts = workbook_parts("<row r=\"1\">" + text_cell("A1", "H1") + text_cell("B1", "甲") +
                                  "</row><row r=\"2\">" + text_cell("B2", "乙") +
                                  "</row><row r=\"3\"/><row r=\"4\">" + text_cell("B4", "丙") +
                                  "</row><row r=\"5\">" + text_cell("B5", "丁") + "</row>",
                              "");
  auto& sheet = parts[3].second;
  sheet.insert(sheet.find("</worksheet>"),
               R"(<mergeCells><mergeCell ref="A1:A4"/><mergeCell ref="B1:C1"/></mergeCells>)");
  EXPECT_EQ(xlsx_rows_of(zip_of(parts)).value(),
            (Rows{{"H1", "甲"}, {"H1", "乙"}, {"H1", "丙"}, {"", "丁"}}));
}

TEST(Xlsx, HiddenSheetsArePassedOverAndHiddenRowsSaySo) {
  auto parts = workbook_parts("<row r=\"1\" hidden=\"1\"><c><v>1</v></c></row>", "");
  auto& book = parts[0].second;
  book.insert(book.find("<sheet "),
              R"(<sheet name="隐" sheetId="3" state="veryHidden" r:id="rId8"/>)");
  const auto rows = whole_rows_of(zip_of(parts));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_TRUE(rows[0].hidden);
}

TEST(Xlsx, SaysFromWhichDayItsDaysCount) {
  auto parts = workbook_parts("<row r=\"1\"><c><v>44592</v></c></row>", "");
  EXPECT_EQ(whole_rows_of(zip_of(parts))[0].first_day, FirstDay::in_1900);
  auto& book = parts[0].second;
  book.insert(book.find("<sheets>"), R"(<workbookPr date1904="true"/>)");
  EXPECT_EQ(whole_rows_of(zip_of(parts))[0].first_day, FirstDay::in_1904);
}

TEST(Xlsx, CellsThatHoldNotWhatWasWrittenAreMarked) {
  const auto rows = whole_rows_of(
      workbook(R"(<row r="1"><c t="e"><f>A9</f><v>#N/A</v></c><c t="str"><f>A9</f></c>)"
               R"(<c t="str"><f>A9</f><v></v></c><c><v>4.20583197505010E+17</v></c>)"
               R"(<c><v>420583197505010000</v></c><c><v>123456789012345</v></c></row>)"));
  ASSERT_EQ(rows.size(), 1U);
  std::vector<std::pair<std::size_t, CellFault>> found;
  for (const auto& one : rows[0].faults) found.emplace_back(one.place, one.fault);
  EXPECT_EQ(found, (std::vector<std::pair<std::size_t, CellFault>>{{0, CellFault::error},
                                                                   {1, CellFault::no_value},
                                                                   {3, CellFault::rounded},
                                                                   {4, CellFault::rounded}}));
  EXPECT_EQ(rows[0].cells[5], "123456789012345");
  EXPECT_EQ(cell_name(0, 7), "A7");
  EXPECT_EQ(cell_name(27, 12), "AB12");
}

TEST(Xlsx, EscapesOfCharactersAreTheCharacters) {
  const auto bytes = workbook("<row r=\"1\"><c t=\"s\"><v>0</v></c>" +
                                  text_cell("B1", "_x005F_x000D__xD842__xDFB7_a_x12_") + "</row>",
                              "<si><t>3组_x000D_5号</t></si>");
  EXPECT_EQ(xlsx_rows_of(bytes).value(), (Rows{{"3组\n5号", "_x000D_𠮷a_x12_"}}));
}

// Strict workbooks have other namespaces, prefixes and part names, and days as ISO text.
TEST(Xlsx, ReadsStrictWorkbooksByTheirRelationships) {
  const auto type = [](const std::string& word) {
    return "Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/" + word + "\"";
  };
  const auto bytes = zip_of(
      {{"_rels/.rels", "<Relationships><Relationship Id=\"r1\" " + type("officeDocument") +
                           " Target=\"/book/main.xml\"/></Relationships>"},
       {"book/main.xml",
        R"(<x:workbook xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" xmlns:r="y")"
        R"( conformance="strict"><x:sheets><x:sheet name="表" sheetId="1" r:id="r2"/></x:sheets>)"
        R"(</x:workbook>)"},
       {"book/_rels/main.xml.rels", "<Relationships><Relationship Id=\"r2\" " + type("worksheet") +
                                        " Target=\"one.xml\"/><Relationship Id=\"r3\" " +
                                        type("sharedStrings") +
                                        " Target=\"words.xml\"/></Relationships>"},
       {"book/words.xml", "<x:sst xmlns:x=\"z\"><x:si><x:t>姓名</x:t></x:si></x:sst>"},
       {"book/one.xml", R"(<x:worksheet xmlns:x="z"><x:sheetData><x:row r="1">)"
                        R"(<x:c r="A1" t="s"><x:v>0</x:v></x:c>)"
                        R"(<x:c r="B1" t="d"><x:v>2026-02-01T00:00:00</x:v></x:c>)"
                        R"(</x:row></x:sheetData></x:worksheet>)"}});
  EXPECT_EQ(xlsx_rows_of(bytes).value(), (Rows{{"姓名", "2026-02-01T00:00:00"}}));
}

TEST(Xlsx, RefusesWhatIsNoWorkbook) {
  EXPECT_EQ(xlsx_rows_of("PK\x03\x04 and nothing more").error().code, "exchange.xlsx_not_zip");
  EXPECT_EQ(xlsx_rows_of(zip_of({{"a.txt", "x"}})).error().code, "exchange.xlsx_no_sheet");
  EXPECT_EQ(xlsx_rows_of("\xD0\xCF\x11\xE0 an encrypted workbook").error().code,
            "exchange.xlsx_encrypted");
}

TEST(Xlsx, RefusesDamagedParts) {
  EXPECT_EQ(xlsx_rows_of(workbook("<row>")).error().code, "exchange.xlsx_damaged");
  EXPECT_EQ(xlsx_rows_of(workbook(R"(<row r="1"><c t="s"><v>5</v></c></row>)")).error().code,
            "exchange.xlsx_damaged");
}

TEST(Xlsx, NeverExpandsEntities) {
  auto parts = workbook_parts("", "");
  parts[3].second = R"(<!DOCTYPE x [<!ENTITY a "boo">]><worksheet><sheetData>)"
                    R"(<row r="1"><c t="str"><v>&a;</v></c></row></sheetData></worksheet>)";
  EXPECT_EQ(xlsx_rows_of(zip_of(parts)).error().code, "exchange.xlsx_damaged");
}

TEST(Xlsx, RefusesAZipBomb) {
  auto parts = workbook_parts("", "");
  parts[3].second = "<worksheet>" + std::string(std::size_t{8} << 20, ' ') + "</worksheet>";
  EXPECT_EQ(xlsx_rows_of(zip_of(parts)).error().code, "exchange.too_large");
}

TEST(Xlsx, RefusesCellsFarToTheRight) {
  EXPECT_EQ(xlsx_rows_of(workbook(R"(<row r="1"><c r="ZZZ1"><v>1</v></c></row>)")).error().code,
            "exchange.too_large");
}

TEST(Xlsx, RefusesMoreRowsThanItsLimit) {
  const auto row = [](std::int64_t number) {
    const auto text = std::to_string(number);
    return workbook("<row r=\"" + text + "\"><c r=\"A" + text + "\"><v>1</v></c></row>");
  };
  EXPECT_TRUE(xlsx_rows_of(row(kRowsMax)));
  EXPECT_EQ(xlsx_rows_of(row(kRowsMax + 1)).error().code, "exchange.too_large");
}

// The last bytes only say how long a comment is: none.
TEST(Xlsx, EveryTruncationIsRefusedOrLosesNothing) {
  const auto bytes = workbook(R"(<row r="1"><c r="A1"><v>1</v></c></row>)");
  const auto whole = xlsx_rows_of(bytes).value();
  ASSERT_EQ(whole, (Rows{{"1"}}));
  for (std::size_t size = 4; size < bytes.size(); ++size) {
    const auto rows = xlsx_rows_of(std::string_view(bytes).substr(0, size));
    EXPECT_TRUE(!rows || (*rows == whole && size + 4 > bytes.size())) << size;
  }
}

}  // namespace
}  // namespace linli::exchange
