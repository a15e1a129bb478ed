#include "access/meter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace linli::access {
namespace {

constexpr Instant kStart{1'790'000'000'000};

std::optional<Overdrawn> charge(Meter& meter, const Charge& one, Instant now) {
  return meter.charge({&one, 1}, now);
}

TEST(Meter, AWholeAllowanceMayBeUsedAtOnceAndComesBackEvenly) {
  Meter meter;
  const Charge one{"a", {300, kMsPerHour}};
  for (int i = 0; i < 300; ++i) EXPECT_FALSE(charge(meter, one, kStart)) << i;
  const auto over = charge(meter, one, kStart);
  ASSERT_TRUE(over);
  EXPECT_EQ(over->wait_ms, kMsPerHour / 300);
  EXPECT_TRUE(charge(meter, one, plus_ms(kStart, over->wait_ms - 1)));
  EXPECT_FALSE(charge(meter, one, plus_ms(kStart, over->wait_ms)));
  EXPECT_FALSE(charge(meter, {"b", {300, kMsPerHour}}, kStart)) << "others do not wait";
}

TEST(Meter, ChargesAllOfThemOrNone) {
  Meter meter;
  const Charge small{"small", {1, kMsPerHour}};
  const Charge large{"large", {2, kMsPerHour}};
  const Charge both[] = {large, small};
  EXPECT_FALSE(meter.charge(both, kStart));
  const auto over = meter.charge(both, kStart);
  ASSERT_TRUE(over);
  EXPECT_EQ(over->which, 1u);
  EXPECT_FALSE(charge(meter, large, kStart)) << "the refused charge took nothing of it";
  EXPECT_TRUE(charge(meter, large, kStart));
}

TEST(Meter, GivesBackAndForgets) {
  Meter meter;
  const Charge one{"a", {1, kMsPerHour}};
  EXPECT_FALSE(charge(meter, one, kStart));
  EXPECT_TRUE(meter.used_up(one, kStart));
  meter.refund(one, kStart);
  EXPECT_EQ(meter.size(), 0u);
  EXPECT_FALSE(charge(meter, one, kStart));
  meter.forget("a");
  EXPECT_FALSE(meter.used_up(one, kStart));
  meter.refund({"never seen", {1, 1}}, kStart);
}

TEST(Meter, AClockSetBackMakesNobodyWaitLongerThanAPeriod) {
  Meter meter;
  const Charge one{"a", {2, kMsPerHour}};
  const Instant later = plus_ms(kStart, 1000 * kMsPerDay);
  EXPECT_FALSE(charge(meter, one, later));
  EXPECT_FALSE(charge(meter, one, later));
  const auto over = charge(meter, one, kStart);
  ASSERT_TRUE(over);
  EXPECT_LE(over->wait_ms, kMsPerHour);
  EXPECT_FALSE(charge(meter, one, plus_ms(kStart, over->wait_ms)));
}

TEST(Meter, WithoutACountNothingIsLimitedOrKept) {
  Meter meter;
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(charge(meter, {"a", {}}, kStart));
  EXPECT_EQ(meter.size(), 0u);
}

TEST(Meter, TheNumberOfKeysIsBoundedAndWhoIsFarthestOverIsKept) {
  Meter meter(100);
  const Charge greedy{"greedy", {10, kMsPerHour}, 10};
  EXPECT_FALSE(charge(meter, greedy, kStart));
  for (int i = 0; i < 2000; ++i) {
    EXPECT_FALSE(charge(meter, {std::to_string(i), {10, kMsPerHour}}, kStart));
    EXPECT_LE(meter.size(), 100u);
  }
  EXPECT_TRUE(charge(meter, greedy, kStart));
}

RC_GTEST_PROP(Meter, NoStretchAsLongAsThePeriodSeesMoreThanTwiceTheCount, ()) {
  const auto count = *rc::gen::inRange<std::int64_t>(1, 40);
  const auto period = *rc::gen::inRange<std::int64_t>(1000, 100'000);
  const auto pauses = *rc::gen::container<std::vector<int>>(300, rc::gen::inRange(0, 2000));
  Meter meter;
  std::vector<std::int64_t> taken;
  Instant now = kStart;
  for (const int pause : pauses) {
    now = plus_ms(now, pause);
    if (!charge(meter, {"a", {count, period}}, now)) taken.push_back(now.ms);
  }
  for (std::size_t from = 0; from < taken.size(); ++from) {
    std::size_t to = from;
    while (to < taken.size() && taken[to] - taken[from] < period) ++to;
    RC_ASSERT(to - from <= static_cast<std::size_t>(2 * count));
  }
}

RC_GTEST_PROP(Meter, WhoWaitsAsToldIsServed, ()) {
  const auto count = *rc::gen::inRange<std::int64_t>(1, 40);
  const auto period = *rc::gen::inRange<std::int64_t>(1000, 100'000);
  const auto costs =
      *rc::gen::container<std::vector<std::int64_t>>(50, rc::gen::inRange<std::int64_t>(1, 60));
  Meter meter;
  Instant now = kStart;
  for (const auto cost : costs) {
    const Charge one{"a", {count, period}, cost};
    const auto over = charge(meter, one, now);
    if (!over) continue;
    RC_ASSERT(over->wait_ms <= period);
    now = plus_ms(now, over->wait_ms);
    RC_ASSERT(!charge(meter, one, now).has_value());
  }
}

}  // namespace
}  // namespace linli::access
