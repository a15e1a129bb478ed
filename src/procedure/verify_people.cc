// Desks have people, forms ask what their fillers can give, and nobody speaks for the filer.
#include <algorithm>
#include <array>
#include <span>

#include "procedure/proof.h"

namespace linli::procedure {
namespace {

// Lists that only the institution can choose from, and those that only the filer can.
constexpr std::array<std::string_view, 4> kInternal = {"grades", "outcomes", "decline_reasons",
                                                       "return_reasons"};
constexpr std::array<std::string_view, 2> kFilers = {"ratings", "not_solved_reasons"};

bool among(std::span<const std::string_view> list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

bool is_filer(Role role) {
  return role == Role::filer || role == Role::affected || role == Role::resident;
}

// The levels at which a desk at this place may have to be; "department" is any organisation.
std::set<std::string> levels_of(const Proof& proof, Place place) {
  const auto& at = proof.definition.opening.at;
  switch (place) {
    case Place::responsible:
      return proof.facts.levels;
    case Place::here:
      return at.empty() ? proof.facts.levels : std::set<std::string>(at.begin(), at.end());
    case Place::above:
      return {"town", "county"};
    case Place::village:
      return {"village"};
    case Place::town:
      return {"town"};
    case Place::county:
      return {"county"};
    default:
      return {};
  }
}

// F07: an institution that may have to answer has the seat.
void check_seat(Proof& proof, const Step& step, const std::string& place,
                const std::optional<DeskRef>& desk) {
  if (!desk || desk->position.empty()) return;
  const auto found = proof.facts.positions.find(desk->position);
  if (found == proof.facts.positions.end()) return;  // F02
  const auto& position = found->second;
  if (desk->place == Place::home) return;  // where nobody sits there, it cannot be shared
  if (!position.must_exist) {
    proof.fault("F07", step.key, place, "nobody must have the position '" + desk->position + "'");
    return;
  }
  for (const auto& level : levels_of(proof, desk->place)) {
    const bool there =
        level == "department" ? position.at_organisations : position.levels.contains(level);
    if (there) continue;
    proof.fault("F07", step.key, place,
                "no " + level + " must have the position '" + desk->position + "'");
  }
}

// F08: every line ends at the dispatch desk, and it is there.
void check_dispatch(Proof& proof) {
  const auto found = proof.facts.positions.find(proof.facts.dispatch);
  const bool there = found != proof.facts.positions.end() && found->second.must_exist &&
                     found->second.levels.contains("county");
  if (there) return;
  for (const auto& step : proof.definition.steps) {
    if (!step.desk || step.desk->place == Place::filer) continue;
    proof.fault("F08", step.key, step.key,
                "its line ends nowhere: the county has no dispatch desk that must exist");
    return;
  }
}

// F11: she knows what happened to her, not the county's grades, desks and lists.
void check_filers_form(Proof& proof, const Step& step, const Act& act) {
  if (std::ranges::none_of(act.who, is_filer)) return;
  for (const auto& field : act.form) {
    const bool hard = field.kind == FieldKind::desk || field.kind == FieldKind::desks ||
                      (field.kind == FieldKind::choice && among(kInternal, field.choices)) ||
                      (field.required && field.choices == "categories");
    if (hard) {
      proof.fault("F11", step.key, place_of(step, act),
                  "the filer is asked for '" + field.key + "', which only the institution knows");
    }
  }
}

// F12: her word and her rating are hers.
void check_word(Proof& proof, const Step& step, const Act& act) {
  const bool hers = act.kind == ActKind::word || act.kind == ActKind::rate;
  if (hers && !only_filer(act)) {
    proof.fault("F12", step.key, place_of(step, act), "somebody else gives the filer's word");
  }
  if (only_filer(act)) return;
  for (const auto& field : act.form) {
    if (field.kind == FieldKind::choice && among(kFilers, field.choices)) {
      proof.fault("F12", step.key, place_of(step, act),
                  "somebody else fills in '" + field.key + "', which only the filer can say");
    }
  }
}

// F27: somebody can do it.
void check_doers(Proof& proof, const Step& step, const Act& act) {
  const auto opening = [](Role role) {
    return role == Role::resident || role == Role::staff || role == Role::importer ||
           role == Role::matter || role == Role::rhythm;
  };
  if (act.who.empty() || std::ranges::any_of(act.who, opening)) {
    proof.fault("F27", step.key, place_of(step, act), "it names nobody who could do it here");
    return;
  }
  const auto holds = [](Role role) { return role == Role::holder || role == Role::lead; };
  if (act.never_handler && !step.desk && std::ranges::all_of(act.who, holds)) {
    proof.fault("F27", step.key, place_of(step, act),
                "its holder has handled the matter and may never do it");
  }
}

// F13: a matter ends by the filer, by somebody who did not handle it, or by silence that she could
// have broken – and silence never means solved.
void check_ends(Proof& proof) {
  if (!has_filer(proof.definition)) return;
  for (const auto& edge : proof.graph.edges()) {
    if (!proof.definition.find_step(edge.to)->final) continue;
    const auto place = edge.from + "." + edge.by;
    if (edge.act != nullptr) {
      if (only_filer(*edge.act) || edge.act->never_handler) continue;
      proof.fault("F13", edge.from, place, "the handler alone ends the matter");
      continue;
    }
    const auto* step = proof.definition.find_step(edge.from);
    const bool can_object = std::ranges::any_of(proof.graph.edges(), [&](const Edge& other) {
      return other.from == edge.from && other.act != nullptr && only_filer(*other.act) &&
             !proof.definition.find_step(other.to)->final;
    });
    const auto outcome = edge.sets().find("outcome");
    const bool solved = outcome != edge.sets().end() && outcome->second == "solved";
    if (edge.join != nullptr || solved || !can_object || !step->desk ||
        step->desk->place != Place::filer) {
      proof.fault("F13", edge.from, place, "silence ends the matter without the filer's word");
    }
  }
}

// F24: what is shown to everybody is a choice, never a text or a file.
void check_public(Proof& proof) {
  const auto fields = proof.fields_set();
  const auto personal = [&](const Act& act, const std::string& key) {
    const auto found = std::ranges::find(act.form, key, &Field::key);
    return found != act.form.end() && found->kind != FieldKind::choice &&
           found->kind != FieldKind::flag;
  };
  for (const auto& key : proof.definition.public_fields) {
    bool hidden = personal(proof.definition.open, key) || !fields.contains(key);
    for (const auto& step : proof.definition.steps) {
      for (const auto& act : step.acts) hidden = hidden || personal(act, key);
    }
    if (hidden) {
      proof.fault("F24", "", "public." + key, "it is personal, or no field of the matter");
    }
  }
}

}  // namespace

void verify_people(Proof& proof) {
  check_dispatch(proof);
  Step opening;
  opening.key = "open";
  check_filers_form(proof, opening, proof.definition.open);
  for (const auto& step : proof.definition.steps) {
    check_seat(proof, step, step.key, step.desk);
    for (const auto& late : step.late) check_seat(proof, step, step.key + ".late", late.desk);
    for (const auto& act : step.acts) {
      check_seat(proof, step, place_of(step, act), act.desk);
      for (const auto& late : act.late) check_seat(proof, step, place_of(step, act), late.desk);
      check_filers_form(proof, step, act);
      check_word(proof, step, act);
      check_doers(proof, step, act);
    }
  }
  check_ends(proof);
  check_public(proof);
}

}  // namespace linli::procedure
