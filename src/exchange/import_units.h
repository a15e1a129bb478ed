// exchange/import_units.h – the tree of units. Natural key: code.
//
// A parent stands above its children in the file or is there already. A unit never moves to another
// parent by import (exchange.row_moved): that is an act of its own.
// Columns and their Chinese headers: docs/import.md. Errors: import_run.h. Thread safety: there.
#pragma once

#include <string_view>
#include <vector>

#include "exchange/import_run.h"

namespace linli::exchange {

// What it reads, with the words of `pack` (may be nullptr).
std::vector<Column> unit_columns(const pack::Pack* pack);

// `bytes` is the whole CSV or XLSX file.
Result<ImportReport> import_units(const ImportContext& context, std::string_view bytes);

}  // namespace linli::exchange
