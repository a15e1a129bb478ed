#include "office/accounts.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "office/account_acts.h"
#include "office/account_rules.h"
#include "registry/known.h"
#include "vault/blind.h"

namespace linli::office {
namespace {

using access::AccountRow;
using desk::Prepared;
using rights::AdministratorKind;

Result<AdministratorKind> kind_named(const std::string& word) {
  for (const auto kind :
       {AdministratorKind::System, AdministratorKind::Security, AdministratorKind::Audit}) {
    if (word == rights::word_of(kind)) return kind;
  }
  return invalid("office.administrator_kind");
}

Result<PersonId> person_of(const AccountAct& act, const NewAccount& body) {
  if (body.person) return *body.person;
  const auto found =
      TRY(registry::find_person_by_phone(act.read, act.kernel().vault, body.phone.value_or("")));
  if (!found) return fail(ErrorKind::NotFound, "office.nobody_found");
  return *found;
}

Result<Prepared> prepare_account(AccountAct act, const NewAccount& body) {
  TRY(check_named(act));
  if (TRY(setting_up(act.accounts, act.read))) {
    return fail(ErrorKind::Conflict, "access.setting_up");
  }
  const PersonId person = TRY(person_of(act, body));
  TRY(registry::person(act.read, act.kernel().vault, person));
  if (TRY(access::administers(act.read, person)) != AdministratorKind::None) {
    return fail(ErrorKind::Conflict, "office.administers");
  }
  for (const auto& one : TRY(access::accounts_of(act.read, person))) {
    if (one.administrator == AdministratorKind::None) {
      return fail(ErrorKind::Conflict, "office.has_account");
    }
  }
  const std::string way = body.way.value_or(std::string(kByLetter));
  if (way != kByPhone && way != kByLetter) return invalid("office.code_way");
  auto made =
      TRY(act.accounts.access.create_account(act.read, person, body.login, AdministratorKind::None,
                                             access::Opening::WhenConfirmed, act.now()));
  act.changes.append(std::move(made.changes));
  AccountRow account;
  account.id = made.answer->id;
  account.person = person;
  account.login = access::normal_login(body.login);
  // Whoever entered her, gave her a seat and made this may be one: the code is another's to give.
  TRY(make_room(act, account.id));
  auto receipt = TRY(letter(act, account, ""));
  receipt.ends_at = plus_ms(act.now(), access::kRequestMs).ms;
  receipt.request = put_request(act, account, "make", way);
  return answer(act, receipt);
}

// Whom a system administrator named before, and who has not come in: she names somebody else now.
Result<void> replace_those_waited_for(AccountAct& act, AdministratorKind kind, AccountId own) {
  for (const auto& one : TRY(access::administrators(act.read))) {
    if (one.administrator != kind || one.activated || one.id == own) continue;
    act.changes.append(TRY(act.accounts.access.close_account(act.read, one.id)));
    put_on_record(act, "account.close", one);
    put_done(act, one, "close");
    tell_owner(act, "account.told_closed", one.person, {{"login", one.login}});
  }
  return {};
}

// Her own account of that kind that nobody has ever come in with, under the same login.
Result<std::optional<AccountRow>> never_used(const AccountAct& act, PersonId person,
                                             AdministratorKind kind, const std::string& login) {
  const auto found = TRY(access::find_account(act.read, login));
  const bool hers =
      found && found->person == person && found->administrator == kind && !found->activated;
  return hers ? found : std::nullopt;
}

// The account that is named, new or never used, and its code when it opens at once.
Result<AccountReceipt> put_administrator(AccountAct& act, AdministratorKind kind, PersonId person,
                                         const std::string& login, access::Opening opening) {
  const auto known = TRY(never_used(act, person, kind, login));
  auto& access = act.accounts.access;
  AccountRow account;
  account.person = person;
  account.login = access::normal_login(login);
  account.administrator = kind;
  AccountReceipt out;
  std::string code;
  if (!known || opening == access::Opening::Now) {
    auto made =
        TRY(known ? access.reset_account(act.read, known->id, act.now())
                  : access.create_account(act.read, person, login, kind, opening, act.now()));
    act.changes.append(std::move(made.changes));
    account.id = made.answer->id;
    code = made.answer->activation;
  } else {
    account.id = known->id;
  }
  out.account = account.id;
  out.login = account.login;
  out.activation = code;
  out.known = registry::word_of(registry::KnownKind::Phone);
  out.ends_at = plus_ms(act.now(), code.empty() ? access::kRequestMs : access::kActivationMs).ms;
  if (!code.empty()) {
    put_on_record(act, "account.name_administrator", account);
    put_done(act, account, "open", std::string(kByLetter));
    tell_owner(act, "account.told_administrator", person, {{"login", account.login}});
    return out;
  }
  TRY(make_room(act, account.id));
  out.request = put_request(act, account, "open", "letter");
  return out;
}

Result<Prepared> prepare_administrator(AccountAct act, const NewAdministrator& body) {
  TRY(check_named(act));
  const auto kind = TRY(kind_named(body.kind));
  if (!act.doer.at_machine && !may_ask(act.kind(), kind)) {
    return fail(ErrorKind::Forbidden, "office.not_yours_to_ask");
  }
  const auto before = TRY(access::administrators(act.read));
  if (before.size() >= access::kAdministratorsMax) {
    return fail(ErrorKind::Conflict, "office.administrators_many");
  }
  const PersonId person =
      TRY(registry::person_named(act.read, act.changes, act.kernel().vault, body.name, body.phone));
  const auto known = TRY(never_used(act, person, kind, body.login));
  const AccountId own = known ? known->id : AccountId{};
  TRY(check_may_administer(act, person, own));
  TRY(check_phone_is_hers(act, body.phone, own));
  const bool first = std::ranges::none_of(
      before, [&](const AccountRow& one) { return one.administrator == kind && one.comes_in(); });
  const auto opening =
      first || act.doer.at_machine ? access::Opening::Now : access::Opening::WhenConfirmed;
  if (first) TRY(replace_those_waited_for(act, kind, own));
  auto receipt = TRY(put_administrator(act, kind, person, body.login, opening));
  receipt.name = trim(body.name);
  TRY(meet_others(act));
  return answer(act, receipt);
}

// The code goes where the request says; the answer is a letter, or says only that it is done.
Result<AccountReceipt> hand_over(AccountAct& act, const AccountRow& account, const std::string& way,
                                 const std::string& told) {
  auto made = TRY(act.accounts.access.reset_account(act.read, account.id, act.now()));
  act.changes.append(std::move(made.changes));
  auto out = TRY(letter(act, account, made.answer->activation));
  if (way != kByPhone) {
    tell_owner(act, told, account.person, {{"login", account.login}});
    return out;
  }
  tell_owner(act, "account.told_code", account.person,
             {{"login", account.login}, {"code", made.answer->activation}});
  out.activation.clear();
  return out;
}

Result<Prepared> prepare_reset(AccountAct act, AccountId id, const ResetBody& body) {
  TRY(check_named(act));
  const auto account = TRY(account_of(act.read, id));
  const bool at_machine = act.doer.at_machine;
  if (!at_machine && !may_ask(act.kind(), account.administrator)) {
    return fail(ErrorKind::Forbidden, "office.not_yours_to_ask");
  }
  if (body.way != kByPhone && body.way != kByLetter) return invalid("office.code_way");
  if (TRY(is_herself(act, account.person)) || account.id == act.doer.actor.account) {
    return fail(ErrorKind::Forbidden, "office.own_account");
  }
  if (account.closed && account.administrator != AdministratorKind::None) {
    TRY(check_may_administer(act, account.person, account.id));
  }
  TRY(meet_others(act));
  if (at_machine) {
    auto receipt = TRY(hand_over(act, account, body.way, "account.told_reset"));
    put_on_record(act, "account.reset", account);
    put_done(act, account, "reset", body.way);
    return answer(act, receipt);
  }
  TRY(make_room(act, id));
  auto receipt = TRY(letter(act, account, ""));
  receipt.ends_at = plus_ms(act.now(), access::kRequestMs).ms;
  receipt.request = put_request(act, account, "reset", body.way);
  return answer(act, receipt);
}

Result<Prepared> prepare_close(AccountAct act, AccountId id) {
  TRY(check_named(act));
  const auto account = TRY(account_of(act.read, id));
  if (!may_ask(act.kind(), account.administrator)) {
    return fail(ErrorKind::Forbidden, "office.not_yours_to_ask");
  }
  if (TRY(is_herself(act, account.person)) || account.id == act.doer.actor.account) {
    return fail(ErrorKind::Forbidden, "office.own_account");
  }
  AccountReceipt receipt;
  receipt.account = account.id;
  receipt.login = account.login;
  if (account.administrator == AdministratorKind::None) {
    act.changes.append(TRY(act.accounts.access.close_account(act.read, id)));
    put_on_record(act, "account.close", account);
    put_done(act, account, "close");
    tell_owner(act, "account.told_closed", account.person, {{"login", account.login}});
    return answer(act, receipt);
  }
  TRY(check_not_last(act.read, account));
  TRY(make_room(act, id));
  receipt.ends_at = plus_ms(act.now(), access::kRequestMs).ms;
  receipt.request = put_request(act, account, "close", "");
  return answer(act, receipt);
}

struct Waiting {
  access::AccountRequest request;
  AccountRow account;
};

Result<Waiting> waiting(AccountAct& act, std::int64_t id) {
  TRY(check_named(act));
  const auto request = TRY(access::find_request(act.read, id));
  if (!request) return fail(ErrorKind::NotFound, "office.no_such_request");
  if (request->decided_at.ms != 0 || request->ends_at <= act.now()) {
    return fail(ErrorKind::Conflict, "office.request_over");
  }
  return Waiting{*request, TRY(account_of(act.read, request->account))};
}

// Whoever confirms is of the other kind, and neither who asked nor the owner, in whatever row.
Result<void> check_may_confirm(const AccountAct& act, const Waiting& what) {
  if (!may_confirm(act.kind(), what.account.administrator)) {
    return fail(ErrorKind::Forbidden, "office.not_yours_to_confirm");
  }
  if (TRY(is_herself(act, what.account.person))) {
    return fail(ErrorKind::Forbidden, "office.own_account");
  }
  const auto asker = TRY(access::find_account(act.read, what.request.asked_by));
  if (asker && TRY(is_herself(act, asker->person))) {
    return fail(ErrorKind::Forbidden, "office.own_request");
  }
  return {};
}

// What was asked is done; a letter when there is a code in it.
Result<AccountReceipt> carry_out(AccountAct& act, const Waiting& what) {
  TRY(check_may_confirm(act, what));
  const AccountRow& account = what.account;
  AccountReceipt receipt;
  receipt.account = account.id;
  receipt.login = account.login;
  if (what.request.act == "close") {
    TRY(check_not_last(act.read, account));
    act.changes.append(TRY(act.accounts.access.close_account(act.read, account.id)));
    tell_owner(act, "account.told_closed", account.person, {{"login", account.login}});
  } else {
    if (account.closed && account.administrator != AdministratorKind::None) {
      TRY(check_may_administer(act, account.person, account.id));
    }
    receipt =
        TRY(hand_over(act, account, what.request.way,
                      what.request.act == "make" ? "account.told_made" : "account.told_reset"));
  }
  access::decide(act.changes, what.request, act.doer.actor.account, act.now(), "confirmed");
  put_on_record(act, "account.confirm_" + what.request.act, account,
                {{"request", std::to_string(what.request.id)}});
  return receipt;
}

Result<Prepared> prepare_confirm(AccountAct act, std::int64_t id) {
  const auto what = TRY(waiting(act, id));
  const auto receipt = TRY(carry_out(act, what));
  TRY(meet_others(act));
  return answer(act, receipt);
}

Result<Prepared> prepare_confirm_many(AccountAct act, const RequestIds& body) {
  TRY(check_named(act));
  if (body.ids.empty() || body.ids.size() > kConfirmedMax) return invalid("office.checks_many");
  Confirmed done;
  std::set<std::int64_t> seen;
  for (const auto& text : body.ids) {
    const auto id = parse_int64(text).value_or(0);
    if (!seen.insert(id).second) continue;
    const auto what = waiting(act, id);
    if (!what && what.error().code == "office.request_over") continue;  // somebody was faster
    if (!what) return Failure(what.error());
    if (what->account.administrator != AdministratorKind::None) {
      return fail(ErrorKind::Conflict, "office.one_by_one");
    }
    done.items.push_back(TRY(carry_out(act, *what)));
  }
  Prepared out;
  out.changes = std::move(act.changes);
  out.answer = to_json(done);
  return out;
}

Result<Prepared> prepare_decline(AccountAct act, std::int64_t id) {
  const auto what = TRY(waiting(act, id));
  const bool takes_back = what.request.asked_by == act.doer.actor.account;
  if (!takes_back) TRY(check_may_confirm(act, what));
  access::decide(act.changes, what.request, act.doer.actor.account, act.now(), "declined");
  put_on_record(act, "account.decline", what.account, {{"request", std::to_string(id)}});
  tell_owner(act, "account.told_declined", what.account.person, {{"login", what.account.login}});
  AccountReceipt receipt;
  receipt.account = what.account.id;
  receipt.login = what.account.login;
  return answer(act, receipt);
}

Result<Prepared> prepare_end_sessions(AccountAct act, AccountId id) {
  TRY(check_named(act));
  const auto account = TRY(account_of(act.read, id));
  act.changes.append(TRY(act.accounts.access.end_sessions(act.read, id)));
  put_on_record(act, "account.end_sessions", account);
  put_done(act, account, "end");
  tell_owner(act, "account.told_ended", account.person, {{"login", account.login}});
  AccountReceipt receipt;
  receipt.account = account.id;
  receipt.login = account.login;
  return answer(act, receipt);
}

Result<Prepared> prepare_name(AccountAct act, const NameBody& body) {
  const auto account = TRY(account_of(act.read, act.doer.actor.account));
  if (account.person) return fail(ErrorKind::Conflict, "office.named_already");
  const PersonId person =
      TRY(registry::person_named(act.read, act.changes, act.kernel().vault, body.name, body.phone));
  TRY(check_may_administer(act, person, account.id));
  TRY(check_phone_is_hers(act, body.phone, account.id));
  act.changes.update("access_account", account.id.value, account.version, {{"person_id", person}});
  act.changes.append(TRY(act.accounts.access.end_sessions(act.read, account.id)));
  auto named = account;
  named.person = person;
  put_on_record(act, "account.name", named);
  AccountReceipt receipt;
  receipt.account = account.id;
  receipt.login = account.login;
  receipt.name = trim(body.name);
  return answer(act, receipt);
}

}  // namespace

Result<bool> setting_up(const Accounts& accounts, store::Snapshot& read) {
  if (accounts.kernel.folder == desk::Folder::Sample) return false;
  return accounts.access.setting_up(read);
}

void make_account(const Accounts& accounts, Doer doer, NewAccount body, desk::Answered done) {
  run_act(accounts, std::move(doer), {}, std::move(done), [body = std::move(body)](AccountAct act) {
    return prepare_account(std::move(act), body);
  });
}

void name_administrator(const Accounts& accounts, Doer doer, NewAdministrator body,
                        desk::Answered done) {
  run_act(accounts, std::move(doer), {}, std::move(done), [body = std::move(body)](AccountAct act) {
    return prepare_administrator(std::move(act), body);
  });
}

void ask_reset(const Accounts& accounts, Doer doer, AccountId account, ResetBody body,
               desk::Idempotency idempotency, desk::Answered done) {
  run_act(accounts, std::move(doer), std::move(idempotency), std::move(done),
          [account, body = std::move(body)](AccountAct act) {
            return prepare_reset(std::move(act), account, body);
          });
}

void close_account(const Accounts& accounts, Doer doer, AccountId account,
                   desk::Idempotency idempotency, desk::Answered done) {
  run_act(accounts, std::move(doer), std::move(idempotency), std::move(done),
          [account](AccountAct act) { return prepare_close(std::move(act), account); });
}

void confirm(const Accounts& accounts, Doer doer, std::int64_t request, desk::Answered done) {
  run_act(accounts, std::move(doer), {}, std::move(done),
          [request](AccountAct act) { return prepare_confirm(std::move(act), request); });
}

void confirm_many(const Accounts& accounts, Doer doer, RequestIds body, desk::Answered done) {
  run_act(accounts, std::move(doer), {}, std::move(done), [body = std::move(body)](AccountAct act) {
    return prepare_confirm_many(std::move(act), body);
  });
}

void decline(const Accounts& accounts, Doer doer, std::int64_t request,
             desk::Idempotency idempotency, desk::Answered done) {
  run_act(accounts, std::move(doer), std::move(idempotency), std::move(done),
          [request](AccountAct act) { return prepare_decline(std::move(act), request); });
}

void end_sessions(const Accounts& accounts, Doer doer, AccountId account,
                  desk::Idempotency idempotency, desk::Answered done) {
  run_act(accounts, std::move(doer), std::move(idempotency), std::move(done),
          [account](AccountAct act) { return prepare_end_sessions(std::move(act), account); });
}

void name_myself(const Accounts& accounts, Doer doer, NameBody body, desk::Idempotency idempotency,
                 desk::Answered done) {
  run_act(accounts, std::move(doer), std::move(idempotency), std::move(done),
          [body = std::move(body)](AccountAct act) { return prepare_name(std::move(act), body); });
}

}  // namespace linli::office
