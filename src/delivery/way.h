// delivery/way.h – whether messages reach phones, as the last attempts showed.
//
// A county promises codes and messages only while they do. It is learnt with the settings of the
// day: other settings have proven nothing until a message was taken. Source:
// docs/adr/0027-senders.md. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace linli::delivery {

inline constexpr int kFailuresMax = 5;  // in a row; from then on the way is out of order
// Then it may be tried again: strangers who name bad numbers keep nobody out for long.
inline constexpr std::int64_t kClosedMs = 10 * kMsPerMinute;
// A way that answers, and does not take this message.
inline constexpr std::string_view kNotTaken = "sending.not_taken";
inline constexpr std::int64_t kNotedMs = kMsPerMinute;  // as long as nothing changes

struct WayState {
  std::int64_t version = 0;  // 0: nothing is known
  std::int64_t settings = 0;
  Instant took_at;
  Instant failed_at;
  int failures = 0;  // since the last that was taken
  std::string error;

  bool failing() const { return failures >= kFailuresMax; }
  bool works(Instant now) const {
    return took_at.ms != 0 && (!failing() || now >= plus_ms(failed_at, kClosedMs));
  }
};

// What became of messages to phones, in their order.
struct Attempts {
  Instant took_at;             // 0: none was taken
  int in_row = 0;              // refused since
  std::optional<Error> error;  // the last refusal

  void taken(Instant now) {
    took_at = now;
    in_row = 0;
  }
  // What was said of one number says nothing of the way: strangers name numbers.
  void refused(const Error& by) {
    in_row += by.code == kNotTaken ? 0 : 1;
    error = by;
  }
};

Result<WayState> way_state(store::Snapshot& read);

// Forgets what was learnt with other settings. Waits for the commit.
Result<void> settle_way(store::Store& store, std::int64_t settings);
// Adds what was learnt, at most once in kNotedMs while nothing changes.
Result<void> note_way(store::Snapshot& read, const Attempts& attempts, Instant now,
                      store::WriteSet& changes);
// The same in a commit of its own, and waits for it.
Result<void> note_way(store::Store& store, const Attempts& attempts, Instant now);

}  // namespace linli::delivery
