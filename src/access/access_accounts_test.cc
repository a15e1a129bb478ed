#include "access/testing.h"

namespace linli::access {
namespace {

TEST_F(AccessTest, TheFirstAdministratorIsMadeByTheTokenAndOnlyOnce) {
  store::WriteSet changes;
  const std::string token = access_.make_first_token(changes, now());
  ASSERT_TRUE(commit(std::move(changes)));
  const auto create = [&](const std::string& with, const char* login, const char* password) {
    return done(access_.create_first_administrator(*read(), with, login, password, now()));
  };
  EXPECT_EQ(create("wrong", "root", kPassword).error().code, "access.wrong_token");
  EXPECT_EQ(create(token, "a b", kPassword).error().code, "access.login_invalid");
  EXPECT_EQ(create(token, "chief", "short").error().code, "access.password_short");
  const auto signed_in = create(token, "Chief", kPassword).value();
  EXPECT_TRUE(actor(signed_in.token).value().administrator);
  EXPECT_EQ(create(token, "second", kPassword).error().code, "access.wrong_token");
  EXPECT_TRUE(by_password(kPassword, " chief "));
}

TEST_F(AccessTest, TheFirstTokenExpiresAndThereIsNoDefaultAccount) {
  store::WriteSet changes;
  const std::string token = access_.make_first_token(changes, now());
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_account").value(), 0);
  clock_.advance_ms(kFirstTokenMs);
  EXPECT_EQ(done(access_.create_first_administrator(*read(), token, "chief", kPassword, now()))
                .error()
                .code,
            "access.wrong_token");
}

TEST_F(AccessTest, AnAccountHasNoPasswordUntilItsPersonSetsIt) {
  const auto account = done(access_.create_account(*read(), PersonId{5}, "zhang", now())).value();
  EXPECT_EQ(by_password("").error().code, "access.wrong_password");
  const auto activate = [&](const std::string& code, const char* password) {
    return done(access_.activate(*read(), "zhang", code, password, kClient, now()));
  };
  EXPECT_EQ(activate("0000-0000-0000", kPassword).error().code, "access.wrong_activation");
  EXPECT_EQ(activate(account.activation, "zhang123zhang").error().code, "access.password_common");
  const auto signed_in = activate(account.activation, kPassword).value();
  EXPECT_EQ(actor(signed_in.token).value().person, PersonId{5});
  EXPECT_EQ(actor(signed_in.token).value().kind, rights::ActorKind::Staff);
  EXPECT_FALSE(actor(signed_in.token).value().administrator);
  EXPECT_EQ(activate(account.activation, kPassword).error().code, "access.wrong_activation");
  EXPECT_TRUE(by_password(kPassword));
}

TEST_F(AccessTest, AnActivationCodeIsReadLooselyAndExpires) {
  auto code = done(access_.create_account(*read(), PersonId{5}, "zhang", now())).value().activation;
  clock_.advance_ms(kActivationMs);
  const auto activate = [&](const std::string& with) {
    return done(access_.activate(*read(), "zhang", with, kPassword, kClient, now()));
  };
  EXPECT_EQ(activate(code).error().code, "access.wrong_activation");
  code = done(access_.create_account(*read(), PersonId{5}, "zhang", now())).value().activation;
  std::erase(code, '-');
  std::transform(code.begin(), code.end(), code.begin(),
                 [](char c) { return c == '0' ? 'o' : static_cast<char>(std::tolower(c)); });
  EXPECT_TRUE(activate(code));
}

TEST_F(AccessTest, ANewActivationEndsOlderSessionsAndTheOldPassword) {
  const auto old = make_staff(PersonId{5});
  const auto again = done(access_.create_account(*read(), PersonId{5}, "zhang", now())).value();
  EXPECT_TRUE(by_password(kPassword)) << "the old password holds until the new one is set";
  const auto fresh = done(access_.activate(*read(), "zhang", again.activation,
                                           "quite another long one", kClient, now()))
                         .value();
  EXPECT_FALSE(actor(old.token));
  EXPECT_TRUE(actor(fresh.token));
  EXPECT_EQ(by_password(kPassword).error().code, "access.wrong_password");
}

TEST_F(AccessTest, ALoginBelongsToOnePerson) {
  make_staff(PersonId{5});
  EXPECT_EQ(done(access_.create_account(*read(), PersonId{6}, "ZHANG", now())).error().code,
            "access.login_taken");
}

TEST_F(AccessTest, AClosedAccountLosesItsSessionsAtOnce) {
  const auto signed_in = make_staff(PersonId{5});
  ASSERT_TRUE(commit(access_.close_account(*read(), signed_in.account).value()));
  EXPECT_FALSE(actor(signed_in.token));
  EXPECT_EQ(by_password(kPassword).error().code, "access.wrong_password");
  EXPECT_EQ(access_.close_account(*read(), AccountId{1}).error().code, "access.no_such_account");
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

TEST_F(AccessTest, PasswordsAreStoredAsArgon2id) {
  make_staff(PersonId{5});
  const auto hash = read()->one("SELECT password_hash FROM access_account", {},
                                [](const store::Row& row) { return row.string(0); });
  EXPECT_TRUE(hash.value()->starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_FALSE(vault::holds_bytes(data(), kPassword));
}

TEST_F(AccessTest, TheSamplesAdministratorHasOneAccountThatNoPasswordOpens) {
  for (int i = 0; i < 2; ++i) {
    const auto signed_in = done(access_.sign_in_as_administrator(*read(), PersonId{5}, now()));
    const auto who = actor(signed_in.value().token);
    EXPECT_TRUE(who.value().administrator);
    EXPECT_EQ(who.value().person, PersonId{5});
  }
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_account").value(), 1);
  EXPECT_EQ(by_password("", "administrator.sample").error().code, "access.wrong_password");
}

}  // namespace
}  // namespace linli::access
