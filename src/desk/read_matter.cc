#include "desk/read_matter.h"

#include <algorithm>

#include "base/text.h"
#include "desk/act.h"
#include "desk/children.h"
#include "desk/contact.h"
#include "desk/field_views.h"
#include "desk/kept.h"
#include "desk/place.h"
#include "desk/read_record.h"
#include "registry/desks.h"
#include "registry/people.h"
#include "registry/units.h"
#include "vault/blind.h"
#include "vault/file.h"

namespace linli::desk {
namespace {

using procedure::Role;

struct Reading {
  const Kernel& kernel;
  store::Snapshot& read;
  const Rules& rules;
  const procedure::Definition& definition;
  const Dossier& dossier;
  const rights::Standing& standing;
  Instant now;

  bool staff() const { return standing.is_staff(); }
  Result<DeskView> desk(PositionId position) {
    return desk_view(*TRY(kernel.kept.post(read, position)));
  }
};

std::optional<ChoiceView> choice(const Rules& rules, const std::string& list,
                                 const std::string& key) {
  if (key.empty()) return std::nullopt;
  return ChoiceView{key, rules.pack().choice_words(list, key)};
}

Result<void> add_texts(Reading& in, MatterView& out) {
  const Matter& matter = in.dossier.matter;
  std::vector<TextId> ids = {matter.title_text};
  if (matter.detail_text) ids.push_back(matter.detail_text);
  if (matter.place_text) ids.push_back(matter.place_text);
  const auto fields = read_fields(matter);
  TextId public_title;
  if (const auto found = fields.find("public_title"); found != fields.end()) {
    json_parse(public_title, found->second);
    if (public_title) ids.push_back(public_title);
  }
  const auto texts = TRY(in.kernel.vault.texts(in.read, ids));
  const auto text = [&](TextId id) {
    const auto found = texts.find(id);
    return found == texts.end() ? std::string() : found->second;
  };
  out.title = text(matter.title_text);
  out.detail = text(matter.detail_text);
  out.place_words = text(matter.place_text);
  if (public_title) out.public_page_title = text(public_title);
  return {};
}

Result<void> add_place(Reading& in, MatterView& out) {
  const auto line = TRY(in.kernel.kept.line(in.read, in.dossier.matter.unit));
  for (const auto& unit : *line) out.place.push_back(unit_view(in.rules, unit));
  return {};
}

// RISK-3: the filer is masked; who works on it may reveal her by an act on the record.
Result<void> add_filer(Reading& in, MatterView& out) {
  if (!in.staff()) return {};
  const Matter& matter = in.dossier.matter;
  if (!matter.has_filer()) return {};
  FilerView filer;
  filer.for_whom = in.rules.pack().choice_words("for_whom", matter.for_whom);
  if (matter.filer) {
    const auto masked = TRY(registry::masked(in.read, in.kernel.vault, matter.filer));
    filer.name = masked.name;
    filer.phone = masked.phone;
  } else if (matter.contact_text) {
    const auto contact = TRY(read_contact(in.kernel, in.read, matter.contact_text));
    filer.name = contact.name.empty() ? "" : vault::mask_name(contact.name);
    filer.phone =
        vault::mask_phone(contact.phone.empty() ? contact.other.value_or("") : contact.phone);
  }
  filer.revealable = in.standing.roles.contains(Role::holder) && !filer.name.empty();
  out.filer = filer;
  return {};
}

Result<void> add_holder(Reading& in, MatterView& out) {
  const Matter& matter = in.dossier.matter;
  if (matter.ended()) return {};
  const auto seat = TRY(registry::seat_by_position(in.read, matter.holder, in.now));
  out.holder = desk_view(seat);
  out.holder_phone = seat.phone;
  std::vector<PersonId> people;
  for (const auto& holder : seat.holders) people.push_back(holder.person);
  for (const auto& [id, name] : TRY(registry::names_of(in.read, in.kernel.vault, people))) {
    out.holder_names += (out.holder_names.empty() ? "" : "、") + name;
  }
  if (matter.offered) {
    out.offered = TRY(in.desk(matter.offered));
    out.offer_until_at = matter.offer_until.ms;
  }
  return {};
}

Result<void> add_way(Reading& in, MatterView& out) {
  for (const auto& stay : TRY(stays(in.read, in.dossier.matter.id))) {
    StayView view;
    view.desk = TRY(in.desk(stay.position));
    view.step = stay.step;
    if (const auto* step = in.definition.find_step(stay.step)) {
      view.step_title = in.staff() ? step->title : step->public_title;
    }
    view.from_at = stay.from.ms;
    view.until_at = stay.until.ms;
    const Instant until = stay.until.ms != 0 ? stay.until : in.now;
    view.workdays = static_cast<int>(in.rules.calendar.workdays_between(stay.from, until));
    out.way.push_back(std::move(view));
  }
  for (const auto& participant : in.dossier.participants) {
    ParticipantView view;
    view.role = participant.role;
    view.role_words = in.rules.pack().choice_words("roles", participant.role);
    view.desk = TRY(in.desk(participant.position));
    view.since_at = participant.since.ms;
    view.ended_at = participant.ended.ms;
    view.answer_until_at = participant.answer_until.ms;
    out.participants.push_back(std::move(view));
  }
  return {};
}

void add_acts(Reading& in, MatterView& out) {
  const CivilDate today = in.rules.calendar.date_of(in.now);
  const auto facts = facts_of(in.rules, in.definition, in.dossier, in.standing);
  std::string level;
  if (in.standing.hat) {
    level = in.standing.hat->organisation ? registry::kDepartmentLevel : in.standing.hat->level;
  }
  for (const auto* act : procedure::possible_acts(in.definition, facts, in.standing.roles, level,
                                                  in.standing.handled, in.now)) {
    ActView view;
    view.key = act->key;
    view.kind = boost::describe::enum_to_string(act->kind, "");
    view.title = act->title;
    for (const auto& field : act->form) view.form.push_back(field_view(in.rules, field, today));
    out.acts.push_back(std::move(view));
  }
}

Result<void> add_files(Reading& in, MatterView& out) {
  for (const auto& file : TRY(vault::files_of(in.read, in.dossier.matter.id))) {
    out.files.push_back({file.id, std::string(vault::mime_of(file.type)), file.size});
  }
  return {};
}

// RISK-3: only who holds it has to know, to say whether it is so and to hear both sides.
Result<void> add_named(Reading& in, MatterView& out) {
  if (!in.standing.roles.contains(Role::holder)) return {};
  const auto names = TRY(registry::names_of(in.read, in.kernel.vault, in.dossier.about));
  for (const auto& row : in.dossier.named) {
    NamedView view;
    if (row.position) view.desk = TRY(in.desk(row.position));
    if (const auto name = names.find(row.person); name != names.end()) view.name = name->second;
    view.asked = row.asked;
    out.named.push_back(std::move(view));
  }
  return {};
}

std::string my_role(const rights::Standing& standing) {
  constexpr Role kFirst[] = {Role::filer,  Role::affected,   Role::holder, Role::offered,
                             Role::assist, Role::supervisor, Role::opener, Role::above};
  for (const Role role : kFirst) {
    if (standing.roles.contains(role)) return boost::describe::enum_to_string(role, "");
  }
  return standing.roles.empty() ? "" : boost::describe::enum_to_string(*standing.roles.begin(), "");
}

void add_facts(Reading& in, const rights::Actor& reader, MatterView& out) {
  const Matter& matter = in.dossier.matter;
  if (reader.kind != rights::ActorKind::Anonymous) out.id = matter.id;
  out.number = matter.number;
  out.procedure = matter.procedure;
  out.version = static_cast<int>(matter.procedure_version);
  out.step = matter.step;
  if (const auto* step = in.definition.find_step(matter.step)) {
    out.step_title = step->title;
    out.public_title = step->public_title;
  }
  out.ended = matter.ended();
  out.outcome = matter.outcome;
  out.grade = choice(in.rules, "grades", matter.grade);
  out.grade_basis = matter.grade_basis;
  if (!matter.category.empty()) {
    out.category = ChoiceView{matter.category, category_words(in.rules, matter.category)};
  }
  out.category_basis = matter.category_basis;
  out.kind = choice(in.rules, "request_kinds", matter.kind);
  out.filed_at = matter.filed_at.ms;
  out.channel = matter.channel;
  out.clock = clock_view(in.rules, matter, in.now);
  out.public_wished = matter.wish_public;
  out.my_role = my_role(in.standing);
  // RISK-8: a rating is its author's.
  const bool author = in.standing.roles.contains(Role::filer);
  if (author) out.rating = static_cast<int>(matter.rating);
  out.word_unconfirmed = word_is_unconfirmed(matter, in.standing);
  if (!out.word_unconfirmed) return;
  const auto fields = read_fields(matter);
  const auto rated = fields.find(kUnconfirmedRating);
  if (rated == fields.end()) return;
  out.rating = static_cast<int>(parse_int64(rated->second).value_or(0));
}

}  // namespace

Result<MatterView> read_matter(const Kernel& kernel, store::Snapshot& read, const Dossier& dossier,
                               const rights::Actor& reader, const rights::Standing& standing) {
  const auto rules = kernel.rules.get();
  const auto* definition = TRY(definition_of(*rules, dossier.matter));
  Reading in{kernel, read, *rules, *definition, dossier, standing, kernel.clock.now()};
  MatterView out;
  add_facts(in, reader, out);
  TRY(add_texts(in, out));
  TRY(add_place(in, out));
  TRY(add_filer(in, out));
  TRY(add_holder(in, out));
  TRY(add_way(in, out));
  TRY(add_files(in, out));
  TRY(add_named(in, out));
  out.record = TRY(read_record(kernel, read, *rules, *definition, dossier.matter, standing));
  for (const auto& done : out.record) {
    if (done.act == definition->open.key) out.fields = done.fields;
  }
  if (!dossier.children.empty()) {
    out.children = TRY(children_view(kernel, read, dossier, reader, standing));
  }
  out.parent = TRY(parent_view(kernel, read, dossier, reader, standing));
  add_acts(in, out);
  return out;
}

Result<std::vector<DeskView>> desks_for_act(const Kernel& kernel, store::Snapshot& read,
                                            const Dossier& dossier,
                                            const rights::Standing& standing,
                                            std::string_view act_key) {
  const auto rules = kernel.rules.get();
  const auto* definition = TRY(definition_of(*rules, dossier.matter));
  const auto* step = definition->find_step(dossier.matter.step);
  const procedure::Act* act = nullptr;
  if (step != nullptr) {
    const auto found = std::ranges::find(step->acts, act_key, &procedure::Act::key);
    if (found != step->acts.end()) act = &*found;
  }
  if (act == nullptr || !standing.hat) return fail(ErrorKind::NotFound, "procedure.no_such_act");
  if (act->opens) {
    const auto* opened = TRY(definition_to_open(*rules, *act->opens));
    return desks_to_begin(kernel, read, *opened, *standing.hat, dossier.matter.village);
  }
  registry::DeskScope scope;
  scope.key = act->desk && !act->desk->position.empty() ? act->desk->position : "handler";
  scope.unit = standing.hat->unit ? standing.hat->unit : dossier.matter.village;
  scope.now = kernel.clock.now();
  std::vector<DeskView> out;
  const bool on_list = rules->pack().village_takes(*definition, dossier.matter.category);
  const auto add = [&](registry::Reach reach) -> Result<void> {
    for (const auto& desk : TRY(registry::desks_to_choose(read, scope, reach))) {
      // A village gets only what is on its list.
      if (desk.level == "village" && !on_list) continue;
      if (desk.position == dossier.matter.holder) continue;
      const Words words = desk_words(desk.place, desk.name);
      out.push_back({std::to_string(desk.position.value), words, desk.level});
    }
    return {};
  };
  TRY(add(registry::Reach::Below));
  TRY(add(registry::Reach::SameTown));
  TRY(add(registry::Reach::Departments));
  const auto same = [](const DeskView& a, const DeskView& b) { return a.desk == b.desk; };
  std::ranges::stable_sort(out, {}, &DeskView::desk);
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

DeskView desk_view(const registry::Seat& seat) {
  return {std::to_string(seat.position.value), seat_words(seat), seat.level};
}

UnitView unit_view(const Rules& rules, const registry::Unit& unit) {
  UnitView out{unit.id, unit.code, unit.level, {}, unit.name};
  if (const auto* level = rules.pack().find_level(unit.level)) {
    out.level_words = unit.kind == "urban" ? level->urban : level->rural;
  }
  return out;
}

Words category_words(const Rules& rules, std::string_view category) {
  const auto* found = rules.pack().find_category(category);
  return found == nullptr ? Words{std::string(category), std::string(category)} : found->title;
}

ClockView clock_view(const Rules& rules, const Matter& matter, Instant now) {
  ClockView out;
  const WorkCalendar& calendar = rules.calendar;
  out.until_at = matter.due_at.ms;
  out.provisional = matter.due_provisional;
  out.paused = matter.paused_at.ms != 0;
  out.basis = matter.due_basis;
  out.assumed = matter.due_assumed;
  const Instant end = matter.ended() ? matter.ended_at : now;
  if (matter.due_at.ms != 0 && !matter.ended()) {
    const Due due{matter.due_at, matter.due_provisional};
    out.days_left = static_cast<int>(calendar.left(now, due, PeriodUnit::workday));
    out.late = now > matter.due_at;
  }
  std::int64_t paused = matter.paused_workdays;
  if (out.paused) paused += calendar.workdays_between(matter.paused_at, now);
  const auto gross = calendar.workdays_between(matter.filed_at, end);
  out.paused_workdays = static_cast<int>(paused);
  out.net_workdays = static_cast<int>(std::max<std::int64_t>(0, gross - paused));
  out.calendar_days = static_cast<int>(calendar.days_between(matter.filed_at, end));
  return out;
}

}  // namespace linli::desk
