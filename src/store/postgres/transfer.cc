#include "store/transfer.h"

#include <array>

#include "base/text.h"
#include "store/postgres/answer_row.h"
#include "store/postgres/text_index.h"

namespace linli::store {
namespace postgres {
namespace {

constexpr int kBinary = 1;
constexpr std::size_t kChunk = 256 * 1024;
constexpr const char* kTables =
    "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, NULL) FROM pg_class c"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace"
    " ORDER BY c.oid, a.attnum";

// With what nodes added and nobody folded yet.
constexpr const char* kCounters =
    "(SELECT key, sum(value)::bigint AS value FROM (SELECT key, value FROM store_counter"
    " UNION ALL SELECT key, delta FROM store_counter_part) AS parts GROUP BY key) AS counters";

ColumnKind kind_of(std::string_view type) {
  if (type == "bigint") return ColumnKind::Integer;
  return type == "bytea" ? ColumnKind::Bytes : ColumnKind::Text;
}

std::string names_of(const TableShape& table) {
  std::string names;
  for (const auto& column : table.columns) {
    names += (names.empty() ? "\"" : ",\"") + column.name + '"';
  }
  return names;
}

class PostgresSource final : public Source {
 public:
  Result<void> start(const PostgresOptions& options) {
    connection_ = TRY(connect({options.database, options.schema}, Access::read));
    TRY(run(connection_.get(),
            "SET statement_timeout = 0;"
            "SET idle_in_transaction_session_timeout = 0; BEGIN"));
    return {};
  }

  Result<std::vector<TableShape>> tables() override {
    std::vector<TableShape> tables;
    TRY(each(kTables, [&](const Row& row) -> Result<void> {
      if (is_of_engine(row.text(0))) return {};
      if (tables.empty() || tables.back().name != row.text(0)) {
        tables.push_back({row.string(0), {}});
      }
      tables.back().columns.push_back({row.string(1), kind_of(row.text(2))});
      return {};
    }));
    return tables;
  }

  Result<void> rows(const TableShape& table, const OnRow& row) override {
    const std::string from = table.name == "store_counter" ? kCounters : '"' + table.name + '"';
    const std::string text = "SELECT " + names_of(table) + " FROM " + from;
    return each(text.c_str(), row);
  }

  Result<void> texts(const std::function<Result<void>(std::string_view index, std::int64_t id,
                                                      std::string_view tokens)>& text) override {
    return each(
        "SELECT name, id, (SELECT string_agg(lpad(to_hex(token), 8, '0'), ' ') FROM"
        " unnest(tokens) AS token) FROM store_text ORDER BY name, id",
        [&](const Row& row) { return text(row.text(0), row.integer(1), row.text(2)); });
  }

  Result<std::string> file(std::int64_t id) override {
    std::optional<std::string> bytes;
    const std::string text = "SELECT bytes FROM store_file_bytes WHERE id = " + std::to_string(id);
    TRY(each(text.c_str(), [&](const Row& row) -> Result<void> {
      bytes = row.string(0);
      return {};
    }));
    if (!bytes) return fail(ErrorKind::NotFound, "store.file_absent", std::to_string(id));
    return std::move(*bytes);
  }

 private:
  // Row by row, so that no table is ever held whole.
  Result<void> each(const char* sql, const OnRow& visit) {
    PGconn* connection = connection_.get();
    if (PQsendQueryParams(connection, sql, 0, nullptr, nullptr, nullptr, nullptr, kBinary) != 1 ||
        PQsetSingleRowMode(connection) != 1) {
      return Failure(unreachable(connection));
    }
    Result<void> outcome;
    while (const Answer answer{PQgetResult(connection)}) {
      const auto status = PQresultStatus(answer.get());
      if (status == PGRES_SINGLE_TUPLE && outcome) {
        outcome = visit(AnswerRow(answer.get()));
      } else if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK && outcome) {
        if (is_lost(connection)) return Failure(unreachable(connection));
        outcome = Failure(error_of(answer.get()));
      }
    }
    return outcome;
  }

  Connection connection_;
};

// Rows as COPY takes them in binary format; everything is one transaction.
class PostgresSink final : public Sink {
 public:
  Result<void> start(const PostgresOptions& options) {
    connection_ = TRY(connect({options.database, options.schema}, Access::write));
    TRY(run(connection_.get(), "SET idle_in_transaction_session_timeout = 0; BEGIN"));
    return {};
  }

  Result<void> begin(const TableShape& table) override {
    kinds_.clear();
    for (const auto& column : table.columns) kinds_.push_back(column.kind);
    return begin_copy("COPY \"" + table.name + "\" (" + names_of(table) + ")");
  }

  Result<void> put(const Row& row) override {
    put_integer<std::int16_t>(static_cast<std::int16_t>(kinds_.size()));
    for (int i = 0; i < static_cast<int>(kinds_.size()); ++i) {
      if (row.is_null(i)) {
        put_integer<std::int32_t>(-1);
      } else if (kinds_[static_cast<std::size_t>(i)] == ColumnKind::Integer) {
        put_integer<std::int32_t>(sizeof(std::int64_t));
        put_integer<std::int64_t>(row.integer(i));
      } else {
        put_bytes(row.text(i));
      }
    }
    return buffer_.size() < kChunk ? Result<void>{} : send();
  }

