// journal/packed.h – an entry as its row keeps it: the columns, and a body made small.
//
// What is hashed, proven and given out are an entry's canonical bytes (journal/entry.h). A row
// needs only what gives exactly these bytes back: its columns hold id, matter, previous, time and
// act; the body holds the rest, packed. Rows of earlier programs hold the canonical bytes
// themselves as their body, and are read for ever: a row of the record never changes. Source:
// docs/formats.md ("How an entry is kept"), docs/adr/0004-journal.md. Thread safety: values.
#pragma once

#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"
#include "journal/entry.h"

namespace linli::journal {

// A row of journal_entry.
struct EntryRow {
  EntryId id;
  MatterId matter;
  EntryId previous;
  Instant at;
  std::string act;
  std::string body;
};

// The body of the entry's row: one entry has exactly one. Aborts where canonical_bytes() does.
std::string packed(const Entry& entry);

// The entry of a row, of a packed body or of canonical bytes; these also hold what the columns say,
// and the two are not compared. Errors: journal.entry_malformed (Corrupt), also for a packed body
// that is not the one that packed() makes.
Result<Entry> entry_of(const EntryRow& row);

// Whether a body that begins with these bytes (14 are enough) is an entry's of version 2.
bool is_version_2(std::string_view body);

// The leaf of a row whose entry_of() is `entry`: that of its canonical bytes. A body that no entry
// can be read from counts as it stands, so that one damaged row does not hold up the record; `linli
// verify` names it.
Digest leaf_of(const EntryRow& row, const Result<Entry>& entry);

// A leaf's row keeps the first bytes of the leaf hash: enough to find the entry that was changed,
// while the tree proves. Earlier programs kept all 32.
inline constexpr std::size_t kLeafHashKept = 8;

}  // namespace linli::journal
