// Her e-mail address: by a code that was sent there, in the browser that asked.
#include "access/erase.h"
#include "access/testing.h"

namespace linli::access {
namespace {

Settings with_mail() {
  Settings out;
  out.mail = true;
  return out;
}

const Caller kHers{"203.0.113.7", "browser-of-hers"};
const PersonId kShe{77};

class MailTest : public AccessTest {
 protected:
  MailTest() : AccessTest(with_mail()) {}

  std::string ask(const std::string& address, PersonId person = kShe, const Caller& from = kHers) {
    auto sent = access_.request_mail_code(*read(), person, address, from, now());
    if (!sent) return sent.error().code;
    EXPECT_TRUE(commit(std::move(sent->changes)));
    device_ = sent->device;
    return "";
  }
  std::string confirm(const std::string& address, const std::string& code, PersonId person = kShe) {
    auto step =
        access_.confirm_mail(*read(), person, address, code, Caller{kHers.address, device_}, now());
    if (!step) return step.error().code;
    if (!step->changes.changes.empty()) {
      EXPECT_TRUE(commit(std::move(step->changes)));
    }
    return step->answer ? "" : step->answer.error().code;
  }
  std::int64_t codes() { return read()->number("SELECT count(*) FROM access_sent_code").value(); }

  std::string device_;
};

TEST_F(MailTest, AnAddressIsHersByTheCodeThatWasSentThere) {
  EXPECT_EQ(ask("She@Example.CN"), "");
  ASSERT_EQ(mailed_.size(), 1u);
  EXPECT_EQ(mailed_[0].first, "she@example.cn");
  EXPECT_EQ(confirm("she@example.cn", mailed_[0].second), "");
  EXPECT_EQ(mail_, "she@example.cn");
  mail_ = "";
  EXPECT_EQ(confirm("she@example.cn", mailed_[0].second), "access.wrong_mail_code");
  EXPECT_EQ(mail_, "");
}

TEST_F(MailTest, ACodeIsGoodForHerItsAddressItsBrowserAndTenMinutesOnly) {
  ASSERT_EQ(ask("she@example.cn"), "");
  const auto code = mailed_[0].second;
  EXPECT_EQ(confirm("other@example.cn", code), "access.wrong_mail_code");
  EXPECT_EQ(confirm("she@example.cn", code, PersonId{78}), "access.wrong_mail_code");
  const auto hers = device_;
  device_ = "another-browser";
  EXPECT_EQ(confirm("she@example.cn", code), "access.wrong_mail_code");
  device_ = hers;
  clock_.set(plus_ms(now(), kCodeMs));
  EXPECT_EQ(confirm("she@example.cn", code), "access.wrong_mail_code");
  EXPECT_EQ(mail_, "");
}

TEST_F(MailTest, GuessesEndAndAnotherAddressVoidsTheCodeBefore) {
  ASSERT_EQ(ask("she@example.cn"), "");
  const auto code = mailed_[0].second;
  const std::string wrong = code == "000000" ? "000001" : "000000";
  for (int i = 0; i < kCodeTriesMax; ++i) {
    EXPECT_EQ(confirm("she@example.cn", wrong), "access.wrong_mail_code");
  }
  EXPECT_EQ(confirm("she@example.cn", code), "access.wrong_mail_code");
  clock_.set(plus_ms(now(), kMsPerMinute));
  ASSERT_EQ(ask("two@example.cn"), "");
  EXPECT_EQ(codes(), 1);
}

TEST_F(MailTest, SheCannotSendMailToTheWholeWorldNorOneMailboxGetAFlood) {
  ASSERT_EQ(ask("a0@example.cn"), "");
  EXPECT_EQ(ask("a1@example.cn"), "access.wait");
  std::string refused;
  for (int i = 1; i < 10 && refused.empty(); ++i) {
    clock_.set(plus_ms(now(), kMsPerMinute));
    refused = ask("a" + std::to_string(i) + "@example.cn");
  }
  EXPECT_EQ(refused, "access.wait");
  EXPECT_EQ(mailed_.size(), 6u);
  mailed_.clear();
  refused.clear();
  for (int i = 0; i < 10 && refused.empty(); ++i) {
    refused = ask("victim@example.cn", PersonId{100 + i});
  }
  EXPECT_EQ(refused, "access.wait");
  EXPECT_EQ(mailed_.size(), 6u);
}

TEST_F(MailTest, WhatIsNoAddressAndWhoIsNobodyIsRefused) {
  EXPECT_EQ(ask("she@example"), "access.mail_invalid");
  EXPECT_EQ(ask("she@example.cn", PersonId{}), "registry.no_such_person");
  EXPECT_EQ(confirm("nothing", "1"), "access.mail_invalid");
}

TEST_F(MailTest, HerCodesGoWithHer) {
  ASSERT_EQ(ask("she@example.cn"), "");
  store::WriteSet changes;
  ASSERT_TRUE(erase_phone(*read(), mail_codes_of(vault_.blind(), kShe), changes));
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(codes(), 0);
}

TEST_F(AccessTest, WithoutASenderOfEMailNoCodeIsPromised) {
  EXPECT_EQ(access_.request_mail_code(*read(), kShe, "she@example.cn", kHers, now()).error().code,
            "access.no_mail");
}

}  // namespace
}  // namespace linli::access
