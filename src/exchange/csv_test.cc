#include "exchange/csv.h"

#include <gtest/gtest.h>
#include <iconv.h>
#include <rapidcheck/gtest.h>
#include <sys/mman.h>

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
            (Rows{{"a", "b,\"c\"", "d\ne"}, {"1", "", "3"}}));
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
  for (const std::string quote : {"", "\""}) {
    std::vector<TableRow> rows;
    ASSERT_TRUE(read_csv("a," + quote + std::string(kCellBytesMax + 1, 'x') + quote + "\nb\n",
                         [&](const TableRow& row) {
                           rows.push_back(row);
                           return true;
                         }));
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].faults.at(0).fault, CellFault::too_long);
    EXPECT_EQ(rows[0].cells.at(1), "");
  }
  EXPECT_EQ(rows_of('"' + std::string(std::size_t{2} << 20, 'x') + '"').error().code,
            "exchange.csv_quote");
}

TEST(Csv, RefusesMoreRowsThanItsLimit) {
  const auto with_lines = [](std::int64_t lines) {
    return "a" + std::string(static_cast<std::size_t>(lines - 1), '\n') + "b";
  };
  EXPECT_TRUE(rows_of(with_lines(kRowsMax)));
  const auto refused = rows_of(with_lines(kRowsMax + 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "exchange.too_large");
}

TEST(Csv, RefusesATableLargerThanItsLimitBeforeReadingIt) {
  // Room that nobody touches: it costs nothing as long as the table is not read.
  constexpr std::size_t kBytes = kTableBytesMax + 1;
  void* const room =
      ::mmap(nullptr, kBytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ASSERT_NE(room, MAP_FAILED);
  const std::string_view table(static_cast<const char*>(room), kBytes);
  const auto none = [](const TableRow&) { return true; };
  EXPECT_EQ(read_csv(table, none).error().code, "exchange.too_large");
  EXPECT_EQ(read_table(table, none).error().code, "exchange.too_large");
  ::munmap(room, kBytes);
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

TEST(Csv, AMarkSaysWhatTheFileIs) {
  EXPECT_EQ(rows_of(std::string_view("\xFF\xFE\xD3\x59\x0A\0a", 7)).error().code,
            "exchange.csv_encoding");
  EXPECT_EQ(rows_of(std::string_view("\xFF\xFE\xD3\x59\x0A\0a\0", 8)).value(),
            (Rows{{"姓"}, {"a"}}));
  EXPECT_EQ(rows_of(std::string_view("\xFE\xFF\x59\xD3\0\x0A\0a", 8)).value(),
            (Rows{{"姓"}, {"a"}}));
}

TEST(Csv, ABrokenByteNamesItsRowAndIsNeverTakenForGb18030) {
  int handed_on = 0;
  for (const std::string mark : {"", "\xEF\xBB\xBF"}) {
    const auto bytes = mark + "name,ref\n\"张\n三\",B1\r\n李四,B2\n王\xE4\x41,B3\n";
    const auto outcome = read_csv(bytes, [&](const TableRow&) { return ++handed_on > 0; });
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, "exchange.csv_encoding");
    EXPECT_EQ(outcome.error().detail, "row 4");
  }
  EXPECT_EQ(handed_on, 0);
  // Marked as UTF-8 it is not GB18030, whatever its bytes would be.
  EXPECT_FALSE(rows_of("\xEF\xBB\xBF\xD0\xD5\xC3\xFB,1\n"));
}

TEST(Csv, ALineForSpreadsheetsSaysTheSeparatorAndIsNoRow) {
  EXPECT_EQ(rows_of("sep=;\r\na,b;c\r\n").value(), (Rows{{"a,b", "c"}}));
  EXPECT_EQ(rows_of("sep=,\n姓名,户号\n").value(), (Rows{{"姓名", "户号"}}));
}

TEST(Csv, ATitleAboveTheHeaderDoesNotHideTheSeparator) {
  EXPECT_EQ(rows_of("人口表\n\na\tb\n").value(), (Rows{{"人口表"}, {"a", "b"}}));
}

TEST(Csv, TextThatASpreadsheetMarkedAsTextIsThatText) {
  EXPECT_EQ(rows_of("'13800001242,\"=\"\"0717\"\"\",'abc,=1\n").value(),
            (Rows{{"13800001242", "0717", "'abc", "=1"}}));
}

TEST(Csv, CellsThatASpreadsheetSpoiltAreMarked) {
  std::vector<FaultyCell> faults;
  ASSERT_TRUE(read_csv("张三,#N/A,4.20583E+17,420583197505010000,'420583197505010000,####\n",
                       [&](const TableRow& row) {
                         faults = row.faults;
                         return true;
                       }));
  ASSERT_EQ(faults.size(), 4U);
  EXPECT_EQ(faults[0].fault, CellFault::error);
  EXPECT_EQ(faults[1].fault, CellFault::rounded);
  EXPECT_EQ(faults[2].fault, CellFault::perhaps_rounded);
  EXPECT_EQ(faults[3].place, 5U);
}

std::vector<std::string> any_cells() {
  static const std::vector<std::string> kPieces{"姓",   "=",  "'", "\"", ",", "\n", "1", " ",
                                                "张三", "𠮷", "·", "-",  "a", "＝", ";", "#"};
  auto cells = *rc::gen::container<std::vector<std::string>>(
      4, rc::gen::exec([] {
        std::string cell;
        for (const auto& piece :
             *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces))) {
          cell += piece;
        }
        return cell;
      }));
  cells[0] = "一" + cells[0];  // a first cell that says neither separator nor format
  return cells;
}

