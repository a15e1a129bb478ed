// registry/rows.h – what the row types of this folder share: dates and differences.
//
// Each row type R of this folder has `Columns columns_of(const R&)` (without id and version),
// `void add(WriteSet&, const R&)` (a new row, version 1) and `int change(WriteSet&, const R&
// stored, const R& wanted)` (updates only columns that differ; returns how many; 0 adds nothing).
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/write_set.h"

namespace linli::registry {

// From when to when something holds; a zero `to` is open.
struct Dates {
  Instant from;
  Instant to;
  bool operator==(const Dates&) const = default;
};

// The zero instant is NULL.
store::Value open_end(Instant at);

// The pairs of `wanted` whose value is not that of `stored`; both list the same columns in order.
store::Columns differing(const store::Columns& stored, const store::Columns& wanted);

// For LIKE … ESCAPE '!': what contains the text, taken as it is.
std::string contains_pattern(std::string_view text);

// A new row with id and version 1.
void add_row(store::WriteSet& out, store::Name table, std::int64_t id, store::Columns columns);
// Returns the number of columns that change.
int change_row(store::WriteSet& out, store::Name table, std::int64_t id, std::int64_t version,
               const store::Columns& stored, const store::Columns& wanted);

}  // namespace linli::registry
