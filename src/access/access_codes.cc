#include <cstdio>

#include "access/access.h"

namespace linli::access {
namespace {

constexpr std::uint64_t kCodes = 1'000'000;  // six digits

struct CodeRow {
  std::int64_t version = 0;
  std::int64_t code_hash = 0;
  Instant ends_at;
  std::int64_t tries = 0;
};

Result<std::optional<CodeRow>> find_code(store::Snapshot& snapshot, std::int64_t phone) {
  return snapshot.one(
      "SELECT version, code_hash, ends_at, tries FROM access_code WHERE id = ?1", {phone},
      [](const store::Row& row) {
        return CodeRow{row.integer(0), row.integer(1), row.instant(2), row.integer(3)};
      });
}

std::int64_t hash_of(const vault::Blind& blind, std::string_view phone, std::string_view code) {
  return blind.of("access.code", std::string(phone) + " " + std::string(code));
}

}  // namespace

Result<store::WriteSet> Access::request_code(store::Snapshot& snapshot, std::string_view phone_text,
                                             std::string_view client, Instant now) {
  const std::string phone = TRY(vault::normal_phone(phone_text));
  TRY(by_client_.charge(client, now));
  TRY(by_phone_.charge(phone, now));
  char code[8];
  std::snprintf(code, sizeof code, "%06u", static_cast<unsigned>(random_.below(kCodes)));
  const std::int64_t id = blind_.of("access.phone", phone);
  const auto row = TRY(find_code(snapshot, id));
  store::WriteSet changes;
  const std::int64_t hash = hash_of(blind_, phone, code);
  const Instant ends_at = plus_ms(now, kCodeMs);
  if (row) {
    changes.update("access_code", id, row->version,
                   {{"code_hash", hash}, {"ends_at", ends_at}, {"tries", 0}});
  } else {
    changes.insert(
        "access_code",
        {{"id", id}, {"version", 1}, {"code_hash", hash}, {"ends_at", ends_at}, {"tries", 0}});
  }
  people_.send_code(changes, phone, code, now);
  return changes;
}

Result<Step<SignedIn>> Access::sign_in_code(store::Snapshot& snapshot, std::string_view phone_text,
                                            std::string_view code, std::string_view client,
                                            Instant now) {
  const std::string phone = TRY(vault::normal_phone(phone_text));
  TRY(by_client_.charge(client, now));
  const auto wrong = [] { return fail(ErrorKind::Unauthorized, "access.wrong_code"); };
  const std::int64_t id = blind_.of("access.phone", phone);
  const auto row = TRY(find_code(snapshot, id));
  store::WriteSet changes;
  if (!row || now >= row->ends_at || row->tries >= kCodeTriesMax) {
    return Step<SignedIn>{std::move(changes), wrong()};
  }
  const bool right = row->code_hash == hash_of(blind_, phone, code);
  // The guess is counted under the version that was read: of guesses made at once, all but one
  // get a conflict and learn nothing.
  changes.update("access_code", id, row->version,
                 {{"tries", row->tries + 1}, {"ends_at", right ? Instant{} : row->ends_at}});
  if (!right) return Step<SignedIn>{std::move(changes), wrong()};
  const PersonId person = TRY(person_by_phone(snapshot, changes, phone, now));
  auto signed_in = add_session(changes, person, AccountId{}, SessionKind::Resident, now);
  by_phone_.forget(phone);
  by_client_.refund(client);
  return Step<SignedIn>{std::move(changes), std::move(signed_in)};
}

Result<PersonId> Access::person_by_phone(store::Snapshot& snapshot, store::WriteSet& changes,
                                         std::string_view phone, Instant now) {
  const auto known = TRY(people_.find_by_phone(snapshot, phone));
  if (known) return *known;
  return people_.add_by_phone(changes, phone, now);
}

}  // namespace linli::access
