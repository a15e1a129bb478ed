// http/shares.h – one supply that many addresses take from, so that none takes it all.
//
// What an address may hold shrinks with the cube of what is left: all it may ever hold of an idle
// supply, an eighth of that when half is gone, a sixty-fourth when a quarter is left. So two
// hundred that take what they can leave a newcomer some, and nobody who holds something is thrown
// out. Thread safety: any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <map>
#include <mutex>

#include "base/address.h"

namespace linli::http {

class Shares {
 public:
  // `all` (at least 1) to be had, and at most `each_max` by one address.
  explicit Shares(std::size_t all, std::size_t each_max = std::numeric_limits<std::size_t>::max())
      : all_(all), each_max_(std::min(all, each_max)) {}
  Shares(const Shares&) = delete;
  Shares& operator=(const Shares&) = delete;

  // Whether `who` holds `amount` more now.
  bool take(const Address& who, std::size_t amount);
  // The same without a share of its own: for a proxy, which speaks for many.
  bool take_for_many(std::size_t amount);
  void give_back(const Address& who, std::size_t amount);
  void give_back_for_many(std::size_t amount);
  std::size_t taken() const;

 private:
  std::size_t allowed() const;

  const std::size_t all_, each_max_;
  mutable std::mutex mutex_;
  std::size_t taken_ = 0;
  std::map<Address, std::size_t> held_;  // as many as there are units in the supply, at most
};

// What one request or reply holds of the supply; given back at the end.
class Hold {
 public:
  Hold(Shares& shares, const Address& who) : shares_(shares), who_(who) {}
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  ~Hold() { shares_.give_back(who_, amount_); }

  // Whether it holds so much from now on.
  bool raise_to(std::size_t amount);
  void drop();

 private:
  Shares& shares_;
  const Address who_;
  std::size_t amount_ = 0;
};

}  // namespace linli::http
