// registry/units.h – the tree of governance units: county, town, village, group, hamlet, cluster.
//
// Levels and their names are data of the pack (sources count 3, 4, 5, 6 and 8 levels: UNIT-1 … 14,
// GAP-1); code knows only parent and path. The path "/1/5/27/" lists ids from the county down to
// the unit itself. Thread safety: functions of a snapshot; as safe as it is.
// Errors of every query: those of store/snapshot.h, and registry.no_such_unit (NotFound) where an
// id must exist.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/words.h"
#include "registry/rows.h"
#include "store/snapshot.h"

namespace linli::registry {

struct Unit {
  UnitId id;
  std::int64_t version = 1;
  std::string code;  // natural key; the 12-digit code of the state down to the village
  UnitId parent;     // 0 for the county
  std::string level;
  std::string kind;  // "rural" or "urban"
  Words name;
  std::string short_name;     // 向巷村
  std::string official_name;  // 向巷村村民委员会
  std::string path;           // "/1/5/27/"
  Dates valid;
};

store::Columns columns_of(const Unit& unit);
void add(store::WriteSet& out, const Unit& unit);
int change(store::WriteSet& out, const Unit& stored, const Unit& wanted);

// The ids in a path, county first. An ill-formed part ends it.
std::vector<UnitId> ids_in_path(std::string_view path);
// The path of a child of `parent_path` ("" for the county).
std::string child_path(std::string_view parent_path, UnitId id);

Result<Unit> unit(store::Snapshot& read, UnitId id);
Result<std::optional<Unit>> find_unit(store::Snapshot& read, UnitId id);
Result<std::optional<Unit>> find_unit_by_code(store::Snapshot& read, std::string_view code);
// The unit without a parent. Errors: registry.no_county (NotFound: the folder is not filled).
Result<Unit> county(store::Snapshot& read);
// Ordered by code.
Result<std::vector<Unit>> children(store::Snapshot& read, UnitId id);
// From the county down to the unit itself.
Result<std::vector<Unit>> ancestors(store::Snapshot& read, UnitId id);
inline constexpr const char* kVillageLevel = "village";
// The unit itself or the one above it of this level, if there is one.
Result<std::optional<Unit>> unit_at_level(store::Snapshot& read, UnitId id, std::string_view level);
Result<std::vector<Unit>> units_of_level(store::Snapshot& read, std::string_view level);
// Units whose name, short name or official name contains `text`, upper levels first; at most
// `limit` (≤ kUnitsFoundMax).
inline constexpr int kUnitsFoundMax = 50;
Result<std::vector<Unit>> find_units_by_name(store::Snapshot& read, std::string_view text,
                                             int limit);

}  // namespace linli::registry
