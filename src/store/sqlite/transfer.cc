#include "store/transfer.h"

#include <filesystem>

#include "store/disk.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/files.h"
#include "store/sqlite/text_index.h"

namespace linli::store {
namespace sqlite {
namespace {

std::string database_of(const std::string& folder) {
  return folder + "/linli.db";
}

class CopiedRow final : public Row {
 public:
  explicit CopiedRow(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  std::string_view text(int column) const override { return text_of(statement_, column); }
  bool is_null(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }

 private:
  sqlite3_stmt* statement_;
};

ColumnKind kind_of(std::string_view type) {
  if (type == "INTEGER") return ColumnKind::Integer;
  return type == "BLOB" ? ColumnKind::Bytes : ColumnKind::Text;
}

// Names of the schema itself, so quoting them is enough.
std::string names_of(const TableShape& table) {
  std::string names;
  for (const auto& column : table.columns) {
    names += (names.empty() ? "\"" : ",\"") + column.name + '"';
  }
  return names;
}

// With what is not folded yet.
constexpr const char* kCounters =
    "SELECT key, sum(value) FROM (SELECT key, value FROM store_counter"
    " UNION ALL SELECT key, delta FROM store_counter_part) AS parts"
    " GROUP BY key HAVING sum(value) <> 0 ORDER BY key";

class SqliteSource final : public Source {
 public:
  explicit SqliteSource(const std::string& folder) : folder_(folder), files_(folder) {}

  Result<void> start() {
    connection_ = TRY(connect(database_of(folder_), Access::read));
    return run(connection_.get(), "BEGIN; SELECT count(*) FROM store_schema");
  }

  Result<std::vector<TableShape>> tables() override {
    std::vector<TableShape> tables;
    TRY(
        each("SELECT name FROM sqlite_schema WHERE type = 'table'"
             " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid",
             [&](const Row& row) -> Result<void> {
               if (!is_of_engine(row.text(0))) tables.push_back({row.string(0), {}});
               return {};
             }));
    for (auto& table : tables) {
      TRY(each("SELECT name, type FROM pragma_table_info('" + table.name + "') ORDER BY cid",
               [&](const Row& row) -> Result<void> {
                 table.columns.push_back({row.string(0), kind_of(row.text(1))});
                 return {};
               }));
    }
    return tables;
  }

  Result<void> rows(const TableShape& table, const OnRow& row) override {
    if (table.name == "store_counter" && TRY(has_counter_parts())) return each(kCounters, row);
    return each("SELECT " + names_of(table) + " FROM \"" + table.name + "\" ORDER BY 1", row);
  }

  Result<void> texts(const std::function<Result<void>(std::string_view index, std::int64_t id,
                                                      std::string_view tokens)>& text) override {
    std::vector<std::string> indexes;
    // What an earlier program has indexed is made anew wherever it is carried to.
    TRY(
        each("SELECT name FROM store_text_index WHERE EXISTS"
             " (SELECT 1 FROM store_schema WHERE number = 4) ORDER BY name",
             [&](const Row& row) -> Result<void> {
               indexes.push_back(row.string(0));
               return {};
             }));
    for (const auto& index : indexes) {
      TRY(each(
          "SELECT rowid, tokens FROM store_text_" + index + "_fts ORDER BY rowid",
          [&](const Row& row) { return text(index, row.integer(0), tokens_in(row.text(1))); }));
    }
    return {};
  }

  Result<std::string> file(std::int64_t id) override {
    auto kept = files_.read_kept(id);
    if (kept || kept.error().code != "store.file_absent") return kept;
    auto staged = files_.read_staged(id);
    return staged ? staged : files_.read_kept(id);
  }

 private:
  Result<void> each(const std::string& sql, const OnRow& visit) {
    const Statement statement = TRY(prepare(connection_.get(), sql));
    const CopiedRow row(statement.get());
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement.get())) == SQLITE_ROW) TRY(visit(row));
    if (code != SQLITE_DONE) return failed(connection_.get());
    return {};
  }

