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

// phone_blind: keyed hash of the phone, for messages to a phone; NULL for those to a person and
// once erased. Messages from before get theirs at the first start.
constexpr std::string_view kPhone = R"(
ALTER TABLE delivery_message ADD COLUMN phone_blind BIGINT;
CREATE INDEX delivery_message_phone ON delivery_message(phone_blind)
  WHERE phone_blind IS NOT NULL;
)";

constexpr std::string_view kStranger = R"(
-- derived: phones of filings without a person; lost ones are told once more
CREATE TABLE delivery_phone (
  id {pk},                 -- keyed hash of the phone
  version BIGINT NOT NULL, -- grows with every change
  proven BIGINT NOT NULL,  -- 1: somebody has signed in by it
  sent BIGINT NOT NULL,    -- messages about filings since day_at
  day_at BIGINT NOT NULL,  -- since when they are counted, ms UTC
  seen_at BIGINT NOT NULL  -- the last of them or sign-in, ms UTC
){end};
CREATE INDEX delivery_phone_seen ON delivery_phone(seen_at);
)";

// ends_at: after it a message is worth nothing and is given up, ms UTC; none on messages from
// before.
constexpr std::string_view kWays = R"(
ALTER TABLE delivery_message ADD COLUMN ends_at BIGINT;

-- derived: whether messages reach phones; lost, a test message tells anew
CREATE TABLE delivery_way (
  id {pk},                  -- 1, the only row
  version BIGINT NOT NULL,  -- grows with every change
  settings BIGINT NOT NULL, -- fingerprint of the settings that this was learnt with; 0 for none
  took_at BIGINT NOT NULL,  -- when a message was last taken, ms UTC; 0 never
  failed_at BIGINT NOT NULL, -- when one was last refused, ms UTC; 0 never
  failures BIGINT NOT NULL, -- refused since the last that was taken
  error TEXT NOT NULL       -- code of the last refusal
){end};
)";

// channel: also 3, e-mail. kind: what it says (delivery::Kind); none on messages from before, which
// are on no page.
// declined_at: when it was left unsent because she wants none, ms UTC. copied_at: when a copy for
// her e-mail was queued, ms UTC.
constexpr std::string_view kReader = R"(
ALTER TABLE delivery_message ADD COLUMN kind BIGINT;
ALTER TABLE delivery_message ADD COLUMN declined_at BIGINT;
ALTER TABLE delivery_message ADD COLUMN copied_at BIGINT;
CREATE INDEX delivery_message_person ON delivery_message(person_id, id)
  WHERE person_id IS NOT NULL;

-- derived: up to where each person has read, and which messages she wants; lost, she is asked anew
CREATE TABLE delivery_reader (
  id {pk},                  -- PersonId
  version BIGINT NOT NULL,  -- grows with every change
  read_to BIGINT NOT NULL,  -- MessageId up to which she has read; 0 for none
  sms_off BIGINT NOT NULL,  -- kinds she does not want by SMS, a bit each; delivery/reader.h
  mail_off BIGINT NOT NULL  -- kinds she does not want by e-mail
){end};
)";

}  // namespace

std::vector<store::Migration> migrations() {
  return {{70, "delivery", kTables},
          {71, "delivery: messages by phone", kPhone},
          {72, "delivery_phone", kStranger},
          {73, "delivery_way", kWays},
          {74, "delivery_reader", kReader}};
}

std::vector<vault::SealedTable> sealed_tables() {
  return {{"delivery_message",
           "SELECT id, version, phone, body FROM delivery_message WHERE id > ?1"
           " ORDER BY id LIMIT ?2",
           {"phone", "body"}}};
}

}  // namespace linli::delivery
