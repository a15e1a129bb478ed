#include "access/accounts.h"
#include "access/testing.h"

namespace linli::access {
namespace {

TEST_F(AccessTest, WhoWasProvenElsewhereComesInByHerOpenAccount) {
  const auto staff = make_staff(PersonId{5});
  const auto signed_in = done(access_.sign_in_account(*read(), staff.account, now()));
  ASSERT_TRUE(signed_in);
  EXPECT_EQ(actor(signed_in->token)->person, PersonId{5});
  EXPECT_EQ(account_of_person(*read(), PersonId{5}).value(), staff.account);
  EXPECT_EQ(owner_of_account(*read(), staff.account).value()->login, "zhang");
  ASSERT_TRUE(commit(access_.close_account(*read(), staff.account).value()));
  EXPECT_EQ(access_.sign_in_account(*read(), staff.account, now()).error().code,
            "access.account_closed");
  EXPECT_FALSE(account_of_person(*read(), PersonId{5}).value());
  EXPECT_FALSE(owner_of_account(*read(), staff.account).value());
}

TEST_F(AccessTest, AnAdministratorIsNotProvenElsewhere) {
  const auto made = make_account(PersonId{6}, "chief", rights::AdministratorKind::System);
  ASSERT_TRUE(made);
  EXPECT_EQ(access_.sign_in_account(*read(), made->id, now()).error().code,
            "access.by_password_only");
  EXPECT_FALSE(account_of_person(*read(), PersonId{6}).value());
}

TEST_F(AccessTest, AnAccountClosedMeanwhileSignsNobodyIn) {
  const auto staff = make_staff(PersonId{5});
  auto step = access_.sign_in_account(*read(), staff.account, now());
  ASSERT_TRUE(commit(access_.close_account(*read(), staff.account).value()));
  const auto answer = done(std::move(step));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "store.conflict");
}

}  // namespace
}  // namespace linli::access
