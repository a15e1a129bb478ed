// desk/act.h – doing an act to a matter: the kernel's one command.
//
// Thread safety: any thread.
// Errors: desk.no_such_matter (NotFound: there is none, or the actor has no standing in it),
// procedure.* (engine.h), desk.already_here, desk.not_on_village_list, desk.no_such_desk,
// desk.takes_part_already, desk.no_deadline, and those of submit() and of the vault.
#pragma once

#include <boost/json/value.hpp>

#include "desk/draft.h"
#include "desk/submit.h"
#include "desk/views.h"
#include "procedure/engine.h"
#include "rights/standing.h"

namespace linli::desk {

struct ActCommand {
  rights::Actor actor;
  MatterId matter;
  std::string act;
  boost::json::value form;
  bool holds_code = false;  // the caller proved the matter's follow-up code
};

// Answers with an ActReceipt as JSON.
void act(Kernel& kernel, ActCommand command, Idempotency idempotency, Answered done);

// The same as changes, for what commits many at once.
Result<Prepared> prepare_act(Kernel& kernel, const ActCommand& command, store::Snapshot& read);

// A JSON object as a form. Errors: procedure.form_type.
Result<procedure::Form> read_form(const boost::json::value& value);

// What the rules may know of a matter, for engine.h.
procedure::MatterFacts facts_of(const Rules& rules, const procedure::Definition& definition,
                                const Dossier& dossier);

// The definition under which the matter runs. Errors: desk.procedure_gone (Corrupt).
Result<const procedure::Definition*> definition_of(const Rules& rules, const Matter& matter);

// The receipt of an act as things stand in the draft.
ActReceipt receipt_of(const Draft& draft, const procedure::Definition& definition);

}  // namespace linli::desk
