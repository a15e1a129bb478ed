// What a form asks for can be given, and what is personal says whose it is and what it is for.
#include <algorithm>
#include <array>

#include "procedure/field_kinds.h"
#include "procedure/proof.h"

namespace linli::procedure {
namespace {

struct At {
  Proof& proof;
  const Step& step;
  std::string place;  // "intake.accept.amount"

  void fault(std::string_view id, const std::string& what) const {
    proof.fault(id, step.key, place, what);
  }
};

// F38: RISK-1, RISK-5: nothing is kept about a person without a purpose that she can read.
void check_personal(const At& at, const Field& field) {
  if (!is_personal(field)) return;
  if (field.purpose.zh.empty() || field.purpose.en.empty()) {
    at.fault("F38", "it is about a person and does not say what for, in both languages");
  }
  if (!field.owner) at.fault("F38", "it is about a person and does not say whose it is");
  // F39
  if (field.seen_by == SeenBy::everybody) at.fault("F39", "everybody would see what is personal");
}

// F44: what the kernel keeps under these names would be written over, or never shown.
void check_name(const At& at, const Field& field) {
  constexpr std::string_view kKernels[] = {"by",
                                           "desk",
                                           "word",
                                           "number",
                                           "unit",
                                           "channel",
                                           "source",
                                           "offered",
                                           "first",
                                           "lead",
                                           "assist",
                                           "supervisor",
                                           "shared",
                                           "from_step",
                                           "to_step",
                                           "category_basis",
                                           "grade_basis",
                                           "suggested_grade",
                                           "place_basis",
                                           "directory_rule",
                                           "contact",
                                           "file",
                                           "procedure_version",
                                           "parent",
                                           "children",
                                           "opened"};
  if (std::ranges::find(kKernels, field.key) != std::end(kKernels)) {
    at.fault("F44", "the kernel keeps something of its own under '" + field.key + "'");
  }
  constexpr std::string_view kChoices[] = {"category", "kind", "for_whom"};
  const bool of_list = std::ranges::find(kChoices, field.key) != std::end(kChoices);
  if ((of_list && field.kind != FieldKind::choice) ||
      (field.key == "public" && field.kind != FieldKind::flag)) {
    at.fault("F44", "every matter has '" + field.key + "', and not as this kind");
  }
}

// F45: everybody who has a part in a matter sees these of it.
void check_readers(const At& at, const Field& field, bool opens) {
  constexpr std::string_view kShown[] = {"title", "detail", "text", "place"};
  const bool of_matter = opens && std::ranges::find(kShown, field.key) != std::end(kShown);
  const bool files = field.kind == FieldKind::files;
  const bool kept_back =
      field.seen_by == SeenBy::staff || (of_matter && field.owner == FieldOwner::party);
  if ((of_matter || files) && kept_back) {
    at.fault("F45", "everybody who has a part in the matter sees it");
  }
  for (const auto& column : field.columns) {
    if (column.seen_by) at.fault("F45", "a row is seen whole: '" + column.key + "' cannot be less");
  }
}

// F38: what who is no office fills in says whose it is, unless it is chosen or said in words.
void check_owner(const At& at, const Act& act, const Field& field) {
  constexpr std::array kOutside = {Role::filer, Role::affected, Role::resident};
  const bool outside = std::ranges::any_of(
      act.who, [&](Role role) { return std::ranges::find(kOutside, role) != kOutside.end(); });
  if (!outside || field.owner || !is_measure(field.kind) || act.kind == ActKind::rate) return;
  at.fault("F38", "it may be about whoever fills it in, and does not say whose it is");
}

// F40
void check_bounds(const At& at, const Field& field) {
  if (field.least && field.most && *field.least > *field.most) {
    at.fault("F40", "nothing lies between the least and the most");
  }
  const bool lists = field.kind == FieldKind::choices || field.kind == FieldKind::rows;
  const bool several = field.kind == FieldKind::places || field.kind == FieldKind::desks;
  if (several && (field.length_max < 1 || field.length_max > kChildrenMax)) {
    at.fault("F40", "from 1 to " + std::to_string(kChildrenMax) + " of them can be named");
  }
  if (lists && (field.length_max < 1 || field.length_max > kRowsMax)) {
    at.fault("F40", "from 1 to " + std::to_string(kRowsMax) + " of them can be given");
  }
  if (field.days_max < 0) at.fault("F40", "no day lies so near");
  constexpr std::array kNobodyFinds = {FieldKind::person, FieldKind::household,
                                       FieldKind::organisation};
  if (std::ranges::find(kNobodyFinds, field.kind) != kNobodyFinds.end()) {
    at.fault("F40", "nobody who fills it in could look one up yet");
  }
}

void check_columns(const At& at, const Field& field) {
  if (field.kind != FieldKind::rows) return;
  if (field.columns.empty() || std::cmp_greater(field.columns.size(), kColumnsMax)) {
    at.fault("F40", "a row has from 1 to " + std::to_string(kColumnsMax) + " columns");
  }
  constexpr std::array kNoCell = {FieldKind::rows, FieldKind::files, FieldKind::choices,
                                  FieldKind::places, FieldKind::desks};
  for (const auto& column : field.columns) {
    if (std::ranges::find(kNoCell, column.kind) == kNoCell.end()) continue;
    at.fault("F40", "the column '" + column.key + "' holds more than one value");
  }
}

void check_levels(const At& at, const std::vector<std::string>& levels) {
  for (const auto& level : levels) {
    if (level == "department" || at.proof.facts.places.contains(level)) continue;
    at.fault("F03", "there is no level '" + level + "'");
  }
}

void check_field(const At& at, const Field& field) {
  check_personal(at, field);
  check_bounds(at, field);
  check_columns(at, field);
  check_levels(at, field.levels);
  const bool listed = field.kind == FieldKind::choice || field.kind == FieldKind::choices;
  if (listed && !at.proof.facts.choices.contains(field.choices)) {
    at.fault("F03", "there is no choice list '" + field.choices + "'");
  }
  if (field.title.zh.empty()) at.fault("F19", "the Chinese title is missing");
  if (field.title.en.empty()) at.fault("F19", "the English title is missing");
  for (const auto& column : field.columns) {
    check_field({at.proof, at.step, at.place + "." + column.key}, column);
  }
}

// F41: somebody can open it.
void check_opening(Proof& proof, const Step& opening) {
  const Definition& definition = proof.definition;
  const At at{proof, opening, "opening"};
  if (definition.open.who.empty()) at.fault("F41", "it names nobody who could open it");
  check_levels(at, definition.opening.at);
  for (const auto& by : definition.opening.desks) {
    if (!by.level.empty()) check_levels(at, {by.level});
    if (by.position.empty()) continue;
    const auto found = proof.facts.positions.find(by.position);
    if (found == proof.facts.positions.end()) {
      at.fault("F02", "there is no position '" + by.position + "'");
    } else if (!by.level.empty() &&
               !(by.level == "department" ? found->second.at_organisations
                                          : found->second.levels.contains(by.level))) {
      at.fault("F41", "no " + by.level + " has the position '" + by.position + "'");
    }
  }
  // F42: who files is no desk that could answer for it.
  const auto* first = definition.find_step(definition.first_step);
  const auto is_staff = [](Role role) { return role == Role::staff || role == Role::matter; };
  if (first == nullptr) return;  // F01
  if (!first->desk && !std::ranges::all_of(definition.open.who, is_staff)) {
    at.fault("F42", "nobody's desk holds it in the first step when a resident opens it");
  }
  // Nobody held, led or sent what is only opened; what another matter opens knows who did, and whom
  // it chose.
  constexpr std::array kKnown = {Place::responsible, Place::village, Place::town, Place::county,
                                 Place::here};
  const auto& who = definition.open.who;
  const bool of_matter = who.size() == 1 && who.front() == Role::matter;
  const bool form_names = std::ranges::any_of(definition.open.form, [](const Field& field) {
    return field.kind == FieldKind::desk && field.required;
  });
  const bool by_staff = std::ranges::all_of(who, [](Role role) { return role == Role::staff; });
  const bool of_whom_chose = of_matter || (by_staff && form_names);
  const bool known =
      first->desk && (std::ranges::find(kKnown, first->desk->place) != kKnown.end() ||
                      (of_whom_chose && first->desk->place == Place::chosen) ||
                      (of_matter && first->desk->place == Place::opener));
  const bool chosen = first->desk && first->desk->place == Place::chosen;
  check_levels(at, definition.opening.begins_at);
  if (chosen == definition.opening.begins_at.empty()) {
    at.fault("F42", chosen ? "it does not say among which desks the first is chosen"
                           : "its first desk is not chosen among any");
  }
  if (first->desk && !known) {
    at.fault("F42", "the desk of the first step is none that an opening could know");
  }
}

// F43: a step's time that ends on a day names a date that every opening gives.
void check_until(Proof& proof, const Step& step) {
  if (!step.within || step.within->until.empty()) return;
  const auto& form = proof.definition.open.form;
  const auto found = std::ranges::find(form, step.within->until, &Field::key);
  const auto& sets = proof.definition.open.sets;
  const bool given = found != form.end() && found->kind == FieldKind::date && found->required &&
                     found->span == DateSpan::future && keep_of(*found) == Keep::Word &&
                     std::ranges::find(sets, found->key) != sets.end();
  if (given && step.within->period) return;
  proof.fault(
      "F43", step.key, step.key + ".within",
      "'" + step.within->until +
          "' is no day to come that the opening must name, or no longest time stands beside");
}

}  // namespace

void verify_fields(Proof& proof) {
  Step opening;
  opening.key = "open";
  const auto check_act = [&](const Step& step, const Act& act) {
    for (const auto& field : act.form) {
      const At at{proof, step, place_of(step, act) + "." + field.key};
      check_field(at, field);
      check_name(at, field);
      check_readers(at, field, act.kind == ActKind::open);
      check_owner(at, act, field);
    }
  };
  check_act(opening, proof.definition.open);
  check_opening(proof, opening);
  for (const auto& step : proof.definition.steps) {
    for (const auto& act : step.acts) check_act(step, act);
    check_until(proof, step);
  }
}

}  // namespace linli::procedure
