// access/accounts.h – accounts as they are read, the requests about them, and the county's opening.
//
// A request is what one administrator asked about an account and another confirms or declines; the
// record has both, the rows show what is waiting and, to its owner, what was done with her account.
// One row of access_county says when the county opened; changes of administrators meet on it, so
// that of two at once one is decided again. Source: ADR 0019. Thread safety: functions of a
// snapshot.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "rights/actor.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::access {

inline constexpr int kAdministratorsMax = 20;    // accounts of administrators that are not closed
inline constexpr int kRequestsWaitingMax = 500;  // requests nobody has decided
inline constexpr int kAccountsPage = 50;
inline constexpr int kRequestsShown = 20;                         // to the owner of an account
inline constexpr std::int64_t kRequestMs = 7 * kMsPerDay;         // then it is over
inline constexpr std::int64_t kRequestKeptMs = 1095 * kMsPerDay;  // for the owner to see
// Stands in place of a password's hash, and no hash looks so: an administrator of a sample, who is
// signed in by one tap only.
inline constexpr const char* kNoPasswordFits = "!";

struct AccountRow {
  AccountId id;
  std::int64_t version = 0;
  PersonId person;  // none: an administrator of before there were names
  std::string login;
  rights::AdministratorKind administrator = rights::AdministratorKind::None;
  bool activated = false;  // its owner has set a password
  bool closed = false;
  Instant activation_ends_at;  // of an open activation code; 0: none
  Instant made_at;
  bool comes_in() const { return activated && !closed; }
};

// Takes away the secret and the recovery codes of an account; the mark at the account is the
// caller's to set.
Result<void> remove_second_factor(store::Snapshot& snapshot, store::WriteSet& changes,
                                  AccountId account);

// What is guessed at by whoever tries this login (access/tries.h).
std::string guessed_login(std::string_view login);

// As a login is kept: without spaces around, ASCII letters lower.
std::string normal_login(std::string_view text);
// What a login looks like: width, case and letters of Cyrillic and Greek that are drawn like Latin
// ones are folded, so that two of one look are not told apart by who reads them.
std::string look_of_login(std::string_view login);
// Whether an account has this login, or one of its look. Reads all logins, some thousands: for
// making an account.
Result<bool> login_looks_taken(store::Snapshot& read, std::string_view login);
// The looks of all of them, read once where many accounts are made.
using Looks = std::set<std::string, std::less<>>;
Result<Looks> looks_of_logins(store::Snapshot& read);
// The same, for a new account: 3 characters or more, at most 60 bytes, printable. Errors:
// access.login_invalid.
Result<std::string> new_login(std::string_view text);
// The row of a new account but for `closed` and its activation.
store::Columns new_account(AccountId id, PersonId person, std::string_view login, Instant now,
                           rights::AdministratorKind kind, std::string_view password_hash);

Result<std::optional<AccountRow>> find_account(store::Snapshot& read, AccountId id);
// The login as it is typed.
Result<std::optional<AccountRow>> find_account(store::Snapshot& read, std::string_view login);
// All of one person, closed ones too, oldest first.
Result<std::vector<AccountRow>> accounts_of(store::Snapshot& read, PersonId person);
// Those with an id below `before`, newest first, at most kAccountsPage.
Result<std::vector<AccountRow>> accounts_before(store::Snapshot& read, AccountId before);
// Those of administrators that are not closed, oldest first.
Result<std::vector<AccountRow>> administrators(store::Snapshot& read);
// The kinds of which nobody comes in.
Result<std::vector<rights::AdministratorKind>> missing_kinds(store::Snapshot& read);
// A kind that would have nobody left who comes in if these persons were gone; None: there is none.
Result<rights::AdministratorKind> kind_left_empty(store::Snapshot& read,
                                                  const std::vector<PersonId>& gone);
// What this human (any row of hers) administers. Nothing else of hers counts while she does.
Result<rights::AdministratorKind> administers(store::Snapshot& read, PersonId person);

// The person of this account, as the login is typed; nothing when there is none, it is closed, or
// it belongs to nobody.
Result<std::optional<PersonId>> person_of_login(store::Snapshot& snapshot, std::string_view login);

// The account with this login, as it is typed, also a closed one; 0 when there is none.
Result<AccountId> account_of_login(store::Snapshot& snapshot, std::string_view login);
// Adds the changes that forget every browser this person has signed in with; for erasure.
Result<void> forget_devices(store::Snapshot& snapshot, PersonId person, store::WriteSet& changes);
// The open account of a person who is no administrator.
Result<std::optional<AccountId>> account_of_person(store::Snapshot& snapshot, PersonId person);

// Whether she has an account or ever came in, by phone or by another house.
Result<bool> has_come_in(store::Snapshot& read, PersonId person);
// Ends the sessions that this person has without an account, and forgets her browsers.
Result<void> end_sessions_by_phone(store::Snapshot& read, PersonId person, store::WriteSet& out);

struct AccountOwner {
  PersonId person;
  std::string login;
};
// Nothing when there is no such account or it is closed.
Result<std::optional<AccountOwner>> owner_of_account(store::Snapshot& snapshot, AccountId account);

struct AccountRequest {
  std::int64_t id = 0;
  std::int64_t version = 1;
  AccountId account;
  std::string act;     // make, reset, open, close, end
  std::string way;     // how a code goes to her: phone, letter; "" for close
  AccountId asked_by;  // 0: at the machine
  Instant asked_at;
  Instant ends_at;
  AccountId decided_by;
  Instant decided_at;   // 0: not decided
  std::string outcome;  // confirmed, declined, over, done; "" while waiting
};

// One that was decided when it was asked holds decided_at and outcome.
void add(store::WriteSet& out, const AccountRequest& request);
void decide(store::WriteSet& out, const AccountRequest& request, AccountId by, Instant at,
            std::string_view outcome);
Result<std::optional<AccountRequest>> find_request(store::Snapshot& read, std::int64_t id);
// The one about this account that is not decided, also when its time is over.
Result<std::optional<AccountRequest>> waiting_request(store::Snapshot& read, AccountId account);
// All that are not decided, oldest first, at most kRequestsWaitingMax.
Result<std::vector<AccountRequest>> waiting_requests(store::Snapshot& read);
// The newest about this account, at most kRequestsShown.
Result<std::vector<AccountRequest>> requests_about(store::Snapshot& read, AccountId account);

struct CountyRow {
  std::int64_t version = 0;  // 0: no row yet
  Instant opened_at;         // 0: being set up
};
Result<CountyRow> county_row(store::Snapshot& read);
void put_county(store::WriteSet& out, const CountyRow& stored, Instant opened_at);

}  // namespace linli::access
