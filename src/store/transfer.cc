#include "store/transfer.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace linli::store {
namespace {

constexpr std::array<std::string_view, 6> kOfEngine = {"store_schema",     "store_lease",
                                                       "store_mark",       "store_leader",
                                                       "store_file_bytes", "store_counter_part"};
constexpr std::string_view kTexts = "store_text";  // and all that begin so
constexpr std::string_view kFiles = "store_file";

Result<std::int64_t> carry_table(Source& source, Sink& sink, const TableShape& table) {
  std::int64_t rows = 0;
  TRY(sink.begin(table));
  TRY(source.rows(table, [&](const Row& row) {
    ++rows;
    return sink.put(row);
  }));
  TRY(sink.end());
  return rows;
}

Result<std::int64_t> carry_files(Source& source, Sink& sink, const TableShape& table) {
  std::vector<std::int64_t> ids;
  TRY(source.rows(table, [&](const Row& row) -> Result<void> {
    ids.push_back(row.integer(0));
    return {};
  }));
  for (const auto id : ids) TRY(sink.file(id, TRY(source.file(id))));
  return static_cast<std::int64_t>(ids.size());
}

}  // namespace

bool is_of_engine(std::string_view table) {
  return table.starts_with(kTexts) || std::ranges::find(kOfEngine, table) != kOfEngine.end();
}

std::int64_t Carried::all_rows() const {
  return std::accumulate(rows.begin(), rows.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& table) { return sum + table.second; });
}

Result<Carried> carry(Source& source, Sink& sink) {
  Carried carried;
  const auto tables = TRY(source.tables());
  for (const auto& table : tables) {
    carried.rows[table.name] = TRY(carry_table(source, sink, table));
    if (table.name == kFiles) carried.files = TRY(carry_files(source, sink, table));
  }
  TRY(source.texts([&](std::string_view index, std::int64_t id, std::string_view tokens) {
    ++carried.texts;
    return sink.text(index, id, tokens);
  }));
  TRY(sink.finish());
  for (const auto& [table, rows] : carried.rows) {
    const auto there = TRY(sink.count(table));
    if (there == rows) continue;
    return fail(ErrorKind::Corrupt, "store.corrupt",
                table + " has " + std::to_string(there) + " rows, not " + std::to_string(rows));
  }
  return carried;
}

}  // namespace linli::store
