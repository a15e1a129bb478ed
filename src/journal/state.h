// journal/state.h – the root over the row groups that an act leaves, and each group's path to it.
//
// A row group is all rows that belong to one thing: a matter with its ties and timers. Its digest
// is computed where its rows are known (desk/state.h); here groups become leaves of a tree, in the
// order of name and id, and the tree's root goes into the entry. One group has the path "" – its
// leaf is the root. Source: RFC 6962 section 2.1, docs/formats.md ("State"),
// docs/adr/0037-state-in-the-record.md. Thread safety: values.
#pragma once

#include <string>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "journal/merkle.h"

namespace linli::journal {

struct StateGroup {
  std::string name;  // "matter"
  std::int64_t id = 0;
  Digest digest{};
};

// Where a group stands among those of its act.
struct StatePath {
  std::int64_t index = 0;
  std::int64_t size = 1;
  Proof hashes;
};

// Sorts the groups and returns their root. Aborts without a group, or if one comes twice.
Digest state_root(std::vector<StateGroup>& groups);

// Of the group at `index`, once they are sorted.
StatePath state_path(const std::vector<StateGroup>& groups, std::size_t index);

// Errors: journal.proof_wrong (Invalid).
Result<void> verify_state(const StateGroup& group, const StatePath& path, const Digest& root);

}  // namespace linli::journal
