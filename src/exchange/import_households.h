// exchange/import_households.h – households with their dwellings. Natural key: household number
// (户号). Columns and their Chinese headers: docs/import.md. Errors: import_run.h. Thread safety:
// there.
#pragma once

#include <string_view>
#include <vector>

#include "exchange/import_run.h"

namespace linli::exchange {

// What it reads, with the words of `pack` (may be nullptr).
std::vector<Column> household_columns(const pack::Pack* pack);

// `bytes` is the whole CSV or XLSX file.
Result<ImportReport> import_households(const ImportContext& context, std::string_view bytes);

}  // namespace linli::exchange
