#include "desk/place.h"

#include "desk/above.h"
#include "desk/standing_of.h"
#include "registry/organisations.h"
#include "registry/units.h"

namespace linli::desk {
namespace {

using procedure::Place;
using registry::Seat;
using registry::SeatQuery;

// Who takes up what has no desk named for it.
constexpr const char* kFirstDesk = "intake";

SeatQuery query_for(const Rules& rules, std::string_view key, const std::set<PersonId>& exclude,
                    Instant now) {
  SeatQuery query;
  query.key = key;
  query.exclude = exclude;
  query.now = now;
  query.dispatch_key = rules.pack().county.dispatch;
  return query;
}

// The unit of `level` in the line of the matter's village, the county when there is none.
Result<UnitId> unit_at(store::Snapshot& read, const Matter& matter, std::string_view level) {
  if (const auto unit = TRY(registry::unit_at_level(read, matter.village, level))) return unit->id;
  return TRY(registry::county(read)).id;
}

Result<PositionId> first_receiver(const Dossier& dossier) {
  for (const auto& participant : dossier.participants) {
    if (participant.role == "first") return participant.position;
  }
  return dossier.matter.holder;
}

Result<PositionId> lead_of(const Dossier& dossier) {
  PositionId lead;
  for (const auto& participant : dossier.participants) {
    if (participant.role == "lead" && participant.ended.ms == 0) lead = participant.position;
  }
  return lead ? lead : TRY(first_receiver(dossier));
}

// The desk that a reference starts from, when it starts from a desk.
Result<PositionId> start_of(const procedure::DeskRef& desk, const Whereabouts& where) {
  const Matter& matter = where.dossier.matter;
  switch (desk.place) {
    case Place::first:
      return TRY(first_receiver(where.dossier));
    case Place::lead:
      return TRY(lead_of(where.dossier));
    case Place::sender:
      return matter.sender ? matter.sender : matter.holder;
    case Place::opener:
      return matter.opener_position ? matter.opener_position : matter.holder;
    case Place::chosen:
      return where.chosen ? where.chosen : TRY(lead_of(where.dossier));
    default:
      return matter.holder;
  }
}

std::set<PersonId> excluded(const Whereabouts& where) {
  auto out = recused(where.dossier);
  out.insert(where.exclude.begin(), where.exclude.end());
  return out;
}

// The seat of the query without anybody whose matter it is, whichever of her rows sits there.
Result<Seat> seat_without(const Kernel& kernel, store::Snapshot& read, const Dossier& dossier,
                          SeatQuery query,
                          Result<Seat> (*find)(store::Snapshot&, const SeatQuery&)) {
  for (int tries = 0; tries < kRecusalsMax; ++tries) {
    auto seat = TRY(find(read, query));
    const auto same = TRY(recused_among(kernel, read, dossier, seat.holders));
    if (same.empty()) return seat;
    query.exclude.insert(same.begin(), same.end());
  }
  return fail(ErrorKind::NotFound, "registry.no_dispatch_desk");
}

Result<Seat> from_desk(const Kernel& kernel, store::Snapshot& read, const Rules& rules,
                       const procedure::DeskRef& desk, const Whereabouts& where) {
  const auto exclude = excluded(where);
  const auto position = TRY(start_of(desk, where));
  auto found = registry::seat_by_position(read, position, where.now);
  if (!found && where.chosen == position) return invalid("desk.no_such_desk");
  const Seat start = TRY(std::move(found));
  // A desk chosen by hand, or one meant as it stands, is taken with its own position.
  const bool as_it_stands = desk.position.empty() || (desk.place == Place::chosen && where.chosen);
  SeatQuery query = query_for(rules, as_it_stands ? start.key : desk.position, exclude, where.now);
  query.unit = start.unit;
  query.organisation = start.organisation;
  const auto find = desk.place == Place::above ? registry::seat_above : registry::resolve_seat;
  return seat_without(kernel, read, where.dossier, std::move(query), find);
}

Result<Seat> resolved(const Kernel& kernel, store::Snapshot& read, const Rules& rules,
                      const procedure::DeskRef& desk, const Whereabouts& where) {
  const Matter& matter = where.dossier.matter;
  SeatQuery query = query_for(rules, desk.position, excluded(where), where.now);
  switch (desk.place) {
    case Place::responsible: {
      std::string rule;
      return responsible_seat(kernel, read, rules, TRY(registry::ancestors(read, matter.unit)),
                              matter.category, desk.position, where, rule);
    }
    case Place::village:
      query.unit = matter.village;
      break;
    case Place::town:
      query.unit = TRY(unit_at(read, matter, "town"));
      break;
    case Place::county:
      query.unit = TRY(registry::county(read)).id;
      break;
    case Place::here:
      query.unit = matter.unit;
      break;
    case Place::filer:
      return invalid("desk.no_such_desk");
    default:
      return from_desk(kernel, read, rules, desk, where);
  }
  return seat_without(kernel, read, where.dossier, std::move(query), registry::resolve_seat);
}

}  // namespace

std::set<PersonId> recused(const Dossier& dossier) {
  std::set<PersonId> out(dossier.about.begin(), dossier.about.end());
  if (dossier.matter.filer) out.insert(dossier.matter.filer);
  if (dossier.matter.affected) out.insert(dossier.matter.affected);
  return out;
}

Result<Seat> find_seat(const Kernel& kernel, store::Snapshot& read, const Rules& rules,
                       const procedure::DeskRef& desk, const Whereabouts& where) {
  const std::string key = desk.position.empty() ? kFirstDesk : desk.position;
  auto found = resolved(kernel, read, rules, desk, where);
  if (desk.place == Place::responsible) {
    return duty_above(read, rules, std::move(found), key, where);
  }
  return kept_above(read, rules, std::move(found), key, where);
}

Result<Seat> responsible_seat(const Kernel& kernel, store::Snapshot& read, const Rules& rules,
                              const std::vector<registry::Unit>& line, std::string_view category,
                              std::string_view position, const Whereabouts& where,
                              std::string& rule) {
  pack::PlaceFacts place;
  UnitId village = line.back().id;
  UnitId town;
  UnitId county;
  for (const auto& above : line) {
    place.codes.push_back(above.code);
    if (above.level == "county") county = above.id;
    if (above.level == "town") town = above.id;
    if (above.level == "village") village = above.id;
  }
  const pack::Duty& duty = rules.pack().responsible(category, place);
  rule = duty.rule;
  SeatQuery query = query_for(rules, position.empty() ? std::string_view(duty.position) : position,
                              excluded(where), where.now);
  query.unit = county;
  if (duty.kind == pack::DutyKind::village) query.unit = village;
  if (duty.kind == pack::DutyKind::town && town) query.unit = town;
  if (duty.kind == pack::DutyKind::organisation) {
    if (const auto organisation =
            TRY(registry::find_organisation_by_key(read, duty.organisation))) {
      query.organisation = organisation->id;
      query.unit = UnitId{};
    }
  }
  return seat_without(kernel, read, where.dossier, std::move(query), registry::resolve_seat);
}

Result<std::string> seat_path(store::Snapshot& read, const Seat& seat) {
  UnitId unit = seat.unit;
  if (!unit) unit = TRY(registry::organisation(read, seat.organisation)).unit;
  return TRY(registry::unit(read, unit)).path;
}

Words desk_words(const Words& place, const Words& name) {
  const auto join = [](const std::string& where, const std::string& what) {
    return what.starts_with(where) ? what : where + " · " + what;
  };
  return {join(place.zh, name.zh), join(place.en, name.en)};
}

Words seat_words(const Seat& seat) {
  return desk_words(seat.place, seat.name);
}

std::string end_of_path(std::string path) {
  if (!path.empty()) path.back() = '0';  // the character after '/'
  return path;
}

}  // namespace linli::desk