  // What an earlier program has written has none.
  Result<bool> has_counter_parts() {
    return TRY(number(connection_.get(),
                      "SELECT count(*) FROM sqlite_schema WHERE name = 'store_counter_part'")) > 0;
  }

  const std::string folder_;
  Files files_;
  Connection connection_;
};

class SqliteSink final : public Sink {
 public:
  explicit SqliteSink(const std::string& folder) : folder_(folder), files_(folder) {}

  // Flushed once at the end: until then the folder is nobody's.
  Result<void> start() {
    TRY(files_.prepare());
    connection_ = TRY(connect(database_of(folder_), Access::write));
    TRY(run(connection_.get(),
            "PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA cache_size=-65536; BEGIN"));
    indexes_ = std::make_unique<TextIndexes>(connection_.get());
    return {};
  }

  Result<void> begin(const TableShape& table) override {
    std::string places;
    for (std::size_t i = 0; i < table.columns.size(); ++i) places += i == 0 ? "?" : ",?";
    insert_ = TRY(prepare(connection_.get(), "INSERT INTO \"" + table.name + "\" (" +
                                                 names_of(table) + ") VALUES (" + places + ")"));
    kinds_.clear();
    for (const auto& column : table.columns) kinds_.push_back(column.kind);
    return {};
  }

  Result<void> put(const Row& row) override {
    for (int i = 0; i < static_cast<int>(kinds_.size()); ++i) {
      const auto kind = kinds_[static_cast<std::size_t>(i)];
      if (row.is_null(i)) {
        sqlite3_bind_null(insert_.get(), i + 1);
      } else if (kind == ColumnKind::Integer) {
        bind(insert_.get(), i + 1, row.integer(i));
      } else if (kind == ColumnKind::Text) {
        bind(insert_.get(), i + 1, row.text(i));
      } else {
        const auto bytes = row.text(i);
        // No pointer would mean NULL.
        sqlite3_bind_blob64(insert_.get(), i + 1, bytes.empty() ? "" : bytes.data(), bytes.size(),
                            SQLITE_STATIC);
      }
    }
    return run(insert_.get());
  }

  Result<void> end() override {
    insert_.reset();
    return {};
  }

  Result<void> text(std::string_view index, std::int64_t id, std::string_view tokens) override {
    const std::string name(index);
    if (!is_index_name(name)) return invalid("store.constraint", "text index name: " + name);
    return indexes_->put(name, id, tokens);
  }

  Result<void> file(std::int64_t id, std::string_view bytes) override {
    TRY(files_.stage(id, bytes));
    files_.keep(id);
    return {};
  }

  Result<void> finish() override {
    indexes_.reset();
    TRY(run(connection_.get(), "COMMIT; PRAGMA synchronous=FULL; PRAGMA wal_checkpoint(TRUNCATE)"));
    TRY(disk::sync_file(database_of(folder_)));
    for (const auto& name : disk::names_in(folder_ + "/files/kept")) {
      TRY(disk::sync_folder(folder_ + "/files/kept/" + name));
    }
    return disk::sync_folder(folder_);
  }

  Result<std::int64_t> count(const std::string& table) override {
    return number(connection_.get(), "SELECT count(*) FROM \"" + table + "\"");
  }

 private:
  const std::string folder_;
  Files files_;
  Connection connection_;
  std::unique_ptr<TextIndexes> indexes_;
  Statement insert_;
  std::vector<ColumnKind> kinds_;
};

}  // namespace
}  // namespace sqlite

Result<std::unique_ptr<Source>> sqlite_source(const std::string& folder) {
  auto source = std::make_unique<sqlite::SqliteSource>(folder);
  TRY(source->start());
  return std::unique_ptr<Source>(std::move(source));
}

Result<std::unique_ptr<Sink>> sqlite_sink(const std::string& folder) {
  auto sink = std::make_unique<sqlite::SqliteSink>(folder);
  TRY(sink->start());
  return std::unique_ptr<Sink>(std::move(sink));
}

}  // namespace linli::store