  Result<void> end() override {
    put_integer<std::int16_t>(-1);
    TRY(send());
    if (PQputCopyEnd(connection_.get(), nullptr) != 1) return lost();
    Result<void> outcome;
    while (const Answer answer{PQgetResult(connection_.get())}) {
      if (PQresultStatus(answer.get()) == PGRES_COMMAND_OK) continue;
      if (is_lost(connection_.get())) return lost();
      outcome = Failure(error_of(answer.get()));
    }
    return outcome;
  }

  Result<void> text(std::string_view index, std::int64_t id, std::string_view tokens) override {
    const auto numbers = integers_of(tokens);
    if (!is_index_name(index) || !numbers) {
      return invalid("store.constraint", "text index or tokens: " + std::string(index));
    }
    if (!in_texts_) TRY(begin_copy("COPY store_text (name, id, tokens)"));
    in_texts_ = true;
    put_integer<std::int16_t>(3);
    put_bytes(index);
    put_integer<std::int32_t>(sizeof(std::int64_t));
    put_integer<std::int64_t>(id);
    put_array(*numbers);
    return buffer_.size() < kChunk ? Result<void>{} : send();
  }

  Result<void> file(std::int64_t id, std::string_view bytes) override {
    TRY(begin_copy("COPY store_file_bytes (id, staged_at, bytes)"));
    put_integer<std::int16_t>(3);
    for (const std::int64_t number : {id, std::int64_t{0}}) {
      put_integer<std::int32_t>(sizeof number);
      put_integer<std::int64_t>(number);
    }
    put_bytes(bytes);
    return end();
  }

  Result<void> finish() override {
    if (std::exchange(in_texts_, false)) TRY(end());
    TRY(run(connection_.get(), "COMMIT"));
    TRY(run(connection_.get(), kAnalyze));
    return {};
  }

  Result<std::int64_t> count(const std::string& table) override {
    return number(connection_.get(), ("SELECT count(*) FROM \"" + table + "\"").c_str());
  }

 private:
  Failure lost() const { return Failure(unreachable(connection_.get())); }

  // PostgreSQL 15, "COPY, binary format": signature, flags, length of the header's extension.
  Result<void> begin_copy(const std::string& copy) {
    TRY(run(connection_.get(), (copy + " FROM STDIN (FORMAT binary)").c_str()));
    buffer_.assign("PGCOPY\n\377\r\n\0", 11);
    put_integer<std::int32_t>(0);
    put_integer<std::int32_t>(0);
    return {};
  }

  template <class Integer>
  void put_integer(Integer value) {
    const auto bits = static_cast<std::uint64_t>(value);
    for (int shift = 8 * (static_cast<int>(sizeof(Integer)) - 1); shift >= 0; shift -= 8) {
      buffer_ += static_cast<char>(bits >> shift & 0xff);
    }
  }
  void put_bytes(std::string_view bytes) {
    put_integer<std::int32_t>(static_cast<std::int32_t>(bytes.size()));
    buffer_ += bytes;
  }
  // An array: dimensions, no NULLs, type of its elements, length, first place, elements.
  void put_array(const IntList& numbers) {
    constexpr std::int32_t kInteger = 23;
    constexpr std::int32_t kSize = sizeof(std::int32_t);
    const auto length = static_cast<std::int32_t>(numbers.size());
    put_integer<std::int32_t>(length == 0 ? 3 * kSize : 5 * kSize + 2 * kSize * length);
    put_integer<std::int32_t>(length == 0 ? 0 : 1);
    put_integer<std::int32_t>(0);
    put_integer<std::int32_t>(kInteger);
    if (length == 0) return;
    put_integer<std::int32_t>(length);
    put_integer<std::int32_t>(1);
    for (const auto number : numbers) {
      put_integer<std::int32_t>(kSize);
      put_integer(static_cast<std::int32_t>(number));
    }
  }
  Result<void> send() {
    const int sent =
        PQputCopyData(connection_.get(), buffer_.data(), static_cast<int>(buffer_.size()));
    buffer_.clear();
    return sent == 1 ? Result<void>{} : Result<void>(lost());
  }

  Connection connection_;
  std::string buffer_;
  std::vector<ColumnKind> kinds_;
  bool in_texts_ = false;
};

}  // namespace
}  // namespace postgres

Result<std::unique_ptr<Source>> postgres_source(const PostgresOptions& options) {
  auto source = std::make_unique<postgres::PostgresSource>();
  TRY(source->start(options));
  return std::unique_ptr<Source>(std::move(source));
}

Result<std::unique_ptr<Sink>> postgres_sink(const PostgresOptions& options) {
  auto sink = std::make_unique<postgres::PostgresSink>();
  TRY(sink->start(options));
  return std::unique_ptr<Sink>(std::move(sink));
}

}  // namespace linli::store
