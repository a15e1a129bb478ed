// exchange/csv.h – CSV in and out.
//
// Reads RFC 4180 with CR, LF or CRLF, in UTF-8 with or without byte order mark; bytes that are not
// UTF-8 are taken as GB18030, which spreadsheets in China write. The separator is a comma, or a tab
// or semicolon when the first row has no comma. Thread safety: any thread.
// Errors (all Invalid, detail "row N" or "row N, cell M"): exchange.csv_quote (a quote that is not
// closed, or text after one), exchange.csv_encoding, exchange.too_large (a limit of table.h).
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
// with = + - @ tab or carriage return) gets an apostrophe in front (ASVS 1.2.10).
void write_csv_row(std::string& out, const std::vector<std::string>& cells);

}  // namespace linli::exchange
