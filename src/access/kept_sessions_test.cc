#include "access/kept_sessions.h"

#include <gtest/gtest.h>

namespace linli::access {
namespace {

TEST(KeptSessions, AreNoMoreThanTheirNumberAndTheNewestIsThere) {
  KeptSessions kept;
  auto made = std::make_shared<Session>();
  made->until = Instant{1000};
  const std::shared_ptr<const Session> session = std::move(made);
  const auto there = [&] { return static_cast<std::size_t>(session.use_count()) - 1; };
  for (std::size_t n = 1; n <= 2 * kSessionsKeptMax + 1; ++n) {
    const SessionId id{static_cast<std::int64_t>(n)};
    kept.keep(id, 1, session);
    ASSERT_TRUE(kept.find(id, 1, Instant{})) << n;
    ASSERT_LE(there(), kSessionsKeptMax) << n;
  }
}

}  // namespace
}  // namespace linli::access
