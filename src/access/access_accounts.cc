#include <algorithm>

#include "access/access.h"
#include "access/accounts.h"
#include "base/hash.h"
#include "base/text.h"

namespace linli::access {
namespace {

constexpr std::size_t kLoginMin = 3;
constexpr std::size_t kLoginMax = 60;
constexpr std::string_view kSampleAdministrator = "administrator.sample";
constexpr std::size_t kActivationLetters = 12;  // 60 bits
constexpr std::size_t kFirstTokenBytes = 32;
constexpr int kFirstRow = 1;

// Letters and digits that are not taken for each other (Crockford's base 32).
constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

struct AccountRow {
  AccountId id;
  std::int64_t version = 0;
  PersonId person;
  std::string password_hash;
  std::string activation_hash;
  Instant activation_ends_at;
  bool closed = false;
};

AccountRow account_row(const store::Row& row) {
  return {row.id<AccountId>(0), row.integer(1), row.id<PersonId>(2), row.string(3),
          row.string(4),        row.instant(5), row.flag(6)};
}

Result<std::optional<AccountRow>> find_account(store::Snapshot& snapshot, std::string_view login) {
  return snapshot.one(
      "SELECT id, version, person_id, password_hash, activation_hash, activation_ends_at, closed"
      " FROM access_account WHERE login = ?1",
      {login}, account_row);
}

// As it is kept: without spaces around, ASCII letters lower.
std::string normal_login(std::string_view text) {
  std::string out(trim(text));
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

Result<std::string> new_login(std::string_view text) {
  const std::string login = normal_login(text);
  const bool printable = std::none_of(login.begin(), login.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7F';
  });
  if (!is_utf8(login) || !printable || code_points(login) < kLoginMin || login.size() > kLoginMax) {
    return invalid("access.login_invalid");
  }
  return login;
}

store::Blob hash_of(std::string_view secret) {
  return {std::string(as_bytes(sha256(secret)))};
}

std::string new_activation(Random& random) {
  std::string out;
  for (std::size_t i = 0; i < kActivationLetters; ++i) {
    if (i > 0 && i % 4 == 0) out += '-';
    out += kLetters[random.below(kLetters.size())];
  }
  return out;
}

// Read aloud or typed: case and hyphens do not matter, O is 0, I and L are 1.
std::string normal_activation(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    out += c;
  }
  return out;
}

store::Columns new_account(AccountId id, PersonId person, std::string_view login, Instant now) {
  return {{"id", id},       {"version", 1}, {"person_id", person},
          {"login", login}, {"closed", 0},  {"made_at", now}};
}

}  // namespace

Result<std::optional<PersonId>> person_of_login(store::Snapshot& snapshot, std::string_view login) {
  const auto account = TRY(find_account(snapshot, normal_login(login)));
  if (!account || account->closed || !account->person) return std::optional<PersonId>();
  return std::optional<PersonId>(account->person);
}

Result<Step<SignedIn>> Access::sign_in_password(store::Snapshot& snapshot,
                                                std::string_view login_text,
                                                std::string_view password, std::string_view client,
                                                Instant now) {
  const std::string login = normal_login(login_text);
  TRY(by_client_.charge(client, now));
  TRY(by_login_.charge(login, now));
  const auto wrong = [] { return fail(ErrorKind::Unauthorized, "access.wrong_password"); };
  if (password.size() > kPasswordMax) return wrong();
  const auto account = TRY(find_account(snapshot, login));
  const bool open = account && !account->closed && !account->password_hash.empty();
  // Without an account the same work is done in vain, so that time does not tell which exist.
  const bool right = password_matches(open ? account->password_hash : nobody_, password);
  if (!open || !right) return wrong();
  by_login_.forget(login);
  by_client_.refund(client);
  Step<SignedIn> step{{}, SignedIn{}};
  // The account may be closed or get another password meanwhile: then this sign-in is void.
  step.changes.add(store::Require{"access_account", account->id.value, account->version});
  step.answer = add_session(step.changes, account->person, account->id, SessionKind::Staff, now);
  return step;
}

std::string Access::make_first_token(store::WriteSet& changes, Instant now) {
  const std::string token = to_base64url(random_.bytes(kFirstTokenBytes));
  changes.insert("access_first", {{"id", kFirstRow},
                                  {"version", 1},
                                  {"token_hash", hash_of(token)},
                                  {"ends_at", plus_ms(now, kFirstTokenMs)}});
  return token;
}

