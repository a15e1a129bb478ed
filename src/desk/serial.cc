#include "desk/serial.h"

#include <utility>

#include "model/public_number.h"

namespace linli::desk {
namespace {

constexpr int kTriesMax = 20;

}  // namespace

Result<std::int64_t> Serials::next(int year) {
  std::unique_lock lock(state_->mutex);
  Year& at = state_->years[year];
  if (at.block.empty()) TRY(wait_for_block(at, year, lock));
  const std::int64_t serial = at.block.next++;
  const bool low = at.block.end - at.block.next <= kSerialBlock / 2;
  if (low && at.spare.empty() && !at.fetching) fetch(at, year, lock);
  return serial;
}

Result<void> Serials::wait_for_block(Year& at, int year, std::unique_lock<std::mutex>& lock) {
  for (int tries = 0; at.block.empty(); ++tries) {
    if (!at.spare.empty()) {
      at.block = std::exchange(at.spare, {});
      return {};
    }
    if (tries == kTriesMax) return fail(ErrorKind::Overloaded, "desk.busy");
    if (!at.fetching) fetch(at, year, lock);
    state_->fetched.wait(lock, [&at] { return !at.fetching; });
    if (at.failed && at.failed->kind != ErrorKind::Conflict) return Failure(*at.failed);
  }
  return {};
}

// Without the lock: the store may answer at once, and from its own thread.
void Serials::fetch(Year& at, int year, std::unique_lock<std::mutex>& lock) {
  at.fetching = true;
  lock.unlock();
  if (const auto asked = ask_store(year); !asked) end_fetch(*state_, year, {}, asked);
  lock.lock();
}

Result<void> Serials::ask_store(int year) {
  std::optional<std::pair<std::int64_t, std::int64_t>> row;
  {
    const auto read = TRY(store_.read());
    row = TRY(read->one(
        "SELECT version, next_serial FROM matter_serial WHERE id = ?1", {year},
        [](const store::Row& found) { return std::pair(found.integer(0), found.integer(1)); }));
  }
  store::WriteSet changes;
  const std::int64_t first = row ? row->second : 1;
  const Block block{first, first + kSerialBlock};
  if (row) {
    changes.update("matter_serial", year, row->first, {{"next_serial", block.end}});
  } else {
    changes.insert("matter_serial", {{"id", year}, {"version", 1}, {"next_serial", block.end}});
  }
  store_.commit(std::move(changes), [state = state_, year, block](Result<void> done) {
    end_fetch(*state, year, block, std::move(done));
  });
  return {};
}

// Needs no memory: whoever waits is always told.
void Serials::end_fetch(State& state, int year, Block block, Result<void> done) {
  {
    const std::lock_guard lock(state.mutex);
    Year& at = state.years[year];
    at.fetching = false;
    at.failed.reset();
    if (done) {
      at.spare = block;
    } else {
      at.failed = std::move(done.error());
    }
  }
  state.fetched.notify_all();
}

Result<std::string> next_number(Serials& serials, const WorkCalendar& calendar, Instant now) {
  const int year = calendar.date_of(now).year;
  return to_text(PublicNumber{year, TRY(serials.next(year))});
}

}  // namespace linli::desk
