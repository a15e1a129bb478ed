#include "store/schema.h"

#include <algorithm>

#include "base/check.h"
#include "base/hash.h"

namespace linli::store {

std::vector<Migration> migrations() {
  return {{1, "store", R"sql(
-- record: every change of the schema ever made to this folder, with the hash of its text
CREATE TABLE store_schema (
  number {pk},                  -- of the migration
  name TEXT NOT NULL,           -- of the migration
  sha256 TEXT NOT NULL,         -- of its text, hexadecimal
  program TEXT NOT NULL,        -- version of the program that applied it
  applied_at BIGINT NOT NULL    -- milliseconds UTC
){end};

-- derived: the number of the process that writes here, taken anew at each start
CREATE TABLE store_lease (
  id {pk},                      -- the number; only the newest is kept
  taken_at BIGINT NOT NULL      -- milliseconds UTC
){end};

-- derived: counters with all deltas that are folded
CREATE TABLE store_counter (
  key TEXT NOT NULL PRIMARY KEY, -- name of the counter
  value BIGINT NOT NULL          -- sum so far
){end};

-- derived: changes of counters that are not folded yet
CREATE TABLE store_counter_delta (
  id {pk},                      -- in order of commit
  key TEXT NOT NULL,            -- name of the counter
  delta BIGINT NOT NULL         -- to add
){end};
CREATE INDEX store_counter_delta_key ON store_counter_delta (key, delta);

-- vault: files that a write set has kept; the bytes lie in the folder of files
CREATE TABLE store_file (
  id {pk},                      -- also the name of the file
  version BIGINT NOT NULL       -- always 1: a file is never changed
){end};

-- derived: the text indexes of this folder
CREATE TABLE store_text_index (
  name TEXT NOT NULL PRIMARY KEY, -- as in IndexText
  stale BIGINT NOT NULL           -- 1: removed words may still lie in merged-away segments
){end};
)sql"},
          {3, "store_counter_by_key", R"sql(
-- derived: counters with all deltas that are folded; the key stands in the table alone
CREATE TABLE store_counter_by_key (
  key TEXT NOT NULL PRIMARY KEY, -- name of the counter
  value BIGINT NOT NULL          -- sum so far
){by_key};
INSERT INTO store_counter_by_key (key, value) SELECT key, value FROM store_counter;
DROP TABLE store_counter;
ALTER TABLE store_counter_by_key RENAME TO store_counter;
)sql"},
          {4, "store_text_anew", R"sql(
-- Tokens are other and shorter ones: what was indexed is made anew (desk/title_index.h). On
-- PostgreSQL texts have a place in the order of writing; see postgres/text_index.h.
DROP TABLE IF EXISTS store_text_matter_fts;
DELETE FROM store_text_index;
{postgres} DROP TABLE store_text;
{postgres} CREATE TABLE store_text (name TEXT NOT NULL, id BIGINT NOT NULL,
{postgres}   tokens INTEGER[] NOT NULL, place BIGINT GENERATED ALWAYS AS IDENTITY,
{postgres}   PRIMARY KEY (name, id));
{postgres} CREATE INDEX store_text_tokens ON store_text
{postgres}   USING gin ((tokens || (place >> 10)::integer)) WITH (gin_pending_list_limit = 256);
)sql"}};
}

std::vector<Migration> with_own(std::vector<Migration> migrations) {
  for (const auto& own : store::migrations()) {
    const auto same = [&own](const Migration& other) { return other.number == own.number; };
    if (std::ranges::none_of(migrations, same)) migrations.push_back(own);
  }
  std::ranges::sort(migrations, {}, &Migration::number);
  const auto twice = std::ranges::adjacent_find(migrations, {}, &Migration::number);
  CHECK(twice == migrations.end());
  return migrations;
}

Result<std::vector<Migration>> missing_of(const std::vector<Migration>& migrations,
                                          Applied applied) {
  std::vector<Migration> missing;
  for (const auto& migration : migrations) {
    const auto found = applied.find(migration.number);
    if (found == applied.end()) {
      missing.push_back(migration);
      continue;
    }
    if (found->second != to_hex(sha256(migration.sql))) {
      return fail(ErrorKind::Corrupt, "store.corrupt",
                  "the text of migration " + std::to_string(migration.number) + " has changed");
    }
    applied.erase(found);
  }
  if (!applied.empty()) {
    return fail(ErrorKind::Conflict, "store.newer",
                "migration " + std::to_string(applied.rbegin()->first));
  }
  return missing;
}

}  // namespace linli::store
