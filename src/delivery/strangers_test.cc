#include "delivery/strangers.h"

#include "delivery/schema.h"
#include "vault/testing.h"

namespace linli::delivery {
namespace {

class StrangersTest : public vault::VaultTest {
 protected:
  StrangersTest() : VaultTest(migrations()) {}

  bool told(const char* phone = "13812345678") {
    store::WriteSet changes;
    const bool may =
        may_tell_stranger(*read(), vault_.blind(), phone, clock_.now(), changes).value();
    EXPECT_TRUE(commit(std::move(changes)));
    return may;
  }
  void proven(const char* phone = "13812345678") {
    store::WriteSet changes;
    ASSERT_TRUE(phone_proven(*read(), vault_.blind(), phone, clock_.now(), changes));
    if (changes.changes.empty()) return;
    ASSERT_TRUE(commit(std::move(changes)));
  }
  std::int64_t rows() { return read()->number("SELECT count(*) FROM delivery_phone").value(); }
};

TEST_F(StrangersTest, APhoneThatNobodyHasProvenIsToldOnce) {
  EXPECT_TRUE(told());
  for (int i = 0; i < 40; ++i) {
    clock_.advance_ms(kMsPerDay);
    EXPECT_FALSE(told());
  }
  EXPECT_TRUE(told("13812345679"));
}

TEST_F(StrangersTest, AfterASignInItIsToldAFewTimesADay) {
  EXPECT_TRUE(told());
  EXPECT_FALSE(told());
  proven();
  for (int day = 0; day < 3; ++day) {
    clock_.advance_ms(kMsPerDay);
    int made = 0;
    for (int i = 0; i < 20; ++i) made += told() ? 1 : 0;
    EXPECT_EQ(made, kFilingMessagesDaily);
  }
}

TEST_F(StrangersTest, WhoSignedInBeforeFilingIsToldEachTime) {
  proven();
  EXPECT_TRUE(told());
  EXPECT_TRUE(told());
  proven();
  EXPECT_EQ(rows(), 1);
}

TEST_F(StrangersTest, WhatIsKeptIsAHashAndGoesWithTheErasureOrAfterThreeMonths) {
  told();
  EXPECT_FALSE(vault::holds_bytes(data(), "13812345678"));
  store::WriteSet forgotten;
  ASSERT_TRUE(forget_stranger(*read(), vault_.blind().phone("13812345678").value(), forgotten));
  ASSERT_TRUE(commit(std::move(forgotten)));
  EXPECT_EQ(rows(), 0);
  told();
  clock_.advance_ms(kStrangerKeptMs + 1);
  told("13900000000");
  store::WriteSet swept;
  ASSERT_TRUE(sweep_strangers(*read(), clock_.now(), swept));
  ASSERT_TRUE(commit(std::move(swept)));
  EXPECT_EQ(rows(), 1) << "the new one";
}

}  // namespace
}  // namespace linli::delivery
