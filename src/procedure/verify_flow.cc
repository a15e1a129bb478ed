// Every step can be reached and left, every condition and branch can come true.
#include <algorithm>

#include "procedure/proof.h"

namespace linli::procedure {
namespace {

void check_step(Proof& proof, const Step& step) {
  const auto& graph = proof.graph;
  if (!graph.reached(step.key)) {
    proof.fault("F05", step.key, step.key, "no act and no lateness leads to this step");
  } else if (!step.final && !graph.can_end().contains(step.key)) {
    const bool left =
        std::ranges::any_of(graph.edges(), [&](const Edge& edge) { return edge.from == step.key; });
    proof.fault("F06", step.key, step.key,
                left ? "no way leads from this step to an end" : "this step cannot be left");
  }
}

bool has(const std::vector<std::string>& list, const std::string& value) {
  return std::ranges::find(list, value) != list.end();
}

bool act_exists(const Proof& proof, const std::string& key) {
  return std::ranges::any_of(proof.definition.steps, [&](const Step& step) {
    return std::ranges::find(step.acts, key, &Act::key) != step.acts.end();
  });
}

// F21, F22: a branch asks for a field that somebody sets, and for a value that it can have.
void check_branches(Proof& proof, const Step& step, const Act& act,
                    const std::set<std::string>& fields) {
  const auto place = place_of(step, act);
  bool always = false;
  for (const auto& branch : act.to) {
    if (always)
      proof.fault("F28", step.key, place,
                  "the way to '" + branch.step + "' stands behind one that is always taken");
    always = always || (branch.field.empty() && branch.times == 0);
    for (const auto& done : branch.done) {
      if (!act_exists(proof, done)) {
        proof.fault("F22", step.key, place, "no step has the act '" + done + "'");
      }
    }
    if (branch.field.empty()) continue;
    const bool in_form = std::ranges::find(act.form, branch.field, &Field::key) != act.form.end();
    if (!in_form && !fields.contains(branch.field)) {
      proof.fault("F21", step.key, place, "nothing ever sets the field '" + branch.field + "'");
    }
    const auto* values = proof.values_of(branch.field);
    if (values != nullptr && !has(*values, branch.value)) {
      proof.fault("F22", step.key, place,
                  "'" + branch.field + "' can never be '" + branch.value + "'");
    }
  }
}

void check_condition(Proof& proof, const Step& step, const Act& act, const Condition& condition,
                     const std::set<std::string>& fields) {
  const auto place = place_of(step, act);
  switch (condition.kind) {
    case ConditionKind::field_is:
      if (!fields.contains(condition.name)) {
        proof.fault("F21", step.key, place, "nothing ever sets the field '" + condition.name + "'");
      }
      break;
    case ConditionKind::fewer_than:
    case ConditionKind::at_least:
      if (!act_exists(proof, condition.name)) {
        proof.fault("F22", step.key, place, "no step has the act '" + condition.name + "'");
      }
      if (condition.kind == ConditionKind::fewer_than && condition.count < 1) {
        proof.fault("F22", step.key, place, "nothing is done fewer than 0 times");
      }
      break;
    case ConditionKind::within:
      if (!step.final) {
        proof.fault("F22", step.key, place, "time after the end only runs in a final step");
      }
      break;
    case ConditionKind::level:
      if (condition.values.empty()) proof.fault("F22", step.key, place, "no level is named");
      break;
    default:
      break;
  }
}

void check_conditions(Proof& proof, const Step& step, const Act& act,
                      const std::set<std::string>& fields) {
  const auto wants = [&](ConditionKind kind) {
    return std::ranges::find(act.only_if, kind, &Condition::kind) != act.only_if.end();
  };
  const bool off_and_on = wants(ConditionKind::off_list) &&
                          (wants(ConditionKind::on_list) || wants(ConditionKind::may_lead));
  const bool while_offered = (act.kind == ActKind::take_over || act.kind == ActKind::send_back) &&
                             wants(ConditionKind::not_offered);
  if (off_and_on || while_offered) {
    proof.fault("F22", step.key, place_of(step, act), "its conditions never hold together");
  }
  for (const auto& condition : act.only_if) check_condition(proof, step, act, condition, fields);
}

// F25: what is offered can be taken over and sent back, who is asked can answer.
void check_pairs(Proof& proof, const Step& step) {
  const auto has_kind = [&](ActKind kind) {
    return std::ranges::find(step.acts, kind, &Act::kind) != step.acts.end();
  };
  const auto need = [&](ActKind kind, std::initializer_list<ActKind> answers) {
    if (!has_kind(kind)) return;
    for (const auto answer : answers) {
      if (has_kind(answer)) continue;
      proof.fault("F25", step.key, step.key,
                  std::string("an act of kind ") + boost::describe::enum_to_string(kind, "") +
                      " here needs one of kind " + boost::describe::enum_to_string(answer, ""));
    }
  };
  need(ActKind::offer, {ActKind::take_over, ActKind::send_back});
  need(ActKind::invite, {ActKind::contribute});
  need(ActKind::share, {ActKind::unshare});
  need(ActKind::ask_more_time, {ActKind::grant_more_time, ActKind::refuse_more_time});
}

}  // namespace

void verify_flow(Proof& proof) {
  const auto fields = proof.fields_set();
  if (std::ranges::none_of(proof.definition.steps, &Step::final)) {
    proof.fault("F06", proof.definition.first_step, "steps", "there is no final step");
  }
  for (const auto& step : proof.definition.steps) {
    check_step(proof, step);
    check_pairs(proof, step);
    for (const auto& act : step.acts) {
      check_branches(proof, step, act, fields);
      check_conditions(proof, step, act, fields);
    }
    if (step.within && !step.within->by_field.empty() && !fields.contains(step.within->by_field)) {
      proof.fault("F21", step.key, step.key,
                  "nothing ever sets the field '" + step.within->by_field + "'");
    }
  }
  // F26: whatever ends a matter says how it ended.
  for (const auto& edge : proof.graph.edges()) {
    const auto* to = proof.definition.find_step(edge.to);
    if (!to->final) continue;
    const auto& set = edge.sets();
    const auto outcome = set.find("outcome");
    if (outcome == set.end() || outcome->second.empty()) {
      proof.fault("F26", edge.from, edge.from + "." + edge.by,
                  "it ends the matter without outcome");
    }
  }
}

}  // namespace linli::procedure
