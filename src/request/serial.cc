#include "request/serial.h"

namespace linli::request {
namespace {

constexpr int kTriesMax = 20;

}  // namespace

Result<std::int64_t> Serials::next(int year) {
  const std::lock_guard lock(mutex_);
  Block& block = blocks_[year];
  if (block.next == block.end) block = TRY(take_block(year));
  return block.next++;
}

Result<Serials::Block> Serials::take_block(int year) {
  for (int i = 0; i < kTriesMax; ++i) {
    std::optional<std::pair<std::int64_t, std::int64_t>> row;
    {
      const auto read = TRY(store_.read());
      row = TRY(read->one(
          "SELECT version, next_serial FROM matter_serial WHERE id = ?1", {year},
          [](const store::Row& found) { return std::pair(found.integer(0), found.integer(1)); }));
    }
    store::WriteSet changes;
    const std::int64_t first = row ? row->second : 1;
    const std::int64_t end = first + kSerialBlock;
    if (row) {
      changes.update("matter_serial", year, row->first, {{"next_serial", end}});
    } else {
      changes.insert("matter_serial", {{"id", year}, {"version", 1}, {"next_serial", end}});
    }
    const auto committed = store_.commit_and_wait(std::move(changes));
    if (committed) return Block{first, end};
    if (committed.error().kind != ErrorKind::Conflict) return Failure(committed.error());
  }
  return fail(ErrorKind::Overloaded, "desk.busy");
}

}  // namespace linli::request
