// store/postgres/readers.h – the pool of connections for reading and the snapshots leased from it.
//
// A snapshot is a read-only transaction that sees one moment; it begins with its first statement,
// in the same round trip, and ends without waiting. A connection keeps its prepared statements,
// found by the address of their literal text and the kinds of their parameters. Thread safety:
// Readers any thread; it must outlive its snapshots.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/postgres/pipeline.h"
#include "store/snapshot.h"

namespace linli::store::postgres {

using SteadyTime = std::chrono::steady_clock::time_point;

// A connection of the pool with its statements.
class Reader {
 public:
  struct Key {
    const char* sql;
    std::uint64_t kinds;  // two bits for each parameter
    bool operator==(const Key&) const = default;
  };

  // One statement inside the transaction, which it begins if need be. Errors:
  // store.read_too_long, of connection.h.
  Result<Answer> ask(Key key, std::string_view sql, const std::vector<Value>& parameters,
                     std::int64_t left_ms);
  // Ends the transaction; the answer is waited for when the connection is used again.
  void end_transaction();
  bool begun() const { return begun_; }
  bool connected() const { return connection_ != nullptr; }
  Result<void> connect(const Place& place);

 private:
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  void drop();
  // The statement's name; queues its preparation when the connection does not know it.
  std::string name_of(Key key, std::string_view sql, const std::vector<Value>& parameters);

  Connection connection_;
  std::optional<Pipeline> pipeline_;
  std::unordered_map<Key, std::string, KeyHash> names_;
  Parameters parameters_;
  std::uint64_t named_ = 0;
  bool begun_ = false;
  bool ending_ = false;  // the answer to the last transaction's end was not read yet
};

class Readers {
 public:
  Readers(Place place, int readers_max) : place_(std::move(place)), readers_max_(readers_max) {}
  ~Readers();

  // Waits at most kReadMsMax for a free connection. Errors: store.overloaded.
  Result<std::unique_ptr<Snapshot>> lease();
  void give_back(Reader* reader);
  // Connects a reader unless that failed a moment ago. Errors: of connect().
  Result<void> connect(Reader& reader);

 private:
  const Place place_;
  const int readers_max_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<Reader>> readers_;
  std::vector<Reader*> idle_;
  SteadyTime down_until_;
  Error down_;
};

}  // namespace linli::store::postgres
