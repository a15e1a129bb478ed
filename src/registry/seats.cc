#include "registry/seats.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>

#include "registry/organisations.h"
#include "registry/units.h"

namespace linli::registry {
namespace {

using Seats = std::vector<Seat>;

// Every statement below gives one row a holder (or one without a holder) in this order.
#define LINLI_SEAT_SELECT                                                                         \
  "SELECT p.id, p.key, p.unit_id, p.organisation_id, COALESCE(u.level, 'department'), p.name_zh," \
  " p.name_en, COALESCE(u.name_zh, o.name_zh), COALESCE(u.name_en, o.name_en), t.id, t.version,"  \
  " t.person_id, t.deputy, p.phone FROM position p LEFT JOIN unit u ON u.id = p.unit_id"          \
  " LEFT JOIN organisation o ON o.id = p.organisation_id"                                         \
  " LEFT JOIN term t ON t.position_id = p.id AND t.valid_from <= ?1"                              \
  " AND (t.valid_to IS NULL OR t.valid_to > ?1) "
#define LINLI_SEAT_ORDER " ORDER BY p.id, t.deputy, t.valid_from, t.id"

Seat seat_of(const store::Row& row) {
  Seat seat;
  seat.position = row.id<PositionId>(0);
  seat.key = row.string(1);
  seat.unit = row.id<UnitId>(2);
  seat.organisation = row.id<OrganisationId>(3);
  seat.level = row.string(4);
  seat.name = {row.string(5), row.string(6)};
  seat.place = {row.string(7), row.string(8)};
  seat.phone = row.string(13);
  return seat;
}

Result<Seats> seats(store::Snapshot& read, store::Sql sql,
                    const std::vector<store::Value>& parameters,
                    const std::set<PersonId>& exclude) {
  Seats out;
  TRY(read.visit(sql, parameters, [&](const store::Row& row) {
    if (out.empty() || out.back().position != row.id<PositionId>(0)) out.push_back(seat_of(row));
    const Holder holder{row.id<TermId>(9), row.integer(10), row.id<PersonId>(11), row.flag(12)};
    if (holder.term) out.back().vacant = false;
    if (holder.term && !exclude.contains(holder.person)) out.back().holders.push_back(holder);
    return true;
  }));
  return out;
}

bool held(const Seat& seat) {
  return !seat.holders.empty();
}

// The held seat whose place comes first in `places`.
template <class PlaceId>
std::optional<Seat> first_held(const Seats& found, const std::vector<PlaceId>& places,
                               PlaceId Seat::*place) {
  for (const auto id : places) {
    for (const auto& seat : found) {
      if (seat.*place == id && held(seat)) return seat;
    }
  }
  return std::nullopt;
}

template <class PlaceId>
store::IntList as_list(const std::vector<PlaceId>& ids) {
  store::IntList out;
  for (const auto id : ids) out.push_back(id.value);
  return out;
}

// Where a search goes: organisations of the line, then units, nearest first; the county is last.
struct Way {
  std::vector<OrganisationId> organisations;
  std::vector<UnitId> units;
  UnitId county;
};

Result<Way> way_up(store::Snapshot& read, UnitId unit_id, OrganisationId organisation_id) {
  Way way;
  if (unit_id) {
    way.units = ids_in_path(TRY(unit(read, unit_id)).path);
    std::ranges::reverse(way.units);
    way.county = way.units.back();
    return way;
  }
  way.county = TRY(county(read)).id;
  if (organisation_id) {
    for (const auto& one : TRY(line_of(read, organisation_id))) {
      way.organisations.push_back(one.id);
    }
  }
  way.units = {way.county};
  return way;
}

// Takes the lowest place of the way, but never the county.
void begin_above(Way& way) {
  if (!way.organisations.empty()) {
    way.organisations.erase(way.organisations.begin());
  } else if (way.units.size() > 1) {
    way.units.erase(way.units.begin());
  } else {
    way.units.clear();  // above the county stands only its dispatch desk
  }
}

// Steps 3 to 5: the dispatch desk, else its stand-in, at the county or an organisation of it; else
// the dispatch desk that nobody has been appointed to.
Result<Seat> last_seat(store::Snapshot& read, const SeatQuery& query, UnitId county_id) {
  const std::vector<store::Value> parameters{query.now, query.dispatch_key, query.stand_in_key,
                                             county_id};
  auto found =
      TRY(seats(read,
                LINLI_SEAT_SELECT
                "WHERE p.key IN (?2, ?3) AND (p.unit_id = ?4 OR o.unit_id = ?4)" LINLI_SEAT_ORDER,
                parameters, query.exclude));
  std::ranges::stable_sort(found, {}, [&](const Seat& seat) {
    return (seat.key == query.dispatch_key ? 0 : 2) + (seat.unit ? 0 : 1);
  });
  auto seat = std::ranges::find_if(found, held);
  if (seat == found.end()) {
    seat = std::ranges::find_if(
        found, [&](const Seat& one) { return one.vacant && one.key == query.dispatch_key; });
  }
  if (seat == found.end()) return fail(ErrorKind::NotFound, "registry.no_dispatch_desk");
  return *seat;
}

Result<Seat> resolve(store::Snapshot& read, const SeatQuery& query, const Way& way) {
  if (!way.organisations.empty()) {
    const auto found = TRY(seats(
        read, LINLI_SEAT_SELECT "WHERE p.key = ?2 AND p.organisation_id IN (?*)" LINLI_SEAT_ORDER,
        {query.now, query.key, as_list(way.organisations)}, query.exclude));
    if (auto seat = first_held(found, way.organisations, &Seat::organisation)) {
      return std::move(*seat);
    }
  }
  if (!way.units.empty()) {
    const auto found =
        TRY(seats(read, LINLI_SEAT_SELECT "WHERE p.key = ?2 AND p.unit_id IN (?*)" LINLI_SEAT_ORDER,
                  {query.now, query.key, as_list(way.units)}, query.exclude));
    if (auto seat = first_held(found, way.units, &Seat::unit)) return std::move(*seat);
  }
  return last_seat(read, query, way.county);
}

rights::Hat hat_of(const store::Row& row) {
  rights::Hat hat;
  hat.term = row.id<TermId>(0);
  hat.term_version = row.integer(1);
  hat.position = row.id<PositionId>(2);
  hat.key = row.string(3);
  hat.unit = row.id<UnitId>(4);
  hat.organisation = row.id<OrganisationId>(5);
  hat.unit_path = row.string(6);
  hat.level = row.string(7);
  hat.deputy = row.flag(8);
  return hat;
}

}  // namespace

Result<Seat> resolve_seat(store::Snapshot& read, const SeatQuery& query) {
  return resolve(read, query, TRY(way_up(read, query.unit, query.organisation)));
}

Result<Seat> seat_above(store::Snapshot& read, const SeatQuery& query) {
  auto way = TRY(way_up(read, query.unit, query.organisation));
  begin_above(way);
  return resolve(read, query, way);
}

Result<std::vector<UnitId>> units_held(store::Snapshot& read, std::string_view level,
                                       std::string_view key, Instant now) {
  return read.all(
      "SELECT DISTINCT u.id FROM position p JOIN unit u ON u.id = p.unit_id"
      " JOIN term t ON t.position_id = p.id WHERE p.key = ?1 AND u.level = ?2"
      " AND (u.valid_to IS NULL OR u.valid_to > ?3)"
      " AND t.valid_from <= ?3 AND (t.valid_to IS NULL OR t.valid_to > ?3) ORDER BY u.id",
      {key, level, now}, [](const store::Row& row) { return row.id<UnitId>(0); });
}

Result<Seat> seat_by_position(store::Snapshot& read, PositionId position, Instant now) {
  auto found =
      TRY(seats(read, LINLI_SEAT_SELECT "WHERE p.id = ?2" LINLI_SEAT_ORDER, {now, position}, {}));
  if (found.empty()) return fail(ErrorKind::NotFound, "registry.no_such_position");
  return std::move(found.front());
}

Result<Hats> hats_and_until(store::Snapshot& read, PersonId person, Instant now) {
  Hats out{{}, Instant{std::numeric_limits<std::int64_t>::max()}};
  TRY(read.visit(
      "SELECT t.id, t.version, p.id, p.key, p.unit_id, p.organisation_id, u.path, u.level,"
      " t.deputy, t.valid_from, t.valid_to FROM term t JOIN position p ON p.id = t.position_id"
      " LEFT JOIN organisation o ON o.id = p.organisation_id"
      " LEFT JOIN unit u ON u.id = COALESCE(p.unit_id, t.served_unit_id, o.unit_id)"
      " WHERE t.person_id = ?1 AND (t.valid_to IS NULL OR t.valid_to > ?2) ORDER BY t.id",
      {person, now}, [&](const store::Row& row) {
        const Instant from = row.instant(9);
        if (from > now) {
          out.until = std::min(out.until, from);
        } else {
          if (!row.is_null(10)) out.until = std::min(out.until, row.instant(10));
          out.hats.push_back(hat_of(row));
        }
        return true;
      }));
  return out;
}

Result<std::vector<rights::Hat>> hats_of(store::Snapshot& read, PersonId person, Instant now) {
  return TRY(hats_and_until(read, person, now)).hats;
}

}  // namespace linli::registry
