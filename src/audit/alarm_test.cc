#include "audit/alarm.h"

#include "audit/limits.h"
#include "audit/testing.h"

namespace linli::audit {
namespace {

class AlarmTest : public AuditTest {
 protected:
  Entry failure(AccountId account = {}, std::string address = "192.0.2.7") {
    Entry out = entry();
    out.code = "access.wrong_password";
    out.account = account;
    out.address = std::move(address);
    return out;
  }
  void watch() {
    ASSERT_TRUE(chain_.run_once());
    ASSERT_TRUE(watch_.run_once());
  }
  void watch_account(const char* route, const char* detail) {
    Entry made;
    made.kind = Kind::account;
    made.route = route;
    made.detail = detail;
    put(made);
    watch();
  }
  std::vector<std::string> open() {
    std::vector<std::string> out;
    const auto found = alarms(*read(), Which::Open, {}, kAlarmPage).value();
    for (const auto& alarm : found) {
      out.push_back(alarm.rule + " " + alarm.subject);
    }
    std::ranges::sort(out);
    return out;
  }
  void set(Limit limit, std::int64_t value) {
    store::WriteSet changes;
    ASSERT_TRUE(set_limit(*read(), changes, ids_.next(), limit, value));
    ASSERT_TRUE(commit(std::move(changes)));
  }
  void see_all() {
    const auto found = alarms(*read(), Which::Open, {}, kAlarmPage).value();
    for (const auto& alarm : found) {
      store::WriteSet changes;
      ASSERT_TRUE(see_alarm(*read(), changes, alarm.id, PersonId{3}, AccountId{4}, clock_.now()));
      ASSERT_TRUE(commit(std::move(changes)));
    }
  }
  using Names = std::vector<std::string>;

