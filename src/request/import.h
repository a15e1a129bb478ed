// request/import.h – requests from files of other platforms: CSV, XLSX or JSON lines, plain or
// gzip.
//
// Keyed by source and row, never by content: the same row of the same source is never filed twice,
// whatever it says. A row without a place belongs to the county; in a sample folder it is laid into
// a village by its row number, and the record says so. Columns: row, title, detail, time, unit
// (code), category, kind, name, phone, channel; others are left aside.
// Source: REQ-6. Thread safety: one import, one thread. Errors: request.not_gzip, those of
// exchange/table.h and the store; per row: exchange.row_missing, exchange.row_reference, json.*.
#pragma once

#include <string>

#include "desk/kernel.h"
#include "exchange/import_run.h"
#include "request/serial.h"

namespace linli::request {

struct ImportOptions {
  std::string source;  // name of the platform or file, without folder and endings
  exchange::Mode mode = exchange::Mode::Write;
};

// `bytes` is the whole file.
Result<exchange::ImportReport> import_requests(desk::Kernel& kernel, Serials& serials,
                                               const ImportOptions& options,
                                               std::string_view bytes);

}  // namespace linli::request
