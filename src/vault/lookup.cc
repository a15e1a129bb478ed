#include "vault/lookup.h"

#include <algorithm>
#include <limits>

namespace linli::vault {
namespace {

bool is_key(std::string_view reason) {
  return !reason.empty() && reason.size() <= kReasonMax &&
         std::all_of(reason.begin(), reason.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
         });
}

}  // namespace

Result<void> record_lookup(store::WriteSet& changes, const Lookup& look) {
  if (!is_key(look.reason)) return invalid("vault.reason_missing");
  changes.insert("vault_lookup", {{"id", look.id},
                                  {"at", look.at},
                                  {"actor_person", look.actor},
                                  {"term_id", look.term},
                                  {"subject_person", look.subject},
                                  {"matter_id", look.matter},
                                  {"what", look.what},
                                  {"reason", look.reason},
                                  {"entry_id", look.entry}});
  return {};
}

Result<std::vector<Lookup>> lookups_at(store::Snapshot& snapshot, PersonId subject, LookupId before,
                                       int limit) {
  const std::int64_t below = before ? before.value : std::numeric_limits<std::int64_t>::max();
  return snapshot.all(
      "SELECT id, at, actor_person, term_id, matter_id, what, reason, entry_id FROM vault_lookup"
      " WHERE subject_person = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
      {subject, below, std::clamp(limit, 0, kLookupsMax)}, [&](const store::Row& row) {
        return Lookup{row.id<LookupId>(0), row.instant(1), row.id<PersonId>(2),
                      row.id<TermId>(3),   subject,        row.id<MatterId>(4),
                      row.string(5),       row.string(6),  row.id<EntryId>(7)};
      });
}

}  // namespace linli::vault
