#include "desk/above.h"

#include <algorithm>

#include "base/text.h"
#include "registry/organisations.h"
#include "registry/positions.h"
#include "registry/units.h"

namespace linli::desk {
namespace {

using registry::Seat;

// "/1/5/" of "/1/5/27/"; kDisciplineOnly above the county.
std::string parent_of(std::string_view path) {
  const auto slash = path.substr(0, path.size() - 1).rfind('/');
  if (slash == std::string_view::npos || slash == 0) return std::string(kDisciplineOnly);
  return std::string(path.substr(0, slash + 1));
}

UnitId unit_of(std::string_view path) {
  const auto parts = split(path, '/');
  return UnitId{parse_int64(parts[parts.size() - 2]).value_or(0)};
}

Result<std::string> path_of(store::Snapshot& read, UnitId unit, OrganisationId organisation) {
  if (!unit) unit = TRY(registry::organisation(read, organisation)).unit;
  return TRY(registry::unit(read, unit)).path;
}

Result<std::optional<registry::Organisation>> discipline(store::Snapshot& read,
                                                         const Rules& rules) {
  const auto& key = rules.pack().complaints.discipline;
  if (key.empty()) return std::optional<registry::Organisation>();
  return registry::find_organisation_by_key(read, key);
}

Result<Seat> seat_at_discipline(store::Snapshot& read, const Rules& rules, const std::string& key,
                                const std::set<PersonId>& exclude, Instant now) {
  std::optional<Seat> out;
  if (const auto found = TRY(discipline(read, rules))) {
    for (const auto& position : TRY(registry::positions_at(read, UnitId{}, found->id))) {
      Seat seat = TRY(registry::seat_by_position(read, position.id, now));
      std::erase_if(seat.holders,
                    [&](const auto& holder) { return exclude.contains(holder.person); });
      if (seat.holders.empty() || (out && seat.key != key)) continue;
      out = std::move(seat);
    }
  }
  if (!out) return fail(ErrorKind::Conflict, "desk.nobody_above");
  return std::move(*out);
}

}  // namespace

std::string town_path(const std::vector<registry::Unit>& line) {
  const auto town = std::ranges::find(line, "town", &registry::Unit::level);
  return town == line.end() ? line.front().path : town->path;
}

std::string path_above(std::string path, std::string_view named) {
  while (path != kDisciplineOnly && !(named.starts_with(path) && named.size() > path.size())) {
    path = parent_of(path);
  }
  return path;
}

Result<std::string> path_above(store::Snapshot& read, const Rules& rules, std::string path,
                               const std::vector<PersonId>& people,
                               const std::vector<PositionId>& positions, Instant now) {
  const auto inspection = TRY(discipline(read, rules));
  const auto is_there = [&](OrganisationId organisation) {
    return inspection && organisation == inspection->id;
  };
  for (const auto id : positions) {
    const auto position = TRY(registry::position(read, id));
    if (is_there(position.organisation)) return fail(ErrorKind::Conflict, "desk.nobody_above");
    path = path_above(path, TRY(path_of(read, position.unit, position.organisation)));
  }
  for (const auto person : people) {
    for (const auto& hat : TRY(registry::hats_of(read, person, now))) {
      if (is_there(hat.organisation)) return fail(ErrorKind::Conflict, "desk.nobody_above");
      // Who is lent to a village stands where the organisation stands that lent her.
      path = path_above(path, TRY(path_of(read, hat.unit, hat.organisation)));
    }
  }
  return path;
}

Result<Seat> seat_above_named(store::Snapshot& read, const Rules& rules, const std::string& path,
                              const std::string& key, const std::set<PersonId>& exclude,
                              Instant now) {
  if (path == kDisciplineOnly) return seat_at_discipline(read, rules, key, exclude, now);
  registry::SeatQuery query;
  query.key = key;
  query.unit = unit_of(path);
  query.exclude = exclude;
  query.now = now;
  query.dispatch_key = rules.pack().county.dispatch;
  auto found = registry::resolve_seat(read, query);
  if (found && !found->holders.empty()) return found;
  if (!found && found.error().code != "registry.no_dispatch_desk") return found;
  // Somebody at discipline inspection goes before a desk that waits for its first holder.
  auto inspected = seat_at_discipline(read, rules, key, exclude, now);
  return inspected || !found ? std::move(inspected) : std::move(found);
}

Result<bool> may_lie_at(store::Snapshot& read, const Rules& rules, const std::string& path,
                        const Seat& seat) {
  if (const auto found = TRY(discipline(read, rules)); found && seat.organisation == found->id) {
    return true;
  }
  return path != kDisciplineOnly && path.starts_with(TRY(seat_path(read, seat)));
}

Result<Seat> duty_above(store::Snapshot& read, const Rules& rules, Result<Seat> found,
                        const std::string& key, const Whereabouts& where) {
  const Dossier& dossier = where.dossier;
  if (dossier.matter.above_path.empty()) return found;
  if (found && TRY(may_lie_at(read, rules, std::string(kDisciplineOnly), *found))) return found;
  const auto path =
      TRY(path_above(read, rules, dossier.matter.above_path, dossier.about, {}, where.now));
  return seat_above_named(read, rules, path, key, recused(dossier), where.now);
}

Result<Seat> kept_above(store::Snapshot& read, const Rules& rules, Result<Seat> found,
                        const std::string& key, const Whereabouts& where) {
  const Dossier& dossier = where.dossier;
  if (dossier.matter.above_path.empty()) return found;
  const bool nobody = !found && found.error().code == "registry.no_dispatch_desk";
  if (!found && !nobody) return found;
  // She may have risen since it was filed; with nobody above her any more it stays where it is.
  auto risen = path_above(read, rules, dossier.matter.above_path, dossier.about, {}, where.now);
  if (!risen && found && found->position == dossier.matter.holder) return found;
  const auto path = TRY(std::move(risen));
  if (found && TRY(may_lie_at(read, rules, path, *found))) return found;
  if (found && where.chosen) return invalid("desk.not_above_named");
  return seat_above_named(read, rules, path, key, recused(dossier), where.now);
}

}  // namespace linli::desk
