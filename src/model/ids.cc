#include "model/ids.h"

namespace linli {
namespace {

constexpr std::int64_t kEpochMs = 1704067200000;  // 2024-01-01T00:00:00Z
constexpr int kTimeShift = 22;

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
  return last_ms_ << kTimeShift | node_ << 12 | sequence_;
}

Instant made_at(std::int64_t id) {
  return Instant{(id >> kTimeShift) + kEpochMs};
}

std::int64_t first_id_at(Instant at) {
  const std::int64_t since = at.ms - kEpochMs;
  return since <= 0 ? 0 : since << kTimeShift;
}

}  // namespace linli
