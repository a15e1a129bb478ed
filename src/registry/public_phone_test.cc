#include "registry/public_phone.h"

#include <gtest/gtest.h>

#include "registry/seats.h"
#include "registry/testing.h"

namespace linli::registry {
namespace {

TEST(PublicPhone, IsShownInOneForm) {
  EXPECT_EQ(normal_public_phone(" 0717 4212345 ").value(), "0717-4212345");
  EXPECT_EQ(normal_public_phone("0717--421-2345").value(), "0717-421-2345");
  EXPECT_EQ(normal_public_phone("+86 717 4212345").value(), "+86-717-4212345");
  EXPECT_EQ(normal_public_phone("12345").value(), "12345");
  EXPECT_EQ(normal_public_phone("  ").value(), "");
}

TEST(PublicPhone, ThatNobodyCouldCallIsRefused) {
  for (const auto* text : {"12", "-1234", "1234-", "call me", "0717+4212345", "0717-4212345;1",
                           "1234567890123456789012345"}) {
    EXPECT_EQ(normal_public_phone(text).error().code, "registry.phone_invalid") << text;
  }
}

class DeskPhones : public RegistryTest {};

TEST_F(DeskPhones, ThatAPersonHasAsHerOwnAreRefused) {
  put_person(1, {"张小花", "13800001234", ""});
  EXPECT_EQ(public_phone_of_desk(*read(), vault_, "138-0000-1234").error().code,
            "registry.phone_is_personal");
  EXPECT_EQ(public_phone_of_desk(*read(), vault_, "138 0000 1235").value(), "138-0000-1235");
  EXPECT_EQ(public_phone_of_desk(*read(), vault_, "0717-4212345").value(), "0717-4212345");
}

TEST_F(DeskPhones, AreReadWithTheSeatAndChangedWithThePosition) {
  put_county();
  auto desk = test_position(1, "intake", UnitId{4});
  desk.phone = "0717-4212345";
  put(desk);
  EXPECT_EQ(seat_by_position(*read(), desk.id, now())->phone, "0717-4212345");
  auto moved = desk;
  moved.phone = "12345";
  write([&](store::WriteSet& out) { EXPECT_EQ(change(out, desk, moved), 1); });
  EXPECT_EQ(position(*read(), desk.id)->phone, "12345");
}

}  // namespace
}  // namespace linli::registry
