#include "access/own_account.h"

#include "access/erase.h"
#include "access/letters.h"
#include "access/testing.h"
#include "access/totp.h"

namespace linli::access {
namespace {

constexpr const char* kOther = "quite another long one";

class OwnAccountTest : public AccessTest {
 protected:
  explicit OwnAccountTest(Settings settings = {}) : AccessTest(std::move(settings)) {}
  rights::Actor hers(const SignedIn& signed_in) { return actor(signed_in.token).value(); }

  // Sets her second factor up; the secret as the authenticator holds it.
  std::string set_up(const SignedIn& signed_in) {
    const auto offer =
        done(access_.begin_second_factor(*read(), hers(signed_in), {kPassword, ""}, here_, now()))
            .value();
    secret_ = from_base32(offer.secret);
    recovery_ = done(access_.confirm_second_factor(*read(), hers(signed_in), signed_in.token,
                                                   code(), now()))
                    .value()
                    .codes;
    return secret_;
  }
  std::string code(std::int64_t by = 0) const { return totp_code(secret_, totp_step(now()) + by); }
  std::string wrong_code() const { return code() == "000000" ? "000001" : "000000"; }
  void later() { clock_.advance_ms(2 * kTotpStepMs); }

  static std::string from_base32(const std::string& text) {
    std::string out;
    unsigned held = 0;
    int bits = 0;
    for (const char c : text) {
      held = held << 5 |
             static_cast<unsigned>(std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").find(c));
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out += static_cast<char>(held >> bits & 255u);
      }
    }
    return out;
  }

