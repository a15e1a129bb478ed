// store/transfer.h – a whole county out of one engine and into another.
//
// What one engine keeps for itself (what was applied, numbers of processes, how texts and files
// lie) is not carried over: the target is opened and closed first, so that its schema is there, and
// must hold no rows. A source is one consistent view, however long it is read; who else writes
// meanwhile is not in it. Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/snapshot.h"
#include "store/store.h"

namespace linli::store {

enum class ColumnKind { Integer, Text, Bytes };

struct TableShape {
  struct Column {
    std::string name;
    ColumnKind kind;
  };
  std::string name;
  std::vector<Column> columns;
};

// Whether a table belongs to the engine and not to the county.
bool is_of_engine(std::string_view table);

class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;

  using OnRow = std::function<Result<void>(const Row&)>;
  // Tables of the county, each after those it refers to.
  virtual Result<std::vector<TableShape>> tables() = 0;
  virtual Result<void> rows(const TableShape& table, const OnRow& row) = 0;
  virtual Result<void> texts(
      const std::function<Result<void>(std::string_view index, std::int64_t id,
                                       std::string_view tokens)>& text) = 0;
  // The bytes of a file that has a row. Errors: store.file_absent (it was erased meanwhile).
  virtual Result<std::string> file(std::int64_t id) = 0;
};

class Sink {
 public:
  Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  virtual ~Sink() = default;

  virtual Result<void> begin(const TableShape& table) = 0;
  virtual Result<void> put(const Row& row) = 0;
  virtual Result<void> end() = 0;
  virtual Result<void> text(std::string_view index, std::int64_t id, std::string_view tokens) = 0;
  virtual Result<void> file(std::int64_t id, std::string_view bytes) = 0;
  // Makes everything durable. Without it the target is not to be used.
  virtual Result<void> finish() = 0;
  // How many rows the table holds.
  virtual Result<std::int64_t> count(const std::string& table) = 0;
};

Result<std::unique_ptr<Source>> sqlite_source(const std::string& folder);
Result<std::unique_ptr<Sink>> sqlite_sink(const std::string& folder);
Result<std::unique_ptr<Source>> postgres_source(const PostgresOptions& options);
Result<std::unique_ptr<Sink>> postgres_sink(const PostgresOptions& options);

struct Carried {
  std::map<std::string, std::int64_t> rows;  // by table
  std::int64_t texts = 0;
  std::int64_t files = 0;
  std::int64_t all_rows() const;
};

// Carries everything over and counts it again in the target. Errors: store.corrupt (the counts
// differ, or a file is missing), those of both engines.
Result<Carried> carry(Source& source, Sink& sink);

}  // namespace linli::store
