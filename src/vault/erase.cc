#include "vault/erase.h"

#include <set>

namespace linli::vault {
namespace {

struct Owned {
  std::int64_t id;
  std::int64_t version;
  MatterId matter;
};

Owned owned(const store::Row& row) {
  return {row.integer(0), row.integer(1), row.id<MatterId>(2)};
}

Erasure collect(const std::vector<Owned>& texts, const std::vector<Owned>& files, Instant now,
                const std::vector<std::string>& indexes, std::set<MatterId> matters,
                store::WriteSet& changes) {
  Erasure out;
  const auto emptied = [&] {
    return store::Columns{{"sealed", store::Blob{}}, {"erased_at", now}};
  };
  for (const auto& row : texts) {
    auto columns = emptied();
    columns.push_back({"phone_blind", store::Null{}});
    changes.update("vault_text", row.id, row.version, std::move(columns));
    out.texts.push_back(TextId{row.id});
    if (row.matter) matters.insert(row.matter);
  }
  for (const auto& row : files) {
    changes.update("vault_file", row.id, row.version, emptied());
    out.files.push_back(FileId{row.id});
  }
  for (const auto matter : matters) {
    out.matters.push_back(matter);
    for (const auto& index : indexes) changes.add(store::UnindexText{index, matter.value});
  }
  return out;
}

}  // namespace

Result<Erasure> erase_matter(store::Snapshot& snapshot, MatterId matter, Instant now,
                             const std::vector<std::string>& indexes, store::WriteSet& changes) {
  const auto texts = TRY(snapshot.all(
      "SELECT id, version, matter_id FROM vault_text WHERE matter_id = ?1 AND erased_at IS NULL",
      {matter}, owned));
  const auto files = TRY(snapshot.all(
      "SELECT id, version, matter_id FROM vault_file WHERE matter_id = ?1 AND erased_at IS NULL",
      {matter}, owned));
  return collect(texts, files, now, indexes, {matter}, changes);
}

Result<Erasure> erase_unclaimed(store::Snapshot& snapshot, PersonId person, Instant now,
                                store::WriteSet& changes) {
  const auto files =
      TRY(snapshot.all("SELECT id, version, matter_id FROM vault_file"
                       " WHERE person_id = ?1 AND matter_id IS NULL AND erased_at IS NULL",
                       {person}, owned));
  return collect({}, files, now, {}, {}, changes);
}

Result<void> finish(store::Store& store, const Erasure& erasure) {
  for (const auto file : erasure.files) TRY(store.erase_file(file.value));
  return store.scrub();
}

}  // namespace linli::vault
