// exchange/cells.h – what spreadsheets make of cells, and how it is undone or noticed.
//
// A cell that does not hold what somebody wrote is marked, not guessed at; who needs the cell
// refuses its row. Thread safety: pure functions. Source: ECMA-376 part 1 §18.17.3 (error values),
// §22.9.2.19 (ST_Xstring).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace linli::exchange {

enum class CellFault {
  error,     // #N/A and the like
  no_value,  // a formula whose result was not saved
  too_long,  // more bytes than a cell may have; the cell is empty
  rounded,   // a number of more digits than a spreadsheet keeps (15), or written as 4.2E+17
  // Eighteen digits that end in 000 in a file without types: an identity number that was rounded,
  // or one that happens to end so. Matters where identity numbers stand only.
  perhaps_rounded,
};

// Code of the refusal: exchange.cell_error, exchange.cell_no_value, exchange.cell_too_long,
// exchange.cell_rounded.
std::string_view code_of(CellFault fault);

// "C7" for place 2 of row 7: as a spreadsheet calls it.
std::string cell_name(std::size_t place, std::int64_t row);

// A cell of CSV: ="…" and an apostrophe before a number or formula, which say that it is text, are
// taken away.
std::optional<CellFault> read_csv_cell(std::string& cell);
// Whether a cell needs an apostrophe more to be read back as it is.
bool needs_apostrophe(std::string_view cell);

// A number as its bytes stand in a workbook: whole ones without decimals and exponent.
std::optional<CellFault> read_number_cell(std::string& cell);

// _x000D_ is the character with that number, _x005F_ the underscore that begins no such thing.
std::string without_escapes(std::string_view text);

}  // namespace linli::exchange
