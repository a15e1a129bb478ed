// What the calendar opens begins, belongs to a desk, and ends by itself before it piles up.
#include <algorithm>

#include "base/text.h"
#include "procedure/proof.h"

namespace linli::procedure {
namespace {

// Every month and every week has so many working days at least, or nearly: a later one would mean
// the last of the turn again and again.
int workdays_max(Every every) {
  constexpr int kWeek = 5, kMonth = 20, kLonger = 60;
  switch (every) {
    case Every::day:
      return 1;
    case Every::week:
      return kWeek;
    case Every::month:
      return kMonth;
    default:
      return kLonger;
  }
}

// Whether time alone leads from here to an end: the first move of each step, and round nowhere.
bool ends_by_itself(const Definition& definition, const Step& from) {
  const Step* step = &from;
  for (std::size_t moves = 0; moves <= definition.steps.size(); ++moves) {
    if (step->final) return true;
    const auto move = std::ranges::find_if(step->late, [](const Late& late) {
      return late.kind == LateKind::move && late.after.amount >= 0;
    });
    if (move == step->late.end()) return false;
    step = definition.find_step(move->step);
    if (step == nullptr) return false;  // back, or F01
  }
  return false;
}

// Code points that the program writes at most: 2026-11-30, the longest words of a turn behind the
// procedure's title, and "2026-11-02 – 2026-11-27 (400)".
int length_of(const Proof& proof, std::string_view key) {
  constexpr int kPeriod = 10, kTurn = 12, kLeftOut = 29;
  if (key == "period") return kPeriod;
  if (key == "left_out") return kLeftOut;
  return static_cast<int>(code_points(proof.definition.title.zh)) + kTurn;
}

void check_filled(Proof& proof) {
  const auto& form = proof.definition.open.form;
  if (std::ranges::find(form, "title", &Field::key) == form.end()) {
    proof.fault("F50", "", "rhythm.title", "what the calendar opens has no title");
  }
  for (const auto& field : proof.definition.open.form) {
    const bool by_program =
        field.key == "title" || field.key == "period" || field.key == "left_out";
    const bool text = field.kind == FieldKind::text || field.kind == FieldKind::long_text;
    const bool may_be_empty = field.key != "left_out" || !field.required;
    const bool fits = by_program
                          ? text && may_be_empty && field.length_max >= length_of(proof, field.key)
                          : !field.required && field.when_field.empty();
    if (fits) continue;
    proof.fault("F50", "", "rhythm." + field.key,
                "the calendar cannot fill in '" + field.key + "'");
  }
}

}  // namespace

// F50
void verify_rhythm(Proof& proof) {
  const Definition& definition = proof.definition;
  const auto fault = [&](const std::string& what) { proof.fault("F50", "", "rhythm", what); };
  const auto& who = definition.open.who;
  const bool by_calendar = std::ranges::find(who, Role::rhythm) != who.end();
  if (by_calendar != definition.rhythm.has_value()) {
    return fault(by_calendar ? "it does not say when the calendar opens it"
                             : "it has turns and is not opened by them (by: [rhythm])");
  }
  if (!definition.rhythm) return;
  if (who.size() != 1) fault("what the calendar opens, nobody else opens");
  const auto& at = definition.opening.at;
  if (at.empty() || std::ranges::find(at, "department") != at.end()) {
    fault("it does not say at which levels of units (at:)");
  }
  if (definition.open.opens) fault("who opens more of it would be the calendar");
  const int workday = definition.rhythm->workday;
  if (workday < 1 || workday > workdays_max(definition.rhythm->every)) {
    fault("no turn has a working day " + std::to_string(workday));
  }
  const auto* first = definition.find_step(definition.first_step);
  const bool here = first != nullptr && first->desk && first->desk->place == Place::here;
  if (!here) fault("its first desk does not stand where it is opened (… @ here)");
  check_filled(proof);
  for (const auto& step : definition.steps) {
    if (ends_by_itself(definition, step)) continue;
    proof.fault("F50", step.key, step.key, "time alone leads from here to no end, and it piles up");
  }
}

}  // namespace linli::procedure
