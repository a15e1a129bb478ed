// store/snapshot.h – reading: one consistent view, for at most kReadMsMax.
//
// A snapshot is leased from a pool of read-only connections and goes back when it is destroyed.
// Its view is fixed by its first statement. All its statements together have kReadMsMax from read()
// on. It must not outlive its store.
// Thread safety: one thread at a time; it may move to another thread between calls.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/value.h"

namespace linli::store {

// A statement still running after this long is ended: store.read_too_long (Overloaded).
inline constexpr std::int64_t kReadMsMax = 1000;

// The current row; views hold until the next row. Columns count from 0.
class Row {
 public:
  virtual ~Row() = default;
  virtual std::int64_t integer(int column) const = 0;   // 0 for NULL
  virtual std::string_view text(int column) const = 0;  // "" for NULL; bytes for a blob
  virtual bool is_null(int column) const = 0;

  Instant instant(int column) const { return Instant{integer(column)}; }
  bool flag(int column) const { return integer(column) != 0; }
  std::string string(int column) const { return std::string(text(column)); }
  template <class IdType>
  IdType id(int column) const {
    return IdType{integer(column)};
  }
};

// A text that was found. It keeps its place while it is indexed, also with other tokens.
struct FoundText {
  std::int64_t id = 0;
  std::int64_t place = 0;  // 1 or more; what was entered later stands higher
};
// Above every place.
inline constexpr std::int64_t kPlaceEnd = std::numeric_limits<std::int64_t>::max();

class Snapshot {
 public:
  Snapshot() = default;
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  virtual ~Snapshot() = default;

  // Calls `visit` for every row until it returns false. Errors: store.read_too_long,
  // store.corrupt. A statement that does not compile aborts: it is a bug.
  virtual Result<void> visit(Sql sql, const std::vector<Value>& parameters,
                             const std::function<bool(const Row&)>& visit) = 0;

  // The first row made into a T by `make`, if there is one.
  template <class Make>
  auto one(Sql sql, const std::vector<Value>& parameters, Make make)
      -> Result<std::optional<std::invoke_result_t<Make, const Row&>>> {
    std::optional<std::invoke_result_t<Make, const Row&>> out;
    TRY(visit(sql, parameters, [&](const Row& row) {
      out.emplace(make(row));
      return false;
    }));
    return out;
  }
  // Every row made into a T.
  template <class Make>
  auto all(Sql sql, const std::vector<Value>& parameters, Make make)
      -> Result<std::vector<std::invoke_result_t<Make, const Row&>>> {
    std::vector<std::invoke_result_t<Make, const Row&>> out;
    TRY(visit(sql, parameters, [&](const Row& row) {
      out.push_back(make(row));
      return true;
    }));
    return out;
  }
  // The first column of the first row; 0 without a row.
  Result<std::int64_t> number(Sql sql, const std::vector<Value>& parameters = {}) {
    const auto found = TRY(one(sql, parameters, [](const Row& row) { return row.integer(0); }));
    return found.value_or(0);
  }
  // Texts in `index` that hold all tokens and stand before the place `before`, the newest first.
  // Whoever asks again from the place of the last one gets each once: by id on SQLite, in the order
  // of writing on PostgreSQL, where several nodes make ids.
  virtual Result<std::vector<FoundText>> find_text(std::string_view index, std::string_view tokens,
                                                   int limit, std::int64_t before) = 0;
  // How many changes under these marks (store/marks.h) had been committed when the view began, or
  // fewer: what was made from rows of one snapshot holds in another that answers the same number.
  // Where not every change is known of, it is a new number each time.
  virtual std::uint64_t changes(std::uint64_t marks) const = 0;
  // The value of a counter (folded and not yet folded deltas).
  virtual Result<std::int64_t> counter(std::string_view key) = 0;
  // All counters with a key from `first` up to but not including `end`, by key.
  virtual Result<std::vector<std::pair<std::string, std::int64_t>>> counters(
      std::string_view first, std::string_view end) = 0;
};

}  // namespace linli::store
