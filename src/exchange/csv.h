// exchange/csv.h – CSV in and out.
//
// Reads RFC 4180 with CR, LF or CRLF. A file with a byte order mark is what the mark says (UTF-8 or
// UTF-16); without one it is UTF-8 or, when hardly anything of it is, GB18030, which spreadsheets
// in China write. The separator is what a first line "sep=;" says, else a comma, or a tab or
// semicolon where the first line that has one of the three has no comma. Thread safety: any thread.
// Errors (all Invalid, detail "row N" or "row N, cell M"): exchange.csv_quote (a quote that is not
// closed, or text after one), exchange.csv_encoding (before any row is handed on),
// exchange.too_large (a limit of table.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "exchange/table.h"

namespace linli::exchange {

Result<void> read_csv(std::string_view bytes, const TakeRow& take);

// The bytes as UTF-8 without byte order mark. Errors: exchange.csv_encoding.
Result<std::string> to_utf8(std::string_view bytes);

// Appends one row, CRLF at its end. A cell that a spreadsheet would run as a formula (it begins
// with = + - @ tab or carriage return, also full width and behind spaces or what is not seen) gets
// an apostrophe in front (ASVS 1.2.10), which read_csv takes away.
void write_csv_row(std::string& out, const std::vector<std::string>& cells);

}  // namespace linli::exchange
