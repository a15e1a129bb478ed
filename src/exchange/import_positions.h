// exchange/import_positions.h – positions and who holds them. Natural key: position kind and place;
// a term by position, person and first day. A row without a person makes an empty seat. Columns and
// their Chinese headers: docs/import.md. Errors: import_run.h. Thread safety: there.
#pragma once

#include <string_view>
#include <vector>

#include "exchange/import_run.h"

namespace linli::exchange {

// What it reads, with the words of `pack` (may be nullptr).
std::vector<Column> position_columns(const pack::Pack* pack);

// `bytes` is the whole CSV or XLSX file.
Result<ImportReport> import_positions(const ImportContext& context, std::string_view bytes);

}  // namespace linli::exchange
