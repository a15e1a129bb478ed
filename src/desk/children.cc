#include "desk/children.h"

#include <algorithm>

#include "base/text.h"
#include "desk/act.h"
#include "desk/kept.h"
#include "desk/open.h"
#include "desk/read_matter.h"
#include "desk/standing_of.h"
#include "procedure/field_kinds.h"
#include "registry/desks.h"
#include "registry/units.h"

namespace linli::desk {
namespace {

using procedure::FieldKind;
using procedure::OpensAt;

// Where a child begins: the unit, and the desk that was chosen for it.
struct Target {
  UnitId unit;
  PositionId desk;
};

Result<std::vector<Target>> units_below(Draft& draft, const std::string& level) {
  const auto here = TRY(registry::unit(draft.read(), draft.dossier().matter.unit));
  std::vector<Target> out;
  for (const auto& unit : TRY(registry::units_of_level(draft.read(), level))) {
    if (unit.path.starts_with(here.path)) out.push_back({unit.id, {}});
  }
  return out;
}

std::string kept_word(const Matter& matter, const std::string& key) {
  const auto fields = read_fields(matter);
  const auto found = fields.find(key);
  return found == fields.end() ? std::string() : found->second;
}

// In the form of the act, or else as the matter keeps it.
std::vector<Target> named_in(const Draft& draft, const std::string& key, FieldKind kind,
                             const procedure::Form& form) {
  std::vector<Target> out;
  const Matter& matter = draft.dossier().matter;
  const auto found = form.find(key);
  const auto ids = found != form.end() ? procedure::word_of(found->second) : kept_word(matter, key);
  if (ids.empty()) return out;
  for (const auto id : split(ids, ' ')) {
    const auto number = parse_int64(id).value_or(0);
    const bool desk = kind == FieldKind::desks || kind == FieldKind::desk;
    out.push_back(desk ? Target{matter.unit, PositionId{number}} : Target{UnitId{number}, {}});
  }
  return out;
}

// Of the act's form, or of whatever form set it before.
std::optional<FieldKind> kind_of(const procedure::Definition& definition, const procedure::Act& act,
                                 const std::string& key) {
  const auto in = [&](const procedure::Act& one) -> std::optional<FieldKind> {
    const auto field = std::ranges::find(one.form, key, &procedure::Field::key);
    return field == one.form.end() ? std::nullopt : std::optional(field->kind);
  };
  if (const auto kind = in(act)) return kind;
  if (const auto kind = in(definition.open)) return kind;
  for (const auto& step : definition.steps) {
    for (const auto& one : step.acts) {
      if (const auto kind = in(one)) return kind;
    }
  }
  return std::nullopt;
}

Result<std::vector<Target>> targets_of(Draft& draft, const procedure::Definition& definition,
                                       const procedure::Act& act, const procedure::Form& form) {
  const auto& opens = *act.opens;
  if (opens.at == OpensAt::every) return units_below(draft, opens.name);
  if (opens.at == OpensAt::each) {
    const auto kind = kind_of(definition, act, opens.name);
    return named_in(draft, opens.name, kind.value_or(FieldKind::places), form);
  }
  const auto desk = std::ranges::find(act.form, FieldKind::desk, &procedure::Field::kind);
  if (desk != act.form.end()) return named_in(draft, desk->key, FieldKind::desk, form);
  return std::vector<Target>{{draft.dossier().matter.unit, {}}};
}

// Whoever has one of them in hand is not given the same again.
Result<void> check_not_given(Draft& draft, const procedure::Opens& opens,
                             const std::vector<Target>& targets) {
  if (draft.dossier().children.empty()) return {};
  for (const auto& child : TRY(children_of(draft.read(), draft.dossier().matter.id))) {
    if (child.ended() || child.procedure != opens.procedure) continue;
    const bool again = std::ranges::any_of(targets, [&](const Target& target) {
      return target.desk ? target.desk == child.holder : target.unit == child.unit;
    });
    if (again) return fail(ErrorKind::Conflict, "desk.takes_part_already");
  }
  return {};
}

// A word as the form of this field takes it.
procedure::FormValue value_of(const procedure::Field& field, const std::string& word) {
  switch (field.kind) {
    case FieldKind::number:
    case FieldKind::money:
    case FieldKind::quantity:
      return parse_int64(word).value_or(0);
    case FieldKind::flag:
      return word == "true";
    case FieldKind::choices:
    case FieldKind::places:
    case FieldKind::desks: {
      std::vector<std::string> out;
      for (const auto one : split(word, ' ')) out.emplace_back(one);
      return out;
    }
    default:
      return word;
  }
}

TextId text_kept(const Matter& matter, const std::string& key) {
  if (key == "title") return matter.title_text;
  if (key == "detail") return matter.detail_text;
  if (key == "place") return matter.place_text;
  return TextId{parse_int64(kept_word(matter, key)).value_or(0)};
}

// What the matter keeps of an earlier form; nothing where it keeps nothing.
Result<std::optional<procedure::FormValue>> kept_value(const Kernel& kernel, Draft& draft,
                                                       const procedure::Field& field,
                                                       const std::string& key) {
  const Matter& matter = draft.dossier().matter;
  if (field.kind == FieldKind::text || field.kind == FieldKind::long_text) {
    const TextId id = text_kept(matter, key);
    if (!id) return std::nullopt;
    const auto texts = TRY(kernel.vault.texts(draft.read(), {id}));
    const auto found = texts.find(id);
    if (found == texts.end() || found->second.empty()) return std::nullopt;
    return procedure::FormValue(found->second);
  }
  const auto word = kept_word(matter, key);
  return word.empty() ? std::nullopt : std::optional(value_of(field, word));
}

Result<procedure::Form> form_for(const Kernel& kernel, Draft& draft, const procedure::Opens& opens,
                                 const procedure::Form& form, const procedure::Act& opening) {
  procedure::Form out;
  for (const auto& field : opening.form) {
    const auto source = opens.copy.find(field.key);
    if (source == opens.copy.end()) continue;
    if (const auto here = form.find(source->second); here != form.end()) {
      out[field.key] = here->second;
    } else if (auto kept = TRY(kept_value(kernel, draft, field, source->second))) {
      out[field.key] = std::move(*kept);
    }
  }
  return out;
}

// The kind of desk that its first step begins at, when one is chosen.
std::string key_of_first(const procedure::Definition& definition) {
  const auto* first = definition.find_step(definition.first_step);
  if (first == nullptr || !first->desk || first->desk->position.empty()) return "handler";
  return first->desk->position;
}

// Who reads of a child what it is called, and may open it: who sits where it was opened or lies.
bool reads_child(const Matter& child, const rights::Actor& reader) {
  return std::ranges::any_of(reader.hats, [&](const rights::Hat& hat) {
    return hat.position == child.opener_position || hat.position == child.holder ||
           (hat.position == child.sender && !child.ended());
  });
}

Result<ChildView> child_view(const Kernel& kernel, store::Snapshot& read, const Rules& rules,
                             const Matter& child) {
  ChildView out;
  out.number = child.number;
  out.place = TRY(registry::unit(read, child.unit)).name;
  if (const auto* definition =
          rules.installed.find(child.procedure, static_cast<int>(child.procedure_version))) {
    out.procedure = definition->title;
    if (const auto* step = definition->find_step(child.step)) {
      out.step_title = step->title;
      out.public_title = step->public_title;
    }
  }
  out.ended = child.ended();
  if (!child.ended()) out.holder = desk_view(*TRY(kernel.kept.post(read, child.holder)));
  if (!child.outcome.empty()) {
    out.outcome_words = rules.pack().choice_words("outcomes", child.outcome);
  }
  out.until_at = child.due_at.ms;
  out.late = !child.ended() && child.due_at.ms != 0 && kernel.clock.now() > child.due_at;
  out.filed_at = child.filed_at.ms;
  out.ended_at = child.ended_at.ms;
  return out;
}

}  // namespace

Result<const procedure::Definition*> definition_to_open(const Rules& rules,
                                                        const procedure::Opens& opens) {
  const auto found = rules.pack().procedures.find(opens.procedure);
  if (found != rules.pack().procedures.end()) return &found->second;
  return fail(ErrorKind::Corrupt, "desk.procedure_gone", opens.procedure);
}

Result<void> check_chosen(Draft& draft, const procedure::Definition& definition, PositionId desk,
                          PersonId chooser) {
  const auto seat = registry::seat_by_position(draft.read(), desk, draft.now());
  if (!seat && seat.error().kind != ErrorKind::NotFound) return Failure(seat.error());
  const auto& among = definition.opening.begins_at;
  const bool fits = seat && seat->key == key_of_first(definition) &&
                    std::ranges::find(among, seat->level) != among.end();
  if (!fits) return invalid("desk.no_such_desk");
  const bool herself =
      std::ranges::find(seat->holders, chooser, &registry::Holder::person) != seat->holders.end();
  return herself ? invalid("desk.not_to_yourself") : Result<void>{};
}

Result<std::vector<store::WriteSet>> open_children(Kernel& kernel, Draft& draft,
                                                   const procedure::Act& act,
                                                   const procedure::Form& form,
                                                   const rights::Actor& actor,
                                                   const rights::Hat& hat) {
  const auto rules = kernel.rules.get();
  const auto& opens = *act.opens;
  const Matter& parent = draft.dossier().matter;
  if (parent.confidential || !parent.above_path.empty()) {
    return fail(ErrorKind::Conflict, "desk.not_of_complaint");
  }
  const auto* definition = TRY(definition_to_open(*rules, opens));
  const auto targets = TRY(targets_of(draft, draft.definition(), act, form));
  if (targets.empty()) return invalid("desk.nowhere_to_open");
  if (std::cmp_greater(targets.size(), procedure::kChildrenMax)) {
    return invalid("desk.too_many_at_once");
  }
  TRY(check_not_given(draft, opens, targets));
  OpenCommand command;
  command.actor = actor;
  command.procedure = opens.procedure;
  command.form = TRY(form_for(kernel, draft, opens, form, definition->open));
  command.of = OfMatter{parent, hat, {}};
  std::vector<store::WriteSet> out;
  for (const auto& target : targets) {
    command.request.unit = target.unit;
    command.of->chosen = target.desk;
    out.push_back(TRY(prepare_open(kernel, command, draft.read())).changes);
  }
  const auto before = static_cast<std::size_t>(draft.dossier().children.size());
  draft.set(kChildren, std::to_string(before + out.size()));
  draft.fact("opened", std::to_string(out.size()));
  return out;
}

Result<std::vector<store::WriteSet>> end_children(Kernel& kernel, Draft& draft,
                                                  const procedure::EndsChildren& ends) {
  const auto rules = kernel.rules.get();
  std::vector<store::WriteSet> out;
  for (const auto& child : draft.dossier().children) {
    if (child.ended) continue;
    Dossier found = TRY(dossier(draft.read(), child.id));
    const auto* definition = TRY(definition_of(*rules, found.matter));
    const auto last = std::ranges::find_if(definition->steps, &procedure::Step::final);
    if (last == definition->steps.end()) {
      return fail(ErrorKind::Corrupt, "desk.procedure_gone", definition->key);
    }
    const PositionId holder = found.matter.holder;
    Draft ending(kernel, draft.read(), *rules, *definition, std::move(found), draft.now());
    ending.fact("by", "system");
    for (const auto& [field, value] : ends.set) ending.set(field, value);
    TRY(ending.enter(*last, false, std::nullopt));
    if (!ends.text.empty()) TRY(ending.tell_desk(holder, ends.text));
    out.push_back(TRY(ending.finish("ended_with_parent")));
  }
  return out;
}

Result<void> wake_all(Kernel& kernel) {
  store::WriteSet changes;
  {
    const auto read = TRY(kernel.store.read());
    TRY(
        read->visit("SELECT DISTINCT l.parent_id FROM matter_link l JOIN matter m"
                    " ON m.id = l.parent_id WHERE m.ended_at = 0",
                    {}, [&](const store::Row& row) {
                      wake(kernel, changes, row.id<MatterId>(0));
                      return true;
                    }));
  }
  if (changes.changes.empty()) return {};
  return kernel.store.commit_and_wait(std::move(changes));
}

bool has_come(const procedure::Join& join, const std::vector<Child>& children) {
  if (children.empty()) return false;
  const auto counts = [&](const Child& child) {
    const auto& which = join.outcomes;
    return child.ended && (which.empty() || std::ranges::find(which, child.outcome) != which.end());
  };
  return join.all ? std::ranges::all_of(children, counts) : std::ranges::any_of(children, counts);
}

Result<ChildrenView> children_view(const Kernel& kernel, store::Snapshot& read,
                                   const Dossier& dossier, const rights::Actor& reader,
                                   const rights::Standing& standing) {
  ChildrenView out;
  out.total = static_cast<std::int64_t>(dossier.children.size());
  out.ended = std::ranges::count_if(dossier.children, &Child::ended);
  // The desk that opened it for nobody else works on it as those do who hold it.
  const Matter& matter = dossier.matter;
  const bool of_desk = standing.roles.contains(procedure::Role::opener) && !matter.has_filer();
  if (!standing.is_staff() && !of_desk) return out;
  const auto rules = kernel.rules.get();
  const auto matters = TRY(children_of(read, dossier.matter.id));
  std::vector<TextId> titles;
  for (const auto& child : matters) titles.push_back(child.title_text);
  const auto texts = TRY(kernel.vault.texts(read, titles));
  auto& items = out.items.emplace();
  for (const auto& child : matters) {
    auto view = TRY(child_view(kernel, read, *rules, child));
    if (reads_child(child, reader)) {
      view.id = child.id;
      const auto title = texts.find(child.title_text);
      if (title != texts.end()) view.title = title->second;
    }
    items.push_back(std::move(view));
  }
  return out;
}

Result<std::optional<ParentView>> parent_view(const Kernel& kernel, store::Snapshot& read,
                                              const Dossier& dossier, const rights::Actor& reader,
                                              const rights::Standing& standing) {
  const auto fields = read_fields(dossier.matter);
  const auto found = fields.find(kParent);
  if (found == fields.end() || !standing.is_staff()) return std::nullopt;
  const auto parent = TRY(desk::dossier(read, MatterId{parse_int64(found->second).value_or(0)}));
  const auto rules = kernel.rules.get();
  ParentView out;
  out.number = parent.matter.number;
  if (const auto* definition = rules->installed.find(
          parent.matter.procedure, static_cast<int>(parent.matter.procedure_version))) {
    out.procedure = definition->title;
  }
  const auto as = TRY(standing_of(kernel, read, reader, parent, ties(parent), false));
  if (!as.is_staff()) return out;
  out.id = parent.matter.id;
  const auto texts = TRY(kernel.vault.texts(read, {parent.matter.title_text}));
  const auto title = texts.find(parent.matter.title_text);
  if (title != texts.end()) out.title = title->second;
  return out;
}

Result<std::vector<DeskView>> desks_to_begin(const Kernel& kernel, store::Snapshot& read,
                                             const procedure::Definition& definition,
                                             const rights::Hat& hat, UnitId village) {
  const auto rules = kernel.rules.get();
  registry::DeskScope scope;
  scope.key = key_of_first(definition);
  scope.unit = hat.unit ? hat.unit : village;
  scope.now = kernel.clock.now();
  const bool on_list = rules->pack().village_takes(definition, "");
  const auto& among = definition.opening.begins_at;
  std::vector<DeskView> out;
  for (const auto reach :
       {registry::Reach::Below, registry::Reach::SameTown, registry::Reach::Departments}) {
    for (const auto& desk : TRY(registry::desks_to_choose(read, scope, reach))) {
      if (desk.level == registry::kVillageLevel && !on_list) continue;
      if (std::ranges::find(among, desk.level) == among.end()) continue;
      out.push_back(
          {std::to_string(desk.position.value), desk_words(desk.place, desk.name), desk.level});
    }
  }
  std::ranges::sort(out, {}, &DeskView::desk);
  const auto same = std::ranges::unique(out, {}, &DeskView::desk);
  out.erase(same.begin(), same.end());
  return out;
}

}  // namespace linli::desk
