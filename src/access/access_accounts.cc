#include <algorithm>

#include "access/access.h"
#include "access/accounts.h"
#include "access/key_hash.h"
#include "access/letters.h"
#include "base/hash.h"
#include "registry/known.h"

namespace linli::access {
namespace {

constexpr std::size_t kActivationLetters = 12;  // 60 bits

// What signing in and activating compare.
struct Secrets {
  AccountId id;
  std::int64_t version = 0;
  PersonId person;
  std::string password_hash;
  std::string activation_hash;
  Instant activation_ends_at;
  bool closed = false;
  std::int64_t tries = 0;
  rights::AdministratorKind administrator = rights::AdministratorKind::None;
  bool second_factor = false;
};

Secrets secrets_row(const store::Row& row) {
  return {
      row.id<AccountId>(0), row.integer(1), row.id<PersonId>(2),
      row.string(3),        row.string(4),  row.instant(5),
      row.flag(6),          row.integer(7), static_cast<rights::AdministratorKind>(row.integer(8)),
      row.flag(9)};
}

Result<std::optional<Secrets>> find_secrets(store::Snapshot& snapshot, std::string_view login) {
  return snapshot.one(
      "SELECT id, version, person_id, password_hash, activation_hash, activation_ends_at, closed,"
      " activation_tries, administrator, second_factor FROM access_account WHERE login = ?1",
      {login}, secrets_row);
}

// A fresh code that sets the password; what was guessed of the one before is forgotten.
std::string put_activation(store::Columns& columns, Random& random, Instant now) {
  std::string code = new_letters(random, kActivationLetters);
  columns.push_back({"closed", 0});
  columns.push_back({"activation_hash", stored_hash(normal_letters(code))});
  columns.push_back({"activation_ends_at", plus_ms(now, kActivationMs)});
  columns.push_back({"activation_tries", 0});
  return code;
}

store::Columns no_activation() {
  return {{"activation_hash", store::Null{}}, {"activation_ends_at", store::Null{}}};
}

}  // namespace

Result<AccountId> account_of_login(store::Snapshot& snapshot, std::string_view login) {
  const auto account = TRY(find_account(snapshot, login));
  return account ? account->id : AccountId{};
}

Result<Step<SignedIn>> Access::sign_in_password(store::Snapshot& snapshot,
                                                std::string_view login_text, const Proof& proof,
                                                const Caller& caller, Instant now) {
  const std::string login = normal_login(login_text);
  const std::string thing = guessed_login(login);
  const Known known = TRY(knows_device(snapshot, thing, caller));
  TRY(tries_.charge(thing, caller, known, now));
  const auto wrong = [] { return fail(ErrorKind::Unauthorized, "access.wrong_password"); };
  if (proof.password.size() > kPasswordMax) return wrong();
  const auto account = TRY(find_secrets(snapshot, login));
  const bool open = account && !account->closed && !account->password_hash.empty();
  // Without an account the same work is done in vain, so that time does not tell which exist.
  const bool right = password_matches(open ? account->password_hash : nobody_, proof.password);
  if (!open || !right) return wrong();
  Step<SignedIn> step{{}, SignedIn{}};
  auto used = Factor::None;
  if (account->second_factor) {
    const auto taken = use_second_factor(snapshot, step.changes, account->id, proof.code, now);
    if (!taken) {
      // Who is asked for the code has guessed at nothing yet.
      if (taken.error().code == "access.second_factor_wanted") {
        tries_.refund(thing, caller, known);
      }
      step.answer = Failure(taken.error());
      return step;
    }
    used = *taken;
  }
  tries_.succeeded(thing, caller, known);
  // The account may be closed or get another password meanwhile: then this sign-in is void.
  step.changes.add(store::Require{"access_account", account->id.value, account->version});
  auto signed_in = add_session(step.changes, account->person, account->id, SessionKind::Staff, now);
  signed_in.by = used;
  TRY(remember_device(snapshot, step.changes, thing, caller, signed_in, now));
  step.answer = std::move(signed_in);
  return step;
}

Result<void> Access::check_password(store::Snapshot& snapshot, std::string_view password,
                                    std::string_view login, PersonId person) {
  std::vector<std::string> hers;
  if (person) hers = TRY(people_.words_of(snapshot, person));
  hers.emplace_back(login);
  return password_rules_.check(password, hers);
}

Result<Step<Account>> Access::create_account(store::Snapshot& snapshot, PersonId person,
                                             std::string_view login_text,
                                             rights::AdministratorKind kind, Opening opening,
                                             Instant now, const Looks* taken) {
  const std::string login = TRY(new_login(login_text));
  const bool is_taken = taken != nullptr ? taken->contains(look_of_login(login))
                                         : TRY(login_looks_taken(snapshot, login));
  if (is_taken) return fail(ErrorKind::Conflict, "access.login_taken");
  Account account{ids_.make<AccountId>(), {}};
  auto columns = new_account(account.id, person, login, now, kind, "");
  if (opening == Opening::Now) {
    account.activation = put_activation(columns, random_, now);
  } else {
    columns.push_back({"closed", 1});
  }
  Step<Account> step{{}, account};
  step.changes.insert("access_account", std::move(columns));
  return step;
}

Result<Step<Account>> Access::reset_account(store::Snapshot& snapshot, AccountId id, Instant now) {
  const auto known = TRY(find_account(snapshot, id));
  if (!known) return fail(ErrorKind::NotFound, "access.no_such_account", json_text(id));
  // The old password stays good until the new one is set, unless the account was closed.
  store::Columns columns;
  Step<Account> step{{}, Account{id, put_activation(columns, random_, now)}};
  step.changes.update("access_account", id.value, known->version, std::move(columns));
  return step;
}

Result<bool> Access::knows(store::Snapshot& snapshot, PersonId person, std::string_view given) {
  // An account of before administrators had names: only the machine's operator gives it a code.
  if (!person) return true;
  const auto known = people_.known_of(snapshot, person);
  if (!known && known.error().kind == ErrorKind::NotFound) return false;
  if (!known) return Failure(known.error());
  return known->kind != registry::KnownKind::Nothing &&
         equal_secret(known->word, registry::normal_known(given));
}

Result<Step<SignedIn>> Access::activate(store::Snapshot& snapshot, const Activation& given,
                                        const Caller& caller, Instant now) {
  const std::string login = normal_login(given.login);
  const std::string thing = guessed_login(login);
  const Known known = TRY(knows_device(snapshot, thing, caller));
  TRY(tries_.charge(thing, caller, known, now));
  const auto wrong = [] { return fail(ErrorKind::Unauthorized, "access.wrong_activation"); };
  const auto account = TRY(find_secrets(snapshot, login));
  const std::string code = stored_hash(normal_letters(given.code)).bytes;
  if (!account || account->closed || now >= account->activation_ends_at ||
      !equal_secret(account->activation_hash, code)) {
    return wrong();
  }
  Step<SignedIn> step{{}, SignedIn{}};
  if (!TRY(knows(snapshot, account->person, given.known))) {
    // Whoever holds the letter guesses: a few times, then the letter is worth nothing.
    const bool last = account->tries + 1 >= kActivationTriesMax;
    store::Columns columns = last ? no_activation() : store::Columns{};
    columns.push_back({"activation_tries", account->tries + 1});
    step.changes.update("access_account", account->id.value, account->version, std::move(columns));
    step.answer = wrong();
    return step;
  }
  tries_.succeeded(thing, caller, known);
  TRY(check_password(snapshot, given.password, login, account->person));
  store::Columns columns = no_activation();
  columns.push_back({"password_hash", hash_password(given.password)});
  // Access made anew is a new second factor, too: two have wanted it, or the machine's operator.
  columns.push_back({"second_factor", 0});
  step.changes.update("access_account", account->id.value, account->version, std::move(columns));
  TRY(remove_second_factor(snapshot, step.changes, account->id));
  TRY(remove_sessions(snapshot, step.changes, PersonId{}, account->id));
  if (account->administrator != rights::AdministratorKind::None) {
    TRY(open_when_complete(snapshot, step.changes, account->administrator, account->person, now));
  }
  auto signed_in = add_session(step.changes, account->person, account->id, SessionKind::Staff, now);
  if (account->second_factor) signed_in.by = Factor::Reset;
  TRY(remember_device(snapshot, step.changes, thing, caller, signed_in, now));
  step.answer = std::move(signed_in);
  return step;
}

Result<store::WriteSet> Access::close_account(store::Snapshot& snapshot, AccountId id) {
  const auto version = TRY(snapshot.one("SELECT version FROM access_account WHERE id = ?1", {id},
                                        [](const store::Row& row) { return row.integer(0); }));
  if (!version) return fail(ErrorKind::NotFound, "access.no_such_account", json_text(id));
  store::WriteSet changes;
  changes.update("access_account", id.value, *version,
                 {{"closed", 1},
                  {"second_factor", 0},
                  {"password_hash", ""},
                  {"activation_hash", store::Null{}},
                  {"activation_ends_at", store::Null{}}});
  TRY(remove_second_factor(snapshot, changes, id));
  TRY(remove_sessions(snapshot, changes, PersonId{}, id));
  return changes;
}

}  // namespace linli::access
