#include "office/appoint.h"

#include <algorithm>

#include "access/accounts.h"
#include "desk/by_administrator.h"
#include "office/phone_checks.h"
#include "registry/known.h"
#include "registry/people.h"
#include "registry/positions.h"
#include "registry/public_phone.h"
#include "registry/seats.h"
#include "vault/blind.h"

namespace linli::office {
namespace {

using desk::Kernel;
using desk::Prepared;
using registry::Position;
using registry::Term;

// Whose act it is must be sayable. Errors: office.no_name.
Result<void> check_named(const rights::Actor& actor) {
  if (actor.person) return {};
  return fail(ErrorKind::Conflict, "office.no_name");
}

template <class Id>
std::string fact(Id id) {
  return std::to_string(id.value);
}

// Two changes of one position at once meet on its row, and the second is decided again.
void touch(store::WriteSet& changes, const Position& position) {
  changes.update("position", position.id.value, position.version, {{"name_zh", position.name.zh}});
}

Prepared answer(store::WriteSet changes, const OfficeReceipt& receipt) {
  Prepared out;
  out.changes = std::move(changes);
  out.answer = to_json(receipt);
  return out;
}

std::map<std::string, std::string> phone_facts(const Position& position) {
  std::map<std::string, std::string> out{{"position", fact(position.id)}};
  if (!position.phone.empty()) out["phone"] = position.phone;
  return out;
}

Result<Prepared> prepare_phone(Kernel& kernel, const PhoneCommand& command, store::Snapshot& read) {
  TRY(check_named(command.actor));
  const auto stored = TRY(registry::position(read, command.position));
  auto wanted = stored;
  wanted.phone = TRY(registry::public_phone_of_desk(read, kernel.vault, command.body.phone));
  store::WriteSet changes;
  registry::change(changes, stored, wanted);
  OfficeReceipt receipt;
  receipt.position = stored.id;
  receipt.phone = wanted.phone;
  receipt.entry = desk::record_by_administrator(kernel, changes, command.actor, "registry.phone",
                                                phone_facts(wanted));
  return answer(std::move(changes), receipt);
}

// Somebody by name and phone is entered if need be; under an administrator's phone nobody is.
Result<PersonId> person_entered(const Kernel& kernel, store::Snapshot& read,
                                store::WriteSet& changes, const AppointBody& body) {
  for (const auto& one : TRY(access::administrators(read))) {
    if (one.person && TRY(registry::has_phone(read, kernel.vault, one.person, body.phone))) {
      return fail(ErrorKind::Conflict, "office.administers");
    }
  }
  return registry::person_named(read, changes, kernel.vault, *body.name, body.phone);
}

Result<PersonId> person_named(const Kernel& kernel, store::Snapshot& read,
                              const std::string& name) {
  if (vault::normal_phone(name)) {
    if (const auto found = TRY(registry::find_person_by_phone(read, kernel.vault, name))) {
      return *found;
    }
  } else if (const auto found = TRY(access::person_of_login(read, name))) {
    return *found;
  }
  return fail(ErrorKind::NotFound, "office.nobody_found");
}

// Midnight of today in the county: a date picker says "today" so.
Instant today(const Kernel& kernel) {
  const auto rules = kernel.rules.get();
  const std::int64_t zone = rules->pack().county.zone_minutes * kMsPerMinute;
  const std::int64_t local = kernel.clock.now().ms + zone;
  return Instant{local - local % kMsPerDay - zone};
}

bool meets(const Term& stored, const Term& wanted) {
  return stored.valid.to.ms == 0 || stored.valid.to > wanted.valid.from;
}

Result<void> check_seat(store::Snapshot& read, const Term& wanted) {
  for (const auto& stored : TRY(registry::terms_of_position(read, wanted.position))) {
    if (!meets(stored, wanted)) continue;
    if (stored.person == wanted.person) return fail(ErrorKind::Conflict, "office.holds_already");
    if (!stored.deputy && !wanted.deputy) return fail(ErrorKind::Conflict, "office.seat_taken");
  }
  return {};
}

Result<Prepared> prepare_appointment(Kernel& kernel, const AppointCommand& command,
                                     store::Snapshot& read) {
  TRY(check_named(command.actor));
  const auto position = TRY(registry::position(read, command.position));
  const Instant now = kernel.clock.now();
  Term term;
  term.id = kernel.ids.make<TermId>();
  term.position = position.id;
  store::WriteSet changes;
  term.person = TRY(command.body.name ? person_entered(kernel, read, changes, command.body)
                                      : person_named(kernel, read, command.body.phone));
  term.deputy = command.body.deputy.value_or(false);
  if (term.person == command.actor.person) {
    return fail(ErrorKind::Forbidden, "office.not_yourself");
  }
  const Instant asked{command.body.from_at.value_or(0)};
  if (asked.ms != 0 && asked < today(kernel)) return invalid("office.from_past");
  // A day that has begun counts from now: nobody was in office before it was said so.
  term.valid.from = std::max(asked, now);
  // Who administers works no matter (ADR 0019).
  if (TRY(access::administers(read, term.person)) != rights::AdministratorKind::None) {
    return fail(ErrorKind::Conflict, "office.administers");
  }
  TRY(check_seat(read, term));
  touch(changes, position);
  registry::add(changes, term);
  TRY(ask_for_seat(kernel, {command.actor, false, command.trace}, read, changes, term.person,
                   position.key));
  OfficeReceipt receipt;
  receipt.position = position.id;
  receipt.term = term.id;
  receipt.phone = position.phone;
  receipt.from_at = term.valid.from.ms;
  receipt.entry = desk::record_by_administrator(kernel, changes, command.actor, "registry.appoint",
                                                {{"position", fact(position.id)},
                                                 {"term", fact(term.id)},
                                                 {"person", fact(term.person)},
                                                 {"deputy", term.deputy ? "true" : "false"},
                                                 {"from", std::to_string(term.valid.from.ms)}});
  return answer(std::move(changes), receipt);
}

// The last line of every desk must not become empty (registry/seats.h, step 3).
Result<void> check_dispatch(const Kernel& kernel, store::Snapshot& read, const Position& position,
                            const Term& term) {
  const auto rules = kernel.rules.get();
  if (position.key != rules->pack().county.dispatch) return {};
  const auto seat = TRY(registry::seat_by_position(read, position.id, kernel.clock.now()));
  const bool another = std::ranges::any_of(
      seat.holders, [&](const registry::Holder& holder) { return holder.term != term.id; });
  return another ? Result<void>{} : fail(ErrorKind::Conflict, "office.last_dispatcher");
}

Result<Prepared> prepare_end(Kernel& kernel, const EndCommand& command, store::Snapshot& read) {
  TRY(check_named(command.actor));
  const auto term = TRY(registry::term(read, command.term));
  const auto position = TRY(registry::position(read, term.position));
  const Instant now = kernel.clock.now();
  if (term.valid.to.ms != 0 && term.valid.to <= now) {
    return fail(ErrorKind::Conflict, "office.term_over");
  }
  const Instant asked{command.body.at.value_or(0)};
  if (asked.ms != 0 && asked < today(kernel)) return invalid("office.end_past");
  const Instant at = std::max({asked, now, term.valid.from});
  TRY(check_dispatch(kernel, read, position, term));
  store::WriteSet changes;
  touch(changes, position);
  registry::end_term(changes, term, at, TermId{});
  OfficeReceipt receipt;
  receipt.position = position.id;
  receipt.term = term.id;
  receipt.phone = position.phone;
  receipt.from_at = term.valid.from.ms;
  receipt.to_at = at.ms;
  receipt.entry = desk::record_by_administrator(kernel, changes, command.actor, "registry.end_term",
                                                {{"position", fact(position.id)},
                                                 {"term", fact(term.id)},
                                                 {"person", fact(term.person)},
                                                 {"to", std::to_string(at.ms)}});
  return answer(std::move(changes), receipt);
}

}  // namespace

void set_phone(Kernel& kernel, PhoneCommand command, desk::Idempotency idempotency,
               desk::Answered done) {
  desk::submit(
      kernel, std::move(idempotency),
      [&kernel, command = std::move(command)](store::Snapshot& read) {
        return prepare_phone(kernel, command, read);
      },
      std::move(done));
}

void appoint(Kernel& kernel, AppointCommand command, desk::Idempotency idempotency,
             desk::Answered done) {
  desk::submit(
      kernel, std::move(idempotency),
      [&kernel, command = std::move(command)](store::Snapshot& read) {
        return prepare_appointment(kernel, command, read);
      },
      std::move(done));
}

void end(Kernel& kernel, EndCommand command, desk::Idempotency idempotency, desk::Answered done) {
  desk::submit(
      kernel, std::move(idempotency),
      [&kernel, command = std::move(command)](store::Snapshot& read) {
        return prepare_end(kernel, command, read);
      },
      std::move(done));
}

}  // namespace linli::office
