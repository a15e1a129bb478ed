#include "office/read.h"

#include <algorithm>

#include "desk/read_matter.h"
#include "pack/organisation_kinds.h"
#include "registry/census.h"
#include "registry/households.h"
#include "registry/people.h"
#include "registry/positions.h"
#include "registry/units.h"

namespace linli::office {
namespace {

constexpr const char* kTieKinds = "tie_kinds";

bool over(const registry::Term& term, Instant now) {
  return term.valid.to.ms != 0 && term.valid.to <= now;
}

Result<PositionView> position_view(const desk::Kernel& kernel, store::Snapshot& read,
                                   const registry::Position& position) {
  PositionView out{position.id, position.key, position.name, position.phone, {}};
  const Instant now = kernel.clock.now();
  std::vector<PersonId> people;
  for (const auto& term : TRY(registry::terms_of_position(read, position.id))) {
    if (over(term, now)) continue;
    HolderView holder;
    holder.term = term.id;
    holder.person = term.person;
    holder.deputy = term.deputy;
    holder.from_at = term.valid.from.ms;
    holder.to_at = term.valid.to.ms;
    people.push_back(term.person);
    out.holders.push_back(std::move(holder));
  }
  const auto names = TRY(registry::names_of(read, kernel.vault, people));
  for (auto& holder : out.holders) {
    if (const auto name = names.find(holder.person); name != names.end()) {
      holder.name = name->second;
    }
  }
  std::ranges::stable_sort(out.holders, {}, &HolderView::from_at);
  std::ranges::stable_sort(out.holders, {}, &HolderView::deputy);
  return out;
}

Result<std::vector<desk::UnitView>> served_units(const desk::Rules& rules, store::Snapshot& read,
                                                 OrganisationId organisation) {
  std::vector<desk::UnitView> out;
  for (const auto& served : TRY(registry::served_by(read, organisation))) {
    if (!served.unit) continue;
    if (const auto unit = TRY(registry::find_unit(read, served.unit))) {
      out.push_back(desk::unit_view(rules, *unit));
    }
  }
  return out;
}

Result<PersonRow> person_row(const desk::Kernel& kernel, store::Snapshot& read,
                             const registry::Dweller& dweller) {
  const auto rules = kernel.rules.get();
  const Instant now = kernel.clock.now();
  PersonRow out;
  out.id = dweller.person;
  out.door = dweller.door;
  out.name = TRY(registry::masked(read, kernel.vault, dweller.person)).name;
  for (const auto& tie : TRY(registry::ties_of(read, dweller.person))) {
    const bool holds = tie.valid.from <= now && (tie.valid.to.ms == 0 || tie.valid.to > now);
    auto words = rules->pack().choice_words(kTieKinds, tie.kind);
    if (!holds || std::ranges::find(out.ties, words) != out.ties.end()) continue;
    out.ties.push_back(std::move(words));
  }
  return out;
}

}  // namespace

Result<UnitCensus> read_unit(const desk::Kernel& kernel, store::Snapshot& read, UnitId id) {
  const auto rules = kernel.rules.get();
  const auto unit = TRY(registry::unit(read, id));
  UnitCensus out;
  out.unit = desk::unit_view(*rules, unit);
  for (const auto& above : TRY(registry::ancestors(read, id))) {
    out.place.push_back(desk::unit_view(*rules, above));
  }
  const auto counted = TRY(registry::census(read, unit, kernel.clock.now()));
  out.households = counted.households;
  out.people = counted.people;
  out.positions = counted.positions;
  out.children = counted.children;
  return out;
}

Result<PositionList> read_positions(const desk::Kernel& kernel, store::Snapshot& read, UnitId unit,
                                    OrganisationId organisation) {
  if (static_cast<bool>(unit) == static_cast<bool>(organisation)) {
    return invalid("office.place_missing");
  }
  if (unit) TRY(registry::unit(read, unit));
  if (organisation) TRY(registry::organisation(read, organisation));
  PositionList out;
  for (const auto& position : TRY(registry::positions_at(read, unit, organisation))) {
    out.items.push_back(TRY(position_view(kernel, read, position)));
  }
  return out;
}

Result<OrganisationPage> read_organisations(const desk::Kernel& kernel, store::Snapshot& read,
                                            const registry::OrganisationQuery& query) {
  const auto rules = kernel.rules.get();
  OrganisationPage out;
  for (const auto& one : TRY(registry::find_organisations(read, query))) {
    OrganisationView view;
    view.id = one.id;
    view.code = one.key;
    view.name = one.name;
    view.kind = one.kind;
    view.kind_words = rules->pack().choice_words(pack::kOrganisationKinds, one.kind);
    view.line = one.line;
    if (one.line_parent) view.parent = one.line_parent;
    view.serves = TRY(served_units(*rules, read, one.id));
    out.items.push_back(std::move(view));
  }
  if (out.items.size() == registry::kOrganisationsMax) out.next = out.items.back().code;
  return out;
}

Result<PeoplePage> read_people(const desk::Kernel& kernel, store::Snapshot& read, UnitId id,
                               PersonId after) {
  const auto unit = TRY(registry::unit(read, id));
  // No list of a town or of the county is made: whoever looks does so for one village or less.
  if (!TRY(registry::unit_at_level(read, id, registry::kVillageLevel))) {
    return invalid("office.unit_too_high");
  }
  PeoplePage out;
  for (const auto& dweller : TRY(registry::dwellers(read, unit, after, kernel.clock.now()))) {
    out.items.push_back(TRY(person_row(kernel, read, dweller)));
  }
  if (out.items.size() == registry::kDwellersMax) {
    out.next = std::to_string(out.items.back().id.value);
  }
  return out;
}

}  // namespace linli::office
