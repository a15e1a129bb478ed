// exchange/table.h – a table from a file, row by row: CSV or XLSX, told by content.
//
// Rows are handed on as they are read, so a big file needs memory for its bytes only.
// Thread safety: any thread. Errors: those of csv.h and xlsx.h, exchange.too_large.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/cells.h"
#include "model/time_text.h"

namespace linli::exchange {

inline constexpr std::size_t kTableBytesMax = std::size_t{512} << 20;  // file, and XLSX part
inline constexpr std::int64_t kRowsMax = 2'000'000;
inline constexpr std::size_t kCellsMax = 256;            // cells of a row
inline constexpr std::size_t kCellBytesMax = 32 * 1024;  // of one cell

struct FaultyCell {
  std::size_t place = 0;  // among the cells
  CellFault fault = CellFault::error;
};

struct TableRow {
  std::int64_t number = 0;  // as a spreadsheet shows it, from 1; the header is usually 1
  std::vector<std::string> cells;
  std::vector<FaultyCell> faults;
  bool hidden = false;                     // somebody who looks at the sheet does not see it
  FirstDay first_day = FirstDay::in_1900;  // of numbers that are days
};

// Takes a row; false ends the reading without error.
using TakeRow = std::function<bool(const TableRow&)>;

// Empty rows are left out. XLSX when the bytes begin as a ZIP file, CSV otherwise.
Result<void> read_table(std::string_view bytes, const TakeRow& take);

// A whole small table. The header is the first row that is not empty.
struct Table {
  std::vector<std::string> header;
  std::vector<TableRow> rows;
};
// Errors: those of read_table, exchange.no_header.
Result<Table> read_whole_table(std::string_view bytes);

}  // namespace linli::exchange
