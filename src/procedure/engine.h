// procedure/engine.h – what an act does to a matter: pure, no I/O, no clock.
//
// decide() takes the definition, the matter as it stands, the act with its form and who does it,
// and answers with what is to change or with a refusal. Desks in the answer are references; desk/
// finds the people behind them. Thread safety: pure functions. Errors: procedure.no_such_act,
// procedure.not_your_act (Forbidden), procedure.not_now (Conflict: the matter does not stand where
// the act belongs or a condition does not hold; detail names it), procedure.form_missing,
// procedure.form_unknown, procedure.form_too_long, procedure.form_choice, procedure.form_type
// (detail names the field).
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/calendar.h"
#include "procedure/definition.h"

namespace linli::procedure {

// One value of a small row, and the rows of a field of kind rows: column → value.
using Cell = std::variant<std::string, std::int64_t, bool>;
using FormRow = std::map<std::string, Cell>;
using FormRows = std::vector<FormRow>;
using FormValue = std::variant<std::string, std::int64_t, bool, std::vector<std::string>, FormRows>;
using Form = std::map<std::string, FormValue>;

// The choice lists of the pack: name → allowed keys.
using Choices = std::map<std::string, std::vector<std::string>>;

// The facts of a matter that rules may use.
struct MatterFacts {
  std::string step;
  std::string came_from;     // step from which the present one was entered
  std::string holder_level;  // level of the holding desk's unit, or "department"
  bool on_village_list =
      false;  // the category (the form's, if it sets one) is on the village's list
  bool offered = false;
  bool children_open = false;    // something that was opened of it has not ended
  bool more_time_asked = false;  // and not yet answered
  bool more_time_granted = false;
  bool shared = false;                        // the filer lets a desk see it
  bool confidential = false;                  // a complaint about people
  std::map<std::string, std::string> fields;  // grade, kind, outcome …
  std::map<std::string, int> done;            // act key → times
  Instant ended_at;                           // 0 while open
  Instant reopen_until;                       // end of every `within` window, computed by desk/
};

struct Doing {
  std::string act;
  Form form;
  std::set<Role> roles;
  std::string level;     // level of the desk the actor sits at
  bool handled = false;  // the actor handled this matter at any time, in any hat
  Instant now;
  CivilDate today = {};  // in the county
};

struct Decision {
  const Act* act = nullptr;      // into the definition
  const Step* enters = nullptr;  // the step entered, nullptr when it stays
  bool goes_back = false;        // entered by "back": its clock resumes instead of starting anew
  std::map<std::string, std::string> set;  // matter fields
  // Who holds it now: nullopt stays. take_over (the offered desk) and hand_back (the sender,
  // without one the desk above) are read off act->kind; then the desk of the entered step does not
  // count. For kind offer and invite: whom it is offered to or who is asked to assist.
  std::optional<DeskRef> desk;
};

Result<Decision> decide(const Definition& definition, const Choices& choices,
                        const MatterFacts& matter, const Doing& doing);

// The acts that `roles` could do now, in the order of the definition, forms not looked at.
std::vector<const Act*> possible_acts(const Definition& definition, const MatterFacts& matter,
                                      const std::set<Role>& roles, std::string_view level,
                                      bool handled, Instant now);

// Checks a form, filled in on that day, against its fields. Errors: procedure.form_*.
Result<void> check_form(const std::vector<Field>& fields, const Choices& choices, const Form& form,
                        CivilDate today);

}  // namespace linli::procedure
