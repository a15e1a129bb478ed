// What is decided on an account holds only as long as the account stays as it was read.
#include "access/accounts.h"
#include "access/testing.h"

namespace linli::access {
namespace {

TEST_F(AccessTest, WhoseAccountIsClosedMeanwhileIsNotSignedInByHerPassword) {
  const auto staff = make_staff(PersonId{5});
  Caller browser;
  auto step = access_.sign_in_password(*read(), "zhang", {kPassword, ""}, browser, now());
  ASSERT_TRUE(step);
  ASSERT_TRUE(commit(access_.close_account(*read(), staff.account).value()));
  const auto answer = done(std::move(step));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "store.conflict");
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_session").value(), 0);
}

TEST_F(AccessTest, WhoseLetterIsMadeAnewMeanwhileDoesNotUseTheOldOne) {
  const auto account = make_account(PersonId{5}).value();
  auto step =
      access_.activate(*read(), {"zhang", account.activation, kKnown, kPassword}, kClient, now());
  ASSERT_TRUE(step);
  ASSERT_TRUE(done(access_.reset_account(*read(), account.id, now())));
  const auto answer = done(std::move(step));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "store.conflict");
}

TEST_F(AccessTest, AClosedAccountLeavesNoSessionBehind) {
  const auto staff = make_staff(PersonId{5});
  ASSERT_TRUE(by_password(kPassword));
  EXPECT_GT(read()->number("SELECT count(*) FROM access_session").value(), 0);
  ASSERT_TRUE(commit(access_.close_account(*read(), staff.account).value()));
  EXPECT_EQ(read()->number("SELECT count(*) FROM access_session").value(), 0);
}

}  // namespace
}  // namespace linli::access
