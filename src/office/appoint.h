// office/appoint.h – who sits where: telephones of desks, terms that begin and end.
//
// A term is what gives a person authority, so every change is on the record: who did it, whom it
// is about (by id), from when to when. Nobody gives herself a seat. Thread safety: any thread.
// Errors of all: those of desk::submit() and the store, registry.no_such_position, office.no_name
// (Conflict: an administrator of before there were names says hers first).
#pragma once

#include <memory>

#include "api/route.h"
#include "desk/submit.h"
#include "office/views.h"
#include "rights/actor.h"

namespace linli::office {

// Errors: registry.phone_invalid, registry.phone_is_personal.
struct PhoneCommand {
  rights::Actor actor;
  PositionId position;
  PhoneBody body;
};
void set_phone(desk::Kernel& kernel, PhoneCommand command, desk::Idempotency idempotency,
               desk::Answered done);

// With a name, whoever has it and the telephone, who is entered in the register when nobody does.
// Errors: office.nobody_found (NotFound: no person with this telephone or account),
// registry.name_invalid, vault.phone_invalid,
// office.not_yourself (Forbidden), office.from_past (Invalid: before today), office.seat_taken
// (Conflict: another holds it then; end that term, or appoint a deputy), office.holds_already
// (Conflict: the same person), office.administers (Conflict: an administrator holds no seat). A
// first seat that is worn by phone waits to be confirmed (office/phone_checks.h).
struct AppointCommand {
  rights::Actor actor;
  PositionId position;
  AppointBody body;
  std::shared_ptr<const api::Trace> trace = nullptr;  // of the call
};
void appoint(desk::Kernel& kernel, AppointCommand command, desk::Idempotency idempotency,
             desk::Answered done);

// A term that has not begun ends where it begins: it is never served. Errors:
// registry.no_such_term, office.term_over (Conflict), office.end_past (Invalid: before now),
// office.last_dispatcher (Conflict: the county's duty desk would be nobody's).
struct EndCommand {
  rights::Actor actor;
  TermId term;
  EndBody body;
};
void end(desk::Kernel& kernel, EndCommand command, desk::Idempotency idempotency,
         desk::Answered done);

}  // namespace linli::office
