#include "access/kept_sessions.h"

namespace linli::access {

std::shared_ptr<const Session> KeptSessions::find(SessionId id, std::uint64_t changes,
                                                  Instant now) {
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(id.value);
  if (found == places_.end() || found->second.changes != changes) return nullptr;
  const auto& session = found->second.session;
  return now >= session->from && now < session->until ? session : nullptr;
}

void KeptSessions::keep(SessionId id, std::uint64_t changes,
                        std::shared_ptr<const Session> session) {
  decltype(places_) dropped;  // ends after the lock
  const std::lock_guard lock(mutex_);
  if (places_.size() >= kSessionsKeptMax) places_.swap(dropped);
  places_[id.value] = {changes, std::move(session)};
}

}  // namespace linli::access
