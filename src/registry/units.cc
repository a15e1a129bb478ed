#include "registry/units.h"

#include <algorithm>

#include "base/natural_order.h"
#include "base/text.h"
#include "registry/place_words.h"

namespace linli::registry {
namespace {

using store::Row;

// The columns of every statement below, in the order unit_of() reads them.
#define LINLI_UNIT_COLUMNS                                                                      \
  "u.id, u.version, u.code, u.parent_id, u.level, u.kind, u.name_zh, u.name_en, u.short_name, " \
  "u.official_name, u.path, u.valid_from, u.valid_to"

Unit unit_of(const Row& row) {
  Unit unit;
  unit.id = row.id<UnitId>(0);
  unit.version = row.integer(1);
  unit.code = row.string(2);
  unit.parent = row.id<UnitId>(3);
  unit.level = row.string(4);
  unit.kind = row.string(5);
  unit.name = {row.string(6), row.string(7)};
  unit.short_name = row.string(8);
  unit.official_name = row.string(9);
  unit.path = row.string(10);
  unit.valid = {row.instant(11), row.instant(12)};
  return unit;
}

// …-2 before …-10.
std::vector<Unit> by_code(std::vector<Unit> units) {
  std::ranges::sort(units, natural_less, &Unit::code);
  return units;
}

store::IntList as_list(const std::vector<UnitId>& ids) {
  store::IntList out;
  for (const auto id : ids) out.push_back(id.value);
  return out;
}

}  // namespace

store::Columns columns_of(const Unit& unit) {
  return {{"code", unit.code},
          {"parent_id", unit.parent},
          {"level", unit.level},
          {"kind", unit.kind},
          {"name_zh", unit.name.zh},
          {"name_en", unit.name.en},
          {"short_name", unit.short_name},
          {"official_name", unit.official_name},
          {"path", unit.path},
          {"valid_from", unit.valid.from},
          {"valid_to", open_end(unit.valid.to)}};
}

void add(store::WriteSet& out, const Unit& unit) {
  add_row(out, "unit", unit.id.value, columns_of(unit));
}

int change(store::WriteSet& out, const Unit& stored, const Unit& wanted) {
  return change_row(out, "unit", stored.id.value, stored.version, columns_of(stored),
                    columns_of(wanted));
}

std::vector<UnitId> ids_in_path(std::string_view path) {
  std::vector<UnitId> out;
  for (const auto part : split(path, '/')) {
    if (part.empty()) continue;
    const auto id = parse_int64(part);
    if (!id) break;
    out.push_back(UnitId{*id});
  }
  return out;
}

std::string child_path(std::string_view parent_path, UnitId id) {
  std::string out = parent_path.empty() ? "/" : std::string(parent_path);
  return out + std::to_string(id.value) + '/';
}

Result<std::optional<Unit>> find_unit(store::Snapshot& read, UnitId id) {
  return read.one("SELECT " LINLI_UNIT_COLUMNS " FROM unit u WHERE u.id = ?1", {id}, unit_of);
}

Result<Unit> unit(store::Snapshot& read, UnitId id) {
  auto found = TRY(find_unit(read, id));
  if (!found) return fail(ErrorKind::NotFound, "registry.no_such_unit");
  return std::move(*found);
}

Result<std::optional<Unit>> find_unit_by_code(store::Snapshot& read, std::string_view code) {
  return read.one("SELECT " LINLI_UNIT_COLUMNS " FROM unit u WHERE u.code = ?1", {code}, unit_of);
}

Result<Unit> county(store::Snapshot& read) {
  auto found = TRY(read.one("SELECT " LINLI_UNIT_COLUMNS
                            " FROM unit u WHERE u.parent_id IS NULL ORDER BY u.code LIMIT 1",
                            {}, unit_of));
  if (!found) return fail(ErrorKind::NotFound, "registry.no_county");
  return std::move(*found);
}

Result<std::vector<Unit>> children(store::Snapshot& read, UnitId id) {
  return by_code(TRY(
      read.all("SELECT " LINLI_UNIT_COLUMNS " FROM unit u WHERE u.parent_id = ?1", {id}, unit_of)));
}

Result<std::vector<Unit>> ancestors(store::Snapshot& read, UnitId id) {
  const auto self = TRY(unit(read, id));
  auto out = TRY(read.all("SELECT " LINLI_UNIT_COLUMNS " FROM unit u WHERE u.id IN (?*)",
                          {as_list(ids_in_path(self.path))}, unit_of));
  std::ranges::sort(out, {}, [](const Unit& u) { return u.path.size(); });
  return out;
}

Result<std::optional<Unit>> unit_at_level(store::Snapshot& read, UnitId id,
                                          std::string_view level) {
  auto above = TRY(ancestors(read, id));
  const auto found = std::ranges::find(above, level, &Unit::level);
  if (found == above.end()) return std::optional<Unit>();
  return std::optional<Unit>(std::move(*found));
}

Result<std::vector<Unit>> units_of_level(store::Snapshot& read, std::string_view level) {
  return by_code(TRY(
      read.all("SELECT " LINLI_UNIT_COLUMNS " FROM unit u WHERE u.level = ?1", {level}, unit_of)));
}

Result<std::vector<Unit>> find_units_by_name(store::Snapshot& read, std::string_view text,
                                             int limit) {
  auto found =
      TRY(read.all("SELECT " LINLI_UNIT_COLUMNS
                   " FROM unit u WHERE u.name_zh LIKE ?1 ESCAPE '!' OR u.name_en LIKE ?1 ESCAPE '!'"
                   " OR u.official_name LIKE ?1 ESCAPE '!'"
                   " ORDER BY length(u.code), u.code LIMIT ?2",
                   {contains_pattern(text), std::clamp(limit, 1, kUnitsFoundMax)}, unit_of));
  if (!found.empty()) return found;
  // No name holds the words: they may be those of several units in a row.
  return find_units_called(read, text, limit);
}

}  // namespace linli::registry
