// base/clock.h – instants, and the clock that is handed down.
//
// An Instant is int64 milliseconds since 1970-01-01T00:00:00Z. Dates of the county exist only in
// model/calendar. Only app/ makes a SystemClock; everything else is given a Clock.
// Thread safety: clocks may be used from any thread.
#pragma once

#include <atomic>
#include <compare>
#include <cstdint>

namespace linli {

struct Instant {
  std::int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
};

inline constexpr std::int64_t kMsPerSecond = 1000;
inline constexpr std::int64_t kMsPerMinute = 60 * kMsPerSecond;
inline constexpr std::int64_t kMsPerHour = 60 * kMsPerMinute;
inline constexpr std::int64_t kMsPerDay = 24 * kMsPerHour;

constexpr Instant plus_ms(Instant at, std::int64_t ms) {
  return Instant{at.ms + ms};
}

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

// Runs with the system clock from a settable point; for sample folders and tests.
class MovableClock final : public Clock {
 public:
  explicit MovableClock(Instant start);
  Instant now() const override;
  // Time goes on from `to`. It may go backwards; nothing above may rely on it not doing so.
  void move_to(Instant to);

 private:
  std::atomic<std::int64_t> offset_ms_;
};

// Stands still until told otherwise; for tests.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant at) : now_ms_(at.ms) {}
  Instant now() const override { return Instant{now_ms_.load()}; }
  void set(Instant at) { now_ms_ = at.ms; }
  void advance_ms(std::int64_t ms) { now_ms_ += ms; }

 private:
  std::atomic<std::int64_t> now_ms_;
};

}  // namespace linli
