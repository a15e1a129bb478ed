#include "office/phone_checks.h"

#include <algorithm>
#include <set>

#include "access/erase.h"
#include "audit/limits.h"
#include "audit/log.h"
#include "base/json.h"
#include "base/text.h"
#include "office/account_acts.h"
#include "office/account_rules.h"
#include "record/entry.h"
#include "registry/known.h"
#include "registry/seats.h"

namespace linli::office {
namespace {

using registry::Checked;
using registry::PhoneCheck;

constexpr std::size_t kEndShown = 4;  // digits of a new phone that the old one is told

std::string by_of(const Doer& doer) {
  if (doer.at_machine) return "operator";
  if (doer.actor.administrator != rights::AdministratorKind::None) {
    return std::string(rights::word_of(doer.actor.administrator));
  }
  return doer.actor.person ? "herself" : "time";
}

// The entry of the record and that of the audit, which alarms read. `step`: "phone_ask".
void note(desk::Kernel& kernel, store::WriteSet& changes, const Doer& doer, const std::string& step,
          const PhoneCheck& check, const std::string& more = "") {
  const std::string person = std::to_string(check.person.value);
  journal::Entry entry;
  entry.id = kernel.ids.make<EntryId>();
  entry.at = kernel.clock.now();
  entry.act = "registry." + step;
  entry.actor = doer.actor.person;
  entry.facts = {{"by", by_of(doer)}, {"person", person}, {"check", std::to_string(check.id)}};
  record::add(changes, kernel.random, entry);
  audit::Entry seen;
  if (doer.trace && doer.trace->route != nullptr) seen = audit::entry_of(*doer.trace);
  seen.kind = audit::Kind::office;
  seen.route = step;
  seen.detail = (doer.at_machine ? "by=operator person=" : "person=") + person + more;
  kernel.audit.add(changes, std::move(seen));
}

void tell(desk::Kernel& kernel, store::WriteSet& changes, const std::string& text,
          delivery::Message to, std::map<std::string, std::string> values = {}) {
  const auto rules = kernel.rules.get();
  to.code = text;
  to.body = rules->pack().catalogue.fill(text, Language::Zh, values);
  to.body_en = rules->pack().catalogue.fill(text, Language::En, values);
  kernel.outbox.queue(changes, to, kernel.clock.now());
}

delivery::Message to_person(PersonId person) {
  delivery::Message out;
  out.person = person;
  out.kind = delivery::Kind::Account;
  return out;
}

Result<bool> has_account(store::Snapshot& read, PersonId person) {
  return !TRY(access::accounts_of(read, person)).empty();
}

// How a phone that is not hers yet waits.
Result<PhoneCheck> new_check(desk::Kernel& kernel, const Doer& doer, store::Snapshot& read,
                             PersonId person, bool in_office) {
  PhoneCheck out;
  out.id = kernel.ids.next();
  out.person = person;
  out.asked_by = doer.actor.account;
  out.asked_at = kernel.clock.now();
  const bool by_time =
      !in_office && !TRY(has_account(read, person)) && !TRY(registry::has_objected(read, person));
  if (!by_time) return out;
  const auto days = TRY(audit::limit_of(read, audit::Limit::phone_days)).value;
  out.due_at = plus_ms(out.asked_at, days * kMsPerDay);
  return out;
}

Result<void> ask_for_phone(desk::Kernel& kernel, const Doer& doer, store::Snapshot& read,
                           store::WriteSet& changes, const registry::Person& stored,
                           const std::string& phone, bool in_office) {
  const auto check = TRY(new_check(kernel, doer, read, stored.id, in_office));
  TRY(registry::add(changes, kernel.vault, check, phone));
  note(kernel, changes, doer, "phone_ask", check, in_office ? " in_office" : "");
  if (stored.details.phone.empty()) return {};
  const std::string end = phone.substr(phone.size() - kEndShown);
  if (check.due_at.ms == 0) {
    tell(kernel, changes, "phone.told_ask", to_person(stored.id), {{"end", end}});
    return {};
  }
  const auto days = (check.due_at.ms - check.asked_at.ms) / kMsPerDay;
  tell(kernel, changes, "phone.told_ask_days", to_person(stored.id),
       {{"end", end}, {"days", std::to_string(days)}});
  return {};
}

Result<exchange::NewPhone> new_phone(desk::Kernel& kernel, const Doer& doer, store::Snapshot& read,
                                     store::WriteSet& changes, const registry::Person& stored,
                                     const std::string& phone) {
  const auto waits = TRY(registry::waiting_check(read, stored.id, Checked::Phone));
  const bool the_same = phone == stored.details.phone;
  if (the_same && !waits) return exchange::NewPhone{true, 0};
  const bool in_office = TRY(registry::holds_office(read, stored.id, kernel.clock.now()));
  const bool free =
      stored.details.phone.empty() && !in_office && !TRY(access::has_come_in(read, stored.id));
  if (!waits && free) return exchange::NewPhone{true, 0};
  if (waits && phone == TRY(registry::phone_of(kernel.vault, *waits))) {
    return exchange::NewPhone{false, 0};
  }
  if (waits) {
    registry::decide(changes, *waits, doer.actor.account, kernel.clock.now(), "withdrawn");
    note(kernel, changes, doer, "phone_withdraw", *waits);
  }
  if (the_same) return exchange::NewPhone{true, 1};
  TRY(ask_for_phone(kernel, doer, read, changes, stored, phone, in_office));
  return exchange::NewPhone{false, 1};
}

// The phone becomes hers: whoever is signed in by the old one is not any more.
Result<void> give_phone(const Accounts& accounts, store::Snapshot& read, store::WriteSet& changes,
                        const PhoneCheck& check) {
  auto& kernel = accounts.kernel;
  const auto stored = TRY(registry::person(read, kernel.vault, check.person));
  auto wanted = stored;
  wanted.details.phone = TRY(registry::phone_of(kernel.vault, check));
  TRY(registry::change(changes, kernel.vault, stored, wanted));
  TRY(access::end_sessions_by_phone(read, check.person, changes));
  if (stored.details.phone.empty()) return {};
  TRY(access::erase_phone(read, TRY(kernel.vault.blind().phone(stored.details.phone)), changes));
  delivery::Message old;
  old.phone = stored.details.phone;
  old.urgency = delivery::Urgency::Now;
  tell(kernel, changes, "phone.told_changed", old);
  return {};
}

// `outcome` as PhoneCheck has it; the step on the record is named after it.
Result<void> settle(const Accounts& accounts, const Doer& doer, store::Snapshot& read,
                    store::WriteSet& changes, const PhoneCheck& check, const std::string& outcome) {
  auto& kernel = accounts.kernel;
  const bool yes = outcome == "confirmed" || outcome == "hers" || outcome == "passed";
  if (check.what == Checked::Phone) {
    if (yes) {
      TRY(give_phone(accounts, read, changes, check));
    } else {
      tell(kernel, changes, "phone.told_kept", to_person(check.person));
    }
  }
  registry::decide(changes, check, doer.actor.account, kernel.clock.now(), outcome);
  note(kernel, changes, doer, std::string(word_of(check.what)) + "_" + outcome, check);
  return {};
}

// As with accounts: of another kind, neither who entered it nor whom it is about.
Result<void> check_may_decide(const AccountAct& act, const PhoneCheck& check) {
  if (!may_confirm(act.kind(), TRY(access::administers(act.read, check.person)))) {
    return fail(ErrorKind::Forbidden, "office.not_yours_to_confirm");
  }
  if (TRY(is_herself(act, check.person))) return fail(ErrorKind::Forbidden, "office.own_account");
  const auto asker = TRY(access::find_account(act.read, check.asked_by));
  if (asker && TRY(is_herself(act, asker->person))) {
    return fail(ErrorKind::Forbidden, "office.own_request");
  }
  return {};
}

Result<desk::Prepared> done_with(store::WriteSet changes, std::int64_t decided) {
  desk::Prepared out;
  out.changes = std::move(changes);
  out.answer = to_json(ChecksDone{decided});
  return out;
}

Result<desk::Prepared> prepare_decision(AccountAct act, const CheckIds& body, Verdict verdict) {
  TRY(check_named(act));
  if (body.ids.empty() || body.ids.size() > kChecksPage) return invalid("office.checks_many");
  std::int64_t decided = 0;
  std::set<std::int64_t> seen;
  for (const auto& text : body.ids) {
    const auto id = parse_int64(text).value_or(0);
    const auto check = TRY(registry::find_check(act.read, id));
    if (!check) return fail(ErrorKind::NotFound, "office.no_such_request");
    if (check->decided_at.ms != 0 || !seen.insert(id).second) continue;  // somebody was faster
    TRY(check_may_decide(act, *check));
    TRY(settle(act.accounts, act.doer, act.read, act.changes, *check,
               verdict == Verdict::Confirm ? "confirmed" : "declined"));
    ++decided;
  }
  return done_with(std::move(act.changes), decided);
}

Result<desk::Prepared> prepare_own(AccountAct act, std::int64_t id, Verdict verdict) {
  const auto check = TRY(registry::find_check(act.read, id));
  if (!check || check->person != act.doer.actor.person || check->what != Checked::Phone) {
    return fail(ErrorKind::NotFound, "office.no_such_request");
  }
  if (check->decided_at.ms != 0) return fail(ErrorKind::Conflict, "office.request_over");
  TRY(settle(act.accounts, act.doer, act.read, act.changes, *check,
             verdict == Verdict::Confirm ? "hers" : "objected"));
  return done_with(std::move(act.changes), 1);
}

}  // namespace

exchange::Care care_for(desk::Kernel& kernel, Doer doer) {
  return {.new_phone =
              [&kernel, doer](store::Snapshot& read, store::WriteSet& changes,
                              const registry::Person& stored, const std::string& phone) {
                return new_phone(kernel, doer, read, changes, stored, phone);
              },
          .new_seat =
              [&kernel, doer](store::Snapshot& read, store::WriteSet& changes, PersonId person,
                              std::string_view position) {
                return ask_for_seat(kernel, doer, read, changes, person, position);
              }};
}

Result<std::int64_t> ask_for_seat(desk::Kernel& kernel, const Doer& doer, store::Snapshot& read,
                                  store::WriteSet& changes, PersonId person,
                                  std::string_view position) {
  if (!access::worn_by_code(position)) return 0;
  if (TRY(registry::waiting_check(read, person, Checked::Seat))) return 0;
  if (TRY(registry::seat_confirmed(read, person))) return 0;
  // Whom the county knew before anybody asked for this keeps what she has.
  const auto hats = TRY(registry::hats_of(read, person, kernel.clock.now()));
  const bool wears = std::ranges::any_of(
      hats, [](const rights::Hat& hat) { return access::worn_by_code(hat.key); });
  if (wears && TRY(registry::wears_by_phone(read, person))) return 0;
  PhoneCheck check;
  check.id = kernel.ids.next();
  check.person = person;
  check.what = Checked::Seat;
  check.asked_by = doer.actor.account;
  check.asked_at = kernel.clock.now();
  TRY(registry::add(changes, kernel.vault, check, ""));
  note(kernel, changes, doer, "seat_ask", check);
  return check.id;
}

void decide_checks(const Accounts& accounts, Doer doer, CheckIds body, Verdict verdict,
                   desk::Idempotency idempotency, desk::Answered done) {
  run_act(accounts, std::move(doer), std::move(idempotency), std::move(done),
          [body = std::move(body), verdict](AccountAct act) {
            return prepare_decision(std::move(act), body, verdict);
          });
}

void decide_own_check(const Accounts& accounts, Doer doer, std::int64_t id, Verdict verdict,
                      desk::Idempotency idempotency, desk::Answered done) {
  run_act(accounts, std::move(doer), std::move(idempotency), std::move(done),
          [id, verdict](AccountAct act) { return prepare_own(std::move(act), id, verdict); });
}

Result<int> pass_due_checks(const Accounts& accounts) {
  auto& kernel = accounts.kernel;
  std::vector<PhoneCheck> due;
  {
    const auto read = TRY(kernel.store.read());
    due = TRY(registry::due_checks(*read, kernel.clock.now(), kChecksPage));
  }
  int passed = 0;
  for (const auto& check : due) {
    store::WriteSet changes;
    {
      const auto read = TRY(kernel.store.read());
      // A seat or an account that came meanwhile: time alone is not enough any more.
      const bool more = TRY(registry::holds_office(*read, check.person, kernel.clock.now())) ||
                        TRY(has_account(*read, check.person));
      if (more) {
        changes.update("phone_check", check.id, check.version, {{"due_at", store::Null{}}});
      } else {
        TRY(settle(accounts, {.actor = {}, .at_machine = false}, *read, changes, check, "passed"));
      }
    }
    const auto done = kernel.store.commit_and_wait(std::move(changes));
    if (!done && done.error().kind == ErrorKind::Conflict) continue;  // somebody was faster
    TRY(done);
    ++passed;
  }
  return passed;
}

}  // namespace linli::office
