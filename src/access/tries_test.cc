#include "access/tries.h"

#include <gtest/gtest.h>

namespace linli::access {
namespace {

constexpr Instant kNow{1'790'000'000'000};
constexpr std::string_view kNumber = "number";

TEST(Counted, AnAddressIsCountedByWhatOneSubscriberHolds) {
  EXPECT_EQ(counted("192.0.2.7").address, "192.0.2.7");
  EXPECT_EQ(counted("192.0.2.7").block, "");
  EXPECT_EQ(counted("::ffff:192.0.2.7").address, "192.0.2.7");
  EXPECT_EQ(counted("2001:db8:1:2:3:4:5:6").address, "2001:db8:1:2::");
  EXPECT_EQ(counted("2001:db8:1:2:3:4:5:6").block, "2001:db8:1::");
  EXPECT_EQ(counted("unix").address, "unix");
}

TEST(Tries, StrangersAtOneAddressMakeOnlyThatAddressWait) {
  Tries tries;
  for (int i = 0; i < kLoginPolicy.free; ++i) {
    EXPECT_TRUE(tries.charge(kNumber, "192.0.2.1", Known::No, kNow));
  }
  EXPECT_EQ(tries.charge(kNumber, "192.0.2.1", Known::No, kNow).error().code, "access.wait");
  EXPECT_TRUE(tries.charge(kNumber, "192.0.2.2", Known::No, kNow));
  EXPECT_TRUE(tries.charge("another", "192.0.2.1", Known::No, kNow));
}

TEST(Tries, WhatWasNoGuessIsGivenBackAndForgetsNoneBeforeIt) {
  for (const auto known : {Known::No, Known::Yes}) {
    Tries tries;
    const Caller caller{"192.0.2.1", "her browser"};
    for (int i = 0; i < kLoginPolicy.free; ++i) {
      EXPECT_TRUE(tries.charge(kNumber, caller, known, kNow));
      tries.refund(kNumber, caller, known);
      EXPECT_TRUE(tries.charge(kNumber, caller, known, kNow));
    }
    EXPECT_EQ(tries.charge(kNumber, caller, known, kNow).error().code, "access.wait");
  }
}

TEST(Tries, ManyAddressesAreSlowedDownTogetherAndTheOwnerIsNot) {
  Tries tries;
  int made = 0;
  for (int i = 0; i < 250; ++i) {
    made += tries.charge(kNumber, "198.51.100." + std::to_string(i), Known::No, kNow) ? 1 : 0;
  }
  EXPECT_EQ(made, kThingPolicy.free);
  const Caller owner{"198.51.100.1", "her browser"};
  EXPECT_TRUE(tries.charge(kNumber, owner, Known::Yes, kNow));
  EXPECT_TRUE(tries.charge(kNumber, "203.0.113.1", Known::No, plus_ms(kNow, kThingPolicy.max_ms)))
      << "a minute at most for an owner in another browser";
}

TEST(Tries, WhoIsToldToWaitIsNotCountedForHerNeighbours) {
  Tries tries;
  for (int i = 0; i < 1000; ++i) {
    static_cast<void>(tries.charge(kNumber, "192.0.2.1", Known::No, kNow));
  }
  EXPECT_TRUE(tries.charge("another", "192.0.2.1", Known::No, kNow));
}

TEST(Tries, SuccessGivesBack) {
  Tries tries;
  for (int i = 0; i < 10 * kClientPolicy.free; ++i) {
    ASSERT_TRUE(tries.charge(kNumber, "2001:db8::1", Known::No, kNow)) << i;
    tries.succeeded(kNumber, "2001:db8::1", Known::No);
  }
}

TEST(Acquainted, ABrowserIsKnownForWhatItOpenedOnly) {
  Acquainted acquainted;
  const Caller one{"192.0.2.1", "one"};
  acquainted.remember(kNumber, one);
  EXPECT_EQ(acquainted.knows(kNumber, Caller("203.0.113.1", "one")), Known::Yes);
  EXPECT_EQ(acquainted.knows("another", one), Known::No);
  EXPECT_EQ(acquainted.knows(kNumber, Caller("192.0.2.1", "two")), Known::No);
  acquainted.remember(kNumber, "192.0.2.1");
  EXPECT_EQ(acquainted.knows(kNumber, "192.0.2.1"), Known::No) << "without a cookie nobody is";
}

TEST(Acquainted, WhatIsRememberedIsBounded) {
  Acquainted acquainted;
  for (std::size_t i = 0; i < kAcquaintedMax; ++i) {
    acquainted.remember(kNumber, Caller("192.0.2.1", std::to_string(i)));
  }
  EXPECT_EQ(acquainted.knows(kNumber, Caller("192.0.2.1", "0")), Known::Yes);
  acquainted.remember(kNumber, Caller("192.0.2.1", "one more"));
  EXPECT_EQ(acquainted.knows(kNumber, Caller("192.0.2.1", "0")), Known::No);
}

}  // namespace
}  // namespace linli::access
