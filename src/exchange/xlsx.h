// exchange/xlsx.h – the first sheet of an XLSX workbook that is not hidden.
//
// Reads shared strings, inline strings, numbers, booleans and cached results of formulas, in the
// transitional form and the strict one; formats are not looked at, so a date is its number. A whole
// number is written without decimals. The value of merged cells holds in every row of their first
// column. Hidden rows are handed on as such, hidden columns like any other. No macro, link or
// entity is ever followed. Source: ECMA-376 part 1 §18; ASVS 5.2.3 (zip bombs).
// Thread safety: any thread. Errors (all Invalid): exchange.xlsx_not_zip, exchange.xlsx_no_sheet,
// exchange.xlsx_damaged (detail: the part), exchange.xlsx_encrypted, exchange.too_large.
#pragma once

#include <string_view>

#include "exchange/table.h"

namespace linli::exchange {

inline constexpr std::size_t kMergesMax = 100'000;
inline constexpr std::int64_t kXlsxRatioMax = 200;  // unpacked / packed, above 1 MiB unpacked

Result<void> read_xlsx(std::string_view bytes, const TakeRow& take);

}  // namespace linli::exchange
