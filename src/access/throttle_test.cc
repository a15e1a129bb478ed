#include "access/throttle.h"

#include <gtest/gtest.h>

#include <string>

namespace linli::access {
namespace {

constexpr ThrottlePolicy kPolicy{2, 1000, 8000, 60'000};

TEST(Throttle, TheWaitDoublesUpToItsLimit) {
  Throttle throttle(kPolicy);
  Instant now{1'000'000};
  EXPECT_TRUE(throttle.charge("a", now));
  EXPECT_TRUE(throttle.charge("a", now));
  for (const std::int64_t wait : {1000, 2000, 4000, 8000, 8000}) {
    EXPECT_EQ(throttle.charge("a", plus_ms(now, wait - 1)).error().code, "access.wait");
    now = plus_ms(now, wait);
    EXPECT_TRUE(throttle.charge("a", now)) << wait;
  }
  EXPECT_TRUE(throttle.charge("b", now)) << "others do not wait";
}

TEST(Throttle, RefundTakesOneTryBackAndForgetAll) {
  Throttle throttle(kPolicy);
  const Instant now{1'000'000};
  ASSERT_TRUE(throttle.charge("a", now));
  ASSERT_TRUE(throttle.charge("a", now));
  EXPECT_FALSE(throttle.charge("a", now));
  throttle.refund("a");
  EXPECT_TRUE(throttle.charge("a", now));
  throttle.forget("a");
  EXPECT_EQ(throttle.size(), 0u);
  throttle.refund("never seen");
  EXPECT_EQ(throttle.size(), 0u);
}

TEST(Throttle, QuietTimeForgets) {
  Throttle throttle(kPolicy);
  Instant now{1'000'000};
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(throttle.charge("a", now));
    now = plus_ms(now, 8000);
  }
  now = plus_ms(now, kPolicy.forget_ms);
  EXPECT_TRUE(throttle.charge("a", now));
  EXPECT_TRUE(throttle.charge("a", now));
}

TEST(Throttle, AClockSetBackDoesNotLockAnybodyOut) {
  Throttle throttle(kPolicy);
  const Instant later{1'000'000'000};
  ASSERT_TRUE(throttle.charge("a", later));
  ASSERT_TRUE(throttle.charge("a", later));
  const Instant now{1'000'000};
  EXPECT_FALSE(throttle.charge("a", now));
  EXPECT_TRUE(throttle.charge("a", plus_ms(now, kPolicy.max_ms)));
}

TEST(Throttle, TheNumberOfKeysIsBoundedAndWhoWaitsLongestIsKept) {
  Throttle throttle(kPolicy, 100);
  const Instant now{1'000'000};
  ASSERT_TRUE(throttle.charge("guesser", now));
  ASSERT_TRUE(throttle.charge("guesser", now));
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(throttle.charge(std::to_string(i), now));
    EXPECT_LE(throttle.size(), 100u);
  }
  EXPECT_FALSE(throttle.charge("guesser", now));
}

}  // namespace
}  // namespace linli::access
