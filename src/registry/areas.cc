#include "registry/areas.h"

#include "registry/units.h"

namespace linli::registry {
namespace {

#define LINLI_AREA_COLUMNS \
  "a.id, a.version, a.key, a.kind, a.line, a.name_zh, a.name_en, a.valid_from, a.valid_to"

Area area_of(const store::Row& row) {
  Area area;
  area.id = row.id<AreaId>(0);
  area.version = row.integer(1);
  area.key = row.string(2);
  area.kind = row.string(3);
  area.line = row.string(4);
  area.name = {row.string(5), row.string(6)};
  area.valid = {row.instant(7), row.instant(8)};
  return area;
}

}  // namespace

store::Columns columns_of(const Area& area) {
  return {{"key", area.key},
          {"kind", area.kind},
          {"line", area.line},
          {"name_zh", area.name.zh},
          {"name_en", area.name.en},
          {"valid_from", area.valid.from},
          {"valid_to", open_end(area.valid.to)}};
}

void add(store::WriteSet& out, const Area& area) {
  add_row(out, "area", area.id.value, columns_of(area));
}

int change(store::WriteSet& out, const Area& stored, const Area& wanted) {
  return change_row(out, "area", stored.id.value, stored.version, columns_of(stored),
                    columns_of(wanted));
}

void add(store::WriteSet& out, const AreaUnit& member) {
  add_row(out, "area_unit", member.id, {{"area_id", member.area}, {"unit_id", member.unit}});
}

Result<std::optional<Area>> find_area_by_key(store::Snapshot& read, std::string_view key) {
  return read.one("SELECT " LINLI_AREA_COLUMNS " FROM area a WHERE a.key = ?1", {key}, area_of);
}

Result<std::vector<UnitId>> units_of_area(store::Snapshot& read, AreaId area) {
  return read.all("SELECT unit_id FROM area_unit WHERE area_id = ?1 ORDER BY unit_id", {area},
                  [](const store::Row& row) { return row.id<UnitId>(0); });
}

Result<std::vector<Area>> areas_of_unit(store::Snapshot& read, UnitId id) {
  const auto self = TRY(unit(read, id));
  store::IntList above;
  for (const auto one : ids_in_path(self.path)) above.push_back(one.value);
  return read.all("SELECT DISTINCT " LINLI_AREA_COLUMNS
                  " FROM area_unit m JOIN area a ON a.id = m.area_id WHERE m.unit_id IN (?*)"
                  " ORDER BY a.key",
                  {above}, area_of);
}

}  // namespace linli::registry
