// Legal minimums (law/*.yaml): a pack may be kinder than the law, never harsher.
#include <algorithm>

#include "procedure/proof.h"

namespace linli::procedure {
namespace {

template <class Visit>
void each_act(const Proof& proof, Visit visit) {
  for (const auto& step : proof.definition.steps) {
    for (const auto& act : step.acts) visit(step, act);
  }
}

void undercut(Proof& proof, const LawRule& rule, const std::string& step, const std::string& place,
              const std::string& what) {
  proof.fault("F14", step, place, what + " – " + rule.key + " (" + rule.source + ")");
}

std::string words(const Period& period) {
  return std::to_string(period.amount) + " " + boost::describe::enum_to_string(period.unit, "");
}

// The longest that it can be, over all rows of a table.
std::int64_t longest(const Proof& proof, const Within& within) {
  if (within.period) return rough_minutes(*within.period);
  std::int64_t out = 0;
  const auto table = proof.facts.limits.find(within.limit_table);
  if (table == proof.facts.limits.end()) return 0;
  for (const auto& [row, period] : table->second) out = std::max(out, rough_minutes(period));
  return out;
}

void act_levels(Proof& proof, const LawRule& rule) {
  each_act(proof, [&](const Step& step, const Act& act) {
    if (act.key != rule.act) return;
    const auto level = std::ranges::find(act.only_if, ConditionKind::level, &Condition::kind);
    const bool kept = level != act.only_if.end() &&
                      std::ranges::all_of(level->values, [&](const std::string& value) {
                        return std::ranges::find(rule.values, value) != rule.values.end();
                      });
    if (!kept) undercut(proof, rule, step.key, place_of(step, act), "a level may not do this");
  });
}

void form_requires(Proof& proof, const LawRule& rule) {
  each_act(proof, [&](const Step& step, const Act& act) {
    if (act.key != rule.act) return;
    const auto field = std::ranges::find(act.form, rule.field, &Field::key);
    if (field == act.form.end() || !field->required) {
      undercut(proof, rule, step.key, place_of(step, act), "it must require '" + rule.field + "'");
    }
  });
}

// From where the act leads, the filer alone must be able to bring it before somebody above who did
// not handle it.
void leads_to_review(Proof& proof, const LawRule& rule) {
  const auto decides_above = [](const Step& step) {
    return step.desk && step.desk->place == Place::above &&
           std::ranges::any_of(step.acts, &Act::never_handler);
  };
  for (const auto& edge : proof.graph.edges()) {
    if (edge.act == nullptr || edge.act->key != rule.act) continue;
    const bool found = std::ranges::any_of(proof.definition.steps, [&](const Step& step) {
      return decides_above(step) && proof.graph.leads(edge.to, step.key, [](const Edge& way) {
        return way.act != nullptr && only_filer(*way.act);
      });
    });
    if (!found) {
      undercut(proof, rule, edge.from, edge.from + "." + edge.by,
               "the filer cannot ask for a review");
    }
  }
}

void window_at_least(Proof& proof, const LawRule& rule) {
  bool open = false;
  each_act(proof, [&](const Step& step, const Act& act) {
    if (act.key != rule.act) return;
    open = true;
    for (const auto& condition : act.only_if) {
      if (condition.kind == ConditionKind::within &&
          rough_minutes(condition.period) < rough_minutes(rule.period)) {
        undercut(proof, rule, step.key, place_of(step, act),
                 "it must stay open for " + words(rule.period));
      }
    }
  });
  if (!open) undercut(proof, rule, "", rule.act, "this act must exist");
}

void decided_above(Proof& proof, const LawRule& rule) {
  each_act(proof, [&](const Step& step, const Act& act) {
    const bool above = std::ranges::all_of(act.who, [](Role role) { return role == Role::above; });
    if (act.kind == ActKind::grant_more_time && (!above || !act.never_handler)) {
      undercut(proof, rule, step.key, place_of(step, act), "only the level above may decide it");
    }
  });
}

void extensions_max(Proof& proof, const LawRule& rule) {
  each_act(proof, [&](const Step& step, const Act& act) {
    if (act.kind != ActKind::ask_more_time) return;
    const bool limited = std::ranges::any_of(act.only_if, [&](const Condition& condition) {
      return condition.kind == ConditionKind::fewer_than && condition.count <= rule.count;
    });
    if (!limited) {
      undercut(proof, rule, step.key, place_of(step, act),
               "more time may be given " + std::to_string(rule.count) + " times only");
    }
  });
}

void extension_at_most(Proof& proof, const LawRule& rule) {
  each_act(proof, [&](const Step& step, const Act& act) {
    if (act.kind != ActKind::grant_more_time) return;
    if (!act.gives || longest(proof, *act.gives) > rough_minutes(rule.period)) {
      undercut(proof, rule, step.key, place_of(step, act),
               "it may give " + words(rule.period) + " at most");
    }
  });
}

void time_at_most(Proof& proof, const LawRule& rule, const Step& step) {
  if (step.final || step.clock != ClockMode::runs || !step.within) return;  // else F09
  if (longest(proof, *step.within) > rough_minutes(rule.period)) {
    undercut(proof, rule, step.key, step.key, "it may take " + words(rule.period) + " at most");
  }
}

void handling_within(Proof& proof, const LawRule& rule) {
  for (const auto& step : proof.definition.steps) time_at_most(proof, rule, step);
}

void first_step_within(Proof& proof, const LawRule& rule) {
  const auto* step = proof.definition.find_step(proof.definition.first_step);
  if (step != nullptr) time_at_most(proof, rule, *step);
}

void filer_told(Proof& proof, const LawRule& rule) {
  if (!has_filer(proof.definition)) return;
  for (const auto& edge : proof.graph.edges()) {
    if (!proof.definition.find_step(edge.to)->final) continue;
    const bool told = edge.act != nullptr
                          ? std::ranges::find(edge.act->tells, Audience::filer, &Tell::to) !=
                                edge.act->tells.end()
                          : !(edge.late != nullptr ? edge.late->text : edge.join->text).empty();
    if (!told) {
      undercut(proof, rule, edge.from, edge.from + "." + edge.by, "the filer must be told");
    }
  }
}

// F15: a village that was given what is not on its list gives it back with one tap: no field
// needed.
void off_list_returns(Proof& proof, const LawRule& rule) {
  const auto* step = proof.definition.find_step(proof.definition.first_step);
  if (step == nullptr || !step->desk || !proof.definition.binds_village_list()) return;
  const auto place = step->desk->place;
  // The calendar opens nothing at a village whose list does not name it.
  const auto& at = proof.definition.opening.at;
  const bool in_villages = at.empty() || std::ranges::any_of(at, [](const std::string& level) {
                             return level != "county" && level != "town";
                           });
  const bool here = place == Place::here && in_villages && !proof.definition.rhythm;
  const bool may_be =
      place == Place::responsible || place == Place::village || place == Place::chosen || here;
  if (!may_be) return;
  const auto& among = proof.definition.opening.begins_at;
  const bool never = place == Place::chosen && std::ranges::find(among, "village") == among.end();
  if (never) return;
  const auto returns = [](const Act& act) {
    return act.kind == ActKind::hand_back &&
           std::ranges::find(act.only_if, ConditionKind::off_list, &Condition::kind) !=
               act.only_if.end() &&
           std::ranges::none_of(act.form, &Field::required);
  };
  if (std::ranges::any_of(step->acts, returns)) return;
  proof.fault("F15", step->key, step->key,
              "a village cannot give back with one tap what is not on its list – " + rule.key +
                  " (" + rule.source + ")");
}

void check(Proof& proof, const LawRule& rule) {
  switch (rule.check) {
    case LawCheck::act_levels:
      return act_levels(proof, rule);
    case LawCheck::form_requires:
      return form_requires(proof, rule);
    case LawCheck::leads_to_review:
      return leads_to_review(proof, rule);
    case LawCheck::window_at_least:
      return window_at_least(proof, rule);
    case LawCheck::decided_above:
      return decided_above(proof, rule);
    case LawCheck::extensions_max:
      return extensions_max(proof, rule);
    case LawCheck::extension_at_most:
      return extension_at_most(proof, rule);
    case LawCheck::first_step_within:
      return first_step_within(proof, rule);
    case LawCheck::handling_within:
      return handling_within(proof, rule);
    case LawCheck::filer_told:
      return filer_told(proof, rule);
    case LawCheck::off_list_returns:
      return off_list_returns(proof, rule);
  }
}

}  // namespace

void verify_law(Proof& proof) {
  for (const auto& rule : proof.facts.law) {
    const bool applies = std::ranges::any_of(rule.procedures, [&](const std::string& name) {
      return name == "*" || name == proof.definition.key;
    });
    if (applies) check(proof, rule);
  }
}

}  // namespace linli::procedure
