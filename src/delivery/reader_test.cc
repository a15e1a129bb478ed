// Her own messages: which lie on her page, what she chose and what is sent.
#include "delivery/reader.h"

#include "delivery/courier.h"
#include "delivery/schema.h"
#include "vault/testing.h"

namespace linli::delivery {
namespace {

constexpr Instant kTen{1'790'042'400'000};  // 2026-09-22 10:00 in the county
const PersonId kShe{5};
const PersonId kNeighbour{6};

class NotingSender final : public Sender {
 public:
  Result<void> send(const Outgoing& message) override {
    given.push_back(message);
    return {};
  }
  bool has_way(Channel channel) const override { return channel != Channel::Mail || mail; }
  bool mail = true;
  std::vector<Outgoing> given;
};

class ReaderTest : public vault::VaultTest {
 protected:
  ReaderTest() : VaultTest(migrations()) { clock_.set(kTen); }

  MessageId queue(Kind kind, PersonId person = kShe, Channel channel = Channel::Sms) {
    Message message;
    message.person = person;
    message.kind = kind;
    message.channel = channel;
    message.urgency = Urgency::Now;
    message.code = "message.test";
    message.body = "话";
    message.body_en = "words";
    store::WriteSet changes;
    const auto id = outbox_.queue(changes, message, clock_.now());
    EXPECT_TRUE(commit(std::move(changes)));
    return id;
  }
  std::vector<MessageId> shown(PersonId person = kShe, Scope scope = Scope::Everything) {
    std::vector<MessageId> out;
    for (MessageId before;;) {
      const auto page = page_of(*read(), vault_, person, scope, before).value();
      for (const auto& one : page.messages) out.push_back(one.id);
      if (!page.next) return out;
      before = page.next;
    }
  }
  void choose(Channel channel, Kind kind, bool wanted) {
    auto reader = reader_of(*read(), kShe).value();
    reader.choices.set(channel, kind, wanted);
    store::WriteSet changes;
    put_reader(changes, kShe, reader);
    EXPECT_TRUE(commit(std::move(changes)));
  }
  CourierRun run() { return courier_.run_once(clock_.now()).value(); }
  std::vector<Channel> sent() {
    std::vector<Channel> out;
    for (const auto& one : sender_.given) out.push_back(one.channel);
    return out;
  }

