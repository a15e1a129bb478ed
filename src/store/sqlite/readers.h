// store/sqlite/readers.h – the pool of read-only connections and the snapshots leased from it.
//
// A connection keeps its prepared statements, found by the address of their literal text.
// Thread safety: Readers any thread; it must outlive its snapshots.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/marks.h"
#include "store/snapshot.h"
#include "store/sqlite/connection.h"

namespace linli::store::sqlite {

using SteadyTime = std::chrono::steady_clock::time_point;

// A connection of the pool with its statements. The mutex guards it against end_overlong().
struct Reader {
  Connection connection;
  Statement begin;
  Statement commit;
  std::map<std::pair<const char*, std::size_t>, Statement> statements;  // and places of the list
  std::unordered_map<std::string, Statement> finders;                   // by text index
  std::recursive_mutex mutex;  // a visit may ask again inside
  SteadyTime deadline;
  bool open = false;  // a transaction is begun

  // Prepares the connection for use. Errors: of connect().
  Result<void> start(const std::string& path);
  // From when on a lease has kReadMsMax.
  void begin_lease();
  Result<void> begin_transaction();
  void end_transaction();
  bool overdue() const { return std::chrono::steady_clock::now() >= deadline; }
};

class Readers {
 public:
  Readers(std::string path, int readers_max) : path_(std::move(path)), readers_max_(readers_max) {}
  ~Readers();

  // Waits at most kReadMsMax for a free connection. Errors: store.overloaded, of connect().
  Result<std::unique_ptr<Snapshot>> lease();
  void give_back(Reader* reader);
  // Counted by the writer; without one in this process not every change is seen.
  Marks& marks() { return marks_; }
  void see_all_changes() { sees_all_changes_ = true; }
  bool sees_all_changes() const { return sees_all_changes_; }
  // Ends the transactions of snapshots that are overdue and not in a statement, so that the log
  // can be reset; their next statement answers store.read_too_long.
  void end_overlong();

 private:
  Result<Reader*> take();

  const std::string path_;
  const int readers_max_;
  Marks marks_;
  bool sees_all_changes_ = false;  // set before the first snapshot
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<Reader>> readers_;
  std::vector<Reader*> idle_;
};

}  // namespace linli::store::sqlite
