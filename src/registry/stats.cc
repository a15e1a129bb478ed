#include "registry/stats.h"

namespace linli::registry {

Result<Stats> stats(store::Snapshot& read, Instant now) {
  Stats out;
  TRY(
      read.visit("SELECT level, COUNT(*) FROM unit WHERE valid_to IS NULL OR valid_to > ?1"
                 " GROUP BY level",
                 {now}, [&](const store::Row& row) {
                   out.units.emplace(row.string(0), row.integer(1));
                   return true;
                 }));
  out.areas = TRY(read.number("SELECT COUNT(*) FROM area"));
  out.dwellings = TRY(read.number("SELECT COUNT(*) FROM dwelling"));
  out.households = TRY(read.number("SELECT COUNT(*) FROM household"));
  // Counted from the two indexes: reading half a million sealed rows would outlast a view.
  out.people = TRY(read.number("SELECT COUNT(*) FROM person")) -
               TRY(read.number("SELECT COUNT(*) FROM person WHERE erased_at IS NOT NULL"));
  out.organisations = TRY(read.number("SELECT COUNT(*) FROM organisation"));
  out.positions = TRY(read.number("SELECT COUNT(*) FROM position"));
  out.empty_positions =
      TRY(read.number("SELECT COUNT(*) FROM position p WHERE NOT EXISTS (SELECT 1 FROM term t"
                      " WHERE t.position_id = p.id AND t.valid_from <= ?1"
                      " AND (t.valid_to IS NULL OR t.valid_to > ?1))",
                      {now}));
  out.terms =
      TRY(read.number("SELECT COUNT(*) FROM term WHERE valid_from <= ?1"
                      " AND (valid_to IS NULL OR valid_to > ?1)",
                      {now}));
  return out;
}

}  // namespace linli::registry
