#include "access/access.h"

#include "access/cookie.h"
#include "access/testing.h"
#include "base/hash.h"

namespace linli::access {
namespace {

TEST_F(AccessTest, ATokenNamesItsPersonUntilSignOut) {
  const auto signed_in = access_.sign_in_as(PersonId{5}, SessionKind::Resident, now());
  ASSERT_TRUE(commit(signed_in.changes));
  const std::string token = signed_in.answer->token;
  EXPECT_EQ(actor(token).value().person, PersonId{5});
  EXPECT_EQ(actor(token).value().kind, rights::ActorKind::Resident);
  ASSERT_TRUE(commit(access_.sign_out(*read(), token).value()));
  EXPECT_EQ(actor(token).error().code, "access.session_unknown");
  EXPECT_TRUE(access_.sign_out(*read(), token).value().changes.empty());
  EXPECT_TRUE(access_.sign_out(*read(), "nonsense").value().changes.empty());
}

TEST_F(AccessTest, AChangedOrForeignTokenIsUnknown) {
  const auto signed_in = access_.sign_in_as(PersonId{5}, SessionKind::Resident, now());
  ASSERT_TRUE(commit(signed_in.changes));
  std::string token = signed_in.answer->token;
  token[20] = token[20] == 'A' ? 'B' : 'A';
  for (const std::string& wrong :
       {token, std::string(), std::string("x"), token + "A", to_base64url(std::string(40, '\0'))}) {
    EXPECT_EQ(actor(wrong).error().code, "access.session_unknown");
  }
}

TEST_F(AccessTest, TheTokenIsNotStored) {
  const auto signed_in = access_.sign_in_as(PersonId{5}, SessionKind::Resident, now());
  ASSERT_TRUE(commit(signed_in.changes));
  const std::string bytes = from_base64url(signed_in.answer->token).value();
  EXPECT_FALSE(vault::holds_bytes(data(), signed_in.answer->token));
  EXPECT_FALSE(vault::holds_bytes(data(), bytes.substr(8)));
}

TEST_F(AccessTest, AnIdleSessionEndsAndAUsedOneLastsToItsAbsoluteLimit) {
  const auto signed_in = access_.sign_in_as(PersonId{5}, SessionKind::Staff, now());
  ASSERT_TRUE(commit(signed_in.changes));
  const std::string token = signed_in.answer->token;
  const Instant end = signed_in.answer->ends_at;
  EXPECT_EQ(end.ms - now().ms, 8 * kMsPerHour);
  while (plus_ms(now(), 50 * kMsPerMinute) < end) {
    clock_.advance_ms(50 * kMsPerMinute);
    ASSERT_TRUE(actor(token)) << "used every 50 minutes";
    ASSERT_TRUE(commit({}));  // the note of use stands before this in the queue
  }
  clock_.set(end);
  EXPECT_EQ(actor(token).error().code, "access.session_ended");
  const auto idle = access_.sign_in_as(PersonId{5}, SessionKind::Staff, now());
  ASSERT_TRUE(commit(idle.changes));
  clock_.advance_ms(kMsPerHour);
  EXPECT_EQ(actor(idle.answer->token).error().code, "access.session_ended");
}

TEST_F(AccessTest, UseIsNotedAtMostOnceAMinute) {
  const auto signed_in = access_.sign_in_as(PersonId{5}, SessionKind::Resident, now());
  ASSERT_TRUE(commit(signed_in.changes));
  const auto version = [&] {
    EXPECT_TRUE(commit({}));
    return read()->number("SELECT version FROM access_use").value();
  };
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(actor(signed_in.answer->token));
  EXPECT_EQ(version(), 0) << "signing in is a use";
  for (const int noted : {1, 2}) {
    clock_.advance_ms(kSeenMs);
    for (int i = 0; i < 5; ++i) {
      ASSERT_TRUE(actor(signed_in.answer->token));
      EXPECT_EQ(version(), noted);
    }
  }
}

TEST_F(AccessTest, ASessionKeptInMemoryIsOverForTheNextRequestWhenItEnds) {
  hats_until_ = kLater;
  const auto mine = access_.sign_in_as(PersonId{5}, SessionKind::Resident, now());
  ASSERT_TRUE(commit(mine.changes));
  const auto staff = make_staff(PersonId{6});
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(actor(mine.answer->token));
    ASSERT_TRUE(actor(staff.token));
  }
  ASSERT_TRUE(commit(access_.sign_out(*read(), mine.answer->token).value()));
  EXPECT_EQ(actor(mine.answer->token).error().code, "access.session_unknown");
  ASSERT_TRUE(commit(access_.close_account(*read(), staff.account).value()));
  EXPECT_FALSE(actor(staff.token));
}

TEST_F(AccessTest, ASessionKeptInMemoryIsGivenForItsWholeTokenOnly) {
  hats_until_ = kLater;
  const auto mine = access_.sign_in_as(PersonId{5}, SessionKind::Resident, now());
  ASSERT_TRUE(commit(mine.changes));
  std::string token = mine.answer->token;
  ASSERT_TRUE(actor(token));
  token[30] = token[30] == 'A' ? 'B' : 'A';
  EXPECT_EQ(actor(token).error().code, "access.session_unknown");
  EXPECT_TRUE(actor(mine.answer->token));
}

TEST_F(AccessTest, AClosedAccountIsOverThoughItsSessionIsKept) {
  hats_until_ = kLater;
  const auto staff = make_staff(PersonId{6});
  ASSERT_TRUE(actor(staff.token));
  const auto version =
      read()->number("SELECT version FROM access_account WHERE id = ?1", {staff.account}).value();
  store::WriteSet changes;
  changes.update("access_account", staff.account.value, version, {{"closed", 1}});
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(actor(staff.token).error().code, "access.session_ended");
}

TEST_F(AccessTest, AHatThatBeginsOrEndsByTimeDoesSoAtThatMoment) {
  const auto staff = access_.sign_in_as(PersonId{5}, SessionKind::Staff, now());
  ASSERT_TRUE(commit(staff.changes));
  hats_[PersonId{5}] = {hat("secretary")};
  hats_until_ = plus_ms(now(), 1000);
  EXPECT_EQ(actor(staff.answer->token)->hats.size(), 1u);
  hats_[PersonId{5}] = {};
  clock_.advance_ms(999);
  EXPECT_EQ(actor(staff.answer->token)->hats.size(), 1u) << "no row says otherwise before";
  clock_.advance_ms(1);
  EXPECT_EQ(actor(staff.answer->token)->hats.size(), 0u);
}

TEST_F(AccessTest, NeitherTheSignInNorTheUseOfOthersMakesASessionBeReadAgain) {
  hats_until_ = kLater;
  const auto sign_in = [&](PersonId person) {
    const auto step = access_.sign_in_as(person, SessionKind::Resident, now());
    EXPECT_TRUE(commit(step.changes));
    return step.answer->token;
  };
  const auto theirs = sign_in(PersonId{5});
  ASSERT_TRUE(actor(theirs));
  clock_.advance_ms(kSeenMs / 2);
  const auto mine = sign_in(PersonId{6});
  ASSERT_TRUE(actor(mine));
  hats_asked_ = 0;
  clock_.advance_ms(kSeenMs / 2);
  sign_in(PersonId{7});
  ASSERT_TRUE(actor(theirs));
  ASSERT_TRUE(commit({}));  // the note of use stands before this in the queue
  EXPECT_EQ(hats_asked_, 1);
  ASSERT_TRUE(actor(mine));
  EXPECT_EQ(hats_asked_, 1);
}

TEST_F(AccessTest, HatsOtherThanALiaisonsNeedThePassword) {
  hats_[PersonId{5}] = {hat("liaison"), hat("secretary")};
  const auto resident = access_.sign_in_as(PersonId{5}, SessionKind::Resident, now());
  const auto staff = access_.sign_in_as(PersonId{5}, SessionKind::Staff, now());
  ASSERT_TRUE(commit(resident.changes));
  ASSERT_TRUE(commit(staff.changes));
  const auto hats = actor(resident.answer->token).value().hats;
  ASSERT_EQ(hats.size(), 1u);
  EXPECT_EQ(hats[0].key, "liaison");
  EXPECT_EQ(actor(staff.answer->token).value().hats.size(), 2u);
}

TEST_F(AccessTest, ASeatThatWaitsIsNotWornByPhone) {
  hats_[PersonId{5}] = {hat("liaison")};
  wears_by_phone_ = false;
  const auto resident = access_.sign_in_as(PersonId{5}, SessionKind::Resident, now());
  const auto staff = access_.sign_in_as(PersonId{5}, SessionKind::Staff, now());
  ASSERT_TRUE(commit(resident.changes));
  ASSERT_TRUE(commit(staff.changes));
  EXPECT_TRUE(actor(resident.answer->token).value().hats.empty());
  EXPECT_EQ(actor(staff.answer->token).value().hats.size(), 1u) << "two have given the account";
}

TEST_F(AccessTest, EndingAllSessionsLeavesThoseOfOthers) {
  std::vector<std::string> tokens;
  for (const PersonId person : {PersonId{5}, PersonId{5}, PersonId{6}}) {
    const auto step = access_.sign_in_as(person, SessionKind::Resident, now());
    ASSERT_TRUE(commit(step.changes));
    tokens.push_back(step.answer->token);
  }
  ASSERT_TRUE(commit(access_.end_all(*read(), actor(tokens[0]).value()).value()));
  EXPECT_FALSE(actor(tokens[0]));
  EXPECT_FALSE(actor(tokens[1]));
  EXPECT_TRUE(actor(tokens[2]));
}

TEST_F(AccessTest, SweepingRemovesOnlyWhatIsOver) {
  const auto old = access_.sign_in_as(PersonId{5}, SessionKind::Resident, now());
  ASSERT_TRUE(commit(old.changes));
  ASSERT_TRUE(request());
  clock_.advance_ms(kSeenMs);
  ASSERT_TRUE(actor(old.answer->token));
  clock_.advance_ms(31 * kMsPerDay);
  const auto fresh = access_.sign_in_as(PersonId{5}, SessionKind::Resident, now());
  ASSERT_TRUE(commit(fresh.changes));
  ASSERT_TRUE(commit(access_.sweep(*read(), now()).value()));
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_session").value(), 1);
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_use").value(), 0);
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_sent_code").value(), 0);
  EXPECT_TRUE(actor(fresh.answer->token));
}

// Ids have the machine's time; a sample's clock may be moved months ahead of it.
TEST_F(AccessTest, SweepingInASampleWhoseClockIsAheadRemovesNobodysSession) {
  FixedClock machine(plus_ms(now(), -300 * kMsPerDay));
  IdSource ids(machine, 1);
  Access access(*store_, clock_, random_, ids, vault_, people(), {}, audit_);
  const auto fresh = access.sign_in_as(PersonId{5}, SessionKind::Resident, now());
  ASSERT_TRUE(commit(fresh.changes));
  ASSERT_TRUE(commit(access.sweep(*read(), now()).value()));
  EXPECT_TRUE(actor(fresh.answer->token));
}

TEST(Cookie, IsForThisHostOnlyAndNotForScripts) {
  const SignedIn signed_in{"TOKEN", SessionKind::Staff, {}, {}, Instant{90'000}};
  EXPECT_EQ(set_cookie(CookieKind::Plain, signed_in, Instant{0}),
            "linli=TOKEN; Path=/; Max-Age=90; HttpOnly; SameSite=Lax");
  EXPECT_EQ(set_cookie(CookieKind::Tls, signed_in, Instant{0}),
            "__Host-linli=TOKEN; Path=/; Max-Age=90; HttpOnly; SameSite=Lax; Secure");
  EXPECT_EQ(clear_cookie(CookieKind::Plain), "linli=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

}  // namespace
}  // namespace linli::access
