#include "access/testing.h"

namespace linli::access {
namespace {

TEST_F(AccessTest, AOneTimeCodeSignsInThePersonWithThisPhone) {
  phones_[kPhone] = PersonId{5};
  ASSERT_TRUE(request());
  ASSERT_EQ(sent_.size(), 1u);
  EXPECT_EQ(sent_[0].size(), 6u);
  const auto signed_in = by_code(sent_[0]).value();
  EXPECT_EQ(actor(signed_in.token).value().person, PersonId{5});
  EXPECT_EQ(by_code(sent_[0]).error().code, "access.wrong_code") << "used twice";
}

TEST_F(AccessTest, AnUnknownPhoneGetsTheSameAnswerAndANewPerson) {
  ASSERT_TRUE(request("139 0000 0001"));
  const auto signed_in = by_code(sent_[0], "+8613900000001").value();
  EXPECT_EQ(signed_in.person, phones_.at("13900000001"));
}

TEST_F(AccessTest, ACodeIsGoodForTenMinutes) {
  ASSERT_TRUE(request());
  clock_.advance_ms(kCodeMs);
  EXPECT_EQ(by_code(sent_[0]).error().code, "access.wrong_code");
}

TEST_F(AccessTest, AfterFiveGuessesTheRightCodeIsWorthless) {
  ASSERT_TRUE(request());
  for (int i = 0; i < kCodeTriesMax; ++i) {
    EXPECT_EQ(by_code(wrong(sent_[0])).error().code, "access.wrong_code");
  }
  EXPECT_EQ(by_code(sent_[0]).error().code, "access.wrong_code");
}

TEST_F(AccessTest, OfGuessesMadeAtOnceOneIsAnsweredAndTheOthersLearnNothing) {
  ASSERT_TRUE(request());
  const auto snapshot = read();
  auto first = access_.sign_in_code(*snapshot, kPhone, wrong(sent_[0]), kClient, now()).value();
  auto second = access_.sign_in_code(*snapshot, kPhone, sent_[0], kClient, now()).value();
  ASSERT_TRUE(commit(std::move(first.changes)));
  EXPECT_EQ(commit(std::move(second.changes)).error().code, "store.conflict");
}

TEST_F(AccessTest, ANewCodeReplacesTheOldOne) {
  ASSERT_TRUE(request());
  clock_.advance_ms(kMsPerMinute);
  ASSERT_TRUE(request());
  if (sent_[0] != sent_[1]) {
    EXPECT_EQ(by_code(sent_[0]).error().code, "access.wrong_code");
  }
  EXPECT_TRUE(by_code(sent_[1]));
}

TEST_F(AccessTest, AskingForCodesWaitsLongerEachTimeAndSigningInForgets) {
  ASSERT_TRUE(request());
  auto refused = request();
  EXPECT_EQ(refused.error().code, "access.wait");
  EXPECT_EQ(refused.error().detail, "60");
  clock_.advance_ms(kMsPerMinute);
  ASSERT_TRUE(request());
  clock_.advance_ms(kMsPerMinute);
  EXPECT_EQ(request().error().detail, "60");
  clock_.advance_ms(kMsPerMinute);
  ASSERT_TRUE(request());
  ASSERT_TRUE(by_code(sent_.back()));
  EXPECT_TRUE(request());
}

TEST_F(AccessTest, WhatIsNoPhoneIsRefused) {
  EXPECT_EQ(request("12345").error().code, "vault.phone_invalid");
  EXPECT_EQ(by_code("000000", "x").error().code, "vault.phone_invalid");
}

TEST_F(AccessTest, OneClientThatGuessesForManyPhonesMustWait) {
  int made = 0;
  while (by_code("000000", "13900000002").error().code == "access.wrong_code") ++made;
  EXPECT_EQ(made, kClientPolicy.free);
  EXPECT_EQ(by_code("000000", "13900000003").error().code, "access.wait");
}

TEST_F(AccessTest, NeitherPhoneNorCodeIsStoredInTheClear) {
  ASSERT_TRUE(request());
  EXPECT_FALSE(vault::holds_bytes(data(), kPhone));
  EXPECT_FALSE(vault::holds_bytes(data(), sent_[0]));
}

}  // namespace
}  // namespace linli::access
