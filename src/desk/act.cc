#include "desk/act.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <iterator>

#include "base/clean_text.h"
#include "base/text.h"
#include "desk/children.h"
#include "desk/later.h"
#include "desk/public_text.h"
#include "desk/standing_of.h"
#include "procedure/field_kinds.h"
#include "registry/units.h"

namespace linli::desk {
namespace {

using procedure::ActKind;
using procedure::FieldKind;
using procedure::Role;

constexpr const char* kUnconfirmed = "unconfirmed";

struct Doer {
  const ActCommand& command;
  rights::Standing standing;
  procedure::Form form;
  PositionId chosen;
};

procedure::Doing doing_of(const Doer& doer, const WorkCalendar& calendar, Instant now) {
  procedure::Doing out;
  out.act = doer.command.act;
  out.form = doer.form;
  out.roles = doer.standing.roles;
  if (doer.standing.hat) {
    out.level =
        doer.standing.hat->organisation ? registry::kDepartmentLevel : doer.standing.hat->level;
  }
  out.handled = doer.standing.handled;
  out.now = now;
  out.today = calendar.date_of(now);
  return out;
}

std::string json_of(const procedure::FormRows& rows) {
  boost::json::array out;
  for (const auto& row : rows) {
    boost::json::object cells;
    for (const auto& [column, cell] : row) {
      std::visit([&](const auto& value) { cells[column] = value; }, cell);
    }
    out.push_back(std::move(cells));
  }
  return boost::json::serialize(out);
}

// A text as it is kept: a line without its line breaks, small rows as JSON.
Result<std::string> text_to_keep(Draft& draft, const procedure::Field& field,
                                 const procedure::FormValue& value, const pack::Pack& pack) {
  const bool shown = field.key == kPublicTitle || field.seen_by == procedure::SeenBy::everybody;
  if (const auto* rows = std::get_if<procedure::FormRows>(&value)) {
    std::string json = json_of(*rows);
    if (shown) TRY(check_public_text(draft.read(), json));
    return json;
  }
  const std::string words = procedure::word_of(value);
  if (shown) TRY(check_public_text(draft.read(), words));
  const bool opens = draft.dossier().matter.version == 0;
  if (const auto blank = pack::blank_left(pack.replies, words); blank && !opens) {
    return invalid("desk.blank_left", *blank);
  }
  const bool line = field.kind != FieldKind::long_text;
  return line ? clean_line(words) : std::string(trim(words));
}

// A matter that is there, and that whoever names it may read.
Result<void> check_number(const Kernel& kernel, Draft& draft, const procedure::Field& field,
                          const procedure::FormValue& value, const rights::Actor& actor) {
  const auto number = procedure::word_of(value);
  if (field.kind != FieldKind::matter || number.empty()) return {};
  const auto found = TRY(find_matter_by_number(draft.read(), number));
  if (!found) return invalid("procedure.form_choice", field.key);
  const auto named = TRY(dossier(draft.read(), found->id));
  const auto as = TRY(standing_of(kernel, draft.read(), actor, named, false));
  return as.sees ? Result<void>{} : invalid("procedure.form_choice", field.key);
}

// Units that are there, at a level that the field names; several lie where the matter is.
Result<void> check_places(Draft& draft, const procedure::Field& field,
                          const procedure::FormValue& value) {
  if (field.kind != FieldKind::place && field.kind != FieldKind::places) return {};
  const auto words = procedure::word_of(value);
  if (words.empty()) return {};
  const bool several = field.kind == FieldKind::places;
  const auto here =
      several ? TRY(registry::unit(draft.read(), draft.dossier().matter.unit)).path : std::string();
  for (const auto word : split(words, ' ')) {
    const auto unit = TRY(registry::find_unit(draft.read(), UnitId{parse_int64(word).value_or(0)}));
    const bool fits = unit && unit->path.starts_with(here) &&
                      (field.levels.empty() ||
                       std::ranges::find(field.levels, unit->level) != field.levels.end());
    if (!fits) return invalid("procedure.form_choice", field.key);
  }
  return {};
}

}  // namespace

Result<void> record_form(const Kernel& kernel, Draft& draft, const procedure::Act& act,
                         const procedure::Form& form, const FormPeople& people,
                         const pack::Pack& pack) {
  for (const auto& field : act.form) {
    const auto found = form.find(field.key);
    if (found == form.end()) continue;
    TRY(check_places(draft, field, found->second));
    TRY(check_number(kernel, draft, field, found->second, people.sender));
    // RISK-8: a rating is nobody's to read off the record; it is kept as a text of the vault.
    const auto kept = procedure::keep_of(field);
    const bool rating = act.kind == ActKind::rate && kept == procedure::Keep::Word;
    const auto keep = rating ? procedure::Keep::Text : kept;
    if (keep == procedure::Keep::Word) {
      draft.fact(field.key, procedure::word_of(found->second));
    } else if (keep == procedure::Keep::Text) {
      const bool office = field.owner == procedure::FieldOwner::office;
      const auto text = TRY(text_to_keep(draft, field, found->second, pack));
      draft.text(field.key, text, office ? PersonId{} : people.owner);
    } else if (const auto* files = std::get_if<std::vector<std::string>>(&found->second)) {
      for (const auto& file : *files) TRY(draft.file(file, people.sender.person, people.owner));
    }
  }
  return {};
}

namespace {

void record_doer(Draft& draft, const Doer& doer) {
  draft.by(doer.command.actor, doer.standing.hat);
  if (doer.standing.hat) {
    draft.fact("desk", std::to_string(doer.standing.hat->position.value));
  } else {
    const bool filer = doer.standing.roles.contains(Role::filer);
    draft.fact("by", filer                                          ? "filer"
                     : doer.standing.roles.contains(Role::affected) ? "affected"
                                                                    : "opener");
    if (word_is_unconfirmed(draft.dossier().matter, doer.standing)) {
      draft.fact("word", kUnconfirmed);
    }
  }
}

Result<registry::Seat> admitted(const Draft& draft, const registry::Seat& seat) {
  TRY(draft.admitted_at(seat));
  return seat;
}

// Acts that change who holds it without naming a desk in the procedure.
Result<std::optional<registry::Seat>> new_holder(Draft& draft, const procedure::Decision& decision,
                                                 PositionId chosen) {
  const Matter& matter = draft.dossier().matter;
  // What was offered may have become another kind of matter since.
  if (decision.act->kind == ActKind::take_over) {
    return TRY(admitted(draft, TRY(draft.seat({"", procedure::Place::chosen}, matter.offered))));
  }
  if (decision.act->kind == ActKind::hand_back) {
    // A village that sent up what is not its own does not get it back.
    if (matter.sender) {
      const auto sender = TRY(draft.seat({"", procedure::Place::sender}, {}));
      if (draft.admitted_at(sender)) return sender;
    }
    return TRY(draft.seat({"intake", procedure::Place::above}, {}));
  }
  const bool names_other = decision.act->kind == ActKind::offer ||
                           decision.act->kind == ActKind::invite ||
                           decision.act->kind == ActKind::share;
  if (!decision.desk || names_other) return std::nullopt;
  if (decision.desk->place == procedure::Place::filer) return std::nullopt;
  const auto seat = TRY(draft.seat(*decision.desk, chosen, decision.enters));
  const auto place = decision.desk->place;
  const bool named = place == procedure::Place::chosen || place == procedure::Place::village;
  return named ? TRY(admitted(draft, seat)) : seat;
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

// A rating that may be somebody else's is kept for whoever gave it and counts for nothing.
void rate(Draft& draft, const Doer& doer) {
  for (const auto& [key, value] : doer.form) {
    const auto* rating = std::get_if<std::int64_t>(&value);
    if (rating == nullptr) continue;
    if (word_is_unconfirmed(draft.dossier().matter, doer.standing)) {
      draft.set(kUnconfirmedRating, std::to_string(*rating));
    } else {
      draft.matter().rating = *rating;
    }
  }
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
      TRY(draft.take_part(
          "assist", TRY(admitted(draft, TRY(draft.seat(*decision.desk, doer.chosen)))), act.limit));
      draft.schedule_answer(act, draft.dossier().participants.back(), -1);
      return {};
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
      rate(draft, doer);
      return {};
    default:
      return {};
  }
}

// Messages to whom it is offered or who is asked are read off the participants they became.
Result<void> tell(Draft& draft, const procedure::Act& act) {
  if (act.kind != ActKind::invite && act.kind != ActKind::share) return draft.tell(act.tells);
  for (const auto& message : act.tells) {
    const Participant& asked = draft.dossier().participants.back();
    TRY(draft.tell_part(asked.position, asked, message.text));
  }
  return {};
}

Result<void> apply(Kernel& kernel, Draft& draft, const procedure::Decision& decision,
                   const Doer& doer) {
  const procedure::Act& act = *decision.act;
  record_doer(draft, doer);
  const PersonId doing = doer.command.actor.person;
  TRY(record_form(kernel, draft, act, doer.form, {doer.command.actor, doing},
                  kernel.rules.get()->pack()));
  // A text that becomes a field of the matter is kept there as the id of its vault row.
  for (const auto& [field, value] : decision.set) {
    if (field == kAboutField) {
      TRY(draft.decide_about(value));
      continue;
    }
    const TextId words = draft.text_of(field);
    draft.set(field, words ? std::to_string(words.value) : value);
  }
  draft.count(act.key);
  // What later words took above goes back to where it stood, whatever step the procedure names.
  if (TRY(draft.go_back())) return tell(draft, act);
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
  const auto* above = TRY(read_later_words(kernel, draft, act, doer.standing, doer.command.actor));
  return above != nullptr ? tell(draft, *above) : tell(draft, act);
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
  doer.standing = TRY(standing_of(kernel, read, command.actor, dossier, command.holds_code));
  if (!doer.standing.sees) return fail(ErrorKind::NotFound, "desk.no_such_matter");
  const auto* definition = TRY(definition_of(*rules, dossier.matter));
  doer.form = TRY(read_form(command.form));
  auto facts = facts_of(*rules, *definition, dossier, doer.standing);
  if (const auto category = doer.form.find("category"); category != doer.form.end()) {
    if (const auto* key = std::get_if<std::string>(&category->second)) {
      facts.on_village_list = rules->pack().village_takes(*definition, *key);
    }
  }
  const auto decision = TRY(
      procedure::decide(*definition, rules->choices, facts, doing_of(doer, rules->calendar, now)));
  // Whatever the procedure says: a word that may not be hers ends nothing. Procedures that know of
  // it lead to a call-back instead; under an older version the filer's silence does.
  const bool ends = decision.enters != nullptr && decision.enters->final;
  if (ends && word_is_unconfirmed(dossier.matter, doer.standing)) {
    return fail(ErrorKind::Conflict, "desk.word_unconfirmed");
  }
  doer.chosen = chosen_desk(decision.act->form, doer.form);
  Draft draft(kernel, read, *rules, *definition, std::move(dossier), now);
  TRY(apply(kernel, draft, decision, doer));
  TRY(own_time(draft, *definition, decision));
  std::vector<store::WriteSet> children;
  if (decision.act->ends_children) {
    children = TRY(end_children(kernel, draft, *decision.act->ends_children));
  }
  if (const auto& done = *decision.act; done.opens) {
    if (!doer.standing.hat) return fail(ErrorKind::Forbidden, "procedure.not_your_act", done.key);
    auto opened =
        TRY(open_children(kernel, draft, done, doer.form, command.actor, *doer.standing.hat));
    std::ranges::move(opened, std::back_inserter(children));
  }
  Prepared out;
  out.changes = TRY(draft.finish(command.act));
  for (auto& child : children) out.changes.append(std::move(child));
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

namespace {

Result<procedure::FormRows> read_rows(const boost::json::array& rows, const std::string& key) {
  procedure::FormRows out;
  for (const auto& row : rows) {
    if (!row.is_object()) return invalid("procedure.form_type", key);
    auto& cells = out.emplace_back();
    for (const auto& [column, cell] : row.get_object()) {
      if (cell.is_string()) {
        cells[column] = std::string(cell.get_string());
      } else if (cell.is_int64()) {
        cells[column] = cell.get_int64();
      } else if (cell.is_bool()) {
        cells[column] = cell.get_bool();
      } else if (!cell.is_null()) {
        return invalid("procedure.form_type", key);
      }
    }
  }
  return out;
}

}  // namespace

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
    } else if (entry.is_array() && entry.get_array().empty()) {
      continue;  // nothing chosen, no row
    } else if (entry.is_array() && entry.get_array().front().is_object()) {
      out[key] = TRY(read_rows(entry.get_array(), key));
    } else if (entry.is_array()) {
      out[key] = TRY(read_json<std::vector<std::string>>(entry, "/form/" + std::string(key)));
    } else {
      return invalid("procedure.form_type", key);
    }
  }
  return out;
}

procedure::MatterFacts facts_of(const Rules& rules, const procedure::Definition& definition,
                                const Dossier& dossier, const rights::Standing& standing) {
  const Matter& matter = dossier.matter;
  procedure::MatterFacts out;
  out.confidential = matter.confidential;
  out.shared = std::ranges::any_of(dossier.participants, [](const Participant& participant) {
    return participant.role == "shared" && participant.ended.ms == 0;
  });
  out.step = matter.step;
  out.came_from = matter.came_from;
  out.holder_level = matter.holder_level;
  out.on_village_list = rules.pack().village_takes(definition, matter.category);
  out.offered = static_cast<bool>(matter.offered);
  out.children_open = !std::ranges::all_of(dossier.children, &Child::ended);
  out.more_time_asked = matter.more_time == MoreTime::Asked;
  out.more_time_granted = matter.more_time == MoreTime::Granted;
  out.fields = read_fields(matter);
  out.fields["word"] = word_is_unconfirmed(matter, standing) ? kUnconfirmed : "";
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
