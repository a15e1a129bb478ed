// access/tries.h – how often somebody may guess at a secret, and who waits when others guess.
//
// Whoever has opened a thing from a browser before (a known device) keeps tries of her own there:
// nothing that strangers do makes her wait. All others are counted by address and by address and
// thing together; what all strangers try at one thing has a much larger number and a short longest
// wait, so that many addresses cannot keep its owner out either. A try is charged before it is
// made; success gives it back. Source: ASVS 5.0 6.3.1; docs/adr/0021. Thread safety: any thread.
//
// Errors: access.wait (Overloaded; detail: whole seconds to wait).
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

#include "access/caller.h"
#include "access/throttle.h"

namespace linli::access {

enum class Known { No, Yes };  // whether this browser has opened this thing before

class Tries {
 public:
  // `thing` names what is guessed at: "login/zhang", "number/420583…". "" when each of them is
  // guarded in another way: then only addresses are counted.
  Result<void> charge(std::string_view thing, const Caller& caller, Known known, Instant now);
  void succeeded(std::string_view thing, const Caller& caller, Known known);
  // Gives one try back and forgets none: what was tried was no guess.
  void refund(std::string_view thing, const Caller& caller, Known known);

 private:
  Throttle own_{kLoginPolicy};
  Throttle by_address_{kClientPolicy};
  Throttle by_block_{kBlockPolicy};
  Throttle by_both_{kLoginPolicy};
  Throttle by_thing_{kThingPolicy};
};

inline constexpr std::size_t kAcquaintedMax = 100'000;

// Which browsers opened which thing, for things without an owner to remember them by: kept in
// memory, hashed, the whole forgotten when there are too many.
class Acquainted {
 public:
  Known knows(std::string_view thing, const Caller& caller) const;
  void remember(std::string_view thing, const Caller& caller);

 private:
  mutable std::mutex mutex_;
  std::unordered_set<std::uint64_t> pairs_;
};

}  // namespace linli::access
