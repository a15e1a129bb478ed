// desk/proven.h – holds what is derived against the record: every matter's rows against its newest
// entry, every counter against the matters.
//
// Pages, each one view of the store: may run beside a working server. Whether the entries
// themselves are what was recorded is for record::verify(). Source:
// docs/adr/0037-state-in-the-record.md. Thread safety: any thread. Errors: those of the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "desk/kernel.h"
#include "store/store.h"

namespace linli::desk {

struct ProvenMatters {
  std::int64_t proven = 0;   // whose rows are as their newest entry left them
  std::int64_t not_yet = 0;  // whose newest entry is of version 1 and says nothing of its rows
  // The first fault, naming what differs: "matter 2026 0001 2347: …". Empty: none.
  std::optional<std::string> fault;
};

// A folder that no program of today has opened for writing has nothing to prove yet.
Result<ProvenMatters> prove_matters(store::Store& store);

// The first counter (desk/counts.h) that is not what the matters add up to; nothing if all are. How
// many working days matters took is held as a sum only: it was counted by the calendar of its day.
Result<std::optional<std::string>> counters_fault(store::Store& store, const Rules& rules,
                                                  Random& random);

}  // namespace linli::desk
