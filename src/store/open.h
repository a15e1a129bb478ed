// store/open.h – opening a data folder, whichever engine holds its county.
//
// A folder with a file `database` stands for a county in PostgreSQL: its first line names the
// database as libpq takes it, its second the schema. Several nodes each have such a folder. Any
// other folder holds the county itself, in SQLite. Thread safety: any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/store.h"
#include "store/transfer.h"

namespace linli::store {

struct OpenOptions {
  std::string folder;
  bool create = false;         // make the folder, and the schema if a database is named
  bool bulk = false;           // fast filling of a new county
  Nodes nodes = Nodes::Alone;  // SQLite is always alone
  // Only to create: where the county shall lie. "" is the folder itself.
  std::string database;
  std::string schema = "linli";
};

// Errors: those of open_sqlite() and open_postgres(); of disk.h; store.not_empty (Conflict: to be
// created, but the schema holds a county).
Result<std::unique_ptr<Store>> open_store(const OpenOptions& options,
                                          const std::vector<Migration>& migrations);
// The migrations are needed by backup() of a county in PostgreSQL only.
Result<std::unique_ptr<Store>> open_store_readonly(const std::string& folder,
                                                   const std::vector<Migration>& migrations = {});

// One consistent view of the whole county of a folder.
Result<std::unique_ptr<Source>> open_source(const std::string& folder);
// Makes the folder (and schema) that `to` says and carries the county over. Errors: those of
// open_store() and carry(); store.not_empty if the folder holds anything.
Result<Carried> carry_into(Source& source, OpenOptions to,
                           const std::vector<Migration>& migrations);

// What a county's PostgreSQL says of it beside its rows.
struct Condition {
  bool filling = false;    // filling it was begun and has not ended
  bool may_write = false;  // our role may change it, and the server takes changes
  int nodes = 0;           // processes that have it open
};
// Errors: those of open_postgres().
Result<Condition> condition_on_postgres(const std::string& folder);

// Whether the folder's county lies in PostgreSQL.
bool is_on_postgres(const std::string& folder);
// The store's own migrations as the folder's engine has them.
std::vector<Migration> own_migrations(const std::string& folder);

}  // namespace linli::store
