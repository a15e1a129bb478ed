// request/public_pages.h – public pages kept for a second, because they are the same for everybody.
//
// However many read a page, the database is asked once a second for it; so what is filed, edited or
// erased shows or is gone a second later at most. Thread safety: any thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"

namespace linli::request {

inline constexpr std::int64_t kPageKeptMs = 1000;
inline constexpr std::size_t kPagesMax = 500;  // some more than a county has villages

class PublicPages {
 public:
  // `clock` must outlive it.
  explicit PublicPages(const Clock& clock) : clock_(clock) {}
  // The page of `village` (0: of the whole county), made by `make` unless it was within the last
  // second. Errors: those of `make`; they are not kept.
  Result<std::string> page(UnitId village, const std::function<Result<std::string>()>& make);

 private:
  struct Page {
    Instant made;
    std::string body;
  };
  const Clock& clock_;
  std::mutex mutex_;
  std::map<UnitId, Page> pages_;
};

}  // namespace linli::request
