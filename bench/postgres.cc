// bench/postgres.cc – commands a second on PostgreSQL: through the store, and by the bare pipeline.
//
// A command inserts five rows into five tables with an index each. The ceiling sends 64 commands
// and their COMMIT in one pipeline of prepared statements and looks at no answer; the store takes
// the same rows as write sets, checks them and acknowledges each. A private server with fsync, in
// turns, medians of five.
//
//   bench_postgres                                           the above
//   bench_postgres DATABASE SCHEMA FILING.json RUN SECONDS   the rows of a real filing by the bare
//                                                            pipeline (bench/bare_pipeline.h)
#include <libpq-fe.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "bench/bare_pipeline.h"
#include "store/store.h"
#include "store/testing_postgres.h"

namespace {

using namespace linli::store;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t kCommands = 6400;
constexpr int kGroup = 64;
constexpr int kRounds = 5;
constexpr int kTables = 5;

std::string schema_text() {
  std::string sql;
  for (int i = 0; i < kTables; ++i) {
    const std::string name = "part_" + std::to_string(i);
    sql += "CREATE TABLE " + name +
           " (id {pk}, version BIGINT NOT NULL, matter_id BIGINT NOT NULL, at BIGINT NOT NULL,"
           " words TEXT NOT NULL){end};"
           "CREATE INDEX " +
           name + "_matter ON " + name + " (matter_id, id);";
  }
  return sql;
}

constexpr Name kNames[kTables] = {"part_0", "part_1", "part_2", "part_3", "part_4"};
const std::string kWords(120, 'w');

WriteSet command(std::int64_t id) {
  WriteSet changes;
  for (const auto& table : kNames) {
    changes.insert(
        table,
        {{"id", id}, {"version", 1}, {"matter_id", id / 3}, {"at", id * 7}, {"words", kWords}});
  }
  return changes;
}

double seconds_since(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

double by_store(Store& store, std::int64_t first) {
  const auto begun = Clock::now();
  std::atomic<std::int64_t> left = kCommands;
  std::atomic<std::int64_t> failed = 0;
  for (std::int64_t id = first; id < first + kCommands; ++id) {
    while (store.queued() > 256) std::this_thread::yield();
    store.commit(command(id), [&](linli::Result<void> done) {
      if (!done) ++failed;
      --left;
    });
  }
  while (left > 0) std::this_thread::yield();
  if (failed > 0) std::printf("%lld failed\n", static_cast<long long>(failed));
  return kCommands / seconds_since(begun);
}

class Bare {
 public:
  explicit Bare(const std::string& database) : connection_(PQconnectdb(database.c_str())) {
    PQclear(PQexec(connection_, "SET search_path TO bench; SET synchronous_commit = on"));
    for (int i = 0; i < kTables; ++i) {
      const std::string name = "b" + std::to_string(i);
      const std::string sql = "INSERT INTO part_" + std::to_string(i) +
                              " (id, version, matter_id, at, words) VALUES ($1, $2, $3, $4, $5)";
      PQclear(PQprepare(connection_, name.c_str(), sql.c_str(), 0, nullptr));
    }
    PQenterPipelineMode(connection_);
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  ~Bare() { PQfinish(connection_); }

  double run(std::int64_t first) {
    const auto begun = Clock::now();
    for (std::int64_t id = first; id < first + kCommands; id += kGroup) group(id);
    return kCommands / seconds_since(begun);
  }

 private:
  void say(const char* sql) {
    PQsendQueryParams(connection_, sql, 0, nullptr, nullptr, nullptr, nullptr, 0);
  }
  void group(std::int64_t first) {
    say("BEGIN");
    for (std::int64_t id = first; id < first + kGroup; ++id) {
      const std::string own = std::to_string(id);
      const std::string matter = std::to_string(id / 3);
      const std::string at = std::to_string(id * 7);
      const char* values[] = {own.c_str(), "1", matter.c_str(), at.c_str(), kWords.c_str()};
      for (int i = 0; i < kTables; ++i) {
        const std::string name = "b" + std::to_string(i);
        PQsendQueryPrepared(connection_, name.c_str(), 5, values, nullptr, nullptr, 0);
      }
    }
    say("COMMIT");
    PQpipelineSync(connection_);
    while (true) {
      PGresult* answer = PQgetResult(connection_);
      const bool end = PQresultStatus(answer) == PGRES_PIPELINE_SYNC;
      PQclear(answer);
      if (end) return;
    }
  }

  PGconn* connection_;
};

double median(std::vector<double> all) {
  std::ranges::sort(all);
  return all[all.size() / 2];
}

int commands() {
  if (!TestingPostgres::installed()) {
    std::puts("skipped: the package postgresql-15 is not installed");
    return 0;
  }
  TestingPostgres server;
  server.stop(SIGINT);
  server.start({"fsync=on", "shared_buffers=256MB"});
  const std::string text = schema_text();
  PostgresOptions options;
  options.database = server.database();
  options.schema = "bench";
  options.create = true;
  const auto store = open_postgres(options, {{900, "bench", text}});
  if (!store) {
    std::printf("%s %s\n", store.error().code.c_str(), store.error().detail.c_str());
    return 1;
  }
  Bare bare(server.database());
  std::vector<double> through;
  std::vector<double> ceiling;
  std::int64_t next = 1;
  for (int round = 0; round <= kRounds; ++round) {
    const double store_rate = by_store(**store, next);
    const double bare_rate = bare.run(next + kCommands);
    next += 2 * kCommands;
    if (round == 0) continue;  // warming up
    through.push_back(store_rate);
    ceiling.push_back(bare_rate);
    std::printf("round %d: store %.0f/s, bare pipeline %.0f/s\n", round, store_rate, bare_rate);
  }
  std::printf("commands of five rows: store %.0f/s, bare pipeline %.0f/s, %.0f %%\n",
              median(through), median(ceiling), 100 * median(through) / median(ceiling));
  return 0;
}

int filings(const std::vector<std::string>& words) {
  const auto written = linli::bench::write_filings(words[0], words[1], words[2],
                                                   std::stoi(words[3]), std::stod(words[4]));
  std::printf("{\"requests\":%lld,\"seconds\":%f}\n", written.filings, written.seconds);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    return count == 6 ? filings({words + 1, words + count}) : commands();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_postgres: %s\n", error.what());
    return 1;
  }
}
