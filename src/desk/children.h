// desk/children.h – what a matter opens of itself, and that it goes on when this has ended (关联).
//
// An act opens its children in its own write: all of them, or nothing. A child that ends writes no
// row of its parent: it leaves a timer, and the scheduler looks whether the parent waits for it and
// lets it go on once, so that 222 villages may answer at the same time. What is copied is read from
// the form of the act or from what the matter keeps, and belongs to the matter's filer wherever it
// stands. Source: design/blocks.md, 4; REQ-18, DUTY-2. Thread safety: functions of a snapshot.
#pragma once

#include <vector>

#include "desk/draft.h"
#include "desk/views.h"
#include "procedure/definition.h"
#include "rights/standing.h"

namespace linli::desk {

// Opens in the draft's matter what `opens` says; each child as changes of its own, to be written
// with the draft's, behind them. Errors: desk.nowhere_to_open (Invalid), desk.too_many_at_once
// (Invalid), desk.takes_part_already (Conflict: one of them is open there), desk.not_of_complaint
// (Conflict: RISK-3, what is about people is opened nowhere else), desk.no_such_desk, and those of
// prepare_open().
Result<std::vector<store::WriteSet>> open_children(Kernel& kernel, Draft& draft,
                                                   const procedure::Act& act,
                                                   const procedure::Form& form,
                                                   const rights::Actor& actor,
                                                   const rights::Hat& hat);

// Ends what was opened of the draft's matter and has not ended: each by an entry of its own, as
// changes to be written with the draft's, behind them. Errors: desk.procedure_gone (Corrupt).
Result<std::vector<store::WriteSet>> end_children(Kernel& kernel, Draft& draft,
                                                  const procedure::EndsChildren& ends);

// Whether what the step waits for has come.
bool has_come(const procedure::Join& join, const std::vector<Child>& children);

// What staff read of them; whoever is no staff reads how many there are, and how many have ended.
Result<ChildrenView> children_view(const Kernel& kernel, store::Snapshot& read,
                                   const Dossier& dossier, const rights::Actor& reader,
                                   const rights::Standing& standing);
// Every open matter with children is looked at once more: for a folder whose wakes are not what
// they were. Waits.
Result<void> wake_all(Kernel& kernel);

// Of which matter it is, for a desk that works on it.
Result<std::optional<ParentView>> parent_view(const Kernel& kernel, store::Snapshot& read,
                                              const Dossier& dossier, const rights::Actor& reader,
                                              const rights::Standing& standing);

// The desks at which a matter of this procedure may begin when its desk is chosen, seen from the
// desk of `hat`.
Result<std::vector<DeskView>> desks_to_begin(const Kernel& kernel, store::Snapshot& read,
                                             const procedure::Definition& definition,
                                             const rights::Hat& hat, UnitId village);
// The procedure that is opened, in the version in force. Errors: desk.procedure_gone (Corrupt).
Result<const procedure::Definition*> definition_to_open(const Rules& rules,
                                                        const procedure::Opens& opens);
// Errors: desk.no_such_desk (Invalid: it begins at no such desk), desk.not_to_yourself (Invalid).
Result<void> check_chosen(Draft& draft, const procedure::Definition& definition, PositionId desk,
                          PersonId chooser);

}  // namespace linli::desk
