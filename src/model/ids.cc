#include "model/ids.h"

namespace linli {
namespace {

constexpr std::int64_t kEpochMs = 1704067200000;  // 2024-01-01T00:00:00Z

}  // namespace

std::int64_t IdSource::next() {
  const std::lock_guard lock(mutex_);
  std::int64_t ms = clock_.now().ms - kEpochMs;
  if (ms < 1) ms = 1;
  if (ms > last_ms_) {
    last_ms_ = ms;
    sequence_ = 0;
  } else if (++sequence_ == 4096) {  // a full millisecond, or the clock went back: borrow the next
    ++last_ms_;
    sequence_ = 0;
  }
  return last_ms_ << 22 | node_ << 12 | sequence_;
}

Instant made_at(std::int64_t id) {
  return Instant{(id >> 22) + kEpochMs};
}

}  // namespace linli
