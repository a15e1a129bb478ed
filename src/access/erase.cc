#include "access/erase.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "access/accounts.h"

namespace linli::access {
namespace {

constexpr const char* kErasedLogin = "erased-";

using Found = std::pair<std::int64_t, std::int64_t>;  // id and version
Found found(const store::Row& row) {
  return {row.integer(0), row.integer(1)};
}

Result<void> erase_person(store::Snapshot& snapshot, PersonId person, store::WriteSet& changes) {
  const auto sessions = TRY(
      snapshot.all("SELECT id, version FROM access_session WHERE person_id = ?1", {person}, found));
  for (const auto& [id, version] : sessions) {
    changes.add(store::Remove{"access_session", id, version});
  }
  // Staff have accounts, some thousands in a county, and few are erased.
  const auto accounts = TRY(snapshot.all(
      "SELECT id, version FROM access_account WHERE person_id = ?1 AND login <> 'erased-' || id",
      {person}, found));
  for (const auto& [id, version] : accounts) {
    changes.update("access_account", id, version,
                   {{"login", kErasedLogin + std::to_string(id)},
                    {"password_hash", ""},
                    {"activation_hash", store::Null{}},
                    {"activation_ends_at", store::Null{}},
                    {"second_factor", 0},
                    {"closed", 1}});
    TRY(remove_second_factor(snapshot, changes, AccountId{id}));
  }
  return forget_devices(snapshot, person, changes);
}

}  // namespace

Result<void> erase_persons(store::Snapshot& snapshot, const std::vector<PersonId>& persons,
                           store::WriteSet& changes) {
  for (const auto person : persons) TRY(erase_person(snapshot, person, changes));
  // Of two changes of administrators at once one is decided again.
  const bool administers = std::ranges::any_of(TRY(administrators(snapshot)), [&](const auto& one) {
    return one.comes_in() && std::ranges::find(persons, one.person) != persons.end();
  });
  if (!administers) return {};
  const auto county = TRY(county_row(snapshot));
  put_county(changes, county, county.opened_at);
  return {};
}

Result<void> erase_phone(store::Snapshot& snapshot, std::int64_t phone, store::WriteSet& changes) {
  const auto codes = TRY(
      snapshot.all("SELECT id, version FROM access_sent_code WHERE phone = ?1", {phone}, found));
  for (const auto& [id, version] : codes) {
    changes.add(store::Remove{"access_sent_code", id, version});
  }
  return {};
}

}  // namespace linli::access
