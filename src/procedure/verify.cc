#include "procedure/verify.h"

#include <algorithm>

#include "procedure/proof.h"

namespace linli::procedure {

void Proof::fault(std::string_view id, const std::string& step, const std::string& place,
                  const std::string& what) {
  Fault fault{std::string(id), definition.key, place, what, graph.path(step)};
  if (std::ranges::find(faults, fault) == faults.end()) faults.push_back(std::move(fault));
}

std::set<std::string> Proof::fields_set() const {
  // Set by the kernel: the way it came in, the filer's choice to show it, and whether the code that
  // somebody acts with may be in other hands than hers (desk/act.h).
  std::set<std::string> out{"channel", "public", "word"};
  const auto add = [&](const Act& act) {
    out.insert(act.sets.begin(), act.sets.end());
    for (const auto& [key, value] : act.set) out.insert(key);
  };
  add(definition.open);
  for (const auto& step : definition.steps) {
    for (const auto& act : step.acts) add(act);
    for (const auto& late : step.late) {
      for (const auto& [key, value] : late.set) out.insert(key);
    }
    if (!step.joins) continue;
    for (const auto& [key, value] : step.joins->set) out.insert(key);
  }
  return out;
}

const std::vector<std::string>* Proof::values_of(const std::string& field) const {
  const auto look = [&](const Act& act) -> const std::vector<std::string>* {
    const auto found = std::ranges::find(act.form, field, &Field::key);
    if (found == act.form.end() || found->kind != FieldKind::choice) return nullptr;
    const auto list = facts.choices.find(found->choices);
    return list == facts.choices.end() ? nullptr : &list->second;
  };
  if (const auto* values = look(definition.open)) return values;
  for (const auto& step : definition.steps) {
    for (const auto& act : step.acts) {
      if (const auto* values = look(act)) return values;
    }
  }
  return nullptr;
}

namespace {

// Sits at a desk that takes part in the matter.
bool of_institution(Role role) {
  constexpr Role kDesks[] = {Role::holder, Role::offered,    Role::first, Role::lead,
                             Role::assist, Role::supervisor, Role::above, Role::sender};
  return std::ranges::find(kDesks, role) != std::end(kDesks);
}

}  // namespace

void check_text(Proof& proof, const Step& at, const std::string& place, const std::string& code) {
  if (code.empty() || proof.facts.texts.contains(code)) return;
  proof.fault("F04", at.key, place, "the text '" + code + "' is missing or not in both languages");
}

std::string place_of(const Step& step, const Act& act) {
  return step.key + "." + act.key;
}

bool only_filer(const Act& act) {
  return std::ranges::all_of(
      act.who, [](Role role) { return role == Role::filer || role == Role::affected; });
}

bool has_filer(const Definition& definition) {
  // Who opens it for nobody else is a desk.
  const bool on_behalf = definition.opening.on_behalf;
  const auto party = [&](Role role) {
    return role != Role::staff && role != Role::matter && role != Role::rhythm &&
           (role != Role::opener || on_behalf) && !of_institution(role);
  };
  if (std::ranges::any_of(definition.open.who, party)) return true;
  return std::ranges::any_of(definition.steps, [&](const Step& step) {
    const bool waits = step.desk && step.desk->place == Place::filer;
    return waits || std::ranges::any_of(step.acts, [&](const Act& act) {
             return std::ranges::any_of(act.who, party);
           });
  });
}

std::int64_t rough_minutes(const Period& period) {
  const bool days = period.unit == PeriodUnit::workday || period.unit == PeriodUnit::day;
  return std::int64_t{period.amount} * (days ? 24 * 60 : 60);
}

std::string to_line(const Fault& fault) {
  std::string out = fault.id + " " + fault.procedure + " " + fault.place + ": " + fault.what;
  for (std::size_t i = 0; i < fault.path.size(); ++i) {
    out += i == 0 ? "; path: " : i % 2 == 1 ? " –" : "→ ";
    out += fault.path[i];
  }
  return out;
}

std::vector<Fault> verify(const Definition& definition, const PackFacts& facts) {
  Proof proof(definition, facts);
  verify_names(proof);
  verify_fields(proof);
  verify_flow(proof);
  verify_time(proof);
  verify_people(proof);
  verify_links(proof);
  verify_rhythm(proof);
  verify_law(proof);
  return std::move(proof.faults);
}

}  // namespace linli::procedure
