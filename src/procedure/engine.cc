#include "procedure/engine.h"

#include <algorithm>

#include "procedure/field_kinds.h"

namespace linli::procedure {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::ranges::find(list, value) != list.end();
}

int times_done(const MatterFacts& matter, const std::string& act) {
  const auto found = matter.done.find(act);
  return found == matter.done.end() ? 0 : found->second;
}

std::string field_of(const MatterFacts& matter, const std::string& name) {
  const auto found = matter.fields.find(name);
  return found == matter.fields.end() ? std::string() : found->second;
}

bool in_village(const MatterFacts& matter) {
  return matter.holder_level == "village";
}

bool holds(const Condition& condition, const MatterFacts& matter, std::string_view level,
           Instant now) {
  switch (condition.kind) {
    case ConditionKind::on_list:
      return in_village(matter) && matter.on_village_list;
    case ConditionKind::off_list:
      return in_village(matter) && !matter.on_village_list;
    case ConditionKind::may_lead:
      return !in_village(matter) || matter.on_village_list;
    case ConditionKind::level:
      return contains(condition.values, level);
    case ConditionKind::field_is:
      return contains(condition.values, field_of(matter, condition.name));
    case ConditionKind::fewer_than:
      return times_done(matter, condition.name) < condition.count;
    case ConditionKind::at_least:
      return times_done(matter, condition.name) >= condition.count;
    case ConditionKind::within:
      return matter.ended_at.ms != 0 && now <= matter.reopen_until;
    case ConditionKind::not_offered:
      return !matter.offered;
    case ConditionKind::children_ended:
      return !matter.children_open;
  }
  return false;
}

// What the kind of an act asks of the matter, whatever the pack says.
bool kind_fits(ActKind kind, const MatterFacts& matter) {
  switch (kind) {
    case ActKind::take_over:
    case ActKind::send_back:
      return matter.offered;
    case ActKind::offer:
    case ActKind::hand_back:
      return !matter.offered;
    case ActKind::ask_more_time:
      return !matter.more_time_asked;
    case ActKind::grant_more_time:
    case ActKind::refuse_more_time:
      return matter.more_time_asked;
    case ActKind::share:
      return !matter.shared && !matter.confidential;  // RISK-3: never a complaint about people
    case ActKind::unshare:
      return matter.shared;
    default:
      return true;
  }
}

bool roles_fit(const Act& act, const std::set<Role>& roles, bool handled) {
  if (act.never_handler && handled) return false;
  return std::ranges::any_of(act.who, [&](Role role) { return roles.contains(role); });
}

// "" when every condition holds, else what does not.
std::string what_fails(const Act& act, const MatterFacts& matter, std::string_view level,
                       Instant now) {
  if (!kind_fits(act.kind, matter)) return boost::describe::enum_to_string(act.kind, "");
  for (const auto& condition : act.only_if) {
    if (!holds(condition, matter, level, now)) {
      return boost::describe::enum_to_string(condition.kind, "");
    }
  }
  return {};
}

std::string value_of(const MatterFacts& matter, const Form& form, const std::string& field) {
  const auto found = form.find(field);
  if (found != form.end()) {
    if (const auto* text = std::get_if<std::string>(&found->second); text && !text->empty()) {
      return *text;
    }
  }
  return field_of(matter, field);
}

bool fits(const Branch& branch, const MatterFacts& matter, const Form& form) {
  if (!branch.field.empty() && value_of(matter, form, branch.field) != branch.value) return false;
  int done = 0;
  for (const auto& act : branch.done) done += times_done(matter, act);
  return done >= branch.times;
}

std::string next_step(const Act& act, const MatterFacts& matter, const Form& form) {
  for (const auto& branch : act.to) {
    if (fits(branch, matter, form)) return branch.step;
  }
  return "stay";
}

// A field that is copied and was left empty keeps what the matter has.
void copy_fields(const Act& act, const Form& form, Decision& decision) {
  for (const auto& key : act.sets) {
    const auto found = form.find(key);
    if (found == form.end()) continue;
    if (auto word = word_of(found->second); !word.empty()) decision.set[key] = std::move(word);
  }
  for (const auto& [key, value] : act.set) decision.set[key] = value;
}

