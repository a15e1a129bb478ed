#include "delivery/courier.h"
#include "delivery/outbox.h"
#include "delivery/phone.h"
#include "delivery/schema.h"
#include "vault/erase.h"
#include "vault/testing.h"

namespace linli::delivery {
namespace {

// Notes what it is given and fails as long as it is told to.
class TestSender final : public Sender {
 public:
  Result<void> send(const Outgoing& message) override {
    given.push_back(message);
    if (failing) return fail(kind, code);
    return {};
  }
  bool has_way(Channel channel) const override { return channel == Channel::Mail ? mail : way; }
  ErrorKind kind = ErrorKind::Overloaded;
  const char* code = "outbound.unreachable";
  bool way = true;
  bool mail = true;
  std::vector<Outgoing> given;
  bool failing = false;
};

// 2026-09-22 10:00 in the county.
constexpr Instant kMorning{1'790'042'400'000};
constexpr std::int64_t kOneDay = kMsPerDay;

class DeliveryTest : public vault::VaultTest {
 protected:
  DeliveryTest() : VaultTest(migrations()) { clock_.set(kMorning); }

  MessageId queue(Message message) {
    store::WriteSet changes;
    const auto id = outbox_.queue(changes, message, clock_.now());
    EXPECT_EQ(changes.changes.size(), 1u);
    EXPECT_TRUE(commit(std::move(changes)));
    return id;
  }
  static Message to_person(const std::string& body) {
    Message message;
    message.person = PersonId{5};
    message.code = "request.replied";
    message.body = body;
    message.matter = MatterId{7};
    return message;
  }
  CourierRun run() { return courier_.run_once(clock_.now()).value(); }
  QueuedMessage newest() { return outbox_.recent(*read(), 1).value().at(0); }

