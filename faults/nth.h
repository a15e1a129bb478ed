// faults/nth.h – the n-th call fails, for n = 1, 2, 3 … until a request meets no failure any more:
// a call of the disk or an allocation on SQLite, a piece of what goes over the wire on PostgreSQL.
//
// Each time: the answer must be that of an undisturbed request or say honestly that it is ours
// (503 or 500); nothing may be half done (bench/invariants.sql, integrity_check); after the disk is
// well again the same request with the same key is answered as if nothing had been, and has
// happened once. On PostgreSQL moreover whoever is told that nothing was written finds nothing
// written; only store.unknown leaves it open. Source: SQLite's own tests for I/O errors and lack of
// memory. Thread safety: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "faults/county.h"
#include "faults/disk.h"
#include "faults/proxy.h"
#include "store/testing_postgres.h"

namespace linli::faults {

inline constexpr int kNthMax = 500;

enum class Engine { Sqlite, Postgres };
// The last three are those of Cut.
enum class Fault { Open, Read, Write, Sync, Full, Memory, Request, Answer, Torn };
inline constexpr Fault kSqliteFaults[] = {Fault::Open, Fault::Read, Fault::Write,
                                          Fault::Sync, Fault::Full, Fault::Memory};
inline constexpr Fault kPostgresFaults[] = {Fault::Request, Fault::Answer, Fault::Torn};
const char* name_of(Fault fault);

struct NthReport {
  int runs = 0;     // requests that met a failure
  int refused = 0;  // of those, answered with 503 or 500
  int stopped = 0;  // after which nothing was written until the next start
  int highest = 0;  // the largest n that was reached
  std::vector<std::string> wrongs;
};

class NthBench {
 public:
  // Makes its county below `folder`, or on a PostgreSQL server of its own.
  explicit NthBench(const std::string& folder, Engine engine = Engine::Sqlite);
  ~NthBench();
  std::vector<std::string> routes();
  // One route under one fault with every `step`-th n from `first` on.
  NthReport run(const std::string& route, Fault fault, Times times, int first = 1, int step = 1);

 private:
  struct Round;
  bool run_once(const std::string& route, Fault fault, Times times, int n, NthReport& report);
  void arm(Fault fault, Times times, int n);
  bool disarm(Fault fault);
  void open();
  void lead_through_proxy();
  void close();
  void wait_until_well();
  Result<api::Response> ask_again(const Round& round);
  void look(Round& round, NthReport& report);
  std::string what_is_written(const Round& round) const;
  std::vector<std::string> all_wrong_rows() const;

  FixedClock clock_;
  const std::unique_ptr<store::TestingPostgres> server_;  // null on SQLite
  const std::unique_ptr<County> county_;
  std::unique_ptr<Proxy> proxy_;  // null on SQLite
  std::string folder_;
  std::unique_ptr<Disk> disk_;
  std::unique_ptr<Life> life_;
  int round_ = 0;
  int in_folder_ = 0;
};

}  // namespace linli::faults