  std::vector<std::string> told_;
  Watch watch_{*store_, clock_, ids_,
               [this](store::Snapshot&, store::WriteSet&, const Finding& finding) -> Result<void> {
                 told_.emplace_back(boost::describe::enum_to_string(finding.rule, ""));
                 return {};
               }};
};

TEST_F(AlarmTest, ManyFailuresOfOneAccountAreAnAlarmAndOneFewerIsNone) {
  const auto limit = rule_of(Limit::failures_account).otherwise;
  for (std::int64_t i = 1; i < limit; ++i) put(failure(AccountId{7}, "192.0.2.7"));
  watch();
  EXPECT_EQ(open(), Names{});
  put(failure(AccountId{7}));
  watch();
  EXPECT_EQ(open(), Names{"failures_account account=7"});
}

TEST_F(AlarmTest, BeingAskedForTheSecondFactorIsNoFailure) {
  Entry half_way = failure(AccountId{7});
  half_way.code = "access.second_factor_wanted";
  half_way.times = rule_of(Limit::failures_all).otherwise;
  put(half_way);
  put(failure(AccountId{7}));
  watch();
  EXPECT_EQ(open(), Names{});
}

TEST_F(AlarmTest, FailuresThatOneEntryCountsAreCountedEach) {
  Entry many = failure(AccountId{7});
  many.times = rule_of(Limit::failures_account).otherwise;
  put(many);
  watch();
  EXPECT_EQ(open(), Names{"failures_account account=7"});
}

TEST_F(AlarmTest, FailuresOfLongAgoDoNotCount) {
  Entry many = failure(AccountId{7});
  many.times = rule_of(Limit::failures_account).otherwise - 1;
  put(many);
  clock_.advance_ms(kFailuresMs + 1);
  put(failure(AccountId{7}));
  watch();
  EXPECT_EQ(open(), Names{});
}

TEST_F(AlarmTest, ManyFromOneAddressAreAnAlarmAndThoseOfItsNeighboursAreNot) {
  set(Limit::failures_address, 4);
  for (int i = 0; i < 3; ++i) put(failure({}, "192.0.2.7"));
  for (int i = 0; i < 3; ++i) put(failure({}, "192.0.2.8"));
  watch();
  EXPECT_EQ(open(), Names{});
  put(failure({}, "192.0.2.8"));
  watch();
  EXPECT_EQ(open(), Names{"failures_address 192.0.2.0/24"});
}

TEST_F(AlarmTest, ASubscriberOfIPv6CannotHideAmongHerManyAddresses) {
  set(Limit::failures_address, 4);
  for (int i = 1; i <= 4; ++i) put(failure({}, "2001:db8:1:" + std::to_string(i) + "::1"));
  watch();
  EXPECT_EQ(open(), Names{"failures_address 2001:db8:1::/48"});
}

TEST_F(AlarmTest, ManyInAllAreAnAlarmHoweverManyAddressesTheyComeFrom) {
  set(Limit::failures_all, 10);
  for (int i = 0; i < 10; ++i) put(failure({}, "198.51." + std::to_string(i) + ".1"));
  watch();
  EXPECT_EQ(open(), Names{"failures_all "});
}

TEST_F(AlarmTest, MassRevealsAreAnAlarmAboutWhoLooks) {
  for (std::int64_t i = 0; i < rule_of(Limit::mass_reveals).otherwise; ++i) {
    Entry look;
    look.kind = Kind::reveal;
    look.route = "matter_reveal";
    look.person = PersonId{5};
    put(look);
  }
  watch();
  EXPECT_EQ(open(), Names{"mass_reveals person=5"});
}

TEST_F(AlarmTest, ANewAdministratorIsAnAlarm) {
  watch_account("administrator_first", "administrator=first");
  EXPECT_EQ(open(), Names{"new_administrator administrator=first"});
}

TEST_F(AlarmTest, AccessMadeAnewIsAnAlarmAndSoIsAccessMadeFirst) {
  watch_account("account_reset", "account=7 person=5 reset");
  EXPECT_EQ(open(), Names{"access_reset account=7 person=5 reset"});
  watch_account("account_create", "");
  EXPECT_EQ(open(), (Names{"access_reset account=7 person=5 reset", "first_access "}));
}

TEST_F(AlarmTest, RefusalsThatWereOnlyCountedAreAnAlarm) {
  Entry dropped;
  dropped.kind = Kind::dropped;
  dropped.route = "audit";
  dropped.code = "audit.dropped";
  put(dropped);
  watch();
  EXPECT_EQ(open(), Names{"entries_dropped "});
}

TEST_F(AlarmTest, TheSameIsToldOnceUntilItWasSeenAndAnHourIsOver) {
  const auto again = [&] { watch_account("administrator_first", "administrator=first"); };
  again();
  again();
  EXPECT_EQ(told_, Names{"new_administrator"});
  EXPECT_EQ(number("SELECT times FROM audit_alarm"), 2);
  see_all();
  again();
  EXPECT_EQ(told_.size(), 1u);
  clock_.advance_ms(kQuietMs + 1);
  again();
  EXPECT_EQ(told_.size(), 2u);
  EXPECT_EQ(open_alarms(*read()).value(), 1);
}

TEST_F(AlarmTest, NoMoreMessagesThanTheLimitAnHourAndNoMoreOpenAlarmsThanTheirs) {
  for (int i = 0; i < kOpenMax + 5; ++i) {
    ASSERT_TRUE(watch_.raise({Rule::failures_address, "net" + std::to_string(i), {}}));
  }
  EXPECT_EQ(told_.size(), static_cast<std::size_t>(kToldPerHour));
  EXPECT_EQ(open_alarms(*read()).value(), kOpenMax);
  // What does not come from outside is raised all the same.
  ASSERT_TRUE(watch_.raise({Rule::chain_broken, "", {}}));
  EXPECT_EQ(number("SELECT count(*) FROM audit_alarm WHERE rule = 'chain_broken'"), 1);
}

TEST_F(AlarmTest, WhoSawItFirstStaysTheOneWhoDid) {
  ASSERT_TRUE(watch_.raise({Rule::clock_jump, "", {}}));
  const auto alarm = alarms(*read(), Which::Open, {}, 1).value().at(0);
  see_all();
  store::WriteSet changes;
  ASSERT_TRUE(see_alarm(*read(), changes, alarm.id, PersonId{9}, AccountId{9}, clock_.now()));
  EXPECT_TRUE(changes.changes.empty());
  EXPECT_EQ(number("SELECT seen_person FROM audit_alarm"), 3);
  EXPECT_EQ(see_alarm(*read(), changes, AlarmId{1}, {}, {}, clock_.now()).error().code,
            "audit.no_such_alarm");
}

TEST_F(AlarmTest, AlarmsAreSweptAfterAYear) {
  ASSERT_TRUE(watch_.raise({Rule::clock_jump, "", {}}));
  clock_.advance_ms(kAlarmsKeptMs - kMsPerDay);
  ASSERT_TRUE(watch_.sweep());
  EXPECT_EQ(number("SELECT count(*) FROM audit_alarm"), 1);
  clock_.advance_ms(2 * kMsPerDay);
  ASSERT_TRUE(watch_.sweep());
  EXPECT_EQ(number("SELECT count(*) FROM audit_alarm"), 0);
}

TEST_F(AlarmTest, ALimitIsItsDefaultUntilItIsSetAndKeepsItsRange) {
  EXPECT_EQ(limit_of(*read(), Limit::keep_days).value().value, 365);
  EXPECT_TRUE(limit_of(*read(), Limit::keep_days).value().by_default);
  set(Limit::keep_days, 730);
  set(Limit::keep_days, 731);
  EXPECT_EQ(limit_of(*read(), Limit::keep_days).value().value, 731);
  EXPECT_FALSE(limit_of(*read(), Limit::keep_days).value().by_default);
  store::WriteSet changes;
  EXPECT_EQ(set_limit(*read(), changes, 1, Limit::keep_days, 364).error().code,
            "audit.limit_range");
}

TEST_F(AlarmTest, FirstAccessAndPhonesOfOfficeAndObjectionsAreTold) {
  const auto office = [&](const char* route, const char* detail) {
    Entry made;
    made.kind = Kind::office;
    made.route = route;
    made.detail = detail;
    put(made);
    watch();
  };
  office("registry_appoint", "");
  office("phone_ask", "person=5");
  EXPECT_EQ(open(), Names{});
  office("seat_ask", "person=5");
  office("phone_ask", "person=6 in_office");
  office("phone_objected", "by=operator person=7");
  EXPECT_EQ(open(),
            (Names{"first_access ", "phone_in_office person=6", "phone_objected person=7"}));
  see_all();
  clock_.advance_ms(kQuietMs);
  watch_account("account_create", "");
  EXPECT_EQ(open(), Names{"first_access "});
}

TEST_F(AlarmTest, ManyChangedPhonesWithinAnHourAreTold) {
  set(Limit::phone_changes, 3);
  const auto ask = [&] {
    Entry made;
    made.kind = Kind::office;
    made.route = "phone_ask";
    made.detail = "person=5";
    put(made);
    watch();
  };
  ask();
  ask();
  EXPECT_EQ(open(), Names{});
  ask();
  EXPECT_EQ(open(), Names{"phone_changes "});
}

}  // namespace
}  // namespace linli::audit
