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
// (Conflict), access.no_such_account (NotFound), vault.phone_invalid (Invalid). What administrators
// do with accounts, and the record of it, is office/accounts.h.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include "access/accounts.h"
#include "access/caller.h"
#include "access/hashing.h"
#include "access/kept_sessions.h"
#include "access/own_account.h"
#include "access/pace.h"
#include "access/password.h"
#include "access/settings.h"
#include "access/tries.h"
#include "base/random.h"
#include "base/result.h"
#include "model/ids.h"
#include "rights/actor.h"
#include "store/snapshot.h"
#include "store/store.h"
#include "store/write_set.h"
#include "vault/vault.h"

namespace linli::audit {
class Log;
}  // namespace linli::audit

namespace linli::access {

enum class SessionKind { Resident = 1, Staff = 2 };

struct SignedIn {
  std::string token;  // for the cookie; only its hash is stored
  SessionKind kind = SessionKind::Resident;
  PersonId person;
  AccountId account;
  Instant ends_at;
  SessionId session = {};
  Factor by = Factor::None;  // what took part besides the password
  std::string device = {};   // for the device cookie; "" leaves it as it is
};

// A code is on its way.
struct CodeSent {
  store::WriteSet changes;
  std::string device;  // for the device cookie: the code is good together with it
};

struct Account {
  AccountId id;
  std::string activation;  // the code that sets the password; shown once
};

// Whether a new account may be activated at once, or lies closed until somebody confirmed it.
enum class Opening { Now, WhenConfirmed };

// Somebody by name and phone.
struct Named {
  std::string name, phone;
};

// What sets a password: the code of a letter, and what its owner knows (registry/known.h).
struct Activation {
  std::string login, code, known, password;
};

// What to commit, and the answer when that succeeded. The answer may be a refusal that must be
// counted first.
template <class T>
struct Step {
  store::WriteSet changes;
  Result<T> answer;
};

// The name of the browser in its device cookie, a new one when it has none of ours.
std::string device_name(const Caller& caller, Random& random);

// The codes that were sent to her mailboxes, as erase_phone() of access/erase.h wants it.
std::int64_t mail_codes_of(const vault::Blind& blind, PersonId person);

class Access {
 public:
  // Keeps references to all but `people` and `settings`.
  Access(store::Store& store, const Clock& clock, Random& random, IdSource& ids,
         const vault::Vault& vault, People people, Settings settings, audit::Log& audit);

  // Who holds this session token. One statement and, for staff, one of the registry. Notes the use
  // at most once in kSeenMs, without waiting. Errors: access.session_unknown, access.session_ended.
  Result<rights::Actor> actor_for(store::Snapshot& snapshot, std::string_view token, Instant now);

  // --- residents -----------------------------------------------------------------------------
  // Sends a new one-time code; the answer is the same whether the phone is known or not. It is
  // good in the browser of `caller` only. Errors: vault.phone_invalid, access.wait,
  // access.no_codes (Conflict: no message reaches a phone).
  Result<CodeSent> request_code(store::Snapshot& snapshot, std::string_view phone,
                                const Caller& caller, Instant now);
  // Signs in the person with this phone, made new if nobody has it. Errors before anything is
  // counted: vault.phone_invalid, access.wait; in the answer: access.wrong_code.
  Result<Step<SignedIn>> sign_in_code(store::Snapshot& snapshot, std::string_view phone,
                                      std::string_view code, const Caller& caller, Instant now);

