// access/meter.h – so many in a period, for any number of keys.
//
// An allowance that was not used may be used at once; used up, it comes back evenly, so that who
// goes on asking waits a moment and not a whole period: in no stretch as long as the period are
// there more than twice as many. One number a key is kept (generic cell rate algorithm, ITU-T
// I.371), in memory: a restart forgets it, each node counts for itself. Keys are hashed, their
// number is bounded; the one that has its whole allowance back soonest goes first.
// Thread safety: any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace linli::access {

inline constexpr std::size_t kMeterKeysMax = 100'000;

struct Allowance {
  std::int64_t count = 0;  // 0: no limit
  std::int64_t period_ms = 0;
};

struct Charge {
  std::string key;
  Allowance allowance;
  std::int64_t cost = 1;  // more than the whole allowance counts as the whole
};

// What could not be charged.
struct Overdrawn {
  std::size_t which = 0;     // the first of the charges that has not enough left
  std::int64_t wait_ms = 0;  // until all of them have
};

class Meter {
 public:
  explicit Meter(std::size_t keys_max = kMeterKeysMax) : keys_max_(keys_max) {}

  // Charges all of them or none.
  std::optional<Overdrawn> charge(std::span<const Charge> charges, Instant now);
  // Whether charging one more would fail.
  bool used_up(const Charge& charge, Instant now) const;
  // Gives back what was charged.
  void refund(const Charge& charge, Instant now);
  void forget(std::string_view key);

  std::size_t size() const;

 private:
  std::int64_t wait_us(std::uint64_t id, const Charge& charge, std::int64_t now_us) const;
  void make_room(std::int64_t now_us);

  const std::size_t keys_max_;
  mutable std::mutex mutex_;
  // When a key has its whole allowance back, microseconds UTC.
  std::unordered_map<std::uint64_t, std::int64_t> whole_at_;
};

// Whole seconds, at least one: for Retry-After.
std::string seconds_text(std::int64_t wait_ms);

}  // namespace linli::access
