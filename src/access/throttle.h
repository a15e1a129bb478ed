// access/throttle.h – waiting that doubles with every try, and never locks anybody out for good.
//
// A try is charged before it is made, so tries sent at once are counted too; success gives it back.
// Kept in memory: a restart forgets it, each node counts for itself. Keys are hashed, the number of
// kept keys is bounded (the one that may soonest try again goes first).
// Source: ASVS 5.0 6.3.1. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace linli::access {

struct ThrottlePolicy {
  int free;                // tries without waiting
  std::int64_t first_ms;   // the first wait; each further try doubles it
  std::int64_t max_ms;     // the longest wait
  std::int64_t forget_ms;  // quiet time after which all is forgotten
};

inline constexpr ThrottlePolicy kLoginPolicy{5, kMsPerSecond, 15 * kMsPerMinute, kMsPerHour};
// An office shares one address.
inline constexpr ThrottlePolicy kClientPolicy{50, kMsPerSecond, kMsPerMinute, 10 * kMsPerMinute};
// Many subscribers of one provider share an IPv6 /48.
inline constexpr ThrottlePolicy kBlockPolicy{200, kMsPerSecond, kMsPerMinute, 10 * kMsPerMinute};
// What all strangers together may try at one login or number: a short longest wait, for its owner
// may be among them.
inline constexpr ThrottlePolicy kThingPolicy{100, kMsPerSecond, kMsPerMinute, kMsPerHour};
inline constexpr std::size_t kThrottleKeysMax = 100'000;

class Throttle {
 public:
  explicit Throttle(ThrottlePolicy policy, std::size_t keys_max = kThrottleKeysMax)
      : policy_(policy), keys_max_(keys_max) {}

  // Charges one try. Errors: access.wait (Overloaded; detail: whole seconds to wait).
  Result<void> charge(std::string_view key, Instant now);
  // Gives one try back.
  void refund(std::string_view key);
  // Forgets all tries of this key.
  void forget(std::string_view key);

  std::size_t size() const;

 private:
  struct Tries {
    int count = 0;
    Instant free_at;  // no try before
    Instant last;
  };
  void make_room(Instant now);

  const ThrottlePolicy policy_;
  const std::size_t keys_max_;
  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, Tries> tries_;
};

}  // namespace linli::access