RC_GTEST_PROP(CsvProperty, WhatIsWrittenIsReadAgain, ()) {
  const auto cells = any_cells();
  std::string out;
  write_csv_row(out, cells);
  RC_ASSERT(rows_of(out).value() == Rows{cells});
}

RC_GTEST_PROP(CsvProperty, EveryEncodingGivesTheSameText, ()) {
  static const std::vector<std::string> kWords{
      "向巷村", "户号", "阿依古丽·买买提", "路灯不亮,", "\n", "1组", "𠮷", "a", "，", "㛃"};
  std::string text = "姓名,户号\n";
  for (const auto& word :
       *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kWords))) {
    text += word;
  }
  const auto encoded = [&](const char* encoding) {
    const auto converter = iconv_open(encoding, "UTF-8");
    std::string out(text.size() * 4, '\0');
    char* from = text.data();
    char* to = out.data();
    std::size_t from_left = text.size();
    std::size_t to_left = out.size();
    iconv(converter, &from, &from_left, &to, &to_left);
    iconv_close(converter);
    out.resize(out.size() - to_left);
    return out;
  };
  RC_ASSERT(to_utf8(text).value() == text);
  RC_ASSERT(to_utf8("\xEF\xBB\xBF" + text).value() == text);
  RC_ASSERT(to_utf8("\xFF\xFE" + encoded("UTF-16LE")).value() == text);
  RC_ASSERT(to_utf8(encoded("GB18030")).value() == text);
}

TEST(Csv, AFormulaIsKeptATextAlsoBehindWhatIsNotSeenAndInFullWidth) {
  for (const std::string before :
       {"", " ", "\u3000", "\u00A0", "\u200B", "\uFEFF", "\u202E", "\u2066", "\u200B\uFEFF ", "\n",
        "\u00AD", "\u2060", "\u2800", "\u2003", "\u1680", "\u3164", "\uFE0F", "\U000E0020"}) {
    for (const std::string sign : {"=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "\t"}) {
      std::string out;
      write_csv_row(out, {before + sign + "1+1"});
      EXPECT_TRUE(out.starts_with("\"'")) << out;
    }
  }
  std::string out;
  write_csv_row(out, {"路灯 = 坏", "12", " 正文"});
  EXPECT_EQ(out, "路灯 = 坏,12, 正文\r\n");
}

}  // namespace
}  // namespace linli::exchange
