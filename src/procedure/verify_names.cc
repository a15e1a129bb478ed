// Every name leads somewhere and every text is there in both languages.
#include <algorithm>

#include "procedure/proof.h"

namespace linli::procedure {
namespace {

void check_step_name(Proof& proof, const Step& at, const std::string& place,
                     const std::string& name) {
  if (name == "stay" || name == "back") return;
  if (proof.definition.find_step(name) == nullptr) {
    proof.fault("F01", at.key, place, "there is no step '" + name + "'");
  }
}

void check_desk(Proof& proof, const Step& at, const std::string& place,
                const std::optional<DeskRef>& desk) {
  if (!desk || desk->position.empty()) return;
  if (!proof.facts.positions.contains(desk->position)) {
    proof.fault("F02", at.key, place, "there is no position '" + desk->position + "'");
  }
}

// F29: a limit table must answer for whatever the field may be.
void check_within(Proof& proof, const Step& at, const std::string& place,
                  const std::optional<Within>& within) {
  if (!within || within->period) return;
  const auto table = proof.facts.limits.find(within->limit_table);
  if (table == proof.facts.limits.end()) {
    proof.fault("F03", at.key, place, "there is no limit table '" + within->limit_table + "'");
  } else if (!table->second.contains("*")) {
    proof.fault("F29", at.key, place,
                "the limit table '" + within->limit_table + "' has no row '*' for all else");
  }
}

void check_words(Proof& proof, const Step& at, const std::string& place, const Words& words) {
  if (words.zh.empty()) proof.fault("F19", at.key, place, "the Chinese title is missing");
  if (words.en.empty()) proof.fault("F19", at.key, place, "the English title is missing");
}

void check_conditions(Proof& proof, const Step& step, const Act& act) {
  for (const auto& condition : act.only_if) {
    if (condition.kind != ConditionKind::level) continue;
    for (const auto& level : condition.values) {
      if (proof.facts.levels.contains(level)) continue;
      proof.fault("F03", step.key, place_of(step, act), "there is no level '" + level + "'");
    }
  }
}

void check_late(Proof& proof, const Step& step, const std::string& place,
                const std::vector<Late>& chain) {
  for (const auto& late : chain) {
    if (late.kind == LateKind::move) check_step_name(proof, step, place, late.step);
    check_desk(proof, step, place, late.desk);
    check_text(proof, step, place, late.text);
  }
}

void check_act(Proof& proof, const Step& step, const Act& act) {
  const auto place = place_of(step, act);
  check_words(proof, step, place, act.title);
  std::set<std::string> keys;
  for (const auto& field : act.form) {
    if (!keys.insert(field.key).second) {
      proof.fault("F20", step.key, place, "the field '" + field.key + "' stands there twice");
    }
  }
  for (const auto& branch : act.to) check_step_name(proof, step, place, branch.step);
  check_desk(proof, step, place, act.desk);
  check_within(proof, step, place, act.gives);
  check_conditions(proof, step, act);
  for (const auto& tell : act.tells) check_text(proof, step, place, tell.text);
  check_late(proof, step, place + ".late", act.late);
}

}  // namespace

void verify_names(Proof& proof) {
  const auto& definition = proof.definition;
  Step opening;
  opening.key = "open";
  if (definition.version < 1) {
    proof.fault("F23", "", "version", "versions are counted from 1");
  }
  check_words(proof, opening, "title", definition.title);
  check_step_name(proof, opening, "starts", definition.first_step);
  check_act(proof, opening, definition.open);
  std::set<std::string> steps;
  for (const auto& step : definition.steps) {
    if (!steps.insert(step.key).second || step.key == "stay" || step.key == "back") {
      proof.fault("F20", step.key, step.key, "the step stands there twice or has a reserved name");
    }
    check_words(proof, step, step.key, step.title);
    check_words(proof, step, step.key + ".public_title", step.public_title);
    check_desk(proof, step, step.key, step.desk);
    check_within(proof, step, step.key, step.within);
    check_late(proof, step, step.key + ".late", step.late);
    std::set<std::string> acts;
    for (const auto& act : step.acts) {
      if (!acts.insert(act.key).second) {
        proof.fault("F20", step.key, place_of(step, act), "the act stands there twice");
      }
      check_act(proof, step, act);
    }
  }
}

}  // namespace linli::procedure
