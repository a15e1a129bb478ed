// access/pace.h – how fast the county takes what anybody may send, and who waits above that.
//
// A route says its class (api::Pace); the limits of a class stand in one table. Whoever is signed
// in is counted as a person, with an allowance of her own; everybody else by address (IPv4 alone,
// IPv6 by /64), by IPv6 /48, and all of them together. Above a limit nobody is refused for good:
// the answer says when, and that a phone code is the way without waiting. Emergencies have an
// allowance of their own, and their refusal names 110, 119 and 120. Kept in memory: a restart
// forgets it, each node counts for itself. Source: docs/adr/0021; ASVS 5.0 2.4.1.
// Thread safety: any thread.
//
// Errors, all Overloaded with the whole seconds to wait as detail: access.wait (her own allowance),
// access.address_wait (too much from this address), access.phone_code_first (too much in all),
// access.emergency_wait.
#pragma once

#include <array>
#include <atomic>
#include <string>
#include <string_view>
#include <vector>

#include "access/caller.h"
#include "access/meter.h"
#include "api/route.h"
#include "base/result.h"
#include "rights/actor.h"

namespace linli::access {

// What is counted; a class of routes may be counted in several.
enum class Counter { File, Emergency, Upload, UploadKib, Code, Search, Export, Reveal, Message };
inline constexpr std::size_t kCounters = 9;

struct PaceLimit {
  std::string_view name;  // in --pace
  Allowance person;       // who is signed in
  Allowance address;      // IPv4 /32, IPv6 /64
  Allowance block;        // IPv6 /48
  Allowance in_all;       // everybody who is not signed in
};

struct PaceLimits {
  std::array<PaceLimit, kCounters> of;
  bool kept = true;  // false: nothing is counted, for samples
};

// The defaults, in force until the county says otherwise: sized for addresses that a village hall
// or a carrier shares.
const PaceLimits& county_pace();
// The defaults changed by "file.address=600,code.in_all=120" (counts, the periods stay); "county"
// alone changes nothing. Errors: access.pace_unknown (Invalid; detail: the word).
Result<PaceLimits> parse_pace(std::string_view words);

enum class Urgency { Usual, Emergency };

class Pace {
 public:
  explicit Pace(PaceLimits limits) : limits_(limits) {}

  // What the gate asks of every request before its body is read. Classes that depend on what is
  // sent (filing, codes, guesses) are charged by their rooms. `bytes` is the length of the body.
  Result<void> at_gate(api::Pace pace, const rights::Actor& actor, std::string_view address,
                       std::size_t bytes, Instant now);
  Result<void> filing(const rights::Actor& actor, std::string_view address, Urgency urgency,
                      Instant now);
  // Whether one more message may go to a phone that nobody has proven to be hers.
  bool message(std::string_view address, Instant now);
  // What asking for a code charges of address and in all, to be charged with what else is counted.
  std::vector<Charge> of_code(std::string_view address) const;

  // Prometheus text: how often each counter said "later", by what was used up.
  void append_gauges(std::string& out) const;

 private:
  Result<void> charge(std::span<const Charge> charges, Counter counter, Instant now);
  std::vector<Charge> charges(Counter counter, const rights::Actor& actor, std::string_view address,
                              std::int64_t cost) const;

  const PaceLimits limits_;
  Meter meter_;
  std::array<std::atomic<std::uint64_t>, kCounters> waited_{};
};

}  // namespace linli::access
