#include "office/account_acts.h"

#include <algorithm>

#include "base/json.h"
#include "office/lacking.h"
#include "record/entry.h"
#include "registry/known.h"

namespace linli::office {

using access::AccountRow;
using rights::AdministratorKind;

Result<void> check_named(const AccountAct& act) {
  if (act.doer.at_machine || act.doer.actor.person) return {};
  return fail(ErrorKind::Conflict, "office.no_name");
}

Result<AccountRow> account_of(store::Snapshot& read, AccountId id) {
  auto found = TRY(access::find_account(read, id));
  if (!found) return fail(ErrorKind::NotFound, "access.no_such_account", json_text(id));
  return *std::move(found);
}

Result<bool> is_herself(const AccountAct& act, PersonId person) {
  if (act.doer.at_machine) return false;
  return registry::same_human(act.read, act.doer.actor.person, person);
}

Result<void> check_not_last(store::Snapshot& read, const AccountRow& account) {
  if (account.administrator == AdministratorKind::None || !account.comes_in()) return {};
  for (const auto& one : TRY(access::administrators(read))) {
    const bool another = one.id != account.id && one.administrator == account.administrator;
    if (another && one.comes_in()) return {};
  }
  return fail(ErrorKind::Conflict, "office.last_of_kind");
}

Result<void> check_may_administer(AccountAct& act, PersonId person, AccountId own) {
  for (const auto& one : TRY(access::administrators(act.read))) {
    if (one.id == own) continue;
    if (TRY(registry::same_human(act.read, one.person, person))) {
      return fail(ErrorKind::Conflict, "office.administers");
    }
  }
  if (TRY(registry::holds_office(act.read, person, act.now()))) {
    return fail(ErrorKind::Conflict, "office.holds_office");
  }
  return {};
}

Result<void> check_phone_is_hers(AccountAct& act, std::string_view phone, AccountId own) {
  for (const auto& one : TRY(access::administrators(act.read))) {
    if (one.id == own || !one.person) continue;
    if (TRY(registry::has_phone(act.read, act.kernel().vault, one.person, phone))) {
      return fail(ErrorKind::Conflict, "office.administers");
    }
  }
  return {};
}

Result<void> make_room(AccountAct& act, AccountId account) {
  const auto waiting = TRY(access::waiting_request(act.read, account));
  if (waiting && waiting->ends_at > act.now()) {
    return fail(ErrorKind::Conflict, "office.asked_already");
  }
  if (waiting) access::decide(act.changes, *waiting, AccountId{}, act.now(), "over");
  const auto all = TRY(access::waiting_requests(act.read));
  // Those whose time is over make room, a few at a time.
  constexpr int kClosedAtOnce = 20;
  int closed = 0;
  for (const auto& one : all) {
    if (one.ends_at > act.now() || one.account == account || closed == kClosedAtOnce) continue;
    access::decide(act.changes, one, AccountId{}, act.now(), "over");
    ++closed;
  }
  if (all.size() >= access::kRequestsWaitingMax && closed == 0) {
    return fail(ErrorKind::Conflict, "office.requests_many");
  }
  return {};
}

Result<void> meet_others(AccountAct& act) {
  const auto county = TRY(access::county_row(act.read));
  access::put_county(act.changes, county, county.opened_at);
  return {};
}

void put_on_record(AccountAct& act, const std::string& what, const AccountRow& account,
                   std::map<std::string, std::string> facts) {
  journal::Entry entry;
  entry.id = act.kernel().ids.make<EntryId>();
  entry.at = act.now();
  entry.act = what;
  entry.actor = act.doer.actor.person;
  entry.facts = std::move(facts);
  entry.facts["by"] = act.doer.at_machine ? "operator" : rights::word_of(act.kind());
  entry.facts["account"] = std::to_string(account.id.value);
  if (account.person) entry.facts["person"] = std::to_string(account.person.value);
  if (account.administrator != AdministratorKind::None) {
    entry.facts["kind"] = rights::word_of(account.administrator);
  }
  record::add(act.changes, act.kernel().random, entry);
}

void tell_owner(AccountAct& act, const std::string& text, PersonId owner,
                std::map<std::string, std::string> values) {
  if (!owner) return;
  const auto rules = act.kernel().rules.get();
  delivery::Message message;
  message.person = owner;
  message.kind = delivery::Kind::Account;
  message.urgency = delivery::Urgency::Now;
  message.code = text;
  message.body = rules->pack().catalogue.fill(text, Language::Zh, values);
  message.body_en = rules->pack().catalogue.fill(text, Language::En, values);
  act.kernel().outbox.queue(act.changes, message, act.now());
}

std::string put_request(AccountAct& act, const AccountRow& account, const std::string& what,
                        const std::string& way) {
  access::AccountRequest request;
  request.id = act.kernel().ids.next();
  request.account = account.id;
  request.act = what;
  request.way = way;
  request.asked_by = act.doer.actor.account;
  request.asked_at = act.now();
  request.ends_at = plus_ms(act.now(), access::kRequestMs);
  access::add(act.changes, request);
  put_on_record(act, "account.ask_" + what, account, {{"request", std::to_string(request.id)}});
  tell_owner(act, "account.told_ask_" + what, account.person, {{"login", account.login}});
  return std::to_string(request.id);
}

void put_done(AccountAct& act, const AccountRow& account, const std::string& what,
              const std::string& way) {
  access::AccountRequest done;
  done.id = act.kernel().ids.next();
  done.account = account.id;
  done.act = what;
  done.way = way;
  done.asked_by = act.doer.actor.account;
  done.asked_at = done.ends_at = done.decided_at = act.now();
  done.outcome = "done";
  access::add(act.changes, done);
}

Result<AccountReceipt> letter(AccountAct& act, const AccountRow& account, const std::string& code) {
  AccountReceipt out;
  out.account = account.id;
  out.login = account.login;
  out.activation = code;
  out.ends_at = plus_ms(act.now(), access::kActivationMs).ms;
  if (!account.person && act.doer.at_machine) return out;
  if (!account.person) return fail(ErrorKind::Conflict, "office.nothing_known");
  const auto person = TRY(registry::person(act.read, act.kernel().vault, account.person));
  const auto known = registry::known_of(person.details);
  if (known.kind == registry::KnownKind::Nothing) {
    return fail(ErrorKind::Conflict, "office.nothing_known");
  }
  out.name = person.details.name;
  out.known = registry::word_of(known.kind);
  for (auto& seat : TRY(seats_of(act.read, account.person, act.now()))) {
    out.seats.push_back(std::move(seat.name));
  }
  return out;
}

desk::Prepared answer(AccountAct& act, const AccountReceipt& receipt) {
  desk::Prepared out;
  out.changes = std::move(act.changes);
  out.answer = to_json(receipt);
  return out;
}

}  // namespace linli::office
