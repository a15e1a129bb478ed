#include "access/restored.h"

#include "access/accounts.h"
#include "access/testing.h"

namespace linli::access {
namespace {

class RestoredTest : public AccessTest {
 protected:
  void end_all() {
    while (true) {
      auto changes = end_what_came_back(*read(), now()).value();
      if (changes.changes.empty()) return;
      ASSERT_TRUE(commit(std::move(changes)));
    }
  }
};

TEST_F(RestoredTest, NoSessionAndNoCodeOfABackupOpensAnything) {
  std::vector<std::string> tokens;
  for (const auto kind : {SessionKind::Resident, SessionKind::Staff}) {
    const auto step = access_.sign_in_as(PersonId{5}, kind, now());
    ASSERT_TRUE(commit(step.changes));
    tokens.push_back(step.answer->token);
  }
  ASSERT_TRUE(request());
  store::WriteSet first;
  const auto token = access_.make_first_token(first, now());
  ASSERT_TRUE(commit(std::move(first)));
  auto made = access_.create_account(*read(), PersonId{5}, "zhang.san",
                                     rights::AdministratorKind::None, Opening::Now, now());
  ASSERT_TRUE(commit(std::move(made->changes)));
  store::WriteSet asked;
  AccountRequest one;
  one.id = ids_.next();
  one.account = made->answer->id;
  one.act = "reset";
  one.asked_at = now();
  one.ends_at = plus_ms(now(), kRequestMs);
  add(asked, one);
  ASSERT_TRUE(commit(std::move(asked)));

  end_all();

  for (const auto& old : tokens) EXPECT_FALSE(actor(old));
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_sent_code").value(), 0);
  EXPECT_EQ(access_
                .create_first_administrator(*read(), token, {"李一", "13800000001"}, "chief",
                                            "lotus ponds after the autumn rain", {}, now())
                .error()
                .code,
            "access.wrong_token");
  EXPECT_EQ(find_account(*read(), made->answer->id)->value().activation_ends_at.ms, 0);
  EXPECT_EQ(find_request(*read(), one.id)->value().outcome, "over");
}

TEST_F(RestoredTest, AChangedPhoneEndsWhatWasOpenByPhoneAndNothingElse) {
  EXPECT_FALSE(has_come_in(*read(), PersonId{5}).value());
  const auto phone = access_.sign_in_as(PersonId{5}, SessionKind::Resident, now());
  const auto staff = access_.sign_in_as(PersonId{5}, SessionKind::Staff, now());
  const auto other = access_.sign_in_as(PersonId{6}, SessionKind::Resident, now());
  for (const auto* step : {&phone, &staff, &other}) ASSERT_TRUE(commit(step->changes));
  EXPECT_TRUE(has_come_in(*read(), PersonId{5}).value());
  store::WriteSet changes;
  ASSERT_TRUE(end_sessions_by_phone(*read(), PersonId{5}, changes));
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_FALSE(actor(phone.answer->token));
  EXPECT_TRUE(actor(staff.answer->token));
  EXPECT_TRUE(actor(other.answer->token));
}

}  // namespace
}  // namespace linli::access