Result<void> choose_step(const Definition& definition, const MatterFacts& matter, const Form& form,
                         Decision& decision) {
  const auto& act = *decision.act;
  auto step = act.kind == ActKind::open ? definition.first_step : next_step(act, matter, form);
  if (step == "back") {
    decision.goes_back = true;
    step = matter.came_from;
  }
  if (step != "stay" && step != matter.step) {
    decision.enters = definition.find_step(step);
    // verify() leaves no unknown step; only a matter that was entered from nowhere has no way back.
    if (decision.enters == nullptr) return fail(ErrorKind::Conflict, "procedure.not_now", step);
  }
  return {};
}

void choose_desk(const Form& form, Decision& decision) {
  const auto& act = *decision.act;
  if (act.kind == ActKind::take_over || act.kind == ActKind::hand_back) return;
  decision.desk = act.desk;
  // "lead" says who goes on with it; a step that has a desk of its own goes there.
  const bool to_lead = !decision.desk || decision.desk->place == Place::lead;
  const Step* enters = decision.goes_back ? nullptr : decision.enters;
  if (to_lead && enters != nullptr && (!decision.desk || enters->desk)) {
    decision.desk = enters->desk;
  }
  if (!decision.desk || decision.desk->place != Place::chosen) return;
  for (const auto& field : act.form) {
    const auto chosen = form.find(field.key);
    if (field.kind != FieldKind::desk || chosen == form.end()) continue;
    const auto* to = std::get_if<std::string>(&chosen->second);
    if (to != nullptr && !to->empty()) return;
  }
  decision.desk = DeskRef{"", Place::lead};
}

const Act* find_act(const Definition& definition, const MatterFacts& matter, std::string_view key) {
  if (matter.step.empty()) return definition.open.key == key ? &definition.open : nullptr;
  const auto* step = definition.find_step(matter.step);
  if (step == nullptr) return nullptr;
  const auto found = std::ranges::find(step->acts, key, &Act::key);
  return found == step->acts.end() ? nullptr : &*found;
}

bool known_act(const Definition& definition, std::string_view key) {
  if (definition.open.key == key) return true;
  return std::ranges::any_of(definition.steps, [&](const Step& step) {
    return std::ranges::find(step.acts, key, &Act::key) != step.acts.end();
  });
}

}  // namespace

Result<Decision> decide(const Definition& definition, const Choices& choices,
                        const MatterFacts& matter, const Doing& doing) {
  Decision decision;
  decision.act = find_act(definition, matter, doing.act);
  if (decision.act == nullptr) {
    if (!known_act(definition, doing.act)) {
      return fail(ErrorKind::NotFound, "procedure.no_such_act", doing.act);
    }
    return fail(ErrorKind::Conflict, "procedure.not_now", matter.step);
  }
  const auto& act = *decision.act;
  if (!roles_fit(act, doing.roles, doing.handled)) {
    return fail(ErrorKind::Forbidden, "procedure.not_your_act", act.key);
  }
  const auto failing = what_fails(act, matter, doing.level, doing.now);
  if (!failing.empty()) return fail(ErrorKind::Conflict, "procedure.not_now", failing);
  TRY(check_form(act.form, choices, doing.form, doing.today));
  TRY(choose_step(definition, matter, doing.form, decision));
  choose_desk(doing.form, decision);
  copy_fields(act, doing.form, decision);
  return decision;
}

std::vector<const Act*> possible_acts(const Definition& definition, const MatterFacts& matter,
                                      const std::set<Role>& roles, std::string_view level,
                                      bool handled, Instant now) {
  std::vector<const Act*> out;
  const auto add = [&](const Act& act) {
    if (roles_fit(act, roles, handled) && what_fails(act, matter, level, now).empty()) {
      out.push_back(&act);
    }
  };
  if (matter.step.empty()) {
    add(definition.open);
  } else if (const auto* step = definition.find_step(matter.step)) {
    for (const auto& act : step->acts) add(act);
  }
  return out;
}

}  // namespace linli::procedure
