// exchange/import_organisations.h – organisations, their line parents and what they serve. Natural
// key: key.
//
// A line parent stands above its children in the file or is there already.
// Columns and their Chinese headers: docs/import.md. Errors: import_run.h. Thread safety: there.
#pragma once

#include <string_view>
#include <vector>

#include "exchange/import_run.h"

namespace linli::exchange {

// What it reads, with the words of `pack` (may be nullptr).
std::vector<Column> organisation_columns(const pack::Pack* pack);

// `bytes` is the whole CSV or XLSX file.
Result<ImportReport> import_organisations(const ImportContext& context, std::string_view bytes);

}  // namespace linli::exchange
