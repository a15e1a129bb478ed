#include "audit/log.h"

#include <future>

#include "audit/testing.h"
#include "store/schema_rules.h"

namespace linli::audit {
namespace {

class LogTest : public AuditTest {
 protected:
  void refuse(const std::string& code, int status, const std::string& client = "192.0.2.7",
              ErrorKind kind = ErrorKind::Unauthorized) {
    log_.refused(trace(client), Error{kind, code, ""}, status);
  }
  int flushed() { return log_.flush(*store_).value(); }
};

TEST_F(LogTest, TheSchemaKeepsTheRulesOfAllTables) {
  EXPECT_EQ(store::schema_faults(migrations()), std::vector<std::string>{});
}

TEST_F(LogTest, AnActCommitsWithItsEntryOrNotAtAll) {
  store::WriteSet changes;
  log_.add(changes, &*std::make_unique<api::Trace>(trace()));
  ASSERT_TRUE(commit(changes));
  EXPECT_EQ(number("SELECT count(*) FROM audit_entry WHERE kind = 'sign_in' AND refused = 0"), 1);
  // The same rows again cannot be written, so what is in the same write set is not either.
  changes.insert("audit_turn", {{"id", 5}, {"version", 1}, {"at", 0}});
  EXPECT_FALSE(commit(std::move(changes)));
  EXPECT_EQ(number("SELECT count(*) FROM audit_turn"), 0);
}

TEST_F(LogTest, ARouteThatSaysNothingOrJournalLeavesNoEntryWhenItSucceeds) {
  for (const auto audit : {api::Audit::Nothing, api::Audit::Journal, api::Audit::Secret}) {
    route_.audit = audit;
    const auto made = trace();
    store::WriteSet changes;
    log_.add(changes, &made);
    EXPECT_TRUE(changes.changes.empty());
  }
}

TEST_F(LogTest, EveryRefusalForRightsSessionOrPaceLeavesAnEntryOnAnyRoute) {
  route_.audit = api::Audit::Nothing;
  refuse("http.not_for_you", 403, "192.0.2.7", ErrorKind::Forbidden);
  refuse("access.session_ended", 401);
  refuse("access.wait", 429, "192.0.2.7", ErrorKind::Overloaded);
  EXPECT_EQ(flushed(), 3);
  EXPECT_EQ(number("SELECT count(*) FROM audit_entry WHERE kind = 'refusal' AND refused = 1"), 3);
}

TEST_F(LogTest, WhoIsNotSignedInAndWhatCannotBeReadLeavesNone) {
  refuse("http.sign_in", 401);
  refuse("http.timed_out", 503, "192.0.2.7", ErrorKind::Overloaded);
  refuse("json.unknown_member", 400, "192.0.2.7", ErrorKind::Invalid);
  route_.audit = api::Audit::Nothing;
  refuse("desk.no_such_matter", 404, "192.0.2.7", ErrorKind::NotFound);
  EXPECT_EQ(flushed(), 0);
}

TEST_F(LogTest, AWrongSecretLeavesAnEntryWhereTheRightOneLeavesNone) {
  route_.audit = api::Audit::Secret;
  refuse("request.not_found", 404, "192.0.2.7", ErrorKind::NotFound);
  EXPECT_EQ(flushed(), 1);
  EXPECT_EQ(text("SELECT kind FROM audit_entry"), "code");
}

TEST_F(LogTest, TheSameRefusalWithinAMinuteIsOneEntryAndThenOneMoreWithACount) {
  for (int i = 0; i < 50; ++i) refuse("access.wrong_password", 401);
  EXPECT_EQ(flushed(), 1);
  for (int i = 0; i < 70; ++i) refuse("access.wrong_password", 401);
  EXPECT_EQ(flushed(), 0);
  clock_.advance_ms(kTogetherMs);
  EXPECT_EQ(flushed(), 1);
  EXPECT_EQ(number("SELECT sum(times) FROM audit_entry"), 120);
  EXPECT_EQ(number("SELECT count(*) FROM audit_entry"), 2);
}

TEST_F(LogTest, AddressesOfOneSubscriberAreTheSameAndOthersAreNot) {
  refuse("access.wrong_password", 401, "2001:db8:1:2::1");
  refuse("access.wrong_password", 401, "2001:db8:1:2:ffff::9");
  refuse("access.wrong_password", 401, "2001:db8:1:3::1");
  EXPECT_EQ(flushed(), 2);
}

TEST_F(LogTest, AFloodFromManyAddressesWritesNoMoreThanItsLimitAMinute) {
  for (int i = 0; i < kWrittenPerMinute + 400; ++i) {
    refuse("access.wrong_password", 401,
           "198.51." + std::to_string(i / 250) + '.' + std::to_string(1 + i % 250));
  }
  EXPECT_EQ(flushed(), kWrittenPerMinute);
  clock_.advance_ms(kTogetherMs);
  EXPECT_EQ(flushed(), 400);
  EXPECT_EQ(number("SELECT sum(times) FROM audit_entry"), kWrittenPerMinute + 400);
}

TEST_F(LogTest, WhatDoesNotFitIntoMemoryIsCountedByOneEntry) {
  for (std::size_t i = 0; i < kPendingMax + 30; ++i) {
    refuse("access.wrong_password", 401,
           "10." + std::to_string(i / 62500) + '.' + std::to_string(i / 250 % 250) + '.' +
               std::to_string(1 + i % 250));
  }
  EXPECT_EQ(flushed(), kWrittenPerMinute);
  EXPECT_EQ(number("SELECT times FROM audit_entry WHERE kind = 'dropped'"), 30);
  EXPECT_EQ(text("SELECT code FROM audit_entry WHERE kind = 'dropped'"), "audit.dropped");
}

TEST_F(LogTest, WhatCouldNotBeWrittenIsWrittenNextTime) {
  refuse("access.wrong_password", 401);
  store_.reset();
  const auto closed = store::open_sqlite_readonly(data()).value();
  EXPECT_FALSE(log_.flush(*closed));
  auto all = vault::migrations();
  for (const auto& one : migrations()) all.push_back(one);
  store_ = store::open_sqlite({.folder = data()}, all).value();
  EXPECT_EQ(flushed(), 1);
}

TEST_F(LogTest, AHeldRouteAnswersOnlyOnceItsEntryIsDurable) {
  route_.audit = api::Audit::Look;
  route_.handle = [](const api::Request&, api::Respond respond) { respond(api::Response{}); };
  const auto held = hold(log_, *store_, route_);
  api::Request request;
  request.trace = std::make_shared<api::Trace>(trace());
  std::promise<std::int64_t> seen;
  held.handle(request, [&](Result<api::Response> answer) {
    seen.set_value(answer ? number("SELECT count(*) FROM audit_entry WHERE kind = 'look'") : -1);
  });
  EXPECT_EQ(seen.get_future().get(), 1);
}

TEST_F(LogTest, AHeldRouteRefusesWhenItsEntryCannotBeWritten) {
  const auto closed = store::open_sqlite_readonly(data()).value();
  route_.audit = api::Audit::Look;
  route_.handle = [](const api::Request&, api::Respond respond) { respond(api::Response{}); };
  const auto held = hold(log_, *closed, route_);
  api::Request request;
  request.trace = std::make_shared<api::Trace>(trace());
  std::promise<bool> shown;
  held.handle(request, [&](Result<api::Response> answer) { shown.set_value(answer.has_value()); });
  EXPECT_FALSE(shown.get_future().get());
}

TEST_F(LogTest, WhatSheTypedAsHerLoginNeverReachesADetail) {
  Entry typed = entry();
  typed.detail = "My Secret!";
  store::WriteSet changes;
  EXPECT_DEATH(log_.add(changes, typed), "plain_detail");
}

}  // namespace
}  // namespace linli::audit