  // --- staff ---------------------------------------------------------------------------------
  // Hashes: on the pool. Unknown logins take as long. `proof` holds the code of the second factor,
  // where the account has one. Errors: access.wait, access.wrong_password; in the answer:
  // access.second_factor_wanted (the password is right; nothing is given for it alone),
  // access.second_factor_wrong.
  Result<Step<SignedIn>> sign_in_password(store::Snapshot& snapshot, std::string_view login,
                                          const Proof& proof, const Caller& caller, Instant now);
  // The token that makes the first administrator; for `linli init`, which prints it once.
  std::string make_first_token(store::WriteSet& changes, Instant now);
  // Hashes. Makes the first system administrator, who has a name. Errors: access.wrong_token
  // (wrong, used or too old), access.wait (too many wrong ones from this address), access.login_*,
  // access.password_*, registry.name_invalid, vault.phone_invalid, office.holds_office (Conflict).
  Result<Step<SignedIn>> create_first_administrator(store::Snapshot& snapshot,
                                                    std::string_view token, const Named& named,
                                                    std::string_view login,
                                                    std::string_view password, const Caller& caller,
                                                    Instant now);
  // A new account for a person, without password until it is activated. Who may make it is the
  // caller's to know; `taken`: the looks of all logins, when they were read. Errors:
  // access.login_invalid, access.login_taken.
  Result<Step<Account>> create_account(store::Snapshot& snapshot, PersonId person,
                                       std::string_view login, rights::AdministratorKind kind,
                                       Opening opening, Instant now, const Looks* taken = nullptr);
  // A new activation code for an account that exists, which opens it if it was closed. Errors:
  // access.no_such_account.
  Result<Step<Account>> reset_account(store::Snapshot& snapshot, AccountId account, Instant now);
  // Hashes. Sets the password, takes the second factor off (its owner sets up a new one), ends
  // older sessions and signs in; with the third kind of
  // administrator the county opens. A right code with kActivationTriesMax wrong words beside it is
  // worth nothing any more. Errors: access.wait, access.wrong_activation, access.password_*.
  Result<Step<SignedIn>> activate(store::Snapshot& snapshot, const Activation& given,
                                  const Caller& caller, Instant now);
  // Closes an account and ends its sessions at once. Errors: access.no_such_account.
  Result<store::WriteSet> close_account(store::Snapshot& snapshot, AccountId account);
  // Ends the sessions of an account.
  Result<store::WriteSet> end_sessions(store::Snapshot& snapshot, AccountId account);
  // Whether the county has not opened yet: until administrators of all three kinds have come in.
  // Not asked in samples. Once it has opened it stays so.
  Result<bool> setting_up(store::Snapshot& snapshot);
  // Whether it is known already that it has.
  bool opened() const { return opened_.load(std::memory_order_relaxed); }

  // --- proven elsewhere (sso/) ---------------------------------------------------------------
  // Signs in the owner of this account, whom another house has proven. Errors:
  // access.account_closed, access.by_password_only (Forbidden: an administrator's account).
  Result<Step<SignedIn>> sign_in_account(store::Snapshot& snapshot, AccountId account, Instant now);
  // Signs in a resident whom another house has proven. No error.
  Step<SignedIn> sign_in_resident(PersonId person, Instant now);

  // --- her own account (access/own_account.h says the rules and the errors) -------------------
  Result<OwnAccount> own_account(store::Snapshot& snapshot, const rights::Actor& actor);
  // Hashes. Ends the other sessions of the account.
  Result<Step<OwnAccount>> change_password(store::Snapshot& snapshot, const rights::Actor& actor,
                                           std::string_view session_token, const Proof& proof,
                                           std::string_view password, const Caller& caller,
                                           Instant now);
  // Hashes. Makes a secret that is hers once confirm_second_factor() was given a code of it.
  Result<Step<FactorOffer>> begin_second_factor(store::Snapshot& snapshot,
                                                const rights::Actor& actor, const Proof& proof,
                                                const Caller& caller, Instant now);
  // The recovery codes, shown once; those from before are void. The other sessions of the account
  // end: whoever had the password alone may be in them.
  Result<Step<RecoveryCodes>> confirm_second_factor(store::Snapshot& snapshot,
                                                    const rights::Actor& actor,
                                                    std::string_view session_token,
                                                    std::string_view code, Instant now);
  // Hashes.
  Result<Step<RecoveryCodes>> new_recovery_codes(store::Snapshot& snapshot,
                                                 const rights::Actor& actor, const Proof& proof,
                                                 const Caller& caller, Instant now);
  // Hashes.
  Result<Step<OwnAccount>> end_second_factor(store::Snapshot& snapshot, const rights::Actor& actor,
                                             const Proof& proof, const Caller& caller, Instant now);
  // Hers that can still be used, as resident and as staff, newest first.
  Result<std::vector<OwnSession>> own_sessions(store::Snapshot& snapshot,
                                               const rights::Actor& actor, std::string_view token,
                                               Instant now);
  Result<store::WriteSet> end_session(store::Snapshot& snapshot, const rights::Actor& actor,
                                      SessionId id);

