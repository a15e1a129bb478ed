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
)"}};
}

}  // namespace linli::pack
