#include "registry/phone_check.h"

namespace linli::registry {
namespace {

constexpr std::string_view kCheckContext = "phone_check.sealed";

#define LINLI_CHECK_COLUMNS                                                                    \
  "id, version, person_id, what, sealed, asked_by, asked_at, due_at, decided_by, decided_at, " \
  "outcome"

PhoneCheck check_from(const store::Row& row) {
  PhoneCheck out;
  out.id = row.integer(0);
  out.version = row.integer(1);
  out.person = row.id<PersonId>(2);
  out.what = row.string(3) == word_of(Checked::Seat) ? Checked::Seat : Checked::Phone;
  out.sealed = row.string(4);
  out.asked_by = row.id<AccountId>(5);
  out.asked_at = row.instant(6);
  out.due_at = row.instant(7);
  out.decided_by = row.id<AccountId>(8);
  out.decided_at = row.instant(9);
  out.outcome = row.string(10);
  return out;
}

auto remover(store::WriteSet& out) {
  return [&out](const store::Row& row) {
    out.add(store::Remove{"phone_check", row.integer(0), row.integer(1)});
    return true;
  };
}

// Of the newest row about her seat; nothing when there never was one.
Result<std::optional<std::string>> seat_outcome(store::Snapshot& read, PersonId person) {
  return read.one(
      "SELECT outcome FROM phone_check WHERE person_id = ?1 AND what = 'seat'"
      " ORDER BY id DESC LIMIT 1",
      {person}, [](const store::Row& row) { return row.string(0); });
}

}  // namespace

std::string_view word_of(Checked what) {
  return what == Checked::Seat ? "seat" : "phone";
}

Result<void> add(store::WriteSet& out, const vault::Vault& vault, const PhoneCheck& check,
                 std::string_view phone) {
  store::Value blind = store::Null{};
  std::string sealed;
  if (!phone.empty()) {
    blind = TRY(vault.blind().phone(phone));
    sealed = vault.seal_field(kCheckContext, check.id, phone);
  }
  store::Value due = store::Null{};
  if (check.due_at.ms != 0) due = check.due_at;
  out.insert("phone_check", {{"id", check.id},
                             {"version", 1},
                             {"person_id", check.person},
                             {"what", word_of(check.what)},
                             {"sealed", store::Blob{std::move(sealed)}},
                             {"phone_blind", std::move(blind)},
                             {"asked_by", check.asked_by},
                             {"asked_at", check.asked_at},
                             {"due_at", std::move(due)},
                             {"outcome", ""}});
  return {};
}

void decide(store::WriteSet& out, const PhoneCheck& check, AccountId by, Instant at,
            std::string_view outcome) {
  out.update("phone_check", check.id, check.version,
             {{"sealed", store::Blob{}},
              {"phone_blind", store::Null{}},
              {"decided_by", by},
              {"decided_at", at},
              {"outcome", outcome}});
}

Result<std::string> phone_of(const vault::Vault& vault, const PhoneCheck& check) {
  if (check.sealed.empty()) return std::string();
  return vault.open_field(kCheckContext, check.id, check.sealed);
}

Result<std::optional<PhoneCheck>> find_check(store::Snapshot& read, std::int64_t id) {
  return read.one("SELECT " LINLI_CHECK_COLUMNS " FROM phone_check WHERE id = ?1", {id},
                  check_from);
}

Result<std::optional<PhoneCheck>> waiting_check(store::Snapshot& read, PersonId person,
                                                Checked what) {
  return read.one("SELECT " LINLI_CHECK_COLUMNS
                  " FROM phone_check WHERE person_id = ?1 AND what = ?2 AND decided_at IS NULL",
                  {person, word_of(what)}, check_from);
}

Result<std::vector<PhoneCheck>> waiting_checks(store::Snapshot& read, std::int64_t after,
                                               int limit) {
  return read.all("SELECT " LINLI_CHECK_COLUMNS
                  " FROM phone_check WHERE decided_at IS NULL AND id > ?1 ORDER BY id LIMIT ?2",
                  {after, limit}, check_from);
}

Result<std::int64_t> count_waiting_checks(store::Snapshot& read) {
  return read.number("SELECT count(*) FROM phone_check WHERE decided_at IS NULL");
}

Result<std::vector<PhoneCheck>> due_checks(store::Snapshot& read, Instant now, int limit) {
  return read.all("SELECT " LINLI_CHECK_COLUMNS
                  " FROM phone_check WHERE decided_at IS NULL AND due_at <= ?1"
                  " ORDER BY due_at LIMIT ?2",
                  {now, limit}, check_from);
}

Result<std::vector<PhoneCheck>> checks_of(store::Snapshot& read, PersonId person) {
  return read.all("SELECT " LINLI_CHECK_COLUMNS
                  " FROM phone_check WHERE person_id = ?1 ORDER BY id DESC LIMIT ?2",
                  {person, kChecksShown}, check_from);
}

Result<bool> wears_by_phone(store::Snapshot& read, PersonId person) {
  const auto newest = TRY(seat_outcome(read, person));
  return !newest || *newest == "confirmed";
}

Result<bool> seat_confirmed(store::Snapshot& read, PersonId person) {
  const auto newest = TRY(seat_outcome(read, person));
  return newest && *newest == "confirmed";
}

Result<bool> has_objected(store::Snapshot& read, PersonId person) {
  const auto count =
      TRY(read.number("SELECT count(*) FROM phone_check WHERE person_id = ?1 AND what = 'phone'"
                      " AND outcome IN ('objected', 'declined')",
                      {person}));
  return count > 0;
}

Result<void> stop_time(store::Snapshot& read, int limit, store::WriteSet& out) {
  return read.visit(
      "SELECT id, version FROM phone_check WHERE decided_at IS NULL AND due_at IS NOT NULL"
      " LIMIT ?1",
      {limit}, [&](const store::Row& row) {
        out.update("phone_check", row.integer(0), row.integer(1), {{"due_at", store::Null{}}});
        return true;
      });
}

Result<void> erase_checks(store::Snapshot& read, PersonId person, store::WriteSet& out) {
  return read.visit("SELECT id, version FROM phone_check WHERE person_id = ?1", {person},
                    remover(out));
}

Result<void> erase_checks_of_phone(store::Snapshot& read, std::int64_t phone,
                                   store::WriteSet& out) {
  return read.visit("SELECT id, version FROM phone_check WHERE phone_blind = ?1", {phone},
                    remover(out));
}

}  // namespace linli::registry
