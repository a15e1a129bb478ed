#include "access/access.h"
#include "access/accounts.h"
#include "access/key_hash.h"

namespace linli::access {
namespace {

constexpr const char* kSampleAdministrator = ".administrator.sample";
constexpr std::size_t kFirstTokenBytes = 32;
constexpr int kFirstRow = 1;

struct FirstRow {
  std::int64_t version;
  std::string token_hash;
  Instant ends_at;
};

Result<std::optional<FirstRow>> first_row(store::Snapshot& snapshot) {
  return snapshot.one("SELECT version, token_hash, ends_at FROM access_first WHERE id = ?1",
                      {kFirstRow}, [](const store::Row& row) {
                        return FirstRow{row.integer(0), row.string(1), row.instant(2)};
                      });
}

}  // namespace

std::string Access::make_first_token(store::WriteSet& changes, Instant now) {
  const std::string token = to_base64url(random_.bytes(kFirstTokenBytes));
  changes.insert("access_first", {{"id", kFirstRow},
                                  {"version", 1},
                                  {"token_hash", stored_hash(token)},
                                  {"ends_at", plus_ms(now, kFirstTokenMs)}});
  return token;
}

Result<Step<SignedIn>> Access::create_first_administrator(
    store::Snapshot& snapshot, std::string_view token, const Named& named,
    std::string_view login_text, std::string_view password, const Caller& caller, Instant now) {
  // Nobody guesses 256 bits; but each guess costs the pool a turn and the audit an entry.
  TRY(tries_.charge("", caller, Known::No, now));
  const auto row = TRY(first_row(snapshot));
  if (!row || now >= row->ends_at || !equal_secret(row->token_hash, stored_hash(token).bytes)) {
    return fail(ErrorKind::Unauthorized, "access.wrong_token");
  }
  tries_.refund("", caller, Known::No);
  const std::string login = TRY(new_login(login_text));
  TRY(check_password(snapshot, password, login, PersonId{}));
  if (TRY(login_looks_taken(snapshot, login))) {
    return fail(ErrorKind::Conflict, "access.login_taken");
  }
  Step<SignedIn> step{{}, SignedIn{}};
  const PersonId person =
      TRY(people_.person_named(snapshot, step.changes, named.name, named.phone));
  // Who administers works no matter: the duty officer of `linli init` is somebody else.
  if (people_.holds_office && TRY(people_.holds_office(snapshot, person, now))) {
    return fail(ErrorKind::Conflict, "office.holds_office");
  }
  const auto id = ids_.make<AccountId>();
  auto columns = new_account(id, person, login, now, rights::AdministratorKind::System,
                             hash_password(password));
  columns.push_back({"closed", 0});
  step.changes.insert("access_account", std::move(columns));
  step.changes.update("access_first", kFirstRow, row->version, {{"token_hash", store::Blob{}}});
  const auto county = TRY(county_row(snapshot));
  put_county(step.changes, county, county.opened_at);
  people_.note(step.changes, "administrator.first", person, now);
  step.answer = add_session(step.changes, person, id, SessionKind::Staff, now);
  return step;
}

Result<Step<SignedIn>> Access::sign_in_as_administrator(store::Snapshot& snapshot, PersonId person,
                                                        rights::AdministratorKind kind,
                                                        Instant now) {
  Step<SignedIn> step{{}, SignedIn{}};
  const std::string login = std::string(rights::word_of(kind)) + kSampleAdministrator;
  const auto known = TRY(find_account(snapshot, login));
  const AccountId id = known ? known->id : ids_.make<AccountId>();
  if (!known) {
    auto columns = new_account(id, person, login, now, kind, kNoPasswordFits);
    columns.push_back({"closed", 0});
    step.changes.insert("access_account", std::move(columns));
  }
  step.answer = add_session(step.changes, person, id, SessionKind::Staff, now);
  return step;
}

Result<void> Access::open_when_complete(store::Snapshot& snapshot, store::WriteSet& changes,
                                        rights::AdministratorKind kind, PersonId person,
                                        Instant now) {
  const auto county = TRY(county_row(snapshot));
  if (county.opened_at.ms != 0) return {};
  auto missing = TRY(missing_kinds(snapshot));
  std::erase(missing, kind);
  // The row moves on in any case: of two who come in at once the second sees the first.
  put_county(changes, county, missing.empty() ? now : Instant{0});
  if (missing.empty()) people_.note(changes, "county.open", person, now);
  return {};
}

Result<bool> Access::setting_up(store::Snapshot& snapshot) {
  if (opened()) return false;
  const bool opened = TRY(county_row(snapshot)).opened_at.ms != 0;
  if (opened) opened_.store(true, std::memory_order_relaxed);
  return !opened;
}

}  // namespace linli::access