  std::string secret_;
  std::vector<std::string> recovery_;
};

TEST_F(OwnAccountTest, APasswordIsChangedWithThePresentOneAndEndsTheOtherSessions) {
  const auto first = make_staff(PersonId{5});
  const auto second = by_password(kPassword).value();
  const auto change = [&](const char* present, const char* fresh) {
    return done(access_.change_password(*read(), hers(first), first.token, {present, ""}, fresh,
                                        here_, now()));
  };
  EXPECT_EQ(change("wrong one altogether", kOther).error().code, "access.proof_wrong");
  EXPECT_EQ(change(kPassword, "short").error().code, "access.password_short");
  EXPECT_EQ(change(kPassword, "zhang19830517").error().code, "access.password_common");
  EXPECT_TRUE(actor(second.token));
  ASSERT_TRUE(change(kPassword, kOther));
  EXPECT_TRUE(actor(first.token)) << "the one that asked goes on";
  EXPECT_FALSE(actor(second.token));
  EXPECT_FALSE(by_password(kPassword));
  EXPECT_TRUE(by_password(kOther));
}

TEST_F(OwnAccountTest, WrongProofsAreCountedLikeWrongSignIns) {
  const auto signed_in = make_staff(PersonId{5});
  const auto begin = [&](const char* password) {
    return done(access_.begin_second_factor(*read(), hers(signed_in), {password, ""}, kClient,
                                            now()))
        .error()
        .code;
  };
  for (int i = 0; i < kLoginPolicy.free; ++i) EXPECT_EQ(begin("wrong"), "access.proof_wrong");
  EXPECT_EQ(begin(kPassword), "access.wait");
}

TEST_F(OwnAccountTest, ThePasswordAloneGivesNothingOnceThereIsASecondFactor) {
  set_up(make_staff(PersonId{5}));
  EXPECT_EQ(by_password(kPassword).error().code, "access.second_factor_wanted");
  EXPECT_EQ(by_password("wrong").error().code, "access.wrong_password");
  later();
  EXPECT_EQ(by_password(kPassword, "zhang", wrong_code()).error().code,
            "access.second_factor_wrong");
  EXPECT_EQ(by_password("wrong", "zhang", code()).error().code, "access.wrong_password");
  EXPECT_TRUE(by_password(kPassword, "zhang", code()));
  EXPECT_EQ(by_password(kPassword, "zhang", code()).error().code, "access.second_factor_wrong")
      << "each code once";
  EXPECT_TRUE(by_password(kPassword, "zhang", code(1)));
}

TEST_F(OwnAccountTest, WrongCodesAreSlowedLikeWrongPasswordsAndAskingForOneForgetsNone) {
  set_up(make_staff(PersonId{5}));
  for (int i = 0; i < kLoginPolicy.free; ++i) {
    EXPECT_EQ(by_password(kPassword).error().code, "access.second_factor_wanted");
    EXPECT_EQ(by_password(kPassword, "zhang", wrong_code()).error().code,
              "access.second_factor_wrong");
  }
  EXPECT_EQ(by_password(kPassword).error().code, "access.wait");
  EXPECT_EQ(by_password(kPassword, "zhang", recovery_[0]).error().code, "access.wait");
}

TEST_F(OwnAccountTest, AskingForTheCodeIsNoTry) {
  set_up(make_staff(PersonId{5}));
  for (int i = 0; i < 3 * kLoginPolicy.free; ++i) {
    EXPECT_EQ(by_password(kPassword).error().code, "access.second_factor_wanted");
  }
}

TEST_F(OwnAccountTest, AThiefOfThePasswordWaitsADayForEachCodeAndTheOwnerHasHerRecoveryCodes) {
  set_up(make_staff(PersonId{5}));
  int tries = 0;
  for (const Instant end = plus_ms(now(), 5 * kMsPerDay); now() < end;
       clock_.advance_ms(2 * kMsPerHour)) {
    if (by_password(kPassword, "zhang", wrong_code()).error().code ==
        "access.second_factor_wrong") {
      ++tries;
    }
  }
  EXPECT_LE(tries, 20) << "of sixty; the limits of signing in alone would let all through";
  Caller elsewhere{"198.51.100.9"};
  EXPECT_EQ(by_password_in(elsewhere, kPassword, "zhang", code()).error().code, "access.wait");
  EXPECT_TRUE(by_password_in(elsewhere, kPassword, "zhang", recovery_[0]));
}

TEST_F(OwnAccountTest, OfCodesGuessedAtOnceOneIsAnsweredAndTheOthersLearnNothing) {
  set_up(make_staff(PersonId{5}));
  later();
  const auto snapshot = read();
  auto one =
      access_.sign_in_password(*snapshot, "zhang", {kPassword, wrong_code()}, here_, now()).value();
  auto two =
      access_.sign_in_password(*snapshot, "zhang", {kPassword, code()}, here_, now()).value();
  ASSERT_TRUE(commit(std::move(one.changes)));
  EXPECT_EQ(commit(std::move(two.changes)).error().code, "store.conflict");
}

TEST_F(OwnAccountTest, ARecoveryCodeIsGoodOnceAndNewOnesVoidTheOld) {
  const auto signed_in = make_staff(PersonId{5});
  set_up(signed_in);
  ASSERT_EQ(recovery_.size(), static_cast<std::size_t>(kRecoveryCodes));
  EXPECT_TRUE(by_password(kPassword, "zhang", recovery_[0]));
  EXPECT_FALSE(by_password(kPassword, "zhang", recovery_[0]));
  EXPECT_EQ(access_.own_account(*read(), hers(signed_in)).value().recovery_left,
            kRecoveryCodes - 1);
  const auto fresh = done(access_.new_recovery_codes(*read(), hers(signed_in),
                                                     {kPassword, recovery_[1]}, here_, now()))
                         .value();
  EXPECT_FALSE(by_password(kPassword, "zhang", recovery_[2]));
  EXPECT_TRUE(by_password(kPassword, "zhang", fresh.codes[0]));
}

TEST_F(OwnAccountTest, AccessMadeAnewTakesTheSecondFactorOffWhenItIsUsedAndNotBefore) {
  const auto signed_in = make_staff(PersonId{5});
  set_up(signed_in);
  const auto again = done(access_.reset_account(*read(), signed_in.account, now())).value();
  EXPECT_EQ(by_password(kPassword).error().code, "access.second_factor_wanted");
  const auto fresh = activate(again.activation, kOther);
  ASSERT_TRUE(fresh);
  EXPECT_EQ(fresh->by, Factor::Reset);
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_factor").value(), 0);
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_recovery").value(), 0);
  EXPECT_EQ(by_password(kOther)->by, Factor::None);
}

TEST_F(OwnAccountTest, AnOfferIsNothingUntilItIsConfirmedAndIsOverSoon) {
  const auto signed_in = make_staff(PersonId{5});
  const auto offer =
      done(access_.begin_second_factor(*read(), hers(signed_in), {kPassword, ""}, here_, now()))
          .value();
  secret_ = from_base32(offer.secret);
  EXPECT_NE(offer.address.find("secret=" + offer.secret), std::string::npos);
  EXPECT_TRUE(by_password(kPassword));
  const auto confirm = [&](const std::string& with) {
    return done(
        access_.confirm_second_factor(*read(), hers(signed_in), signed_in.token, with, now()));
  };
  EXPECT_EQ(confirm(wrong_code()).error().code, "access.proof_wrong");
  clock_.advance_ms(kFactorSetupMs);
  EXPECT_EQ(confirm(code()).error().code, "access.no_second_factor");
}

TEST_F(OwnAccountTest, AnAdministratorOfAnyKindMustSetUpASecondFactorFirstAndKeepsIt) {
  for (const auto kind : {rights::AdministratorKind::System, rights::AdministratorKind::Security,
                          rights::AdministratorKind::Audit}) {
    const std::string login = "chief." + std::string(rights::word_of(kind));
    const auto made = make_account(PersonId{6}, login.c_str(), kind).value();
    const auto chief = activate(made.activation, kPassword, kKnown, login).value();
    EXPECT_TRUE(hers(chief).must_set_second_factor) << login;
    set_up(chief);
    EXPECT_FALSE(hers(chief).must_set_second_factor) << login;
    later();
    EXPECT_EQ(
        done(access_.end_second_factor(*read(), hers(chief), {kPassword, code()}, here_, now()))
            .error()
            .code,
        "access.second_factor_required");
  }
  EXPECT_FALSE(hers(make_staff(PersonId{5})).must_set_second_factor) << "others may";
}

TEST_F(OwnAccountTest, ASamplesAdministratorSignsInByOneTapAndNeedsNone) {
  const auto chief = done(access_.sign_in_as_administrator(
                              *read(), PersonId{6}, rights::AdministratorKind::System, now()))
                         .value();
  EXPECT_FALSE(hers(chief).must_set_second_factor);
  EXPECT_EQ(access_.own_account(*read(), hers(chief)).error().code, "access.no_account");
}

TEST_F(OwnAccountTest, WhoCameInByThePasswordAloneDoesNotStayWhenTheFactorIsSet) {
  const auto owner = make_staff(PersonId{5});
  const auto thief = by_password(kPassword).value();
  set_up(owner);
  EXPECT_FALSE(actor(thief.token));
  EXPECT_TRUE(actor(owner.token));
}

class EverybodyTest : public OwnAccountTest {
 protected:
  static Settings all_staff() {
    Settings out;
    out.second_factor = SecondFactor::AllStaff;
    return out;
  }
  EverybodyTest() : OwnAccountTest(all_staff()) {}
};

TEST_F(EverybodyTest, WhereTheCountySaysSoAllWhoHaveAPasswordMustHaveOne) {
  EXPECT_TRUE(hers(make_staff(PersonId{5})).must_set_second_factor);
  ASSERT_TRUE(request());
  EXPECT_FALSE(hers(by_code(sent_[0]).value()).must_set_second_factor) << "a resident";
  auto tapped = access_.sign_in_as(PersonId{7}, SessionKind::Staff, now());
  EXPECT_FALSE(hers(done<SignedIn>(std::move(tapped)).value()).must_set_second_factor) << "sample";
}

TEST_F(OwnAccountTest, WhoNeedNotHaveASecondFactorTakesItOffWithProof) {
  const auto signed_in = make_staff(PersonId{5});
  set_up(signed_in);
  later();
  const auto end = [&](const std::string& with) {
    return done(
        access_.end_second_factor(*read(), hers(signed_in), {kPassword, with}, here_, now()));
  };
  EXPECT_EQ(end("").error().code, "access.proof_wrong");
  ASSERT_TRUE(end(code()));
  EXPECT_TRUE(by_password(kPassword));
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_recovery").value(), 0);
  EXPECT_EQ(end(code()).error().code, "access.no_second_factor");
}

TEST_F(OwnAccountTest, AClosedAccountKeepsNothingOfItsSecondFactor) {
  const auto signed_in = make_staff(PersonId{5});
  set_up(signed_in);
  ASSERT_TRUE(commit(access_.close_account(*read(), signed_in.account).value()));
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_factor").value(), 0);
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_recovery").value(), 0);
}

TEST_F(OwnAccountTest, AnErasedPersonLeavesNothingOfHerSecondFactor) {
  const auto signed_in = make_staff(PersonId{5});
  set_up(signed_in);
  ASSERT_TRUE(done(access_.begin_second_factor(*read(), hers(signed_in), {kPassword, recovery_[0]},
                                               here_, now())));
  store::WriteSet changes;
  ASSERT_TRUE(erase_persons(*read(), {PersonId{5}}, changes));
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_factor").value(), 0);
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_factor_offer").value(), 0);
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_recovery").value(), 0);
}

TEST_F(OwnAccountTest, TheSecretIsSealedAndRecoveryCodesAreNotInTheClear) {
  set_up(make_staff(PersonId{5}));
  EXPECT_FALSE(vault::holds_bytes(data(), secret_));
  for (const auto& one : recovery_) {
    EXPECT_FALSE(vault::holds_bytes(data(), one));
    EXPECT_FALSE(vault::holds_bytes(data(), normal_letters(one)));
  }
}

TEST_F(OwnAccountTest, WhoSignedInByCodeHasNoAccount) {
  ASSERT_TRUE(request());
  const auto resident = by_code(sent_[0]).value();
  EXPECT_EQ(access_.own_account(*read(), hers(resident)).error().code, "access.no_account");
}

TEST_F(OwnAccountTest, HerSessionsAreListedAndOneEndsAlone) {
  const auto first = make_staff(PersonId{5});
  const auto second = by_password(kPassword).value();
  store::WriteSet changes;
  access_.note_browser(changes, second, "edge windows", now());
  ASSERT_TRUE(commit(std::move(changes)));
  auto list = access_.own_sessions(*read(), hers(first), first.token, now()).value();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].id, second.session);
  EXPECT_EQ(list[0].browser, "edge windows");
  EXPECT_FALSE(list[0].current);
  EXPECT_TRUE(list[1].current);
  ASSERT_TRUE(commit(access_.end_session(*read(), hers(first), second.session).value()));
  EXPECT_FALSE(actor(second.token));
  EXPECT_TRUE(actor(first.token));
  ASSERT_TRUE(request());
  const auto stranger = by_code(sent_[0]).value();
  EXPECT_EQ(access_.end_session(*read(), hers(stranger), first.session).error().code,
            "access.no_such_session");
}

TEST_F(OwnAccountTest, ASignInReplacesTheSessionOfItsBrowserAndTheOldestBeyondTheLimitEnd) {
  const auto tidy = [&](const SignedIn& fresh, const std::string& presented) {
    auto changes = access_.tidy_sessions(*read(), fresh, presented).value();
    if (!changes.changes.empty()) {
      ASSERT_TRUE(commit(std::move(changes)));
    }
  };
  const auto first = make_staff(PersonId{5});
  const auto second = by_password(kPassword).value();
  tidy(second, first.token.substr(0, first.token.size() - 4) + "AAAA");
  EXPECT_TRUE(actor(first.token)) << "a forged cookie ends nothing";
  tidy(second, first.token);
  EXPECT_FALSE(actor(first.token));
  SignedIn last = second;
  for (int i = 0; i < kSessionsMax; ++i) {
    clock_.advance_ms(kMsPerSecond);
    last = by_password(kPassword).value();
    tidy(last, "");
  }
  EXPECT_FALSE(actor(second.token));
  EXPECT_TRUE(actor(last.token));
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_session").value(), kSessionsMax);
}

}  // namespace
}  // namespace linli::access
