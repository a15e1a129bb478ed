// desk/scheduler.h – what happens by itself when time is over, exactly once each.
//
// Every matter has at most one timer for the chain of its step and one for an open offer. Firing a
// timer removes its row in the same write set that carries the change, so it happens once or not at
// all, also when the process is killed; the next stage of the chain gets a timer of its own. After
// a long stop each stage that was missed happens once, in order. Messages carry an id and are sent
// at least once (delivery/courier.h). Thread safety: run_once by one thread at a time.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "desk/kernel.h"
#include "desk/matter.h"

namespace linli::desk {

inline constexpr int kTimersMax = 200;  // of one run
// Somebody's time at a desk may begin without any change: then a turn is opened there, too.
inline constexpr std::int64_t kTurnsAgainMs = 10 * kMsPerMinute;

class Scheduler {
 public:
  explicit Scheduler(Kernel& kernel) : kernel_(kernel) {}
  // Fires the timers that are due, lets go on what waited for others and opens what the calendar
  // opens, at most kTimersMax of each (of each procedure of the calendar), and waits for the
  // commits. Returns how many fired; a timer that could not fire (its error is kept in
  // last_error()) stays for the next run.
  Result<int> run_once();
  const std::string& last_error() const { return last_error_; }

 private:
  // A turn and where it is still to be opened; looked at again when that may have changed.
  struct Pass {
    std::string turn;
    std::uint64_t desks = 0;  // changes of desks and who sits there
    Instant looked_at;
    std::vector<UnitId> left;
  };

  bool commit(Result<store::WriteSet> changes);
  Result<int> look_at_waiting();
  Result<int> open_turn_of(const Rules& rules, const procedure::Definition& definition);
  int open_turns();

  Kernel& kernel_;
  std::string last_error_;
  std::map<std::string, Pass> passes_;  // by procedure
};

// The changes of one timer, for tests and the scheduler. Errors: desk.timer_gone (Conflict).
Result<store::WriteSet> fire(Kernel& kernel, store::Snapshot& read, MatterId matter,
                             std::int64_t timer);

}  // namespace linli::desk
