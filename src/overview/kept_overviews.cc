#include "overview/kept_overviews.h"

namespace linli::overview {

Result<std::string> KeptOverviews::get(const std::string& question, std::uint64_t changes,
                                       const std::shared_ptr<const void>& rules, Instant now,
                                       const std::function<Result<std::string>()>& make) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(question);
    // A clock that was set back makes it anew as well.
    if (found != kept_.end() && found->second.changes == changes && found->second.rules == rules &&
        now >= found->second.made && now.ms - found->second.made.ms < kOverviewKeptMs) {
      return found->second.body;
    }
  }
  auto body = TRY(make());
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= kOverviewsMax) kept_.clear();
  kept_[question] = {changes, rules, now, body};
  return body;
}

}  // namespace linli::overview
