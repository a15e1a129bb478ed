#include "desk/slip_schema.h"

namespace linli::desk {
namespace {

// What a desk entered for others is its own, whoever sits there (issue 12, M12).
constexpr std::string_view kEnteredAtDesk = R"sql(
DROP INDEX matter_opener;
CREATE INDEX matter_opener_desk ON matter (opener_position, filed_at)
  WHERE opener_position IS NOT NULL;
)sql";

// No code is ever kept: only its keyed hash, which says nothing without the key folder.
constexpr std::string_view kSlips = R"sql(
-- derived: batches of slips with a code inside; what was done with them stands on the record
CREATE TABLE slip_batch (
  id {pk}, -- SlipBatchId
  version BIGINT NOT NULL, -- counts changes
  number TEXT NOT NULL UNIQUE, -- six digits, the beginning of its slips' numbers
  unit_path TEXT NOT NULL, -- ids from the county to the unit whose desks hand them out
  asked_position BIGINT NOT NULL, -- the desk that asked for it and hands it out
  asked_person BIGINT NOT NULL, -- who asked; never who printed
  asked_at BIGINT NOT NULL, -- ms UTC
  size BIGINT NOT NULL, -- how many slips
  printed_position BIGINT, -- the desk above that printed it
  printed_person BIGINT, -- who saw the codes while printing; enters nothing with them
  printed_at BIGINT NOT NULL, -- ms UTC, 0 while not printed
  voided_at BIGINT NOT NULL -- ms UTC, 0 while it holds
){end};
CREATE INDEX slip_batch_asked ON slip_batch (asked_position, asked_at);
CREATE INDEX slip_batch_printed ON slip_batch (printed_position, asked_at)
  WHERE printed_position IS NOT NULL;
CREATE INDEX slip_batch_waiting ON slip_batch (unit_path) WHERE printed_at = 0 AND voided_at = 0;

-- derived: printed slips: where each stands, and the keyed hash of the code inside
CREATE TABLE slip (
  id {pk}, -- row
  version BIGINT NOT NULL, -- counts changes
  batch_id BIGINT NOT NULL, -- slip_batch.id
  number TEXT NOT NULL UNIQUE, -- nine digits, on the outside
  code_hash {blob} NOT NULL, -- keyed hash of number and code
  state TEXT NOT NULL, -- ready, used, voided, lost
  matter_id BIGINT, -- MatterId that it was handed out for
  changed_at BIGINT NOT NULL -- ms UTC
){end};
CREATE INDEX slip_of_batch ON slip (batch_id, state);
)sql";

}  // namespace

std::vector<store::Migration> slip_migrations() {
  return {{80, "request: entered at a desk", kEnteredAtDesk}, {81, "request: slips", kSlips}};
}

}  // namespace linli::desk
