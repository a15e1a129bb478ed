#include "sample/filler.h"

#include <utility>

namespace linli::sample {

Filler::~Filler() {
  std::unique_lock lock(mutex_);
  landed_.wait(lock, [&] { return open_ == 0; });
}

Result<void> Filler::wait_until_below(int open_max) {
  std::unique_lock lock(mutex_);
  landed_.wait(lock, [&] { return open_ < open_max; });
  return outcome_;
}

Result<void> Filler::depart() {
  TRY(wait_until_below(kSetsInFlight));
  {
    const std::lock_guard lock(mutex_);
    ++open_;
  }
  store_.commit(std::exchange(rows_, {}), [this](Result<void> outcome) {
    const std::lock_guard lock(mutex_);
    if (!outcome && outcome_) outcome_ = std::move(outcome);
    --open_;
    landed_.notify_one();
  });
  return {};
}

Result<void> Filler::pass() {
  if (rows_.changes.size() < kRowsPerSet) return {};
  return depart();
}

Result<void> Filler::finish() {
  if (!rows_.changes.empty()) TRY(depart());
  return wait_until_below(1);
}

}  // namespace linli::sample
