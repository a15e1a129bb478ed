// access/access.h – signing in and out, and who it is that asks.
//
// Decisions are data: each function reads a snapshot and returns what to commit together with the
// answer that holds once the commit succeeded (Step). A guess is counted by the same commit that
// answers it, under the version that was read, so guesses sent at once are not free. Functions that
// hash a password take about 25 ms and 19 MiB: they run on the Hashing pool, never on an I/O
// thread. Source: catalogue of issue "access, first part", ASVS 5.0 6 and 7, docs/adr/0006.
// Thread safety: any thread.
//
// Errors: access.session_unknown, access.session_ended (Unauthorized), access.wait (Overloaded:
// too many tries; detail: seconds to wait), access.wrong_password, access.wrong_code,
// access.wrong_token, access.wrong_activation (Unauthorized), access.password_short,
// access.password_long, access.password_common, access.login_invalid (Invalid), access.login_taken
// (Conflict), access.no_such_account (NotFound), vault.phone_invalid (Invalid).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/kept_sessions.h"
#include "access/password.h"
#include "access/settings.h"
#include "access/throttle.h"
#include "base/random.h"
#include "base/result.h"
#include "model/ids.h"
#include "rights/actor.h"
#include "store/snapshot.h"
#include "store/store.h"
#include "store/write_set.h"
#include "vault/blind.h"

namespace linli::access {

enum class SessionKind { Resident = 1, Staff = 2 };

struct SignedIn {
  std::string token;  // for the cookie; only its hash is stored
  SessionKind kind = SessionKind::Resident;
  PersonId person;
  AccountId account;
  Instant ends_at;
};

struct Account {
  AccountId id;
  std::string activation;  // the code that sets the password; shown once
};

// What to commit, and the answer when that succeeded. The answer may be a refusal that must be
// counted first.
template <class T>
struct Step {
  store::WriteSet changes;
  Result<T> answer;
};

class Access {
 public:
  // Keeps references to all but `people` and `settings`.
  Access(store::Store& store, const Clock& clock, Random& random, IdSource& ids,
         const vault::Blind& blind, People people, Settings settings);

  // Who holds this session token. One statement and, for staff, one of the registry. Notes the use
  // at most once in kSeenMs, without waiting. Errors: access.session_unknown, access.session_ended.
  Result<rights::Actor> actor_for(store::Snapshot& snapshot, std::string_view token, Instant now);

  // --- residents -----------------------------------------------------------------------------
  // Sends a new one-time code, six digits; the answer is the same whether the phone is known or
  // not. `client` is the client's address. Errors: vault.phone_invalid, access.wait.
  Result<store::WriteSet> request_code(store::Snapshot& snapshot, std::string_view phone,
                                       std::string_view client, Instant now);
  // Signs in the person with this phone, made new if nobody has it. Errors before anything is
  // counted: vault.phone_invalid, access.wait; in the answer: access.wrong_code.
  Result<Step<SignedIn>> sign_in_code(store::Snapshot& snapshot, std::string_view phone,
                                      std::string_view code, std::string_view client, Instant now);

  // --- staff ---------------------------------------------------------------------------------
  // Hashes: on the pool. Unknown logins take as long. Errors: access.wait, access.wrong_password.
  Result<Step<SignedIn>> sign_in_password(store::Snapshot& snapshot, std::string_view login,
                                          std::string_view password, std::string_view client,
                                          Instant now);
  // The token that makes the first administrator; for `linli init`, which prints it once.
  std::string make_first_token(store::WriteSet& changes, Instant now);
  // Hashes. Errors: access.wrong_token (wrong, used or too old), access.login_*, access.password_*.
  Result<Step<SignedIn>> create_first_administrator(store::Snapshot& snapshot,
                                                    std::string_view token, std::string_view login,
                                                    std::string_view password, Instant now);
  // A new account for a person, without password until it is activated; for a login that exists and
  // belongs to the same person, a new activation code (the forgotten password). Errors:
  // access.login_invalid, access.login_taken.
  Result<Step<Account>> create_account(store::Snapshot& snapshot, PersonId person,
                                       std::string_view login, Instant now);
  // Hashes. Sets the password, ends older sessions and signs in. Errors: access.wait,
  // access.wrong_activation, access.password_*.
  Result<Step<SignedIn>> activate(store::Snapshot& snapshot, std::string_view login,
                                  std::string_view code, std::string_view password,
                                  std::string_view client, Instant now);
  // Closes an account and ends its sessions at once. Errors: access.no_such_account.
  Result<store::WriteSet> close_account(store::Snapshot& snapshot, AccountId account);

  // --- sessions ------------------------------------------------------------------------------
  // Ends one session. An unknown token is no error.
  Result<store::WriteSet> sign_out(store::Snapshot& snapshot, std::string_view token);
  // Ends every session of the same person or account.
  Result<store::WriteSet> end_all(store::Snapshot& snapshot, const rights::Actor& actor);
  // Signs in any person without proof: only for sample folders. No error.
  Step<SignedIn> sign_in_as(PersonId person, SessionKind kind, Instant now);
  // The same with an administrator's account, made at her first sign-in; nobody can sign in to it
  // by password: only for sample folders.
  Result<Step<SignedIn>> sign_in_as_administrator(store::Snapshot& snapshot, PersonId person,
                                                  Instant now);
  // Removes at most 500 sessions, 500 last uses and 500 codes that are long over; for the hourly
  // job.
  Result<store::WriteSet> sweep(store::Snapshot& snapshot, Instant now);

  store::Store& store() { return store_; }
  const Clock& clock() const { return clock_; }
  const Settings& settings() const { return settings_; }
  Hashing& hashing() { return hashing_; }

 private:
  SignedIn add_session(store::WriteSet& changes, PersonId person, AccountId account,
                       SessionKind kind, Instant now);
  Result<void> remove_sessions(store::Snapshot& snapshot, store::WriteSet& changes, PersonId person,
                               AccountId account);
  // The session's rows and her hats. Errors: access.session_unknown.
  Result<std::shared_ptr<const Session>> session(store::Snapshot& snapshot, SessionId id,
                                                 Instant now);
  void note_use(SessionId session, std::int64_t version, Instant now);
  Result<PersonId> person_by_phone(store::Snapshot& snapshot, store::WriteSet& changes,
                                   std::string_view phone, Instant now);
  const SessionLimits& limits(SessionKind kind) const;

  store::Store& store_;
  const Clock& clock_;
  Random& random_;
  IdSource& ids_;
  const vault::Blind& blind_;
  People people_;
  Settings settings_;
  KeptSessions kept_;
  Throttle by_login_;
  Throttle by_phone_;
  Throttle by_client_;
  std::string nobody_;  // a hash that no password has, for unknown logins
  Hashing hashing_;     // last: its threads end first
};

}  // namespace linli::access
