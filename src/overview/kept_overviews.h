// overview/kept_overviews.h – overviews kept in memory, because many look at the same (ADR 0011).
//
// An overview is given again only while no matter and no unit changed since it was made, and for a
// second at most: what is late follows the clock. What it may tell is part of the question, so
// nobody is given what was made for somebody who may know more. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/marks.h"

namespace linli::overview {

inline constexpr std::int64_t kOverviewKeptMs = 1000;
inline constexpr std::size_t kOverviewsMax = 200;
// Figures are counted with the acts that change matters.
inline constexpr std::uint64_t kOverviewMarks = store::mark_any("matter") | store::mark_any("unit");

class KeptOverviews {
 public:
  // What `make` answered to this question by these rules, if it still holds, or answers now.
  // `changes` is Snapshot::changes(kOverviewMarks) of the snapshot that `make` reads. Errors: those
  // of `make`; they are not kept.
  Result<std::string> get(const std::string& question, std::uint64_t changes,
                          const std::shared_ptr<const void>& rules, Instant now,
                          const std::function<Result<std::string>()>& make);

 private:
  struct Kept {
    std::uint64_t changes;
    std::shared_ptr<const void> rules;
    Instant made;
    std::string body;
  };
  std::mutex mutex_;
  std::map<std::string, Kept> kept_;
};

}  // namespace linli::overview