Result<Step<SignedIn>> Access::create_first_administrator(store::Snapshot& snapshot,
                                                          std::string_view token,
                                                          std::string_view login_text,
                                                          std::string_view password, Instant now) {
  struct FirstRow {
    std::int64_t version;
    std::string token_hash;
    Instant ends_at;
  };
  const auto row =
      TRY(snapshot.one("SELECT version, token_hash, ends_at FROM access_first WHERE id = ?1",
                       {kFirstRow}, [](const store::Row& r) {
                         return FirstRow{r.integer(0), r.string(1), r.instant(2)};
                       }));
  if (!row || now >= row->ends_at || !equal_secret(row->token_hash, hash_of(token).bytes)) {
    return fail(ErrorKind::Unauthorized, "access.wrong_token");
  }
  const std::string login = TRY(new_login(login_text));
  TRY(check_password(password, login, settings_.staff_password_min));
  if (TRY(find_account(snapshot, login))) return fail(ErrorKind::Conflict, "access.login_taken");
  Step<SignedIn> step{{}, SignedIn{}};
  const auto id = ids_.make<AccountId>();
  store::Columns columns = new_account(id, PersonId{}, login, now);
  columns.push_back({"password_hash", hash_password(password)});
  columns.push_back({"administrator", 1});
  step.changes.insert("access_account", std::move(columns));
  step.changes.update("access_first", kFirstRow, row->version, {{"token_hash", store::Blob{}}});
  step.answer = add_session(step.changes, PersonId{}, id, SessionKind::Staff, now);
  return step;
}

Result<Step<SignedIn>> Access::sign_in_as_administrator(store::Snapshot& snapshot, PersonId person,
                                                        Instant now) {
  Step<SignedIn> step{{}, SignedIn{}};
  const auto known = TRY(find_account(snapshot, kSampleAdministrator));
  const AccountId id = known ? known->id : ids_.make<AccountId>();
  if (!known) {
    store::Columns columns = new_account(id, person, kSampleAdministrator, now);
    columns.push_back({"password_hash", ""});
    columns.push_back({"administrator", 1});
    step.changes.insert("access_account", std::move(columns));
  }
  step.answer = add_session(step.changes, person, id, SessionKind::Staff, now);
  return step;
}

Result<Step<Account>> Access::create_account(store::Snapshot& snapshot, PersonId person,
                                             std::string_view login_text, Instant now) {
  const std::string login = TRY(new_login(login_text));
  const auto known = TRY(find_account(snapshot, login));
  if (known && known->person != person) return fail(ErrorKind::Conflict, "access.login_taken");
  Account account{known ? known->id : ids_.make<AccountId>(), new_activation(random_)};
  Step<Account> step{{}, account};
  store::Columns columns{{"activation_hash", hash_of(normal_activation(account.activation))},
                         {"activation_ends_at", plus_ms(now, kActivationMs)}};
  if (known) {
    // The old password stays good until the new one is set, unless the account was closed.
    columns.push_back({"closed", 0});
    step.changes.update("access_account", known->id.value, known->version, std::move(columns));
    return step;
  }
  for (auto& column : new_account(account.id, person, login, now)) {
    columns.push_back(std::move(column));
  }
  columns.push_back({"password_hash", ""});
  columns.push_back({"administrator", 0});
  step.changes.insert("access_account", std::move(columns));
  return step;
}

Result<Step<SignedIn>> Access::activate(store::Snapshot& snapshot, std::string_view login_text,
                                        std::string_view code, std::string_view password,
                                        std::string_view client, Instant now) {
  const std::string login = normal_login(login_text);
  TRY(by_client_.charge(client, now));
  TRY(by_login_.charge(login, now));
  const auto account = TRY(find_account(snapshot, login));
  const std::string given = hash_of(normal_activation(code)).bytes;
  if (!account || account->closed || now >= account->activation_ends_at ||
      !equal_secret(account->activation_hash, given)) {
    return fail(ErrorKind::Unauthorized, "access.wrong_activation");
  }
  by_login_.forget(login);
  by_client_.refund(client);
  TRY(check_password(password, login, settings_.staff_password_min));
  Step<SignedIn> step{{}, SignedIn{}};
  step.changes.update("access_account", account->id.value, account->version,
                      {{"password_hash", hash_password(password)},
                       {"activation_hash", store::Null{}},
                       {"activation_ends_at", store::Null{}}});
  TRY(remove_sessions(snapshot, step.changes, PersonId{}, account->id));
  step.answer = add_session(step.changes, account->person, account->id, SessionKind::Staff, now);
  return step;
}

Result<store::WriteSet> Access::close_account(store::Snapshot& snapshot, AccountId id) {
  const auto version = TRY(snapshot.one("SELECT version FROM access_account WHERE id = ?1", {id},
                                        [](const store::Row& row) { return row.integer(0); }));
  if (!version) return fail(ErrorKind::NotFound, "access.no_such_account", json_text(id));
  store::WriteSet changes;
  changes.update("access_account", id.value, *version,
                 {{"closed", 1},
                  {"password_hash", ""},
                  {"activation_hash", store::Null{}},
                  {"activation_ends_at", store::Null{}}});
  TRY(remove_sessions(snapshot, changes, PersonId{}, id));
  return changes;
}

}  // namespace linli::access
