#include "registry/census.h"

namespace linli::registry {
namespace {

// A unit with all below it, and their households; ?1 and ?2 are the length and the text of its
// path. As nested sets, so that a village is read from its units down, not from half a million ties
// up.
#define LINLI_UNITS "(SELECT u.id FROM unit u WHERE substr(u.path, 1, CAST(?1 AS INTEGER)) = ?2)"
#define LINLI_HOUSEHOLDS "(SELECT b.id FROM household b WHERE b.unit_id IN " LINLI_UNITS ")"
#define LINLI_LIVING \
  " t.kind = 'living' AND t.valid_from <= ?3 AND (t.valid_to IS NULL OR t.valid_to > ?3)"

std::int64_t length_of(const Unit& unit) {
  return static_cast<std::int64_t>(unit.path.size());
}

Result<std::int64_t> households_below(store::Snapshot& read, const Unit& unit) {
  if (!unit.parent) return read.number("SELECT COUNT(*) FROM household");
  return read.number("SELECT COUNT(*) FROM household b WHERE b.unit_id IN " LINLI_UNITS,
                     {length_of(unit), unit.path});
}

Result<std::int64_t> people_below(store::Snapshot& read, const Unit& unit, Instant now) {
  // Everybody lives in the county: a count over half a million ties would outlast a view.
  if (!unit.parent) {
    return TRY(read.number("SELECT COUNT(*) FROM person")) -
           TRY(read.number("SELECT COUNT(*) FROM person WHERE erased_at IS NOT NULL"));
  }
  return read.number(
      "SELECT COUNT(DISTINCT t.person_id) FROM person_tie t"
      " WHERE t.household_id IN " LINLI_HOUSEHOLDS " AND" LINLI_LIVING,
      {length_of(unit), unit.path, now});
}

}  // namespace

Result<Census> census(store::Snapshot& read, const Unit& unit, Instant now) {
  Census out;
  out.households = TRY(households_below(read, unit));
  out.people = TRY(people_below(read, unit, now));
  out.positions = TRY(read.number("SELECT COUNT(*) FROM position WHERE unit_id = ?1", {unit.id}));
  out.children = TRY(read.number("SELECT COUNT(*) FROM unit WHERE parent_id = ?1", {unit.id}));
  return out;
}

Result<std::vector<Dweller>> dwellers(store::Snapshot& read, const Unit& unit, PersonId after,
                                      Instant now) {
  return read.all(
      "SELECT t.person_id, MIN(d.door) FROM person_tie t JOIN household h ON h.id = t.household_id"
      " JOIN dwelling d ON d.id = h.dwelling_id WHERE t.household_id IN " LINLI_HOUSEHOLDS
      " AND" LINLI_LIVING
      " AND t.person_id > ?4 GROUP BY t.person_id ORDER BY t.person_id"
      " LIMIT ?5",
      {length_of(unit), unit.path, now, after.value, kDwellersMax}, [](const store::Row& row) {
        return Dweller{row.id<PersonId>(0), row.string(1)};
      });
}

}  // namespace linli::registry
