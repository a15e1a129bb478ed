#include "desk/act.h"

#include <algorithm>

#include "base/text.h"

namespace linli::desk {
namespace {

using procedure::ActKind;
using procedure::FieldKind;
using procedure::Role;

struct Doer {
  const ActCommand& command;
  rights::Standing standing;
  procedure::Form form;
  PositionId chosen;
};

PositionId chosen_desk(const std::vector<procedure::Field>& fields, const procedure::Form& form) {
  for (const auto& field : fields) {
    const auto found = form.find(field.key);
    if (field.kind != FieldKind::desk || found == form.end()) continue;
    if (const auto* text = std::get_if<std::string>(&found->second)) {
      return PositionId{parse_int64(*text).value_or(0)};
    }
  }
  return {};
}

procedure::Doing doing_of(const Doer& doer, const Dossier& dossier, Instant now) {
  procedure::Doing out;
  out.act = doer.command.act;
  out.form = doer.form;
  out.roles = doer.standing.roles;
  if (doer.standing.hat) {
    out.level =
        doer.standing.hat->organisation ? registry::kDepartmentLevel : doer.standing.hat->level;
  }
  const PersonId person = doer.command.actor.person;
  out.handled = person && std::ranges::find(dossier.hands, person) != dossier.hands.end();
  out.now = now;
  return out;
}

// What was entered goes on the record: words as hashes, choices as facts.
Result<void> record_form(Draft& draft, const procedure::Act& act, const Doer& doer) {
  const PersonId person = doer.command.actor.person;
  for (const auto& field : act.form) {
    const auto found = doer.form.find(field.key);
    if (found == doer.form.end()) continue;
    if (const auto* text = std::get_if<std::string>(&found->second)) {
      const bool words = field.kind == FieldKind::text || field.kind == FieldKind::long_text;
      if (words) {
        draft.text(field.key, trim(*text), person);
      } else {
        draft.fact(field.key, *text);
      }
    } else if (const auto* number = std::get_if<std::int64_t>(&found->second)) {
      // RISK-8: a rating is nobody's to read off the record; it is kept as a text of the vault.
      if (act.kind == ActKind::rate) {
        draft.text(field.key, std::to_string(*number), person);
      } else {
        draft.fact(field.key, std::to_string(*number));
      }
    } else if (const auto* flag = std::get_if<bool>(&found->second)) {
      draft.fact(field.key, *flag ? "true" : "false");
    } else if (const auto* files = std::get_if<std::vector<std::string>>(&found->second)) {
      for (const auto& file : *files) TRY(draft.file(parse_int64(file).value_or(0), person));
    }
  }
  return {};
}

void record_doer(Draft& draft, const Doer& doer) {
  draft.by(doer.command.actor, doer.standing.hat);
  if (doer.standing.hat) {
    draft.fact("desk", std::to_string(doer.standing.hat->position.value));
  } else {
    const bool filer = doer.standing.roles.contains(Role::filer);
    draft.fact("by", filer                                          ? "filer"
                     : doer.standing.roles.contains(Role::affected) ? "affected"
                                                                    : "opener");
  }
}

// Acts that change who holds it without naming a desk in the procedure.
Result<std::optional<registry::Seat>> new_holder(Draft& draft, const procedure::Decision& decision,
                                                 PositionId chosen) {
  const Matter& matter = draft.dossier().matter;
  if (decision.act->kind == ActKind::take_over) {
    return TRY(draft.seat({"", procedure::Place::chosen}, matter.offered));
  }
  if (decision.act->kind == ActKind::hand_back) {
    if (matter.sender) return TRY(draft.seat({"", procedure::Place::sender}, {}));
    return TRY(draft.seat({"intake", procedure::Place::above}, {}));
  }
  const bool names_other = decision.act->kind == ActKind::offer ||
                           decision.act->kind == ActKind::invite ||
                           decision.act->kind == ActKind::share;
  if (!decision.desk || names_other) return std::nullopt;
  if (decision.desk->place == procedure::Place::filer) return std::nullopt;
  return TRY(draft.seat(*decision.desk, chosen));
}

Result<void> more_time(Draft& draft, const procedure::Act& act, const Doer& doer) {
  Matter& matter = draft.matter();
  if (act.kind == ActKind::ask_more_time) {
    matter.more_time = MoreTime::Asked;
    matter.more_time_person = doer.command.actor.person;
    return {};
  }
  if (matter.more_time != MoreTime::Asked) return fail(ErrorKind::Conflict, "procedure.not_now");
  if (act.kind == ActKind::refuse_more_time) {
    matter.more_time = MoreTime::Refused;
    return {};
  }
  matter.more_time = MoreTime::Granted;
  if (!act.gives) return {};
  const auto allowed = draft.allowed(*act.gives);
  return allowed ? draft.extend(allowed->period) : Result<void>{};
}

// What only this kind of act does.
Result<void> by_kind(Draft& draft, const procedure::Decision& decision, const Doer& doer) {
  const procedure::Act& act = *decision.act;
  switch (act.kind) {
    case ActKind::offer:
      return draft.offer_to(TRY(draft.seat(*decision.desk, doer.chosen)), act.limit);
    case ActKind::send_back:
      draft.end_offer();
      return {};
    case ActKind::invite:
      return draft.take_part("assist", TRY(draft.seat(*decision.desk, doer.chosen)), act.limit);
    case ActKind::contribute:
      draft.end_part("assist", doer.standing.hat->position);
      return {};
    case ActKind::share:
      if (!act.desk) return invalid("desk.nobody_at_home");
      return draft.take_part("shared", TRY(draft.seat_at_home(act.desk->position)), std::nullopt);
    case ActKind::unshare:
      draft.end_part("shared", {});
      return {};
    case ActKind::ask_more_time:
    case ActKind::grant_more_time:
    case ActKind::refuse_more_time:
      return more_time(draft, act, doer);
    case ActKind::rate:
      for (const auto& [key, value] : doer.form) {
        if (const auto* rating = std::get_if<std::int64_t>(&value)) draft.matter().rating = *rating;
      }
      return {};
    default:
      return {};
  }
}

// Messages to whom it is offered or who is asked are read off the participants they became.
Result<void> tell(Draft& draft, const procedure::Act& act) {
  if (act.kind != ActKind::invite && act.kind != ActKind::share) return draft.tell(act.tells);
  for (const auto& message : act.tells) {
    TRY(draft.tell_desk(draft.dossier().participants.back().position, message.text));
  }
  return {};
}

Result<void> apply(Draft& draft, const procedure::Decision& decision, const Doer& doer) {
  const procedure::Act& act = *decision.act;
  record_doer(draft, doer);
  TRY(record_form(draft, act, doer));
  // A text that becomes a field of the matter is kept there as the id of its vault row.
  for (const auto& [field, value] : decision.set) {
    const TextId words = draft.text_of(field);
    draft.set(field, words ? std::to_string(words.value) : value);
  }
  draft.count(act.key);
  const auto holder = TRY(new_holder(draft, decision, doer.chosen));
  const PositionId before = draft.dossier().matter.holder;
  TRY(by_kind(draft, decision, doer));
  if (decision.enters != nullptr) {
    TRY(draft.enter(*decision.enters, decision.goes_back, holder));
  } else if (holder) {
    TRY(draft.give_to(*holder, before));
  }
  // Given back, it was sent by nobody: the next return goes up, not down again.
  if (act.kind == ActKind::hand_back) draft.matter().sender = PositionId{};
  return tell(draft, act);
}

// A desk that takes it over, or gets it back, has the step's own time again; a period that comes
// from a limit table is the matter's and goes on.
Result<void> own_time(Draft& draft, const procedure::Definition& definition,
                      const procedure::Decision& decision) {
  const bool changed =
      decision.act->kind == ActKind::take_over || decision.act->kind == ActKind::hand_back;
  if (!changed || decision.enters != nullptr) return {};
  const auto* step = definition.find_step(draft.dossier().matter.step);
  if (step == nullptr || !step->within || !step->within->period) return {};
  return draft.restart_clock(*step);
}

}  // namespace

Result<Prepared> prepare_act(Kernel& kernel, const ActCommand& command, store::Snapshot& read) {
  const auto rules = kernel.rules.get();
  const Instant now = kernel.clock.now();
  Dossier dossier = TRY(desk::dossier(read, command.matter));
  Doer doer{command, {}, {}, {}};
  doer.standing =
      rights::standing(command.actor, ties(dossier), rules->overseeing, command.holds_code);
  if (!doer.standing.sees) return fail(ErrorKind::NotFound, "desk.no_such_matter");
  const auto* definition = TRY(definition_of(*rules, dossier.matter));
  doer.form = TRY(read_form(command.form));
  auto facts = facts_of(*rules, *definition, dossier);
  if (const auto category = doer.form.find("category"); category != doer.form.end()) {
    if (const auto* key = std::get_if<std::string>(&category->second)) {
      facts.on_village_list = rules->pack().on_village_list(*key);
    }
  }
  const auto decision =
      TRY(procedure::decide(*definition, rules->choices, facts, doing_of(doer, dossier, now)));
  doer.chosen = chosen_desk(decision.act->form, doer.form);
  Draft draft(kernel, read, *rules, *definition, std::move(dossier), now);
  TRY(apply(draft, decision, doer));
  TRY(own_time(draft, *definition, decision));
  Prepared out;
  out.changes = draft.finish(command.act);
  out.answer = to_json(receipt_of(draft, *definition));
  return out;
}

void act(Kernel& kernel, ActCommand command, Idempotency idempotency, Answered done) {
  submit(
      kernel, std::move(idempotency),
      [&kernel, command = std::move(command)](store::Snapshot& read) {
        return prepare_act(kernel, command, read);
      },
      std::move(done));
}

Result<procedure::Form> read_form(const boost::json::value& value) {
  procedure::Form out;
  if (value.is_null()) return out;
  if (!value.is_object()) return invalid("procedure.form_type");
  for (const auto& [key, entry] : value.get_object()) {
    if (entry.is_null()) continue;
    if (entry.is_string()) {
      out[key] = std::string(entry.get_string());
    } else if (entry.is_int64()) {
      out[key] = entry.get_int64();
    } else if (entry.is_bool()) {
      out[key] = entry.get_bool();
    } else if (entry.is_array()) {
      out[key] = TRY(read_json<std::vector<std::string>>(entry, "/form/" + std::string(key)));
    } else {
      return invalid("procedure.form_type", key);
    }
  }
  return out;
}

procedure::MatterFacts facts_of(const Rules& rules, const procedure::Definition& definition,
                                const Dossier& dossier) {
  const Matter& matter = dossier.matter;
  procedure::MatterFacts out;
  out.confidential = matter.confidential;
  out.shared = std::ranges::any_of(dossier.participants, [](const Participant& participant) {
    return participant.role == "shared" && participant.ended.ms == 0;
  });
  out.step = matter.step;
  out.came_from = matter.came_from;
  out.holder_level = matter.holder_level;
  out.on_village_list = rules.pack().on_village_list(matter.category);
  out.offered = static_cast<bool>(matter.offered);
  out.more_time_asked = matter.more_time == MoreTime::Asked;
  out.more_time_granted = matter.more_time == MoreTime::Granted;
  out.fields = read_fields(matter);
  out.done = read_done(matter);
  out.ended_at = matter.ended_at;
  const auto* step = definition.find_step(matter.step);
  if (step == nullptr || !matter.ended()) return out;
  for (const auto& act : step->acts) {
    for (const auto& condition : act.only_if) {
      if (condition.kind != procedure::ConditionKind::within) continue;
      out.reopen_until = rules.calendar.due(matter.ended_at, condition.period).at;
    }
  }
  return out;
}

Result<const procedure::Definition*> definition_of(const Rules& rules, const Matter& matter) {
  const auto* found =
      rules.installed.find(matter.procedure, static_cast<int>(matter.procedure_version));
  if (found == nullptr) return fail(ErrorKind::Corrupt, "desk.procedure_gone", matter.procedure);
  return found;
}

ActReceipt receipt_of(const Draft& draft, const procedure::Definition& definition) {
  const Matter& matter = draft.dossier().matter;
  ActReceipt out;
  out.entry = draft.entry_id();
  out.number = matter.number;
  out.step = matter.step;
  if (const auto* step = definition.find_step(matter.step)) out.public_title = step->public_title;
  out.holder_desk = std::to_string(matter.holder.value);
  out.until_at = matter.due_at.ms;
  return out;
}

}  // namespace linli::desk
