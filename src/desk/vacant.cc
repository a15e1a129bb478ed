#include "desk/vacant.h"

namespace linli::desk {

Result<std::int64_t> matters_at_vacant(store::Snapshot& read, const std::string& dispatch_key,
                                       Instant now) {
  return read.number(
      "SELECT count(*) FROM matter m WHERE m.ended_at = 0 AND m.holder_position IN"
      " (SELECT p.id FROM position p WHERE p.key = ?1 AND NOT EXISTS (SELECT 1 FROM term t"
      " WHERE t.position_id = p.id AND t.valid_from <= ?2"
      " AND (t.valid_to IS NULL OR t.valid_to > ?2)))",
      {dispatch_key, now});
}

}  // namespace linli::desk
