// desk/serial.h – serial numbers of the year, given out in blocks so that filings do not meet.
//
// Each process takes a block by compare-and-swap and hands out its numbers; numbers of a block that
// was not used up are left out, none is given twice. The next block is fetched while the last half
// of one is given out, so nobody waits for it. Thread safety: any thread, but not the store's.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.h"
#include "model/calendar.h"
#include "store/store.h"

namespace linli::desk {

inline constexpr std::int64_t kSerialBlock = 500;

class Serials {
 public:
  // `store` must outlive it.
  explicit Serials(store::Store& store) : store_(store) {}
  // The next serial of `year`, from 1. Waits for a commit when there is no block yet. Errors:
  // desk.busy (others were faster each time), those of the store.
  Result<std::int64_t> next(int year);

 private:
  struct Block {
    std::int64_t next = 0;
    std::int64_t end = 0;
    bool empty() const { return next == end; }
  };
  struct Year {
    Block block;
    Block spare;
    bool fetching = false;
    std::optional<Error> failed;  // how the last fetch ended
  };
  struct State {
    std::mutex mutex;
    std::condition_variable fetched;
    std::map<int, Year> years;
  };
  Result<void> wait_for_block(Year& at, int year, std::unique_lock<std::mutex>& lock);
  void fetch(Year& at, int year, std::unique_lock<std::mutex>& lock);
  Result<void> ask_store(int year);
  static void end_fetch(State& state, int year, Block block, Result<void> done);

  store::Store& store_;
  // Shared with a fetch that is under way when this ends.
  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

// The public number of what is filed now: all matters are numbered together. Errors: those of
// next().
Result<std::string> next_number(Serials& serials, const WorkCalendar& calendar, Instant now);

}  // namespace linli::desk
