// exchange/import_people.h – people with their ties to households. Natural key: identity number, or
// else source and row key (column ref), or else the row number with the file's source name. Columns
// and their Chinese headers: docs/import.md. Errors: import_run.h. Thread safety: there.
#pragma once

#include <string_view>
#include <vector>

#include "exchange/import_run.h"

namespace linli::exchange {

// What it reads, with the words of `pack` (may be nullptr).
std::vector<Column> people_columns(const pack::Pack* pack);

// `bytes` is the whole CSV or XLSX file.
Result<ImportReport> import_people(const ImportContext& context, std::string_view bytes);

}  // namespace linli::exchange
