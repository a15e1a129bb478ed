#include "request/public_pages.h"

namespace linli::request {

Result<std::string> PublicPages::page(UnitId village,
                                      const std::function<Result<std::string>()>& make) {
  const Instant now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    const auto found = pages_.find(village);
    // A clock that was set back makes it anew as well.
    if (found != pages_.end() && now >= found->second.made &&
        now.ms - found->second.made.ms < kPageKeptMs) {
      return found->second.body;
    }
  }
  auto body = TRY(make());
  const std::lock_guard lock(mutex_);
  // Anybody may ask for any number as a village.
  if (pages_.size() >= kPagesMax) pages_.clear();
  pages_[village] = {now, body};
  return body;
}

}  // namespace linli::request
