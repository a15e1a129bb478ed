// desk/act.h – doing an act to a matter: the kernel's one command.
//
// Thread safety: any thread.
// Errors: desk.no_such_matter (NotFound: there is none, or the actor has no standing in it),
// procedure.* (engine.h), desk.already_here, desk.not_on_village_list, desk.no_such_desk,
// desk.takes_part_already, desk.no_deadline, desk.word_unconfirmed (Conflict: by such a code
// nothing ends), and those of submit() and of the vault.
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

// Who sends a form, and whose what it says is (0: nobody's who is known).
struct FormPeople {
  const rights::Actor& sender;
  PersonId owner;
};

// What was filled in goes on the record and into the vault as procedure/field_kinds.h says.
// Errors: those of Draft::file() and check_public_text(), desk.blank_left, procedure.form_choice (a
// unit or a matter that is not there, or that the sender may not read).
Result<void> record_form(const Kernel& kernel, Draft& draft, const procedure::Act& act,
                         const procedure::Form& form, const FormPeople& people,
                         const pack::Pack& pack);

// The desk that a form names in its field of kind desk, 0: none.
PositionId chosen_desk(const std::vector<procedure::Field>& fields, const procedure::Form& form);

// A JSON object as a form. Errors: procedure.form_type.
Result<procedure::Form> read_form(const boost::json::value& value);

// What the rules may know of a matter, for engine.h, when somebody of this standing asks: the field
// `word` is "unconfirmed" for a code that may be in other hands than the filer's, else "".
procedure::MatterFacts facts_of(const Rules& rules, const procedure::Definition& definition,
                                const Dossier& dossier, const rights::Standing& standing);

// The definition under which the matter runs. Errors: desk.procedure_gone (Corrupt).
Result<const procedure::Definition*> definition_of(const Rules& rules, const Matter& matter);

// The receipt of an act as things stand in the draft.
ActReceipt receipt_of(const Draft& draft, const procedure::Definition& definition);

}  // namespace linli::desk
