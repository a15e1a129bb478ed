#include "record/schema.h"

namespace linli::record {
namespace {

// A migration's text never changes: rows written now hold a packed body and the first 8 bytes of
// the leaf hash (journal/packed.h).
constexpr std::string_view kEntry = R"sql(
-- record: every act that was done; a row never changes
CREATE TABLE journal_entry (
  id {pk}, -- EntryId
  matter_id BIGINT, -- the matter it belongs to, if any
  previous_id BIGINT UNIQUE, -- the matter's entry before it; only one entry may follow another
  at BIGINT NOT NULL, -- when it was done, ms UTC
  act TEXT NOT NULL, -- what was done: "request.accept"
  body {blob} NOT NULL -- the entry's bytes (docs/formats.md, "Journal entry")
){end};
CREATE INDEX journal_entry_matter ON journal_entry (matter_id, id) WHERE matter_id IS NOT NULL;
)sql";

constexpr std::string_view kQueue = R"sql(
-- derived: entries that have no index in the tree yet
CREATE TABLE journal_queue (
  id {pk}, -- EntryId
  version BIGINT NOT NULL -- always 1: a row is only added and removed
){end};
)sql";

constexpr std::string_view kLeaf = R"sql(
-- record: the order of the entries in the tree; a row never changes
CREATE TABLE journal_leaf (
  idx {pk}, -- index of the leaf, from 0 without gaps
  entry_id BIGINT NOT NULL UNIQUE, -- EntryId
  leaf_hash {blob} NOT NULL -- SHA-256 over 0x00 and the entry's bytes
){end};
)sql";

constexpr std::string_view kHead = R"sql(
-- record: what the tree was at a time, signed; a row never changes
CREATE TABLE journal_head (
  size {pk}, -- number of leaves
  root {blob} NOT NULL, -- Merkle tree hash of that many leaves
  at BIGINT NOT NULL, -- when it was signed, ms UTC
  signature {blob} NOT NULL -- Ed25519 (docs/formats.md, "Tree head")
){end};
)sql";

constexpr std::string_view kTree = R"sql(
-- derived: one row, all that is needed to append to the tree; moves by compare-and-swap
CREATE TABLE journal_tree (
  id {pk}, -- always 1
  version BIGINT NOT NULL, -- counts the runs of integrators
  size BIGINT NOT NULL, -- number of leaves
  state {blob} NOT NULL -- roots of the perfect subtrees, largest first, 32 bytes each
){end};
)sql";

}  // namespace

std::vector<store::Migration> migrations() {
  return {{40, "journal_entry", kEntry},
          {41, "journal_queue", kQueue},
          {42, "journal_leaf", kLeaf},
          {43, "journal_head", kHead},
          {44, "journal_tree", kTree}};
}

}  // namespace linli::record
