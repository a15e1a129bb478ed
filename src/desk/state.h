// desk/state.h – what an entry says of the rows its act leaves: the digest of a matter's row group.
//
// A group is the matter's row with its ties and timers. Covered is a list of tables and columns,
// numbered by version: a new one gets the next number (`since`), entries written under an earlier
// list stay what they are. Left out are what is sealed, what erasing or another key would change
// (no column of these tables today), `version`, which counts writes and says nothing, and
// `last_entry`, which is held against the record itself (desk/proven.h). Source: docs/formats.md
// ("State"), docs/adr/0037-state-in-the-record.md. Thread safety: values, constants. Errors: those
// of the snapshot.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "journal/packed.h"
#include "model/ids.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::desk {

// The newest list; goes up with a table or column that gets a new `since`.
inline constexpr std::uint8_t kStateList = 1;

enum class Cell { number, words };  // an integer; a text or bytes

struct CoveredColumn {
  std::string_view name;
  Cell cell;
  int since = 1;
};
struct CoveredTable {
  std::string_view name;
  std::span<const CoveredColumn> columns;
  int since = 1;
};
// The matter's own row first.
std::span<const CoveredTable> covered_tables();

// All covered rows of one matter.
class StateGroup {
 public:
  explicit StateGroup(MatterId id);

  // What a write set does to the group; what is of other tables or matters does nothing.
  void apply(const store::Change& change);
  // A stored row; its cells in canonical bytes, as the list has them.
  void put(std::size_t table, std::int64_t row, std::vector<std::string> cells);
  // The root over this one group (journal/state.h).
  Digest root(std::uint8_t list) const;

 private:
  void insert(std::size_t table, const store::Columns& columns);

  MatterId id_;
  std::vector<std::map<std::int64_t, std::vector<std::string>>> tables_;
};

// The root of the matter as the write set leaves it; `before` is its row as it was read, empty for
// a new matter.
Result<Digest> state_left(store::Snapshot& read, MatterId id, const store::Columns& before,
                          const store::WriteSet& changes);

// A matter as it is stored, and the entry that its row names as the newest.
struct StoredGroup {
  MatterId id;
  std::string number;
  EntryId last_entry;
  journal::EntryRow entry;  // no id: there is none
  EntryId next_entry;       // that follows it on the record: then it is not the newest
  StateGroup rows;
};

// A tie of a matter that is not there.
struct StrayTie {
  std::string_view table;
  MatterId matter;
};
struct GroupPage {
  std::vector<StoredGroup> groups;
  std::optional<StrayTie> stray;  // the first one among them
};

// Matters with an id above `after` in order, at most `limit`; fewer: these are the last.
Result<GroupPage> read_groups(store::Snapshot& read, MatterId after, int limit);

}  // namespace linli::desk
