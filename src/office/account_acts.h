// office/account_acts.h – what the acts on accounts share: the record, the message, who may.
// For this folder only. Thread safety: functions of a snapshot.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "access/accounts.h"
#include "office/accounts.h"

namespace linli::office {

// One act being decided: what it read, and what it changes.
struct AccountAct {
  const Accounts& accounts;
  store::Snapshot& read;
  const Doer& doer;
  store::WriteSet changes{};

  desk::Kernel& kernel() const { return accounts.kernel; }
  Instant now() const { return accounts.kernel.clock.now(); }
  rights::AdministratorKind kind() const { return doer.actor.administrator; }
};

// Errors: office.no_name.
Result<void> check_named(const AccountAct& act);
// Errors: access.no_such_account.
Result<access::AccountRow> account_of(store::Snapshot& read, AccountId id);
// Whether she who acts is the same human as the person.
Result<bool> is_herself(const AccountAct& act, PersonId person);
// That a kind keeps somebody who comes in without this account. Errors: office.last_of_kind.
Result<void> check_not_last(store::Snapshot& read, const access::AccountRow& account);
// That the person may administer. Errors: office.administers, office.holds_office.
Result<void> check_may_administer(AccountAct& act, PersonId person, AccountId own);
// That no other administrator has this phone: somebody who is just being entered has no row yet.
// Errors: office.administers.
Result<void> check_phone_is_hers(AccountAct& act, std::string_view phone, AccountId own);
// That nobody has asked before, or the time for it is over: then it is ended. Errors:
// office.asked_already, office.requests_many.
Result<void> make_room(AccountAct& act, AccountId account);
// Of two changes of administrators at once one is decided again.
Result<void> meet_others(AccountAct& act);

// The entry of the record: by which kind of administrator, about which account; no words.
void put_on_record(AccountAct& act, const std::string& what, const access::AccountRow& account,
                   std::map<std::string, std::string> facts = {});
// Tells the owner; `values` fill the sentence.
void tell_owner(AccountAct& act, const std::string& text, PersonId owner,
                std::map<std::string, std::string> values = {});
// A request, on the record and told to the owner.
std::string put_request(AccountAct& act, const access::AccountRow& account, const std::string& what,
                        const std::string& way);
// What was done at once, for its owner to read with the requests.
void put_done(AccountAct& act, const access::AccountRow& account, const std::string& what,
              const std::string& way = "");
// The letter of a code. Errors: office.nothing_known.
Result<AccountReceipt> letter(AccountAct& act, const access::AccountRow& account,
                              const std::string& code);

desk::Prepared answer(AccountAct& act, const AccountReceipt& receipt);

// Runs an act through the one path of a write.
template <class Prepare>
void run_act(const Accounts& accounts, Doer doer, desk::Idempotency idempotency,
             desk::Answered done, Prepare prepare) {
  if (!idempotency.trace) idempotency.trace = doer.trace;
  desk::submit(
      accounts.kernel, std::move(idempotency),
      [accounts, doer = std::move(doer), prepare = std::move(prepare)](store::Snapshot& read) {
        return prepare(AccountAct{accounts, read, doer});
      },
      std::move(done));
}

}  // namespace linli::office
