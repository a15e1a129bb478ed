#include "http/shares.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace linli::http {
namespace {

Address at(int number) {
  return *Address::parse("10.0." + std::to_string(number / 256) + '.' +
                         std::to_string(number % 256));
}

int take_all(Shares& shares, const Address& who) {
  int taken = 0;
  while (shares.take(who, 1)) ++taken;
  return taken;
}

TEST(Shares, OneAloneTakesNoMoreThanAThird) {
  Shares shares(9000);
  const int first = take_all(shares, at(1));
  EXPECT_GT(first, 2500);
  EXPECT_LE(first, 3000);
  EXPECT_LT(take_all(shares, at(2)), first);
}

TEST(Shares, AfterTwoHundredTookWhatTheyCouldANewcomerStillGetsSome) {
  Shares shares(8192, 1024);
  for (int who = 0; who < 200; ++who) take_all(shares, at(who));
  EXPECT_GE(take_all(shares, at(999)), 2);
  EXPECT_LT(shares.taken(), 8192u * 9 / 10);
}

TEST(Shares, NobodyTakesMoreThanIsAllowedToEach) {
  Shares shares(9000, 10);
  EXPECT_EQ(take_all(shares, at(1)), 10);
}

TEST(Shares, TheLastOneGoesToWhoHasNothing) {
  Shares shares(1);
  EXPECT_TRUE(shares.take(at(1), 1));
  EXPECT_FALSE(shares.take(at(2), 1));
  shares.give_back(at(1), 1);
  EXPECT_TRUE(shares.take(at(2), 1));
}

TEST(Shares, WhatAHoldHoldsComesBackWithItsEnd) {
  Shares shares(100);
  {
    Hold hold(shares, at(1));
    EXPECT_TRUE(hold.raise_to(20));
    EXPECT_TRUE(hold.raise_to(10));
    EXPECT_FALSE(hold.raise_to(90));
    EXPECT_EQ(shares.taken(), 20u);
  }
  EXPECT_EQ(shares.taken(), 0u);
}

RC_GTEST_PROP(Shares, TheSupplyIsNeverExceededAndNeverLost, (const std::vector<int>& steps)) {
  Shares shares(50, 40);
  std::map<int, std::size_t> held;
  for (const int step : steps) {
    const int who = std::abs(step % 5);
    const auto amount = static_cast<std::size_t>(std::abs(step / 5 % 7));
    if (step % 2 == 0) {
      if (shares.take(at(who), amount)) held[who] += amount;
    } else {
      shares.give_back(at(who), held[who]);
      held[who] = 0;
    }
    std::size_t sum = 0;
    for (const auto& [_, one] : held) sum += one;
    RC_ASSERT(shares.taken() == sum);
    RC_ASSERT(sum <= 50u);
  }
}

}  // namespace
}  // namespace linli::http
