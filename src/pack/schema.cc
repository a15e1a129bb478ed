#include "pack/schema.h"

namespace linli::pack {

std::vector<store::Migration> migrations() {
  return {{30, "pack versions", R"(
-- record: every pack that was ever installed, with its content; never changed
CREATE TABLE pack_version (
  id {pk}, -- made by the program
  number BIGINT NOT NULL UNIQUE, -- 1, 2, 3 … ; the highest is in force
  pack TEXT NOT NULL, -- key of the pack
  hash TEXT NOT NULL, -- SHA-256 hex over paths and contents
  content TEXT NOT NULL, -- JSON object: path inside the pack to content of the file
  installed_at BIGINT NOT NULL -- instant
){end};
)"},
          {31, "holidays put in", R"(
-- record: public holidays that the county put in, one year each, as the file that was read
CREATE TABLE holiday_notice (
  id {pk}, -- made by the program
  number BIGINT NOT NULL UNIQUE, -- 1, 2, 3 … ; of one year the highest is in force
  year BIGINT NOT NULL, -- whose days they are
  hash TEXT NOT NULL, -- SHA-256 hex of the content
  content TEXT NOT NULL, -- the file: its source and its days
  installed_at BIGINT NOT NULL -- instant
){end};
)"}};
}

}  // namespace linli::pack
