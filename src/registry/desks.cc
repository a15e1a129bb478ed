#include "registry/desks.h"

#include "registry/units.h"

namespace linli::registry {
namespace {

#define LINLI_DESK_HOLDERS                                      \
  "(SELECT COUNT(*) FROM term t WHERE t.position_id = p.id AND" \
  " t.valid_from <= ?1 AND (t.valid_to IS NULL OR t.valid_to > ?1))"
#define LINLI_DESK_UNIT                                                              \
  "SELECT p.id, p.key, p.unit_id, p.organisation_id, u.level, p.name_zh, p.name_en," \
  " u.name_zh, u.name_en, " LINLI_DESK_HOLDERS                                       \
  " FROM position p JOIN unit u ON u.id = p.unit_id WHERE p.key = ?2 "

DeskChoice choice_of(const store::Row& row) {
  DeskChoice out;
  out.position = row.id<PositionId>(0);
  out.key = row.string(1);
  out.unit = row.id<UnitId>(2);
  out.organisation = row.id<OrganisationId>(3);
  out.level = row.string(4);
  out.name = {row.string(5), row.string(6)};
  out.place = {row.string(7), row.string(8)};
  out.holders = static_cast<int>(row.integer(9));
  return out;
}

Result<std::vector<DeskChoice>> same_town(store::Snapshot& read, const DeskScope& scope) {
  const auto town = TRY(unit_at_level(read, scope.unit, scope.town_level));
  if (!town) return std::vector<DeskChoice>{};
  const auto length = static_cast<std::int64_t>(town->path.size());
  return read.all(LINLI_DESK_UNIT
                  "AND substr(u.path, 1, CAST(?3 AS INTEGER)) = ?4 ORDER BY u.code, p.id LIMIT ?5",
                  {scope.now, scope.key, length, town->path, kDesksMax}, choice_of);
}

Result<std::vector<DeskChoice>> above(store::Snapshot& read, const DeskScope& scope) {
  store::IntList ids;
  for (const auto id : ids_in_path(TRY(unit(read, scope.unit)).path)) {
    if (id != scope.unit) ids.push_back(id.value);
  }
  return read.all(LINLI_DESK_UNIT "AND u.id IN (?*) ORDER BY u.code, p.id",
                  {scope.now, scope.key, ids}, choice_of);
}

}  // namespace

Result<std::vector<DeskChoice>> desks_to_choose(store::Snapshot& read, const DeskScope& scope,
                                                Reach reach) {
  switch (reach) {
    case Reach::Below:
      return read.all(LINLI_DESK_UNIT "AND u.parent_id = ?3 ORDER BY u.code, p.id LIMIT ?4",
                      {scope.now, scope.key, scope.unit, kDesksMax}, choice_of);
    case Reach::SameTown:
      return same_town(read, scope);
    case Reach::Above:
      return above(read, scope);
    case Reach::Departments:
      break;
  }
  return read.all(
      "SELECT p.id, p.key, p.unit_id, p.organisation_id, 'department', p.name_zh, p.name_en,"
      " o.name_zh, o.name_en, " LINLI_DESK_HOLDERS
      " FROM organisation o JOIN position p ON p.organisation_id = o.id AND p.key = ?2"
      " WHERE o.kind = ?3 ORDER BY o.key LIMIT ?4",
      {scope.now, scope.key, scope.organisation_kind, kDesksMax}, choice_of);
}

}  // namespace linli::registry
