// access/settings.h – the limits of signing in, and what access needs of other folders.
//
// Thread safety: values; the functions of People are called from several threads at once.
// Source: ASVS 5.0 6.2, 6.3, 6.5, 7.3; GB/T 22239-2019 §8.1.4.1; docs/adr/0006.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"
#include "model/words.h"
#include "rights/actor.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::access {

// How long a session lasts, milliseconds: since sign-in, and since it was last used.
struct SessionLimits {
  std::int64_t absolute_ms;
  std::int64_t idle_ms;
};

enum class CookieKind { Plain, Tls };  // Tls: name __Host-linli, attribute Secure

struct Settings {
  CookieKind cookie = CookieKind::Plain;
  SessionLimits staff{8 * kMsPerHour, kMsPerHour};
  SessionLimits resident{30 * kMsPerDay, 7 * kMsPerDay};
  std::size_t staff_password_min = 12;  // characters
  // Positions whose hats are worn after signing in by one-time code too; all others need the
  // password.
  std::set<std::string> hats_by_code{"liaison"};
  int hashing_threads = 1;
};

inline constexpr std::size_t kPasswordMin = 8;         // characters, whatever the settings say
inline constexpr std::size_t kPasswordMax = 256;       // bytes
inline constexpr std::size_t kHashingQueueMax = 32;    // waiting sign-ins; more are access.busy
inline constexpr std::int64_t kSeenMs = kMsPerMinute;  // how often last use is written
inline constexpr std::int64_t kCodeMs = 10 * kMsPerMinute;  // life of a one-time code
inline constexpr int kCodeTriesMax = 5;
inline constexpr std::int64_t kFirstTokenMs = 7 * kMsPerDay;  // life of the first one-time token
inline constexpr std::int64_t kActivationMs = 3 * kMsPerDay;  // life of an activation code

// The hats somebody wears, and from when on others by time alone.
struct Worn {
  std::vector<rights::Hat> hats;
  Instant until;
};

// What access asks of the registry and of delivery, handed in by app/.
struct People {
  std::function<Result<Worn>(store::Snapshot&, PersonId, Instant)> hats_of;
  // The marks (store/marks.h) of every table that hats_of reads.
  std::uint64_t hat_marks = 0;
  // The person with this phone (11 digits), if one is known.
  std::function<Result<std::optional<PersonId>>(store::Snapshot&, std::string_view)> find_by_phone;
  // Adds a person who declared nothing but this phone.
  std::function<Result<PersonId>(store::WriteSet&, std::string_view, Instant)> add_by_phone;
  // Queues the message with the code to this phone.
  std::function<void(store::WriteSet&, std::string_view phone, std::string_view code, Instant)>
      send_code;
};

}  // namespace linli::access
