#include "audit/schema.h"

namespace linli::audit {
namespace {

constexpr std::string_view kLog = R"sql(
-- record: who signed in, was refused, looked, administered; never changed, removed whole when old
CREATE TABLE audit_entry (
  id {pk}, -- AuditId
  version BIGINT NOT NULL, -- always 1: a row is only added and removed
  at BIGINT NOT NULL, -- when, for several the first, ms UTC
  kind TEXT NOT NULL, -- audit::Kind: sign_in, code, session, account …
  recorded BIGINT NOT NULL, -- 1: the same act is an entry of the record (journal_entry) too
  route TEXT NOT NULL, -- operationId, or the command at the machine
  refused BIGINT NOT NULL, -- 0 done, 1 refused
  code TEXT NOT NULL, -- why it was refused: an error code; '' when done
  times BIGINT NOT NULL, -- how many such calls within a minute it stands for
  person_id BIGINT, -- who called, if known
  account_id BIGINT, -- her account, or the one that was tried
  detail TEXT NOT NULL, -- ids in words: "account=73"; no free text
  address_hash {blob} -- salted hash of the address (audit_address); none at the machine
){end};
CREATE INDEX audit_entry_at ON audit_entry (at);
CREATE INDEX audit_entry_alone ON audit_entry (id) WHERE recorded = 0;
CREATE INDEX audit_entry_refused ON audit_entry (refused, kind, id);
CREATE INDEX audit_entry_person ON audit_entry (person_id, kind, id) WHERE person_id IS NOT NULL;
CREATE INDEX audit_entry_account ON audit_entry (account_id, kind, id)
  WHERE account_id IS NOT NULL;

-- vault: where a call came from; a resident's is cut to her network after 30 days
CREATE TABLE audit_address (
  id {pk}, -- AuditId of the entry
  version BIGINT NOT NULL, -- grows with every change
  whole TEXT, -- the address; none once cut
  whole_salt {blob}, -- of its hash; none once cut
  whole_hash {blob} NOT NULL, -- SHA-256 over salt and address
  network TEXT NOT NULL, -- its first 24 or 48 bits
  network_salt {blob} NOT NULL, -- of the hash of the network
  cut_at BIGINT -- when `whole` goes, ms UTC; none when it stays or is gone
){end};
CREATE INDEX audit_address_cut ON audit_address (cut_at) WHERE cut_at IS NOT NULL;
CREATE INDEX audit_address_network ON audit_address (network, id);

-- derived: entries that have no link in the chain yet
CREATE TABLE audit_queue (
  id {pk}, -- AuditId
  version BIGINT NOT NULL -- always 1: a row is only added and removed
){end};

-- record: the order of the entries and the hash that each takes on; removed with its entry
CREATE TABLE audit_link (
  id {pk}, -- number in the chain, from 1 without gaps
  version BIGINT NOT NULL, -- always 1: a row is only added and removed
  entry_id BIGINT NOT NULL UNIQUE, -- AuditId
  hash {blob} NOT NULL -- SHA-256 over the hash before and the entry (docs/formats.md)
){end};

-- record: two signed points of the chain, which move on by compare-and-swap
CREATE TABLE audit_head (
  id {pk}, -- 1: the newest link; 2: the last link that was removed
  version BIGINT NOT NULL, -- grows with every change
  number BIGINT NOT NULL, -- number of the link
  hash {blob} NOT NULL, -- its hash
  at BIGINT NOT NULL, -- when it was signed, ms UTC
  signature {blob} NOT NULL -- Ed25519 (docs/formats.md, "Audit head")
){end};
)sql";

constexpr std::string_view kAlarms = R"sql(
-- derived: what the security administrator is told of; made from entries
CREATE TABLE audit_alarm (
  id {pk}, -- AlarmId
  version BIGINT NOT NULL, -- grows with every change
  rule TEXT NOT NULL, -- audit::Rule: failures_account, mass_reveals …
  subject TEXT NOT NULL, -- what it is about: "account=73", a network; '' for the whole county
  at BIGINT NOT NULL, -- when it was raised, ms UTC
  last_at BIGINT NOT NULL, -- when it held last, ms UTC
  times BIGINT NOT NULL, -- how often it was found to hold
  entry_id BIGINT, -- AuditId of the entry that raised it, if one did
  told BIGINT NOT NULL, -- 1: a message was queued
  seen_at BIGINT, -- when somebody took note of it, ms UTC
  seen_person BIGINT, -- who did
  seen_account BIGINT -- by which account
){end};
CREATE INDEX audit_alarm_open ON audit_alarm (id) WHERE seen_at IS NULL;
CREATE INDEX audit_alarm_rule ON audit_alarm (rule, subject, id);

-- derived: limits that were changed from their defaults (audit/limits.h)
CREATE TABLE audit_limit (
  id {pk}, -- made by the program
  version BIGINT NOT NULL, -- grows with every change
  name TEXT NOT NULL UNIQUE, -- audit::Limit
  value BIGINT NOT NULL -- in the unit of the limit
){end};

-- derived: how far along the chain those who follow it are
CREATE TABLE audit_cursor (
  id {pk}, -- 1: alarms; 2: the copy to syslog
  version BIGINT NOT NULL, -- grows with every change
  number BIGINT NOT NULL -- of the last link that was done with
){end};

-- derived: one row a person whose acts are counted one after another (desk/looks)
CREATE TABLE audit_turn (
  id {pk}, -- PersonId
  version BIGINT NOT NULL, -- grows with every act
  at BIGINT NOT NULL -- the last one, ms UTC
){end};
)sql";

}  // namespace

std::vector<store::Migration> migrations() {
  return {{100, "audit", kLog}, {101, "audit_alarm", kAlarms}};
}

}  // namespace linli::audit
