#include "access/restored.h"

#include "access/accounts.h"

namespace linli::access {
namespace {

Result<void> remove_all(store::Snapshot& read, store::WriteSet& out, store::Name table,
                        store::Sql select) {
  return read.visit(select, {kEndedAtOnce}, [&](const store::Row& row) {
    out.add(store::Remove{table, row.integer(0), row.integer(1)});
    return true;
  });
}

}  // namespace

Result<store::WriteSet> end_what_came_back(store::Snapshot& read, Instant now) {
  store::WriteSet out;
  TRY(remove_all(read, out, "access_session", "SELECT id, version FROM access_session LIMIT ?1"));
  TRY(remove_all(read, out, "access_use", "SELECT id, version FROM access_use LIMIT ?1"));
  TRY(remove_all(read, out, "access_sent_code",
                 "SELECT id, version FROM access_sent_code LIMIT ?1"));
  TRY(remove_all(read, out, "access_factor_offer",
                 "SELECT id, version FROM access_factor_offer LIMIT ?1"));
  TRY(remove_all(read, out, "access_recovery", "SELECT id, version FROM access_recovery LIMIT ?1"));
  TRY(remove_all(read, out, "access_first", "SELECT id, version FROM access_first LIMIT ?1"));
  TRY(read.visit(
      "SELECT id, version FROM access_account WHERE activation_hash IS NOT NULL LIMIT ?1",
      {kEndedAtOnce}, [&](const store::Row& row) {
        out.update("access_account", row.integer(0), row.integer(1),
                   {{"activation_hash", store::Null{}}, {"activation_ends_at", store::Null{}}});
        return true;
      }));
  for (const auto& request : TRY(waiting_requests(read))) {
    decide(out, request, AccountId{}, now, "over");
  }
  return out;
}

}  // namespace linli::access
