// exchange/inbox_csv.h – the inbox as a table for a spreadsheet: GET /api/v1/inbox.csv.
//
// The rows, their order and their limits are those of GET /api/v1/inbox for the same question
// (inbox/query.h). A row holds what the list shows: no name, no phone, nothing of what was
// written but the title – and not even that of a complaint about people, which no file is to carry
// out of the house in bulk (RISK-3; 个人信息保护法 Art. 28).
//
// What leaves the house is no longer under its rights (RISK-5, RISK-6: secondary use; Art. 51, 54),
// so an export is an act: an entry `inbox.export` says who, in which hat, which question and why (a
// key of the pack's list export_reasons) before the first row goes out, and `inbox.export_end` how
// many rows went and whether they were all. Words searched for may be about a person: the entry
// says only that there were some. The filers are not told one by one: what is in the table her desk
// may read without a look.
//
// It is made while it is sent (api::Pieces), kRowsAtOnce rows a snapshot, by keyset over as many
// snapshots as it takes: what moves in the order meanwhile may be missed or come twice, as from
// page to page; by `filed` and `number` nothing moves. Each piece asks anew whether the hats it
// began with are still hers. When the store refuses three times, a hat is gone or kExportMsMax is
// over, the connection is cut: a table that has its end has every row.
// Thread safety: as api/route.h says; pieces are made on the kernel's workers.
#pragma once

#include <cstdint>

#include "api/route.h"
#include "desk/kernel.h"

namespace linli::exchange {

inline constexpr int kRowsAtOnce = 250;
inline constexpr std::size_t kExportsMax = 4;  // at once, and one a person
inline constexpr std::int64_t kExportMsMax = 60 * 60 * 1000;

// `kernel` must outlive it.
api::Route inbox_csv_route(desk::Kernel& kernel);

}  // namespace linli::exchange
