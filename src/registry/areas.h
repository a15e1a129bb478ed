// registry/areas.h – named sets of units that need not fit the tree and may overlap: grids, a
// station's service area, the estates of a property firm.
//
// Source: charter "area"; UNIT-39, UNIT-52. Thread safety: functions of a snapshot.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/words.h"
#include "registry/rows.h"
#include "store/snapshot.h"

namespace linli::registry {

struct Area {
  AreaId id;
  std::int64_t version = 1;
  std::string key;   // natural key
  std::string kind;  // "grid", "service", "property" … (pack)
  std::string line;  // "party", "self_governance", "other"
  Words name;
  Dates valid;
};

store::Columns columns_of(const Area& area);
void add(store::WriteSet& out, const Area& area);
int change(store::WriteSet& out, const Area& stored, const Area& wanted);

struct AreaUnit {
  std::int64_t id = 0;
  AreaId area;
  UnitId unit;
};
void add(store::WriteSet& out, const AreaUnit& member);

Result<std::optional<Area>> find_area_by_key(store::Snapshot& read, std::string_view key);
Result<std::vector<UnitId>> units_of_area(store::Snapshot& read, AreaId area);
// Every area that holds the unit or one above it.
Result<std::vector<Area>> areas_of_unit(store::Snapshot& read, UnitId unit);

}  // namespace linli::registry
