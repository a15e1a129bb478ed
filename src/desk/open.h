// desk/open.h – opening a matter of any procedure: by a resident, by a desk, for somebody, without
// an account, by import.
//
// Who may, where and with which form says the procedure's opening. It goes to the desk of its first
// step, or stays with the desk that opened it; category, kind and grade that nobody gave are
// suggested by named rules of the pack, where the opening says so, and marked so. Fields of the
// form for which every matter has a column (title, detail, place, category …) stand there. Source:
// REQ-1, REQ-4, REQ-6, REQ-10, REQ-13; design/blocks.md, 1. Thread safety: any thread. Errors:
// desk.no_such_procedure, desk.place_too_wide, desk.no_such_place (the place is no unit, or at a
// level where it does not happen), desk.not_yours_to_open (Forbidden), desk.not_for_others (only
// staff open for somebody, and only where the procedure says so), desk.no_consent,
// desk.about_unknown (a desk named in `about` does not exist), desk.nobody_above (Conflict: it is
// about everybody who could have it), desk.row_known (Conflict: this row of this source is
// filed, or this turn is opened), desk.source_reserved (Invalid: an import names itself as the
// calendar does), procedure.form_*, and those of desk::submit(), registry and vault.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/draft.h"
#include "desk/opening.h"
#include "desk/submit.h"
#include "rights/actor.h"

namespace linli::desk {

enum class Telling { Allowed, Silent };

// The matter that another one is opened of, by an act there (children.h).
struct OfMatter {
  Matter parent;
  rights::Hat hat;    // under which the act is done
  PositionId chosen;  // the desk that it names for this one, 0: none
};

// The turn of its rhythm by which the calendar opens it (rhythm.h); bound to open once.
struct OfTurn {
  std::string source, turn;
};

struct OpenCommand {
  rights::Actor actor;
  std::string procedure;
  OpenRequest request;
  procedure::Form form;  // read_form(request.form)
  // Of an import: where it came from and when it was filed there; empty otherwise.
  std::string source = {}, source_row = {};
  Instant filed_at = {};           // 0: now
  std::string about = {};          // of an import: a desk's number or a name, as the row has it
  std::string other_contact = {};  // of an import: how she is reached beside a mobile phone
  std::string grade = {};          // of an import: what the other platform gave it, "" for none
  // Whether a phone that is nobody's yet may be told of it.
  Telling telling = Telling::Allowed;
  std::string place_basis = {};  // how the place was found when nobody named it; on the record
  std::optional<OfMatter> of = {};
  std::optional<OfTurn> turn = {};

  bool imported() const { return !source.empty(); }
};

// Answers with an OpenReceipt as JSON.
void open(Kernel& kernel, OpenCommand command, Idempotency idempotency, Answered done);

// The same as changes, for imports that commit many at once.
Result<Prepared> prepare_open(Kernel& kernel, const OpenCommand& command, store::Snapshot& read);

// What the rules of the pack make of a text whose filer named no category, kind or grade.
struct Grading {
  std::string category, category_basis;  // "filer" or "suggested:<rule>"
  std::string kind;
  std::string grade, grade_basis;  // "suggested:<rule>"
};
// `suggests` is the opening's.
Grading grade(const pack::Pack& pack, const procedure::Form& form,
              const std::vector<std::string>& suggests);

// A text or a choice of the form, "" when it is not there.
std::string form_text(const procedure::Form& form, const std::string& key);

// The hats under which this actor may open it at a place, the nearest first.
std::vector<rights::Hat> hats_to_open(const procedure::Definition& definition,
                                      const rights::Actor& actor, const registry::Unit& unit);

// The desks among which a form of this opening lets choose, for a field of kind desk or desks that
// opens matters. Errors: desk.no_such_procedure, desk.no_such_place, desk.not_yours_to_open.
Result<std::vector<DeskView>> desks_for_opening(const Kernel& kernel, store::Snapshot& read,
                                                const rights::Actor& actor,
                                                const std::string& procedure, UnitId unit);

// What the page needs. Errors: desk.no_such_procedure, desk.no_such_place.
Result<OpeningForm> opening_form(const Kernel& kernel, store::Snapshot& read,
                                 const rights::Actor& actor, const std::string& procedure,
                                 UnitId unit);
// The procedures that the actor may open anywhere.
SectionList openings_of(const pack::Pack& pack, const rights::Actor& actor);

}  // namespace linli::desk