  std::string address_;  // the one she confirmed
  Outbox outbox_{vault_};
  TestSender sender_;
  Courier courier_{*store_, vault_, sender_,
                   [this](store::Snapshot&, PersonId) -> Result<Reach> {
                     return Reach{"13812345678", address_};
                   },
                   QuietHours{}};
};

TEST_F(DeliveryTest, AMessageIsSentOnceWithThePersonsPhoneAndItsWordsAreThenCleared) {
  const auto id = queue(to_person("您反映的事项已答复"));
  EXPECT_FALSE(vault::holds_bytes(data(), "您反映的事项已答复"));
  EXPECT_EQ(newest().message.body, "您反映的事项已答复");
  EXPECT_EQ(run().sent, 1);
  EXPECT_EQ(run().sent, 0);
  ASSERT_EQ(sender_.given.size(), 1u);
  EXPECT_EQ(sender_.given[0].id, id);
  EXPECT_EQ(sender_.given[0].phone, "13812345678");
  EXPECT_EQ(sender_.given[0].body, "您反映的事项已答复");
  EXPECT_EQ(newest().sent_at, clock_.now());
  EXPECT_EQ(newest().message.body, "");
}

TEST_F(DeliveryTest, TheOutboxSenderKeepsTheWordsForTheSample) {
  Message message = to_person("验证码 123456");
  message.person = {};
  message.phone = "13900000001";
  queue(message);
  OutboxSender sender;
  Courier courier(*store_, vault_, sender, {}, QuietHours{});
  EXPECT_EQ(courier.run_once(clock_.now()).value().sent, 1);
  EXPECT_EQ(newest().message.body, "验证码 123456");
  EXPECT_EQ(newest().message.phone, "13900000001");
  EXPECT_FALSE(vault::holds_bytes(data(), "13900000001"));
}

TEST_F(DeliveryTest, AFailedMessageIsTriedAgainLaterWithTheSameIdAndGivenUpAtLast) {
  Message message = to_person("x");
  message.urgency = Urgency::Now;
  const auto id = queue(message);
  sender_.failing = true;
  EXPECT_EQ(run().failed, 1);
  EXPECT_EQ(run().failed, 0) << "not before its time";
  clock_.advance_ms(kRetryFirstMs);
  EXPECT_EQ(run().failed, 1);
  int given_up = 0;
  for (int i = 0; i < 2 * kTriesMax; ++i) {
    clock_.advance_ms(kRetryMaxMs);
    given_up += run().given_up;
  }
  EXPECT_EQ(given_up, 1);
  EXPECT_EQ(sender_.given.size(), static_cast<std::size_t>(kTriesMax));
  for (const auto& given : sender_.given) EXPECT_EQ(given.id, id);
  EXPECT_NE(newest().given_up_at, Instant{});
}

TEST_F(DeliveryTest, AtNightOnlyUrgentMessagesGoOut) {
  clock_.advance_ms(12 * kMsPerHour);  // 22:00
  queue(to_person("can wait"));
  Message urgent = to_person("cannot");
  urgent.urgency = Urgency::Now;
  queue(urgent);
  const auto night = run();
  EXPECT_EQ(night.sent, 1);
  EXPECT_EQ(night.postponed, 1);
  clock_.advance_ms(10 * kMsPerHour - 1);
  EXPECT_EQ(run().sent, 0);
  clock_.advance_ms(1);  // 8:00
  EXPECT_EQ(run().sent, 1);
  EXPECT_EQ(newest().message.matter, MatterId{7});
}

TEST(Quiet, EndsAtEightInTheMorningOfTheCounty) {
  const QuietHours quiet;
  const Instant night = plus_ms(kMorning, 11 * kMsPerHour);  // 21:00
  EXPECT_EQ(quiet_until(quiet, kMorning), std::nullopt);
  EXPECT_EQ(quiet_until(quiet, plus_ms(night, -1)), std::nullopt);
  EXPECT_EQ(quiet_until(quiet, night), plus_ms(night, 11 * kMsPerHour));
  EXPECT_EQ(quiet_until(quiet, plus_ms(night, 4 * kMsPerHour)), plus_ms(night, 11 * kMsPerHour));
  EXPECT_EQ(quiet_until(QuietHours{60, 60, 480}, night), std::nullopt);
  EXPECT_EQ(quiet_until(QuietHours{12 * 60, 14 * 60, 480}, plus_ms(kMorning, 3 * kMsPerHour)),
            plus_ms(kMorning, 4 * kMsPerHour));
}

TEST_F(DeliveryTest, WithoutAWayNothingCountsAsSentAndWhatIsWorthNothingAnyMoreIsGivenUp) {
  sender_.way = false;
  queue(to_person("x"));
  Message code = to_person("123456");
  code.ends_at = plus_ms(kMorning, 10 * kMsPerMinute);
  queue(code);
  const auto first = run();
  EXPECT_EQ(first.postponed, 2);
  EXPECT_EQ(first.sent, 0);
  EXPECT_EQ(run().postponed, 0) << "not before its time";
  clock_.advance_ms(kNoWayMs + 1);
  EXPECT_EQ(run().given_up, 1) << "the code is over";
  sender_.way = true;
  clock_.advance_ms(kNoWayMs);
  EXPECT_EQ(run().sent, 1);
  ASSERT_EQ(sender_.given.size(), 1u);
  EXPECT_EQ(sender_.given[0].body, "x");
}

TEST_F(DeliveryTest, AMessageThreeDaysOldIsNotSentAnyMore) {
  sender_.way = false;
  queue(to_person("x"));
  clock_.advance_ms(kWorthMs + 1);
  sender_.way = true;
  EXPECT_EQ(run().given_up, 1);
  EXPECT_TRUE(sender_.given.empty());
}

TEST_F(DeliveryTest, WhatCanNeverBeSentIsGivenUpAtOnce) {
  sender_.failing = true;
  sender_.kind = ErrorKind::NotFound;
  queue(to_person("x"));
  EXPECT_EQ(run().given_up, 1);
}

TEST_F(DeliveryTest, ARunEndsWhenNobodyIsReached) {
  sender_.failing = true;
  for (int i = 0; i < kFailuresInRow + 2; ++i) queue(to_person("x"));
  EXPECT_EQ(run().failed, kFailuresInRow);
  EXPECT_EQ(run().failed, 2);
}

TEST_F(DeliveryTest, TheWayWorksOnceAMessageWasTakenAndNoMoreAfterFiveThatReachedNobody) {
  const auto works = [&] { return way_state(*read()).value().works(clock_.now()); };
  EXPECT_FALSE(works());
  queue(to_person("x"));
  run();
  EXPECT_TRUE(works());
  sender_.failing = true;
  for (int i = 0; i < kFailuresMax; ++i) {
    EXPECT_TRUE(works()) << i;
    queue(to_person("x"));
    run();
  }
  EXPECT_FALSE(works());
  EXPECT_EQ(way_state(*read()).value().error, "outbound.unreachable");
  clock_.advance_ms(kClosedMs - 1);
  EXPECT_FALSE(works());
  clock_.advance_ms(1);
  EXPECT_TRUE(works()) << "it is tried again";
  run();
  EXPECT_FALSE(works()) << "in vain";
  sender_.failing = false;
  clock_.advance_ms(kRetryMaxMs);
  run();
  EXPECT_TRUE(works());
}

TEST_F(DeliveryTest, NumbersThatAreRefusedDoNotPutTheWayOutOfOrder) {
  queue(to_person("x"));
  run();
  sender_.failing = true;
  sender_.code = "sending.not_taken";
  for (int i = 0; i < 2 * kFailuresMax; ++i) queue(to_person("x"));
  EXPECT_EQ(run().failed, 2 * kFailuresMax);
  const auto state = way_state(*read()).value();
  EXPECT_TRUE(state.works(clock_.now()));
  EXPECT_EQ(state.error, "sending.not_taken");
}

TEST_F(DeliveryTest, OtherSettingsHaveProvenNothing) {
  ASSERT_TRUE(settle_way(*store_, 7));
  queue(to_person("x"));
  run();
  ASSERT_TRUE(settle_way(*store_, 7));
  EXPECT_TRUE(way_state(*read()).value().works(clock_.now()));
  ASSERT_TRUE(settle_way(*store_, 8));
  EXPECT_FALSE(way_state(*read()).value().works(clock_.now()));
}

TEST_F(DeliveryTest, TheInboxNeedsNoWay) {
  sender_.way = false;
  Message message = to_person("x");
  message.channel = Channel::Inbox;
  queue(message);
  EXPECT_EQ(run().sent, 1);
  EXPECT_FALSE(way_state(*read()).value().works(clock_.now())) << "it says nothing of phones";
}

TEST_F(DeliveryTest, ABatchIsBounded) {
  store::WriteSet changes;
  for (int i = 0; i < kCourierBatch + 1; ++i) outbox_.queue(changes, to_person("x"), clock_.now());
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(run().sent, kCourierBatch);
  EXPECT_EQ(run().sent, 1);
  EXPECT_EQ(outbox_.recent(*read(), 10).value().size(), 10u);
  EXPECT_TRUE(outbox_.recent(*read(), -1).value().empty());
}

TEST_F(DeliveryTest, AMessageThatDoesNotOpenIsGivenUpAndDoesNotStopTheOthers) {
  const auto id = queue(to_person("broken"));
  store::WriteSet changes;
  changes.update("delivery_message", id.value, 1, {{"body", store::Blob{"not sealed"}}});
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(outbox_.recent(*read(), 1).error().code, "vault.damaged");
  queue(to_person("whole"));
  const auto both = run();
  EXPECT_EQ(both.given_up, 1);
  EXPECT_EQ(both.sent, 1);
}

TEST_F(DeliveryTest, AfterAMonthStoppedOldNewsDoesNotGoOutAndOnlyWhatIsDoneIsSwept) {
  queue(to_person("sent"));
  EXPECT_EQ(run().sent, 1);
  queue(to_person("waiting"));
  clock_.advance_ms(31 * kOneDay);
  EXPECT_EQ(courier_.sweep(clock_.now()).value(), 1);
  queue(to_person("fresh"));
  const auto month_later = run();
  EXPECT_EQ(month_later.given_up, 1);
  EXPECT_EQ(month_later.sent, 1);
  EXPECT_EQ(sender_.given.back().body, "fresh");
}

TEST_F(DeliveryTest, AnErasedPersonsMessagesAreEmptiedAndNeverSent) {
  queue(to_person("她的事"));
  clock_.advance_ms(3 * kOneDay);
  Message other = to_person("别人的事");
  other.person = PersonId{6};
  other.matter = MatterId{8};
  queue(other);
  store::WriteSet changes;
  ASSERT_TRUE(erase_person(*read(), PersonId{5}, clock_.now(), changes));
  EXPECT_EQ(changes.changes.size(), 1u);
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(run().sent, 1);
  EXPECT_EQ(sender_.given[0].person, PersonId{6});
  store::WriteSet more;
  ASSERT_TRUE(erase_matter(*read(), MatterId{8}, clock_.now(), more));
  EXPECT_EQ(more.changes.size(), 1u);
}

TEST_F(DeliveryTest, MessagesToAnErasedPhoneAreEmptiedAndNeverSent) {
  Message hers;
  hers.phone = "13800138000";
  hers.body = "您的验证码";
  Message his = hers;
  his.phone = "13900139000";
  queue(hers);
  queue(his);
  const auto phone = vault_.blind().phone(hers.phone).value();
  store::WriteSet changes;
  ASSERT_TRUE(erase_phone(*read(), phone, clock_.now(), changes));
  EXPECT_EQ(changes.changes.size(), 1u);
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(run().sent, 1);
  EXPECT_EQ(sender_.given.back().phone, his.phone);
  store::WriteSet again;
  ASSERT_TRUE(erase_phone(*read(), phone, clock_.now(), again));
  EXPECT_TRUE(again.changes.empty()) << "nothing is found by it any more";
}

TEST_F(DeliveryTest, AMessageFromBeforeIsFoundByItsPhoneOnceItIsNoted) {
  Message hers;
  hers.phone = "13800138000";
  hers.body = "从前的话";
  const auto id = queue(hers);
  store::WriteSet before;
  before.update("delivery_message", id.value, 1, {{"phone_blind", store::Null{}}});
  ASSERT_TRUE(commit(std::move(before)));
  store::WriteSet noting;
  EXPECT_EQ(note_phones(*read(), vault_, 0, noting).value(), std::nullopt);
  EXPECT_EQ(noting.changes.size(), 1u);
  ASSERT_TRUE(commit(std::move(noting)));
  store::WriteSet changes;
  ASSERT_TRUE(
      erase_phone(*read(), vault_.blind().phone(hers.phone).value(), clock_.now(), changes));
  EXPECT_EQ(changes.changes.size(), 1u);
}

}  // namespace
}  // namespace linli::delivery
