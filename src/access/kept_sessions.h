// access/kept_sessions.h – who is behind a session, kept in memory between requests (ADR 0011).
//
// What is kept is given again only while none of the rows changed that it was made from
// (store/marks.h) and no term of hers began or ended by time. How long a session lasts is not kept:
// whoever asks holds it against the clock each time. Of the token only the hash is kept.
// Thread safety: any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "model/ids.h"
#include "rights/actor.h"

namespace linli::access {

inline constexpr std::size_t kSessionsKeptMax = 10'000;

// A session with its actor, as read at one moment.
struct Session {
  std::string secret_hash;  // SHA-256 of the secret part of the token
  rights::Actor actor;
  bool closed = false;  // the account is
  Instant made_at;
  Instant seen_at;               // last use when it was read: never later than the true one
  std::int64_t use_version = 0;  // of the row that holds it; 0 while there is none
  Instant from, until;           // no term begins or ends after the first and before the second
};

class KeptSessions {
 public:
  // The session as kept under this number (Snapshot::changes); null when nothing holds any more.
  std::shared_ptr<const Session> find(SessionId id, std::uint64_t changes, Instant now);
  void keep(SessionId id, std::uint64_t changes, std::shared_ptr<const Session> session);

 private:
  struct Place {
    std::uint64_t changes = 0;
    std::shared_ptr<const Session> session;
  };

  std::mutex mutex_;
  std::unordered_map<std::int64_t, Place> places_;
};

}  // namespace linli::access
