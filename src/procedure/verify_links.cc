// What a matter opens of itself can be opened, and what waits for it goes on.
#include <algorithm>

#include "procedure/field_kinds.h"
#include "procedure/proof.h"

namespace linli::procedure {
namespace {

struct Where {
  Proof& proof;
  const Step& step;
  const Act& act;

  void fault(std::string_view id, const std::string& what) const {
    proof.fault(id, step.key, place_of(step, act) + ".opens", what);
  }
};

const Field* field_of(const Act& act, const std::string& key) {
  const auto found = std::ranges::find(act.form, key, &Field::key);
  return found == act.form.end() ? nullptr : &*found;
}

// The field of this act's form, or of what the matter keeps of an earlier one.
const Field* source_of(const Where& at, const std::string& key) {
  if (const auto* field = field_of(at.act, key)) return field;
  const auto keeps = [&](const Act& act) {
    constexpr std::string_view kColumns[] = {"title", "detail", "place"};
    const bool column =
        act.kind == ActKind::open && std::ranges::find(kColumns, key) != std::end(kColumns);
    return column || std::ranges::find(act.sets, key) != act.sets.end();
  };
  const auto& definition = at.proof.definition;
  const auto* opened = field_of(definition.open, key);
  if (opened != nullptr && keeps(definition.open)) return opened;
  for (const auto& step : definition.steps) {
    for (const auto& act : step.acts) {
      const auto* field = field_of(act, key);
      if (field != nullptr && keeps(act)) return field;
    }
  }
  return nullptr;
}

bool is_text(FieldKind kind) {
  return kind == FieldKind::text || kind == FieldKind::long_text;
}

bool fits(const Field& from, const Field& to) {
  if (is_text(from.kind) && is_text(to.kind)) {
    return to.length_max == 0 || (from.length_max > 0 && from.length_max <= to.length_max);
  }
  const bool list = to.kind == FieldKind::choice || to.kind == FieldKind::choices;
  return from.kind == to.kind && (!list || from.choices == to.choices);
}

// F47: what its opening asks for is there, of the same kind, and nobody's secret.
void check_copies(const Where& at, const Opens& opens, const Definition& child) {
  for (const auto& [target, source] : opens.copy) {
    const auto* from = source_of(at, source);
    const auto* to = field_of(child.open, target);
    if (from == nullptr) {
      at.fault("F47", "neither its form nor the matter has '" + source + "' to copy");
    } else if (to == nullptr) {
      at.fault("F47", "the opening of '" + child.key + "' asks for no '" + target + "'");
    } else if (!fits(*from, *to)) {
      at.fault("F47", "'" + source + "' does not fit into '" + target + "'");
    } else if (is_personal(*from) || from->kind == FieldKind::files ||
               from->kind == FieldKind::rows) {
      at.fault("F47", "'" + source + "' is personal, a file or a row, and stays where it is");
    }
  }
  for (const auto& field : child.open.form) {
    const auto found = opens.copy.find(field.key);
    if (!field.required && field.when_field.empty()) continue;
    const auto* from = found == opens.copy.end() ? nullptr : source_of(at, found->second);
    const bool always = from != nullptr && (from->required || from->key == "title");
    if (!always) at.fault("F47", "the opening of '" + child.key + "' needs '" + field.key + "'");
  }
}

// F48: how many, and which, says a field with a limit; and who gets it, the opening.
void check_targets(const Where& at, const Opens& opens, const Definition& child) {
  const auto* first = child.find_step(child.first_step);
  const bool chosen = first != nullptr && first->desk && first->desk->place == Place::chosen;
  bool desks = false;
  if (opens.at == OpensAt::every) {
    if (!at.proof.facts.places.contains(opens.name)) {
      at.fault("F48", "there is no level '" + opens.name + "'");
    }
  } else if (opens.at == OpensAt::each) {
    const auto* field = source_of(at, opens.name);
    desks = field != nullptr && field->kind == FieldKind::desks;
    const bool places = field != nullptr && field->kind == FieldKind::places;
    if (!desks && !places) {
      at.fault("F48",
               "'" + opens.name + "' names no places and no desks, in its form or of the matter");
    } else if (!field->required) {
      at.fault("F48", "'" + opens.name + "' may be left empty, and nothing would be opened");
    }
  } else {
    desks = std::ranges::any_of(at.act.form,
                                [](const Field& one) { return one.kind == FieldKind::desk; });
  }
  if (desks != chosen) {
    at.fault("F48", "the first desk of '" + child.key + "' is " +
                        (chosen ? "one that nobody chose" : "not the one that was chosen"));
  }
}

void check_opens(const Where& at, const Opens& opens) {
  const auto found = at.proof.facts.procedures.find(opens.procedure);
  const bool known = found != at.proof.facts.procedures.end();
  // F46
  if (!known) return at.fault("F46", "there is no procedure '" + opens.procedure + "'");
  const Definition& child = *found->second;
  const auto& who = child.open.who;
  if (std::ranges::find(who, Role::matter) == who.end()) {
    at.fault("F46", "'" + child.key + "' is opened by no other matter");
  }
  const bool outside = std::ranges::any_of(at.act.who, [](Role role) {
    return role == Role::filer || role == Role::affected || role == Role::resident;
  });
  if (outside) at.fault("F46", "only a desk opens a matter of another");
  check_copies(at, opens, child);
  check_targets(at, opens, child);
}

// F49: what waits can be waited for.
void check_join(Proof& proof, const Step& step, bool anything_opened) {
  if (!step.joins) return;
  const auto fault = [&](const std::string& what) {
    proof.fault("F49", step.key, step.key + ".joins", what);
  };
  if (!anything_opened) fault("nothing is ever opened that it could wait for");
  const auto* to = proof.definition.find_step(step.joins->step);
  if (to == nullptr || to == &step) fault("it leads to no other step");
  const bool once_late = std::ranges::any_of(step.late, [](const Late& late) {
    return late.kind == LateKind::move || (late.kind == LateKind::supervise && late.desk);
  });
  const bool by_hand = std::ranges::any_of(step.acts, [](const Act& act) {
    return std::ranges::any_of(act.to, [](const Branch& one) { return one.step != "stay"; });
  });
  if (!step.within || !once_late || !by_hand) {
    fault("without a time, somebody told above and an act that goes on, it may wait for ever");
  }
  check_text(proof, step, step.key + ".joins", step.joins->text);
}

// F49: what an act speaks of was opened, and what it ends says how it ended.
void check_ends(Proof& proof, const Step& step, const Act& act, bool anything_opened) {
  const auto place = place_of(step, act);
  const bool waits = std::ranges::find(act.only_if, ConditionKind::children_ended,
                                       &Condition::kind) != act.only_if.end();
  if ((waits || act.ends_children) && !anything_opened) {
    proof.fault("F49", step.key, place, "nothing is ever opened that could end");
  }
  if (!act.ends_children) return;
  check_text(proof, step, place, act.ends_children->text);
  const auto outcome = act.ends_children->set.find("outcome");
  if (outcome == act.ends_children->set.end() || outcome->second.empty()) {
    proof.fault("F49", step.key, place, "it ends what was opened without outcome");
  }
}

}  // namespace

void verify_links(Proof& proof) {
  Step opening;
  opening.key = "open";
  bool opened = false;
  const auto check = [&](const Step& step, const Act& act) {
    if (!act.opens) return;
    opened = true;
    check_opens({proof, step, act}, *act.opens);
  };
  check(opening, proof.definition.open);
  for (const auto& step : proof.definition.steps) {
    for (const auto& act : step.acts) check(step, act);
  }
  for (const auto& step : proof.definition.steps) check_join(proof, step, opened);
  for (const auto& step : proof.definition.steps) {
    for (const auto& act : step.acts) check_ends(proof, step, act, opened);
  }
}

}  // namespace linli::procedure
