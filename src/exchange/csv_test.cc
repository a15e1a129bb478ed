#include "exchange/csv.h"

#include <gtest/gtest.h>

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

TEST(Csv, ReadsQuotesCommasAndLinesInsideCells) {
  EXPECT_EQ(rows_of("a,\"b,\"\"c\"\"\",\"d\r\ne\"\r\n1,,3").value(),
            (Rows{{"a", "b,\"c\"", "d\r\ne"}, {"1", "", "3"}}));
}

TEST(Csv, TakesEveryKindOfLineEndAndLeavesEmptyLinesOut) {
  EXPECT_EQ(rows_of("a\rb\n\nc\r\n").value(), (Rows{{"a"}, {"b"}, {"c"}}));
}

TEST(Csv, CountsEmptyLinesInRowNumbers) {
  std::int64_t last = 0;
  ASSERT_TRUE(read_csv("a\n\nb", [&](const TableRow& row) {
    last = row.number;
    return true;
  }));
  EXPECT_EQ(last, 3);
}

TEST(Csv, DropsTheByteOrderMark) {
  EXPECT_EQ(rows_of("\xEF\xBB\xBF姓名,户号").value(), (Rows{{"姓名", "户号"}}));
}

TEST(Csv, ReadsGb18030AsSpreadsheetsInChinaWriteIt) {
  EXPECT_EQ(rows_of("\xD0\xD5\xC3\xFB,\xBB\xA7\xBA\xC5\n").value(), (Rows{{"姓名", "户号"}}));
}

TEST(Csv, RefusesBytesThatAreNoText) {
  EXPECT_EQ(rows_of("a,\xFF\xFE\xFF").error().code, "exchange.csv_encoding");
  EXPECT_EQ(to_utf8(std::string_view("a\0b", 3)).error().code, "exchange.csv_encoding");
}

TEST(Csv, TakesTabsOrSemicolonsWhenTheHeaderHasNoComma) {
  EXPECT_EQ(rows_of("a\tb\n1,5\t2").value(), (Rows{{"a", "b"}, {"1,5", "2"}}));
  EXPECT_EQ(rows_of("a;b\n1;2").value(), (Rows{{"a", "b"}, {"1", "2"}}));
}

TEST(Csv, RefusesAnOpenQuoteAndTextAfterOne) {
  const auto open = rows_of("a\n\"b");
  EXPECT_EQ(open.error().code, "exchange.csv_quote");
  EXPECT_EQ(open.error().detail, "row 2, cell 1");
  EXPECT_EQ(rows_of("\"a\"b,c").error().code, "exchange.csv_quote");
}

TEST(Csv, RefusesTooManyOrTooLongCells) {
  EXPECT_EQ(rows_of(std::string(kCellsMax, ',')).error().code, "exchange.too_large");
  EXPECT_TRUE(rows_of(std::string(kCellsMax - 1, ',')));
  EXPECT_EQ(rows_of(std::string(kCellBytesMax + 1, 'x')).error().code, "exchange.too_large");
  EXPECT_EQ(rows_of('"' + std::string(kCellBytesMax + 1, 'x') + '"').error().kind,
            ErrorKind::Invalid);
}

TEST(Csv, StopsWhenAskedTo) {
  int rows = 0;
  ASSERT_TRUE(read_csv("a\nb\nc", [&](const TableRow&) { return ++rows < 2; }));
  EXPECT_EQ(rows, 2);
}

TEST(Csv, WritesNothingThatASpreadsheetWouldRun) {
  std::string out;
  write_csv_row(out, {"=1+1", "+1", "-1", "@x", "\tx", "a,b", "say \"x\"", "普通"});
  EXPECT_EQ(out, "\"'=1+1\",\"'+1\",\"'-1\",\"'@x\",\"'\tx\",\"a,b\",\"say \"\"x\"\"\",普通\r\n");
}

TEST(Csv, ReadsBackWhatItWrote) {
  std::string out;
  const std::vector<std::string> cells{"a,b", "c\"d", "e\nf", ""};
  write_csv_row(out, cells);
  EXPECT_EQ(rows_of(out).value(), Rows{cells});
}

TEST(Csv, AWholeTableNeedsAHeader) {
  EXPECT_EQ(read_whole_table("").error().code, "exchange.no_header");
  const auto table = read_whole_table("a,b\n1,2").value();
  EXPECT_EQ(table.header, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(table.rows.at(0).cells.at(1), "2");
}

}  // namespace
}  // namespace linli::exchange
