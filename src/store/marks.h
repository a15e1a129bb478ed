// store/marks.h – how often this process changed each table, for what is kept in memory.
//
// Marks are bits: one of a table for any change, one for changes of rows that were there before.
// Tables share bits: a change of one may count for another, too, never the other way round. What is
// kept is kept with Snapshot::changes() of the marks of its tables. Thread safety: Marks any
// thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace linli::store {

inline constexpr std::size_t kMarkedTables = 32;
using MarkCounts = std::array<std::uint64_t, 2 * kMarkedTables>;

constexpr std::size_t mark_slot(std::string_view table) {
  // FNV-1a, from a beginning that keeps what rights rest on apart from what every act writes, of
  // all tables there are (desk/kept_test.cc).
  std::uint32_t hash = 4693;
  for (const char c : table) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return (hash ^ hash >> 16) % kMarkedTables;
}
// Any change of the table.
constexpr std::uint64_t mark_any(std::string_view table) {
  return std::uint64_t{1} << mark_slot(table);
}
// A change of rows of the table that were there before.
constexpr std::uint64_t mark_rewrite(std::string_view table) {
  return std::uint64_t{1} << (kMarkedTables + mark_slot(table));
}

// Grows whenever one of the marks was counted.
constexpr std::uint64_t sum(const MarkCounts& counts, std::uint64_t marks) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; marks != 0; ++i, marks >>= 1) {
    if ((marks & 1) != 0) out += counts[i];
  }
  return out;
}

class Marks {
 public:
  // After the commit, before anybody is told of it.
  void count(std::uint64_t marks) {
    for (std::size_t i = 0; marks != 0; ++i, marks >>= 1) {
      if ((marks & 1) != 0) counts_[i].fetch_add(1, std::memory_order_acq_rel);
    }
  }
  MarkCounts counts() const {
    MarkCounts out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = counts_[i].load(std::memory_order_acquire);
    }
    return out;
  }

 private:
  std::array<std::atomic<std::uint64_t>, 2 * kMarkedTables> counts_{};
};

}  // namespace linli::store