  // --- her e-mail address (access_mail.cc) ------------------------------------------------------
  // Sends a code to the address, good in the browser of `caller` only. Errors: access.mail_invalid,
  // access.wait, access.no_mail (Conflict: the county sends none), registry.no_such_person.
  Result<CodeSent> request_mail_code(store::Snapshot& snapshot, PersonId person,
                                     std::string_view address, const Caller& caller, Instant now);
  // The address becomes hers. Errors: access.mail_invalid; in the answer: access.wrong_mail_code
  // (Conflict).
  Result<Step<std::string>> confirm_mail(store::Snapshot& snapshot, PersonId person,
                                         std::string_view address, std::string_view code,
                                         const Caller& caller, Instant now);
  Result<store::WriteSet> remove_mail(store::Snapshot& snapshot, PersonId person, Instant now);
  Result<OwnMail> own_mail(store::Snapshot& snapshot, PersonId person);

  // --- sessions ------------------------------------------------------------------------------
  // Ends one session. An unknown token is no error.
  Result<store::WriteSet> sign_out(store::Snapshot& snapshot, std::string_view token);
  // Notes what kind of browser a new session is in.
  void note_browser(store::WriteSet& changes, const SignedIn& signed_in, std::string_view browser,
                    Instant now) const;
  // After a sign-in: ends the session whose cookie the browser `presented`, and the oldest beyond
  // kSessionsMax.
  Result<store::WriteSet> tidy_sessions(store::Snapshot& snapshot, const SignedIn& signed_in,
                                        std::string_view presented);
  // Ends every session of the same person or account.
  Result<store::WriteSet> end_all(store::Snapshot& snapshot, const rights::Actor& actor);
  // Signs in any person without proof: only for sample folders. No error.
  Step<SignedIn> sign_in_as(PersonId person, SessionKind kind, Instant now);
  // The same with an administrator's account, made at her first sign-in; nobody can sign in to
  // it by password: only for sample folders.
  Result<Step<SignedIn>> sign_in_as_administrator(store::Snapshot& snapshot, PersonId person,
                                                  rights::AdministratorKind kind, Instant now);
  // Removes at most 500 sessions, 500 last uses, 500 codes, 500 devices and 500 requests that are
  // long over; for the hourly job.
  Result<store::WriteSet> sweep(store::Snapshot& snapshot, Instant now);

  store::Store& store() { return store_; }
  const Clock& clock() const { return clock_; }
  const Settings& settings() const { return settings_; }
  Hashing& hashing() { return hashing_; }
  audit::Log& audit() { return audit_; }
  // Names a phone in the audit without telling it: "phone=" and its blind hash; "" for no phone.
  std::string phone_mark(std::string_view phone) const;
  Pace& pace() { return pace_; }
  // Whether codes are long because strangers guess.
  bool guessed_at(Instant now) const { return now.ms < alert_until_.load(); }