  std::string address_;
  Outbox outbox_{vault_};
  NotingSender sender_;
  Courier courier_{*store_, vault_, sender_,
                   [this](store::Snapshot&, PersonId) -> Result<Reach> {
                     return Reach{"13812345678", address_};
                   },
                   QuietHours{}};
};

TEST_F(ReaderTest, HersAreShownNewestFirstAndNobodyElsesAndNeverACode) {
  const auto first = queue(Kind::Progress);
  queue(Kind::Code);
  queue(Kind::Account, kNeighbour);
  const auto second = queue(Kind::Work, kShe, Channel::Inbox);
  EXPECT_EQ(shown(), (std::vector{second, first}));
  EXPECT_EQ(shown(kShe, Scope::WithoutWork), std::vector{first});
  EXPECT_EQ(shown(kNeighbour).size(), 1u);
  EXPECT_TRUE(shown(PersonId{}).empty());
  EXPECT_EQ(unread(*read(), kShe, Scope::Everything).value(), 2);
  EXPECT_EQ(unread(*read(), PersonId{}, Scope::Everything).value(), 0);
}

TEST_F(ReaderTest, WhoWearsNoHatInThisSessionDoesNotReadWhatStaffAreTold) {
  rights::Actor actor;
  actor.person = kShe;
  EXPECT_EQ(scope_of(actor), Scope::WithoutWork);
  actor.hats.emplace_back();
  EXPECT_EQ(scope_of(actor), Scope::Everything);
}

TEST_F(ReaderTest, TheyAreReadInPagesAndInBothLanguagesAlsoAfterSending) {
  std::vector<MessageId> all;
  for (int i = 0; i < 2 * kPageMax + 1; ++i) all.insert(all.begin(), queue(Kind::Word));
  run();
  EXPECT_EQ(shown(), all);
  const auto page = page_of(*read(), vault_, kShe, Scope::Everything, {}).value();
  EXPECT_EQ(std::ssize(page.messages), kPageMax);
  EXPECT_EQ(page.messages[0].message.body, "话");
  EXPECT_EQ(page.messages[0].message.body_en, "words");
  EXPECT_EQ(sender_.given[0].body, "话");
}

TEST_F(ReaderTest, WhatSheHasReadIsNotUnreadAndTheCountEndsSomewhere) {
  const auto first = queue(Kind::Progress);
  queue(Kind::Progress);
  auto reader = reader_of(*read(), kShe).value();
  reader.read_to = first;
  store::WriteSet changes;
  put_reader(changes, kShe, reader);
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(unread(*read(), kShe, Scope::Everything).value(), 1);
  for (int i = 0; i < kUnreadMax + 5; ++i) queue(Kind::Progress);
  EXPECT_EQ(unread(*read(), kShe, Scope::Everything).value(), kUnreadMax);
}

TEST_F(ReaderTest, WhatSheWantsNoSmsOfIsNotSentAndLiesOnHerPage) {
  choose(Channel::Sms, Kind::Progress, false);
  const auto how = queue(Kind::Progress);
  const auto word = queue(Kind::Word);
  const auto done = run();
  EXPECT_EQ(done.declined, 1);
  EXPECT_EQ(done.sent, 1);
  ASSERT_EQ(sender_.given.size(), 1u);
  EXPECT_EQ(sender_.given[0].id, word);
  EXPECT_EQ(shown(), (std::vector{word, how}));
  const auto rows = outbox_.recent(*read(), 2).value();
  EXPECT_EQ(rows[1].declined_at, clock_.now());
  EXPECT_EQ(rows[1].sent_at.ms, 0);
  EXPECT_EQ(run().declined, 0);
}

TEST_F(ReaderTest, TheSecurityOfHerAccountAlwaysGoesToHerPhone) {
  choose(Channel::Sms, Kind::Account, false);
  queue(Kind::Account);
  EXPECT_EQ(run().sent, 1);
  Choices choices;
  choices.sms_off = choices.mail_off = ~std::int64_t{0};
  EXPECT_TRUE(choices.wants(Channel::Sms, Kind::Account));
  EXPECT_TRUE(choices.wants(Channel::Sms, Kind::Code));
  EXPECT_TRUE(choices.wants(Channel::Inbox, Kind::Work));
  EXPECT_FALSE(choices.wants(Channel::Mail, Kind::Account));
}

TEST_F(ReaderTest, ACopyGoesToTheAddressSheConfirmedOnceAndIsNoSecondMessageOfHers) {
  queue(Kind::Word);
  EXPECT_EQ(run().sent, 1);
  EXPECT_EQ(run().sent, 0);
  address_ = "she@example.cn";
  const auto word = queue(Kind::Word);
  queue(Kind::Code, kNeighbour);
  run();
  run();
  run();
  EXPECT_EQ(sent(), (std::vector{Channel::Sms, Channel::Sms, Channel::Sms, Channel::Mail}));
  EXPECT_EQ(sender_.given.back().mail, address_);
  EXPECT_EQ(sender_.given.back().body, "话");
  EXPECT_EQ(shown().front(), word);
  EXPECT_EQ(shown().size(), 2u);
}

TEST_F(ReaderTest, EMailKeepsToHerChoicesAndIsNotQueuedWithoutAWay) {
  address_ = "she@example.cn";
  queue(Kind::Work, kShe, Channel::Inbox);  // asked for only
  choose(Channel::Mail, Kind::Progress, false);
  queue(Kind::Progress);
  run();
  run();
  EXPECT_EQ(sent(), (std::vector{Channel::Inbox, Channel::Sms}));
  choose(Channel::Mail, Kind::Work, true);
  queue(Kind::Work, kShe, Channel::Inbox);
  run();
  run();
  EXPECT_EQ(sent().back(), Channel::Mail);
  sender_.mail = false;
  queue(Kind::Word);
  run();
  EXPECT_EQ(run().sent, 0);
  EXPECT_EQ(sent().back(), Channel::Sms);
}

TEST_F(ReaderTest, WhoWantsNoSmsStillGetsTheEMail) {
  address_ = "she@example.cn";
  choose(Channel::Sms, Kind::Word, false);
  queue(Kind::Word);
  run();
  run();
  EXPECT_EQ(sent(), std::vector{Channel::Mail});
}

TEST_F(ReaderTest, NothingOfHersStaysWhenSheIsErased) {
  queue(Kind::Word);
  choose(Channel::Sms, Kind::Word, false);
  store::WriteSet changes;
  ASSERT_TRUE(erase_person(*read(), kShe, clock_.now(), changes));
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_TRUE(shown().empty());
  EXPECT_EQ(reader_of(*read(), kShe).value().version, 0);
}

}  // namespace
}  // namespace linli::delivery
