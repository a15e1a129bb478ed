#include "access/testing.h"

namespace linli::access {
namespace {

TEST_F(AccessTest, WithoutAWayToPhonesACodeIsRefusedAndNothingIsKept) {
  codes_go_out_ = false;
  const auto refused = access_.request_code(*read(), "13800000001", Caller{}, now());
  EXPECT_EQ(refused.error().code, "access.no_codes");
  EXPECT_EQ(refused.error().kind, ErrorKind::Conflict);
  EXPECT_TRUE(sent_.empty());
}

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
  auto first = access_.sign_in_code(*snapshot, kPhone, wrong(sent_[0]), here_, now()).value();
  auto second = access_.sign_in_code(*snapshot, kPhone, sent_[0], here_, now()).value();
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

TEST_F(AccessTest, ABrowserIsSentACodeOnceAMinuteAndAtOnceAfterSigningIn) {
  ASSERT_TRUE(request());
  const auto refused = request();
  EXPECT_EQ(refused.error().code, "access.wait");
  EXPECT_EQ(refused.error().detail, "60");
  clock_.advance_ms(kMsPerMinute);
  ASSERT_TRUE(request());
  ASSERT_TRUE(by_code(sent_.back()));
  EXPECT_TRUE(request());
}

TEST_F(AccessTest, ACodeOpensOnlyInTheBrowserThatAskedForIt) {
  ASSERT_TRUE(request());
  Caller stranger{"203.0.113.9", std::string(43, 'A')};
  EXPECT_EQ(by_code_in(stranger, sent_[0]).error().code, "access.wrong_code");
  Caller bare{kClient};
  EXPECT_EQ(by_code_in(bare, sent_[0]).error().code, "access.wrong_code");
  EXPECT_TRUE(by_code(sent_[0]));
}

TEST_F(AccessTest, GuessesOfAStrangerNeitherUseUpHerCodeNorKeepHerFromAnother) {
  ASSERT_TRUE(request());
  const std::string hers = sent_[0];
  Caller stranger{"203.0.113.9"};
  ASSERT_TRUE(request(stranger));
  for (int i = 0; i < 3 * kCodeTriesMax; ++i) {
    EXPECT_FALSE(by_code_in(stranger, wrong(sent_[1])));
  }
  clock_.advance_ms(kMsPerMinute);
  EXPECT_TRUE(by_code(hers)) << "wrong tries are counted where they are made";
  EXPECT_TRUE(request()) << "the stranger's asking is counted where he is";
  EXPECT_TRUE(by_code(sent_.back()));
}

TEST_F(AccessTest, StrangersWhoUseUpAPhonesMessagesDoNotKeepOutTheBrowserItKnows) {
  ASSERT_TRUE(request());
  ASSERT_TRUE(by_code(sent_[0]));
  int made = 0;
  for (int i = 0; i < 40; ++i) {
    Caller stranger{"203.0.113." + std::to_string(i % 20)};
    made += request(stranger) ? 1 : 0;
  }
  EXPECT_EQ(made, kCodesOfPhone.count) << "of all strangers together";
  Caller elsewhere{"198.51.100.1"};
  EXPECT_EQ(request(elsewhere).error().code, "access.wait");
  ASSERT_TRUE(request());
  EXPECT_TRUE(by_code(sent_.back()));
}

TEST_F(AccessTest, OneAddressIsSentThreeCodesToOnePhoneAnHour) {
  for (int i = 0; i < 3; ++i) {
    Caller fresh{"2001:db8::1"};
    EXPECT_TRUE(request(fresh));
  }
  Caller neighbour{"2001:db8::ffff:1"};
  EXPECT_EQ(request(neighbour).error().code, "access.wait") << "the same /64";
  Caller other{"2001:db8:0:1::1"};
  EXPECT_TRUE(request(other));
}

TEST_F(AccessTest, ThePhoneHasAFewOpenCodesAndRowsThatAreOverMakeRoom) {
  for (int i = 0; i < 30; ++i) {
    Caller stranger{"203.0.113." + std::to_string(i)};
    static_cast<void>(request(stranger));
    clock_.advance_ms(kMsPerMinute);
    EXPECT_LE(read()->number("SELECT count(*) FROM access_sent_code").value(), kOpenCodesMax);
  }
}

TEST_F(AccessTest, WhileStrangersGuessCodesAreLongAndShortOnesOfUnknownBrowsersVoid) {
  ASSERT_TRUE(request());
  const std::string before = sent_[0];
  int looked_at = 0;
  for (int i = 0; i < 40 && !access_.guessed_at(now()); ++i) {
    const std::string phone = "139000000" + std::to_string(10 + i);
    Caller stranger{"2001:db8:" + std::to_string(i) + "::1"};
    ASSERT_TRUE(request(stranger, phone.c_str()));
    for (int guess = 0; guess < kCodeTriesMax; ++guess, ++looked_at) {
      EXPECT_FALSE(by_code_in(stranger, wrong(sent_.back()), phone.c_str()));
    }
  }
  EXPECT_TRUE(access_.guessed_at(now()));
  EXPECT_LE(looked_at, kWrongCodes.count + kCodeTriesMax);
  EXPECT_EQ(by_code(before).error().code, "access.wrong_code") << "void: she asks for another";
  clock_.advance_ms(kMsPerMinute);
  ASSERT_TRUE(request());
  EXPECT_EQ(sent_.back().size(), std::size_t{kLongCodeDigits});
  ASSERT_TRUE(by_code(sent_.back()));
  // The browser is known now: strangers do not change what she has to type.
  ASSERT_TRUE(request());
  EXPECT_EQ(sent_.back().size(), std::size_t{kCodeDigits});
  EXPECT_TRUE(by_code(sent_.back()));
  clock_.advance_ms(kAlertMs);
  EXPECT_FALSE(access_.guessed_at(now()));
}

TEST_F(AccessTest, ALongCodeDiesOfThreeGuesses) {
  for (int asked = 0; asked < 3; ++asked) {
    ASSERT_TRUE(request());
    for (int i = 0; i < kCodeTriesMax; ++i) EXPECT_FALSE(by_code(wrong(sent_.back())));
    clock_.advance_ms(20 * kMsPerMinute);
  }
  ASSERT_TRUE(request());
  ASSERT_EQ(sent_.back().size(), std::size_t{kLongCodeDigits}) << "this phone was guessed at";
  for (int i = 0; i < kLongCodeTriesMax; ++i) EXPECT_FALSE(by_code("000000000"));
  EXPECT_EQ(by_code(sent_.back()).error().code, "access.wrong_code");
  Caller other{"203.0.113.9"};
  ASSERT_TRUE(request(other, "13900000001"));
  EXPECT_EQ(sent_.back().size(), std::size_t{kCodeDigits}) << "other phones were not";
}

TEST_F(AccessTest, WhatSheMistypedBeforeTheRightCodeIsNoGuess) {
  for (int i = 0; i < 3 * kWrongCodes.count / 2; ++i) {
    Caller browser{"2001:db8:" + std::to_string(i) + "::1"};
    const std::string phone = "139000" + std::to_string(10000 + i);
    ASSERT_TRUE(request(browser, phone.c_str()));
    EXPECT_FALSE(by_code_in(browser, wrong(sent_.back()), phone.c_str()));
    ASSERT_TRUE(by_code_in(browser, sent_.back(), phone.c_str())) << i;
    clock_.advance_ms(kMsPerSecond);
  }
  EXPECT_FALSE(access_.guessed_at(now()));
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

TEST_F(AccessTest, WhoChangesAddressWithinHerNetworkIsOneClient) {
  int made = 0;
  Caller moving;
  do {
    moving.address = "2001:db8::" + std::to_string(++made);
  } while (by_code_in(moving, "000000").error().code == "access.wrong_code");
  EXPECT_EQ(made, kClientPolicy.free + 1) << "one /64";
  do {
    moving.address = "2001:db8:1:" + std::to_string(++made) + "::1";
  } while (by_code_in(moving, "000000").error().code == "access.wrong_code");
  EXPECT_EQ(made, kClientPolicy.free + 1 + kBlockPolicy.free + 1) << "one /48";
}

TEST_F(AccessTest, NeitherPhoneNorCodeIsStoredInTheClear) {
  ASSERT_TRUE(request());
  EXPECT_FALSE(vault::holds_bytes(data(), kPhone));
  EXPECT_FALSE(vault::holds_bytes(data(), sent_[0]));
}

}  // namespace
}  // namespace linli::access
