#include "registry/phone_check.h"

#include "registry/testing.h"

namespace linli::registry {
namespace {

class PhoneChecks : public RegistryTest {
 protected:
  PhoneCheck ask(std::int64_t id, Checked what, const std::string& phone, Instant due = {}) {
    PhoneCheck out;
    out.id = id;
    out.person = PersonId{10};
    out.what = what;
    out.asked_by = AccountId{5};
    out.asked_at = now();
    out.due_at = due;
    write([&](store::WriteSet& changes) { ASSERT_TRUE(add(changes, vault_, out, phone)); });
    return find_check(*read(), id).value().value();
  }
  void end(const PhoneCheck& check, std::string_view outcome) {
    write([&](store::WriteSet& changes) { decide(changes, check, AccountId{7}, now(), outcome); });
  }
};

TEST_F(PhoneChecks, KeepAPhoneSealedWhileItWaitsAndForgetItThen) {
  const auto asked = ask(100, Checked::Phone, "13800001234");
  EXPECT_EQ(phone_of(vault_, asked).value(), "13800001234");
  EXPECT_EQ(waiting_check(*read(), PersonId{10}, Checked::Phone)->value().id, 100);
  end(asked, "confirmed");
  const auto decided = find_check(*read(), 100).value().value();
  EXPECT_EQ(phone_of(vault_, decided).value(), "");
  EXPECT_EQ(decided.outcome, "confirmed");
  EXPECT_EQ(decided.decided_by, AccountId{7});
  EXPECT_FALSE(waiting_check(*read(), PersonId{10}, Checked::Phone).value());
  store_.reset();
  EXPECT_FALSE(vault::holds_bytes(data(), "13800001234"));
}

TEST_F(PhoneChecks, WaitOnlyOnceForEachPersonAndKind) {
  ask(100, Checked::Phone, "13800001234");
  ask(101, Checked::Seat, "");
  PhoneCheck again;
  again.id = 102;
  again.person = PersonId{10};
  store::WriteSet changes;
  ASSERT_TRUE(add(changes, vault_, again, "13800009999"));
  EXPECT_EQ(commit(std::move(changes)).error().code, "store.unique");
  EXPECT_EQ(count_waiting_checks(*read()).value(), 2);
  EXPECT_EQ(waiting_checks(*read(), 100, 10)->size(), 1U);
}

TEST_F(PhoneChecks, AreDueOnlyWhenTheirDaysAreOverAndNeverWithout) {
  const auto due = ask(100, Checked::Phone, "13800001234", plus_ms(now(), 1000));
  ask(101, Checked::Seat, "");
  EXPECT_TRUE(due_checks(*read(), plus_ms(now(), 999), 10)->empty());
  EXPECT_EQ(due_checks(*read(), plus_ms(now(), 1000), 10)->size(), 1U);
  write([&](store::WriteSet& changes) { ASSERT_TRUE(stop_time(*read(), 10, changes)); });
  EXPECT_TRUE(due_checks(*read(), plus_ms(now(), 5000), 10)->empty());
  EXPECT_EQ(find_check(*read(), due.id)->value().outcome, "");
}

TEST_F(PhoneChecks, ASeatIsWornByPhoneUnlessItWaitsOrWasRefused) {
  EXPECT_TRUE(wears_by_phone(*read(), PersonId{10}).value()) << "nobody asked about her";
  EXPECT_FALSE(seat_confirmed(*read(), PersonId{10}).value());
  const auto first = ask(100, Checked::Seat, "");
  EXPECT_FALSE(wears_by_phone(*read(), PersonId{10}).value());
  end(first, "declined");
  EXPECT_FALSE(wears_by_phone(*read(), PersonId{10}).value());
  end(ask(101, Checked::Seat, ""), "confirmed");
  EXPECT_TRUE(wears_by_phone(*read(), PersonId{10}).value());
  EXPECT_TRUE(seat_confirmed(*read(), PersonId{10}).value());
}

TEST_F(PhoneChecks, RememberThatSheHasObjectedAndGoWithHer) {
  end(ask(100, Checked::Phone, "13800001234"), "withdrawn");
  EXPECT_FALSE(has_objected(*read(), PersonId{10}).value());
  end(ask(101, Checked::Phone, "13800001234"), "objected");
  EXPECT_TRUE(has_objected(*read(), PersonId{10}).value());
  ask(102, Checked::Phone, "13800001234");
  const auto blind = vault_.blind().phone("13800001234").value();
  write([&](store::WriteSet& changes) {
    ASSERT_TRUE(erase_checks_of_phone(*read(), blind, changes));
  });
  EXPECT_EQ(count_waiting_checks(*read()).value(), 0);
  write(
      [&](store::WriteSet& changes) { ASSERT_TRUE(erase_checks(*read(), PersonId{10}, changes)); });
  EXPECT_TRUE(checks_of(*read(), PersonId{10})->empty());
}

}  // namespace
}  // namespace linli::registry