 private:
  struct OwnRow {
    AccountId id;
    std::int64_t version = 0;
    std::string login, password_hash;
    bool second_factor = false;
    rights::AdministratorKind administrator = rights::AdministratorKind::None;
  };
  Result<OwnRow> own_row(store::Snapshot& snapshot, const rights::Actor& actor);
  bool must_have_second_factor(rights::AdministratorKind kind) const;
  // With what it was proven. Errors: access.proof_wrong, access.wait; what they must be committed
  // with is in `changes`.
  Result<Factor> prove(store::Snapshot& snapshot, store::WriteSet& changes, const OwnRow& row,
                       const Proof& proof, const Caller& caller, Instant now);
  // Takes a code of the authenticator or a recovery code, once. Errors:
  // access.second_factor_wanted, access.second_factor_wrong, access.wait; `changes` count it.
  Result<Factor> use_second_factor(store::Snapshot& snapshot, store::WriteSet& changes,
                                   AccountId account, std::string_view given, Instant now);
  Result<bool> use_recovery_code(store::Snapshot& snapshot, store::WriteSet& changes,
                                 AccountId account, std::string_view given);
  Result<std::vector<std::string>> replace_recovery_codes(store::Snapshot& snapshot,
                                                          store::WriteSet& changes,
                                                          AccountId account);
  std::int64_t recovery_hash(AccountId account, std::string_view code) const;
  Result<void> end_others(store::Snapshot& snapshot, store::WriteSet& changes, AccountId account,
                          std::string_view token);
  SignedIn add_session(store::WriteSet& changes, PersonId person, AccountId account,
                       SessionKind kind, Instant now);
  Result<void> remove_sessions(store::Snapshot& snapshot, store::WriteSet& changes, PersonId person,
                               AccountId account);
  // The session's rows and her hats. Errors: access.session_unknown.
  Result<std::shared_ptr<const Session>> session(store::Snapshot& snapshot, SessionId id,
                                                 Instant now);
  void note_use(SessionId session, std::int64_t version, Instant now);
  // Whether this browser has signed in to `whose` ("phone/138…", "login/zhang") before.
  Result<Known> knows_device(store::Snapshot& snapshot, std::string_view whose,
                             const Caller& caller);
  // Remembers the browser, or gives a new one its name, in place of the one used longest ago.
  Result<void> remember_device(store::Snapshot& snapshot, store::WriteSet& changes,
                               std::string_view whose, const Caller& caller, SignedIn& signed_in,
                               Instant now);
  Result<void> charge_mail_code(PersonId person, const std::string& address, const Caller& caller,
                                Instant now);
  Result<void> charge_code(std::string_view phone, const Caller& caller, Known known, Instant now);
  bool long_codes(std::string_view phone, Known known, Instant now) const;
  // Counts a guess at a short code; false when there were too many: then it is not looked at.
  bool charge_short_guess(std::string_view phone, Instant now);
  void forget_guesses(const std::string& phone, const Caller& caller, Known known,
                      int short_guesses, Instant now);
  Result<bool> knows(store::Snapshot& snapshot, PersonId person, std::string_view given);
  Result<void> open_when_complete(store::Snapshot& snapshot, store::WriteSet& changes,
                                  rights::AdministratorKind kind, PersonId person, Instant now);
  Result<PersonId> person_by_phone(store::Snapshot& snapshot, store::WriteSet& changes,
                                   std::string_view phone, Instant now);
  const SessionLimits& limits(SessionKind kind) const;
  // Whether she may take this password. Errors: access.password_*.
  Result<void> check_password(store::Snapshot& snapshot, std::string_view password,
                              std::string_view login, PersonId person);

  store::Store& store_;
  const Clock& clock_;
  Random& random_;
  IdSource& ids_;
  const vault::Vault& vault_;
  const vault::Blind& blind_;
  People people_;
  Settings settings_;
  audit::Log& audit_;
  KeptSessions kept_;
  std::atomic<bool> opened_ = false;
  Tries tries_;
  Pace pace_;
  Meter codes_;
  std::atomic<std::int64_t> alert_until_ = 0;  // ms UTC
  PasswordRules password_rules_;
  std::string nobody_;  // a hash that no password has, for unknown logins
  Hashing hashing_;     // last: its threads end first
};

}  // namespace linli::access
