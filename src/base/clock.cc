#include "base/clock.h"

#include <chrono>

namespace linli {
namespace {

std::int64_t system_ms() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace

Instant SystemClock::now() const {
  return Instant{system_ms()};
}

MovableClock::MovableClock(Instant start) : offset_ms_(start.ms - system_ms()) {}

Instant MovableClock::now() const {
  return Instant{system_ms() + offset_ms_.load()};
}

void MovableClock::move_to(Instant to) {
  offset_ms_ = to.ms - system_ms();
}

}  // namespace linli
