// office/accounts.h – accounts of staff and of administrators: made, reset, closed.
//
// Who asks for a code never gets it: another administrator confirms (office/account_rules.h), and
// the code goes to the owner's phone or into a letter that whoever confirms prints; a letter works
// only with what its owner knows (registry/known.h). Each of these is on the record, and its owner
// is told. While nobody of a kind has come in yet, a system administrator names one alone; naming
// again replaces whom she named before. Answers that hold a code are not kept for repeats. Source:
// ADR 0019, GB/T 22239-2019 §8.1.5. Thread safety: any thread.
//
// Errors of all: those of desk::submit() and the store; office.no_name (Conflict: an administrator
// of before there were names says hers first).
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "api/route.h"
#include "desk/submit.h"
#include "model/words.h"
#include "rights/actor.h"

namespace linli::office {

struct Accounts {
  desk::Kernel& kernel;
  access::Access& access;
};

struct NewAccount {
  std::optional<PersonId> person;    // or
  std::optional<std::string> phone;  // of the person
  std::string login;
  std::optional<std::string> way;  // as ResetBody; absent: letter
};
BOOST_DESCRIBE_STRUCT(NewAccount, (), (person, phone, login, way))

struct NewAdministrator {
  std::string kind;  // system, security, audit
  std::string name, phone, login;
};
BOOST_DESCRIBE_STRUCT(NewAdministrator, (), (kind, name, phone, login))

// How a code goes to its owner.
inline constexpr std::string_view kByPhone = "phone";
inline constexpr std::string_view kByLetter = "letter";

struct ResetBody {
  std::string way;  // phone, letter
};
BOOST_DESCRIBE_STRUCT(ResetBody, (), (way))

struct NameBody {
  std::string name, phone;
};
BOOST_DESCRIBE_STRUCT(NameBody, (), (name, phone))

struct NothingMore {};
BOOST_DESCRIBE_STRUCT(NothingMore, (), ())

// What was done: a letter to print when there is a code in it, a request when it waits.
struct AccountReceipt {
  AccountId account;
  std::string login;
  std::string name;
  std::string activation;              // shown this once; "" when there is none here
  std::string known;                   // identity or phone: what goes with it
  std::int64_t ends_at = 0;            // of the code or the request, ms UTC
  std::optional<std::string> request;  // waits for another administrator
  std::vector<Words> seats = {};       // hers, for whoever hands the letter over
};
BOOST_DESCRIBE_STRUCT(AccountReceipt, (),
                      (account, login, name, activation, known, ends_at, request, seats))

// What was confirmed at once: the letters to print, and what goes by phone.
struct Confirmed {
  std::vector<AccountReceipt> items;
};
BOOST_DESCRIBE_STRUCT(Confirmed, (), (items))

struct RequestIds {
  std::vector<std::string> ids;
};
BOOST_DESCRIBE_STRUCT(RequestIds, (), (ids))
inline constexpr std::size_t kConfirmedMax = 100;

// Who does it: an administrator, or whoever sits at the machine (no actor).
struct Doer {
  rights::Actor actor;
  bool at_machine = false;
  std::shared_ptr<const api::Trace> trace = nullptr;  // of the call, for the audit
};

// True until administrators of all three kinds have come in; never in a sample.
Result<bool> setting_up(const Accounts& accounts, store::Snapshot& read);

// Makes the account of a person, closed until it is confirmed. Errors: office.code_way,
// office.requests_many, access.setting_up, access.login_*,
// office.nobody_found, registry.no_such_person, registry.person_erased, office.has_account
// (Conflict: ask for a reset), office.administers (Conflict), office.nothing_known (Conflict: the
// registry has neither her identity number nor her phone).
void make_account(const Accounts& accounts, Doer doer, NewAccount body, desk::Answered done);

// Names an administrator: with a letter while nobody of that kind has come in (and at the machine),
// a request otherwise. Errors: office.administrator_kind (Invalid), office.not_yours_to_ask
// (Forbidden), registry.name_invalid, vault.phone_invalid, access.login_*, office.administers,
// office.holds_office (Conflict), office.administrators_many (Conflict).
void name_administrator(const Accounts& accounts, Doer doer, NewAdministrator body,
                        desk::Answered done);

// Asks for a new code for an account, which opens it if it was closed; at the machine it is made at
// once. Errors: access.no_such_account, office.not_yours_to_ask, office.own_account (Forbidden),
// office.asked_already, office.requests_many (Conflict), office.code_way (Invalid),
// office.nothing_known.
void ask_reset(const Accounts& accounts, Doer doer, AccountId account, ResetBody body,
               desk::Idempotency idempotency, desk::Answered done);

// Closes an account of staff at once; asks for it when it is an administrator's. Errors: as
// ask_reset, office.last_of_kind (Conflict).
void close_account(const Accounts& accounts, Doer doer, AccountId account,
                   desk::Idempotency idempotency, desk::Answered done);

// Carries out what was asked. Errors: office.no_such_request (NotFound), office.request_over
// (Conflict), office.not_yours_to_confirm (Forbidden), office.own_account, office.last_of_kind,
// office.administers, office.holds_office.
void confirm(const Accounts& accounts, Doer doer, std::int64_t request, desk::Answered done);
// Carries out many about accounts of staff at once, all or none; those decided meanwhile are left
// out. Answers Confirmed. Errors: as confirm; office.checks_many (Invalid: none, or more than
// kConfirmedMax), office.one_by_one (Conflict: one is about an administrator).
void confirm_many(const Accounts& accounts, Doer doer, RequestIds body, desk::Answered done);
// Refuses it; whoever asked may also take it back. Errors: as confirm.
void decline(const Accounts& accounts, Doer doer, std::int64_t request,
             desk::Idempotency idempotency, desk::Answered done);

// Ends the sessions of an account. Errors: access.no_such_account.
void end_sessions(const Accounts& accounts, Doer doer, AccountId account,
                  desk::Idempotency idempotency, desk::Answered done);

// An administrator of before there were names says who she is. Errors: office.named_already
// (Conflict), as name_administrator.
void name_myself(const Accounts& accounts, Doer doer, NameBody body, desk::Idempotency idempotency,
                 desk::Answered done);

}  // namespace linli::office
