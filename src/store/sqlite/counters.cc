#include "store/sqlite/counters.h"

#include <string>
#include <vector>

namespace linli::store::sqlite {
namespace {

constexpr int kLookEvery = 2000;
constexpr std::int64_t kFoldedAtOnce = 500;

}  // namespace

Result<void> Counters::fold_deltas() {
  if (TRY(number(connection_, "SELECT count(*) FROM store_counter_delta")) == 0) return {};
  const auto folded =
      run(connection_,
          "BEGIN IMMEDIATE;"
          "INSERT INTO store_counter (key, value)"
          " SELECT key, sum(delta) FROM store_counter_delta WHERE true GROUP BY key"
          " ON CONFLICT (key) DO UPDATE SET value = store_counter.value + excluded.value;"
          "DELETE FROM store_counter_delta;"
          "COMMIT");
  if (!folded) undo_all(connection_);
  return folded;
}

Result<void> Counters::add(std::string_view key, std::int64_t delta) {
  if (--until_look_ < 0) TRY(look_whether_full());
  if (full_) return add_straight(key, delta);
  if (!add_part_) {
    add_part_ = TRY(prepare(connection_,
                            "INSERT INTO store_counter_part (key, delta) VALUES (?1, ?2)"
                            " ON CONFLICT (key) DO UPDATE SET delta = delta + excluded.delta"));
  }
  bind(add_part_.get(), 1, key);
  bind(add_part_.get(), 2, delta);
  return run(add_part_.get());
}

Result<void> Counters::look_whether_full() {
  if (!count_parts_) {
    count_parts_ = TRY(prepare(connection_, "SELECT count(*) FROM store_counter_part"));
  }
  const ResetAtEnd reset(count_parts_.get());
  if (sqlite3_step(count_parts_.get()) != SQLITE_ROW) return failed(connection_);
  full_ = sqlite3_column_int64(count_parts_.get(), 0) > kCounterPartsMax - kLookEvery;
  until_look_ = kLookEvery;
  return {};
}

// One row is found and changed in its place; a counter at nought is no row.
Result<void> Counters::add_straight(std::string_view key, std::int64_t delta) {
  if (!add_) {
    add_ = TRY(prepare(connection_,
                       "INSERT INTO store_counter (key, value) VALUES (?1, ?2)"
                       " ON CONFLICT (key) DO UPDATE SET value = value + excluded.value"
                       " RETURNING value"));
    drop_ = TRY(prepare(connection_, "DELETE FROM store_counter WHERE key = ?1"));
  }
  bind(add_.get(), 1, key);
  bind(add_.get(), 2, delta);
  const int code = sqlite3_step(add_.get());
  const bool nought = code == SQLITE_ROW && sqlite3_column_int64(add_.get(), 0) == 0;
  if (code != SQLITE_ROW) {
    const Error error = error_of(connection_);
    sqlite3_reset(add_.get());
    return Failure(error);
  }
  TRY(run(add_.get()));  // to its end
  if (!nought) return {};
  bind(drop_.get(), 1, key);
  return run(drop_.get());
}

Result<bool> Counters::fold_step() {
  if (TRY(number(connection_, "SELECT EXISTS (SELECT 1 FROM store_counter_part)")) == 0) {
    return false;
  }
  TRY(run(connection_, "BEGIN IMMEDIATE"));
  auto more = fold_some();
  if (more) {
    if (auto committed = run(connection_, "COMMIT"); !committed) more = Failure(committed.error());
  }
  if (!more) undo_all(connection_);
  until_look_ = 0;
  return more;
}

// In the order of their keys, so that those changed lie near one another.
Result<bool> Counters::fold_some() {
  if (!some_) {
    some_ = TRY(
        prepare(connection_, "SELECT key, delta FROM store_counter_part ORDER BY key LIMIT ?1"));
    drop_parts_ = TRY(prepare(connection_, "DELETE FROM store_counter_part WHERE key <= ?1"));
  }
  std::vector<std::pair<std::string, std::int64_t>> parts;
  {
    const ResetAtEnd reset(some_.get());
    bind(some_.get(), 1, kFoldedAtOnce);
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(some_.get())) == SQLITE_ROW) {
      parts.emplace_back(text_of(some_.get(), 0), sqlite3_column_int64(some_.get(), 1));
    }
    if (code != SQLITE_DONE) return failed(connection_);
  }
  for (const auto& [key, delta] : parts) {
    if (delta != 0) TRY(add_straight(key, delta));
  }
  if (parts.empty()) return false;
  bind(drop_parts_.get(), 1, std::string_view(parts.back().first));
  TRY(run(drop_parts_.get()));
  return static_cast<std::int64_t>(parts.size()) == kFoldedAtOnce;
}

}  // namespace linli::store::sqlite
