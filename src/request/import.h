// request/import.h – requests from files of other platforms: CSV, XLSX or JSON lines, plain or
// gzip.
//
// A row is known by the number that the other platform gave it, or else by what it says; never by
// the file's name or its place in it. A number that is known with another text is refused
// (request.row_other). A row without a place belongs to the county; in a sample folder it is laid
// into a village by its row number, and the record says so. Words for category, kind, channel and
// grade that nobody knows leave it to the rules of the pack. What is no mobile number stays as text
// beside the name. Source: REQ-6. Thread safety: one import, one thread. Errors:
// request.not_gzip, those of exchange/table.h, exchange/header.h and the store, unless rows were
// taken already (then the report says why it broke off); per row: exchange.row_missing,
// exchange.row_reference, exchange.row_date, exchange.row_future, exchange.row_hidden,
// request.row_other, those of exchange/cells.h, json.*.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/kernel.h"
#include "exchange/import_run.h"

namespace linli::request {

// Of platforms that nobody named.
inline constexpr const char* kPlatform = "import";

struct ImportOptions {
  std::string platform = kPlatform;  // whose numbers they are
  // The file's name up to its first dot: versions before took it for the platform.
  std::string former_source = {};
  exchange::Mode mode = exchange::Mode::Write;
  // As exchange::ImportContext has it.
  std::function<Result<void>()> before_rows = nullptr;
  std::function<Result<void>(std::int64_t)> after_row = nullptr;
};

// What it reads, with the words of the pack.
std::vector<exchange::Column> request_columns(const pack::Pack& pack);

// `bytes` is the whole file.
Result<exchange::ImportReport> import_requests(desk::Kernel& kernel, const ImportOptions& options,
                                               std::string_view bytes);

}  // namespace linli::request
