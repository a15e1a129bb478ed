// store/store.h – the one interface to durable data. It knows no governance.
//
// Writing: one writer takes write sets in order, each in its own savepoint, and makes a group of
// them durable at once; a write set is acknowledged only after that. Reading: snapshots. Every
// table belongs to the folder that owns it, which gives its migrations to open_sqlite(). Source:
// engineering anchors in docs/adr/0003-store.md. Thread safety: any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::store {

// A change of the schema, in the common subset with these words for what differs:
//   {pk}        the 64-bit primary key of a table (INTEGER PRIMARY KEY / BIGINT PRIMARY KEY)
//   {blob}      bytes (BLOB / BYTEA)
//   {end}       after the closing bracket of CREATE TABLE ( STRICT / nothing)
//   {by_key}    instead of {end} for a table that is its key ( STRICT, WITHOUT ROWID / nothing)
//   {postgres}  begins a line that is for PostgreSQL only
// Numbers are unique over all folders and only grow; the list is in docs/architecture.md.
// Above every CREATE TABLE stands a line "-- record: …", "-- vault: …" or "-- derived: …", and
// every column line ends with a comment.
struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;
};

// Called on the writer thread after the outcome is durable, or at once by commit() if the set was
// not even queued: it must be quick, must not throw, and must not commit and wait. Errors:
// store.conflict, store.unique (both Conflict), store.constraint (Invalid), store.stopped
// (Overloaded: a flush to disk failed once; nothing is written any more until the process is
// restarted), store.full (Overloaded: no room on the disk; nothing was written), store.overloaded
// (queue full), store.unreachable (Overloaded: the database does not answer; nothing was written),
// store.unknown (Unknown).
using Done = std::move_only_function<void(Result<void>)>;

class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  virtual Result<std::unique_ptr<Snapshot>> read() = 0;
  virtual void commit(WriteSet changes, Done done) = 0;
  // Commits and waits; not on the writer thread.
  Result<void> commit_and_wait(WriteSet changes);

  // Writes bytes (already encrypted) under an id, durable but kept only if a write set attaches it.
  virtual Result<void> stage_file(std::int64_t id, std::string_view bytes) = 0;
  virtual Result<std::string> read_file(std::int64_t id) = 0;
  // Overwrites and deletes the bytes. No error if there are none.
  virtual Result<void> erase_file(std::int64_t id) = 0;
  // After an erasure is committed: leaves no overwritten or deleted bytes in the database or its
  // log (empties the log into the database and truncates it). Waits; not on the writer thread.
  virtual Result<void> scrub() = 0;

  // A verified copy of the database and kept files into a new folder, while running.
  virtual Result<void> backup(const std::string& folder) = 0;
  // The number given to this process at start, for IdSource.
  virtual std::int64_t node() const = 0;
  // Whether this process is the one that does what happens by itself (deadlines, sending, the tree)
  // for the next seconds. Among several nodes one is; when it dies or pauses, another becomes it.
  // Nothing rests on there being only one but that work is not done twice in vain.
  virtual bool leads() { return true; }
  // Whether writing stopped for good, and queue length, for health and metrics.
  virtual bool stopped() const = 0;
  virtual std::size_t queued() const = 0;
};

struct SqliteOptions {
  std::string folder;          // holds linli.db, files/ and the lock
  bool create = false;         // make the folder and database if absent
  int readers_max = 16;        // read-only connections
  std::size_t group_max = 64;  // write sets made durable together
  std::size_t queue_max = 10'000;
  bool bulk = false;  // synchronous=OFF until close, for filling a new folder (init)
};

// Opens the data folder for writing, takes its lock and runs the missing migrations.
// Errors: store.locked (Conflict: another process writes here), store.absent, store.newer (the
// folder was written by a newer program), store.corrupt.
Result<std::unique_ptr<Store>> open_sqlite(const SqliteOptions& options,
                                           const std::vector<Migration>& migrations);

// Opens for reading only, without the lock, beside a running server or not.
Result<std::unique_ptr<Store>> open_sqlite_readonly(const std::string& folder);

// Whether other processes may write to the same county at the same time.
enum class Nodes { Alone, Several };

struct PostgresOptions {
  std::string database;          // as libpq takes it: "host=/run/postgresql dbname=linli"
  std::string schema = "linli";  // of this county: a–z, 0–9, _
  bool create = false;           // make the schema if absent
  Nodes nodes = Nodes::Alone;    // Alone: nobody else may write until it is closed
  int readers_max = 16;          // connections for reading
  std::size_t group_max = 64;    // write sets committed together
  std::size_t queue_max = 10'000;
  bool bulk = false;  // commits do not wait for the disk until close, for filling a new county
};

// Opens a county in a PostgreSQL database for writing and runs the missing migrations, which needs
// that no other process has it open. Errors: store.locked (another process writes here and does not
// share, or this one will not; or other nodes still run an older program), store.absent (no such
// schema), store.newer, store.corrupt, store.unreachable (Overloaded: the database does not
// answer), store.constraint (the name of the schema). A lost connection is made anew by itself;
// until then commits answer store.unreachable, or store.unknown when the commit had been sent.
Result<std::unique_ptr<Store>> open_postgres(const PostgresOptions& options,
                                             const std::vector<Migration>& migrations);

// Opens for reading only, beside running nodes or not. The migrations are for backup() only, whose
// copy is a folder for SQLite.
Result<std::unique_ptr<Store>> open_postgres_readonly(const PostgresOptions& options,
                                                      const std::vector<Migration>& migrations);

}  // namespace linli::store
