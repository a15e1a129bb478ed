// vault/erasures.h – what was erased, noted so that a restored backup is erased again.
//
// A note names a person or a matter by id and a phone by its keyed hash; nothing in it is personal.
// It stands in the database, where a backup takes it along, and in a file beside the data folder,
// which outlives the restoring of an older backup: what the file has and the database has not is
// erased again before anybody is served. Source: docs/formats.md, "Erasures"; ADR 0018.
// Thread safety: any thread for the database; one writer a file.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::vault {

enum class Erasable { Person, Phone, Matter };

struct ErasureNote {
  std::int64_t id = 0;  // made when it was asked for
  Erasable what = Erasable::Person;
  std::int64_t subject = 0;  // PersonId, MatterId, or Blind::phone
  bool operator==(const ErasureNote&) const = default;
};

// Adds the notes; one that is there already makes store.unique.
void note_erasures(store::WriteSet& changes, const std::vector<ErasureNote>& notes);
// All notes, by id. Errors: those of the store.
Result<std::vector<ErasureNote>> erasures_in(store::Snapshot& read);

// The notes of a file; none if there is no file. A last line that was cut off is left out. Errors:
// vault.erasures_malformed (Corrupt; detail: the line's number), those of store/disk.h.
Result<std::vector<ErasureNote>> read_erasures(const std::string& path);
// Adds those that the file does not have; they are on the disk when it returns. Errors: as
// read_erasures().
Result<void> add_erasures(const std::string& path, const std::vector<ErasureNote>& notes);

}  // namespace linli::vault
