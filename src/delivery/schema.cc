#include "delivery/schema.h"

namespace linli::delivery {
namespace {

constexpr std::string_view kTables = R"(
-- vault: messages out; words and phones sealed, swept after a month
CREATE TABLE delivery_message (
  id {pk},                     -- MessageId, by which a receiver recognises a repeat
  version BIGINT NOT NULL,     -- grows with every change
  at BIGINT NOT NULL,          -- when queued, ms UTC
  person_id BIGINT,            -- to whom
  phone {blob} NOT NULL,       -- or to which phone, sealed; empty if to a person
  channel BIGINT NOT NULL,     -- 1 SMS, 2 inbox
  urgency BIGINT NOT NULL,     -- 1: also in quiet hours
  code TEXT NOT NULL,          -- of the text catalogue
  body {blob} NOT NULL,        -- the words, sealed; empty once cleared
  matter_id BIGINT,            -- what it is about
  tries BIGINT NOT NULL,       -- times handed to the sender
  next_try_at BIGINT,          -- when it is due, ms UTC; none once sent or given up
  sent_at BIGINT,              -- when the sender took it, ms UTC
  given_up_at BIGINT           -- when it was given up, ms UTC
){end};
CREATE INDEX delivery_message_due ON delivery_message(next_try_at) WHERE next_try_at IS NOT NULL;
)";

}  // namespace

std::vector<store::Migration> migrations() {
  return {{70, "delivery", kTables}};
}

}  // namespace linli::delivery
