#include "bench/bare_pipeline.h"

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <vector>

#include "bench/filing.h"

namespace linli::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kGroup = 64;

struct CloseConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};

// One row's statement and its parameters; those that differ from filing to filing are written anew.
class Insert {
 public:
  Insert(PGconn* connection, const TableRow& row, std::size_t number)
      : row_(row), name_("b" + std::to_string(number)), texts_(row.columns.size()) {
    std::string names;
    std::string marks;
    for (std::size_t i = 0; i < row.columns.size(); ++i) {
      const auto& column = row.columns[i];
      names += (i == 0 ? "" : ",") + column.name;
      marks += (i == 0 ? "$" : ",$") + std::to_string(i + 1);
      texts_[i] = column.kind == Kind::Integer ? std::to_string(column.integer) : column.bytes;
      values_.push_back(column.kind == Kind::Null ? nullptr : texts_[i].data());
      lengths_.push_back(static_cast<int>(texts_[i].size()));
      formats_.push_back(column.kind == Kind::Blob ? 1 : 0);
    }
    const std::string sql = "INSERT INTO " + row.table + "(" + names + ") VALUES (" + marks + ")";
    PGresult* answer = PQprepare(connection, name_.c_str(), sql.c_str(), 0, nullptr);
    const bool prepared = PQresultStatus(answer) == PGRES_COMMAND_OK;
    PQclear(answer);
    if (!prepared) throw std::runtime_error(PQerrorMessage(connection));
  }

  Insert(Insert&&) = default;  // the texts stay where the values point

  void send(PGconn* connection, FreshIds& ids) {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      const auto& column = row_.columns[i];
      if (column.kind == Kind::Id) {
        texts_[i] = std::to_string(ids.of(column.integer));
      } else if (column.kind == Kind::Unique || column.kind == Kind::Key) {
        texts_[i] = column.bytes + "-" + std::to_string(ids.next());
      } else {
        continue;
      }
      values_[i] = texts_[i].data();
    }
    PQsendQueryPrepared(connection, name_.c_str(), static_cast<int>(texts_.size()), values_.data(),
                        lengths_.data(), formats_.data(), 0);
  }

 private:
  const TableRow& row_;
  std::string name_;
  std::vector<std::string> texts_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

void say(PGconn* connection, const char* sql) {
  PQsendQueryParams(connection, sql, 0, nullptr, nullptr, nullptr, nullptr, 0);
}

void wait_for_all(PGconn* connection) {
  for (;;) {
    PGresult* answer = PQgetResult(connection);
    const auto status = PQresultStatus(answer);
    const std::string error = status == PGRES_FATAL_ERROR ? PQresultErrorMessage(answer) : "";
    PQclear(answer);
    if (!error.empty()) throw std::runtime_error(error);
    if (status == PGRES_PIPELINE_SYNC) return;
  }
}

}  // namespace

Written write_filings(const std::string& database, const std::string& schema,
                      const std::string& file, int run, double seconds) {
  const Filing filing = read_filing(file);
  const std::unique_ptr<PGconn, CloseConnection> held(PQconnectdb(database.c_str()));
  PGconn* connection = held.get();
  PQclear(PQexec(connection, ("SET search_path TO " + schema).c_str()));
  PQclear(PQexec(connection, "SET synchronous_commit = on"));
  std::vector<Insert> inserts;
  for (const auto& row : filing.rows) inserts.emplace_back(connection, row, inserts.size());
  PQenterPipelineMode(connection);
  FreshIds ids(filing, run);
  Written written;
  const auto begun = Clock::now();
  while (written.seconds < seconds) {
    say(connection, "BEGIN");
    for (int i = 0; i < kGroup; ++i) {
      ids.next_filing();
      for (auto& insert : inserts) insert.send(connection, ids);
    }
    say(connection, "COMMIT");
    PQpipelineSync(connection);
    wait_for_all(connection);
    written.filings += kGroup;
    written.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  }
  return written;
}

}  // namespace linli::bench
