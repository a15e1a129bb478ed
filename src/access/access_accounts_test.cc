#include "access/accounts.h"
#include "access/testing.h"

namespace linli::access {
namespace {

TEST_F(AccessTest, TheFirstAdministratorIsMadeByTheTokenAndOnlyOnceAndHasAName) {
  store::WriteSet changes;
  const std::string token = access_.make_first_token(changes, now());
  ASSERT_TRUE(commit(std::move(changes)));
  const auto create = [&](const std::string& with, const char* login, const char* password,
                          const char* name = "李一") {
    return done(access_.create_first_administrator(*read(), with, {name, kPhone}, login, password,
                                                   {}, now()));
  };
  EXPECT_EQ(create("wrong", "root", kPassword).error().code, "access.wrong_token");
  EXPECT_EQ(create(token, "a b", kPassword).error().code, "access.login_invalid");
  EXPECT_EQ(create(token, "chief", "short").error().code, "access.password_short");
  EXPECT_EQ(create(token, "chief", kPassword, "").error().code, "registry.name_invalid");
  const auto signed_in = create(token, "Chief", kPassword).value();
  EXPECT_EQ(actor(signed_in.token).value().administrator, rights::AdministratorKind::System);
  EXPECT_TRUE(actor(signed_in.token).value().person);
  EXPECT_EQ(create(token, "second", kPassword).error().code, "access.wrong_token");
  EXPECT_TRUE(by_password(kPassword, " chief "));
  EXPECT_EQ(noted_, std::vector<std::string>{"administrator.first"});
}

TEST_F(AccessTest, TheFirstTokenExpiresAndThereIsNoDefaultAccount) {
  store::WriteSet changes;
  const std::string token = access_.make_first_token(changes, now());
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_account").value(), 0);
  clock_.advance_ms(kFirstTokenMs);
  EXPECT_EQ(done(access_.create_first_administrator(*read(), token, {"李一", kPhone}, "chief",
                                                    kPassword, {}, now()))
                .error()
                .code,
            "access.wrong_token");
}

TEST_F(AccessTest, GuessesAtTheFirstTokenWaitByAddressAndTheRightOneComesInFromAnother) {
  store::WriteSet changes;
  const std::string token = access_.make_first_token(changes, now());
  ASSERT_TRUE(commit(std::move(changes)));
  const auto from = [&](const char* address, const std::string& with) {
    Caller caller;
    caller.address = address;
    return done(access_.create_first_administrator(*read(), with, {"李一", kPhone}, "chief",
                                                   kPassword, caller, now()));
  };
  for (int i = 0; i < kClientPolicy.free; ++i) {
    ASSERT_EQ(from("192.0.2.1", "wrong").error().code, "access.wrong_token") << i;
  }
  EXPECT_EQ(from("192.0.2.1", "wrong").error().code, "access.wait");
  EXPECT_EQ(from("192.0.2.1", token).error().code, "access.wait");
  EXPECT_TRUE(from("192.0.2.2", token));
}

TEST_F(AccessTest, AnAccountHasNoPasswordUntilItsPersonSetsIt) {
  const auto account = make_account(PersonId{5}).value();
  EXPECT_EQ(by_password("").error().code, "access.wrong_password");
  EXPECT_EQ(activate("0000-0000-0000").error().code, "access.wrong_activation");
  EXPECT_EQ(activate(account.activation, "zhang123zhang").error().code, "access.password_common");
  const auto signed_in = activate(account.activation).value();
  EXPECT_EQ(actor(signed_in.token).value().person, PersonId{5});
  EXPECT_EQ(actor(signed_in.token).value().kind, rights::ActorKind::Staff);
  EXPECT_EQ(actor(signed_in.token).value().administrator, rights::AdministratorKind::None);
  EXPECT_EQ(activate(account.activation).error().code, "access.wrong_activation");
  EXPECT_TRUE(by_password(kPassword));
}

TEST_F(AccessTest, ALetterWorksOnlyWithWhatItsOwnerKnows) {
  knows_[PersonId{5}] = {registry::KnownKind::IdentityNumber, "04123X"};
  knows_[PersonId{6}] = {registry::KnownKind::Nothing, ""};
  const auto code = make_account(PersonId{5}).value().activation;
  for (const char* guess : {"", "041230", "5678", "4123X"}) {
    EXPECT_EQ(activate(code, kPassword, guess).error().code, "access.wrong_activation") << guess;
  }
  EXPECT_TRUE(activate(code, kPassword, " 04 123x "));
  const auto nothing = make_account(PersonId{6}, "wang").value().activation;
  EXPECT_EQ(activate(nothing, kPassword, "", "wang").error().code, "access.wrong_activation");
}

TEST_F(AccessTest, WhoeverGuessesWithALetterInHandMakesItWorthless) {
  const auto code = make_account(PersonId{5}).value().activation;
  for (int i = 0; i < kActivationTriesMax; ++i) {
    EXPECT_EQ(activate(code, kPassword, "000" + std::to_string(i)).error().code,
              "access.wrong_activation");
    clock_.advance_ms(kMsPerHour);  // past what the throttle holds up
  }
  EXPECT_EQ(activate(code).error().code, "access.wrong_activation") << "the right word, too late";
  clock_.advance_ms(kMsPerHour);
  const auto account = find_account(*read(), "zhang").value()->id;
  const auto again = done(access_.reset_account(*read(), account, now())).value().activation;
  EXPECT_TRUE(activate(again)) << "a new letter begins anew";
}

TEST_F(AccessTest, AnActivationCodeIsReadLooselyAndExpires) {
  auto code = make_account(PersonId{5}).value().activation;
  clock_.advance_ms(kActivationMs);
  EXPECT_EQ(activate(code).error().code, "access.wrong_activation");
  const auto account = find_account(*read(), "zhang").value()->id;
  code = done(access_.reset_account(*read(), account, now())).value().activation;
  std::erase(code, '-');
  std::transform(code.begin(), code.end(), code.begin(),
                 [](char c) { return c == '0' ? 'o' : static_cast<char>(std::tolower(c)); });
  EXPECT_TRUE(activate(code));
}

TEST_F(AccessTest, ANewActivationEndsOlderSessionsAndTheOldPassword) {
  const auto old = make_staff(PersonId{5});
  const auto again = done(access_.reset_account(*read(), old.account, now())).value();
  EXPECT_TRUE(by_password(kPassword)) << "the old password holds until the new one is set";
  const auto fresh = activate(again.activation, "quite another long one").value();
  EXPECT_FALSE(actor(old.token));
  EXPECT_TRUE(actor(fresh.token));
  EXPECT_EQ(by_password(kPassword).error().code, "access.wrong_password");
  EXPECT_EQ(access_.reset_account(*read(), AccountId{1}, now()).error().code,
            "access.no_such_account");
}

TEST_F(AccessTest, ALoginIsGivenOnce) {
  make_staff(PersonId{5});
  EXPECT_EQ(make_account(PersonId{6}, "ZHANG").error().code, "access.login_taken");
  EXPECT_EQ(make_account(PersonId{5}, "ZHANG").error().code, "access.login_taken");
  // What reads like it: full width, Cyrillic and Greek letters, what nobody sees.
  for (const auto* look : {"ｚｈａｎｇ", "zhаng", "Ζhang", "zһang", "zha\u200bng", "ｚНＡng"}) {
    EXPECT_EQ(make_account(PersonId{8}, look).error().code, "access.login_taken") << look;
  }
  EXPECT_TRUE(make_account(PersonId{8}, "zhong"));
}

TEST_F(AccessTest, AClosedAccountLosesItsSessionsAtOnce) {
  const auto signed_in = make_staff(PersonId{5});
  ASSERT_TRUE(commit(access_.close_account(*read(), signed_in.account).value()));
  EXPECT_FALSE(actor(signed_in.token));
  EXPECT_EQ(by_password(kPassword).error().code, "access.wrong_password");
  EXPECT_EQ(access_.close_account(*read(), AccountId{1}).error().code, "access.no_such_account");
}

TEST_F(AccessTest, AnAccountThatWaitsForConfirmationCannotBeActivated) {
  using rights::AdministratorKind;
  const auto made = done(access_.create_account(
      *read(), PersonId{5}, "zhang", AdministratorKind::Audit, Opening::WhenConfirmed, now()));
  EXPECT_EQ(made.value().activation, "");
  EXPECT_EQ(activate("").error().code, "access.wrong_activation");
  EXPECT_TRUE(find_account(*read(), "zhang").value()->closed);
}

TEST_F(AccessTest, TheCountyOpensWhenAllThreeKindsHaveComeInAndStaysOpen) {
  using rights::AdministratorKind;
  EXPECT_TRUE(access_.setting_up(*read()).value());
  int person = 5;
  for (const auto& [login, kind] : {std::pair{"one", AdministratorKind::System},
                                    {"two", AdministratorKind::Security},
                                    {"three", AdministratorKind::Audit}}) {
    EXPECT_TRUE(access_.setting_up(*read()).value()) << login;
    const auto code = make_account(PersonId{person++}, login, kind).value().activation;
    EXPECT_EQ(missing_kinds(*read()).value().back(), AdministratorKind::Audit) << "not by a letter";
    ASSERT_TRUE(activate(code, kPassword, kKnown, login)) << login;
  }
  EXPECT_FALSE(access_.setting_up(*read()).value());
  EXPECT_EQ(noted_, std::vector<std::string>{"county.open"});
  const auto audit = find_account(*read(), "three").value()->id;
  ASSERT_TRUE(commit(access_.close_account(*read(), audit).value()));
  EXPECT_EQ(missing_kinds(*read()).value(), std::vector{AdministratorKind::Audit});
  EXPECT_FALSE(access_.setting_up(*read()).value());
}

TEST_F(AccessTest, WhoAdministersWearsNoHat) {
  hats_[PersonId{5}] = {hat("intake")};
  const auto code =
      make_account(PersonId{5}, "zhang", rights::AdministratorKind::System).value().activation;
  EXPECT_TRUE(actor(activate(code).value().token).value().hats.empty());
}

TEST_F(AccessTest, AnUnknownLoginIsAnsweredLikeAWrongPassword) {
  make_staff(PersonId{5});
  const auto unknown = by_password("anything at all", "nobody").error();
  const auto wrong_one = by_password("anything at all").error();
  EXPECT_EQ(unknown, wrong_one);
  EXPECT_EQ(unknown.code, "access.wrong_password");
}

TEST_F(AccessTest, WrongPasswordsWaitLongerAndNeverLockOutForGood) {
  make_staff(PersonId{5});
  for (int i = 0; i < kLoginPolicy.free; ++i) {
    EXPECT_EQ(by_password("wrong").error().code, "access.wrong_password");
  }
  EXPECT_EQ(by_password(kPassword).error().code, "access.wait");
  clock_.advance_ms(kLoginPolicy.max_ms);
  EXPECT_TRUE(by_password(kPassword));
  EXPECT_EQ(by_password("wrong").error().code, "access.wrong_password") << "forgotten";
}

TEST_F(AccessTest, AStrangersTriesDoNotMakeTheOwnerWaitInTheBrowserSheSignedInWith) {
  make_staff(PersonId{5});
  ASSERT_TRUE(by_password(kPassword));
  Caller stranger{kClient};  // behind the same address even
  Error last;
  for (int i = 0; i < 3 * kClientPolicy.free; ++i) {
    last = by_password_in(stranger, "wrong").error();
  }
  EXPECT_EQ(last.code, "access.wait");
  EXPECT_TRUE(by_password(kPassword));
  Caller elsewhere{"198.51.100.1"};
  EXPECT_TRUE(by_password_in(elsewhere, kPassword)) << "one address of strangers is not enough";
}

TEST_F(AccessTest, AKnownBrowserDoesNotGuessFreely) {
  make_staff(PersonId{5});
  ASSERT_TRUE(by_password(kPassword));
  for (int i = 0; i < kLoginPolicy.free; ++i) EXPECT_FALSE(by_password("wrong"));
  EXPECT_EQ(by_password(kPassword).error().code, "access.wait");
}

TEST_F(AccessTest, ABrowserKnownForOneLoginIsAStrangerToAnother) {
  make_staff(PersonId{5});
  ASSERT_TRUE(by_password(kPassword));
  Caller stranger{kClient};
  while (by_password_in(stranger, "wrong").error().code != "access.wait") {
  }
  EXPECT_EQ(by_password("x", "somebody.else").error().code, "access.wrong_password");
  for (int i = 0; i < kLoginPolicy.free; ++i) static_cast<void>(by_password("x", "somebody.else"));
  EXPECT_EQ(by_password("x", "somebody.else").error().code, "access.wait");
}

TEST_F(AccessTest, AFewBrowsersAreRememberedOfOnePersonTheOneUsedLongestAgoGoesFirst) {
  make_staff(PersonId{5});
  std::vector<Caller> browsers;
  for (int i = 0; i <= kDevicesMax; ++i) {
    clock_.advance_ms(kMsPerDay);
    browsers.emplace_back("198.51.100." + std::to_string(i));
    ASSERT_TRUE(by_password_in(browsers.back(), kPassword));
  }
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_browser").value(), kDevicesMax);
  for (const auto& browser : browsers) EXPECT_EQ(browser.device.size(), 43u);
  EXPECT_FALSE(vault::holds_bytes(data(), browsers[1].device));
  store::WriteSet forgotten;
  ASSERT_TRUE(forget_devices(*read(), PersonId{5}, forgotten));
  EXPECT_EQ(forgotten.changes.size(), std::size_t{kDevicesMax});
  clock_.advance_ms(kDeviceMs);
  ASSERT_TRUE(commit(access_.sweep(*read(), plus_ms(now(), 1)).value()));
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_browser").value(), 0);
}

TEST_F(AccessTest, ANameOfABrowserThatIsNotOursIsReplaced) {
  Caller odd{kClient, "linli"};
  ASSERT_TRUE(request(odd));
  EXPECT_EQ(odd.device.size(), 43u);
}

TEST_F(AccessTest, PasswordsAreStoredAsArgon2id) {
  make_staff(PersonId{5});
  const auto hash = read()->one("SELECT password_hash FROM access_account", {},
                                [](const store::Row& row) { return row.string(0); });
  EXPECT_TRUE(hash.value()->starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_FALSE(vault::holds_bytes(data(), kPassword));
}

TEST_F(AccessTest, EachOfTheSamplesAdministratorsHasOneAccountThatNoPasswordOpens) {
  using rights::AdministratorKind;
  for (const auto kind :
       {AdministratorKind::System, AdministratorKind::Security, AdministratorKind::Audit}) {
    for (int i = 0; i < 2; ++i) {
      const auto signed_in =
          done(access_.sign_in_as_administrator(*read(), PersonId{5}, kind, now()));
      const auto who = actor(signed_in.value().token);
      EXPECT_EQ(who.value().administrator, kind);
      EXPECT_EQ(who.value().person, PersonId{5});
    }
    const auto login = std::string(rights::word_of(kind)) + ".administrator.sample";
    EXPECT_EQ(by_password("", login).error().code, "access.wrong_password");
  }
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_account").value(), 3);
}

}  // namespace
}  // namespace linli::access
