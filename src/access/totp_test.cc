#include "access/totp.h"

#include <gtest/gtest.h>

namespace linli::access {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";  // RFC 6238, appendix B

Instant at_second(std::int64_t seconds) {
  return Instant{seconds * kMsPerSecond};
}

TEST(Totp, TheCodesAreThoseOfTheStandard) {
  // Appendix B gives eight digits; six are their end.
  for (const auto& [second, code] : {std::pair<std::int64_t, const char*>{59, "287082"},
                                     {1111111109, "081804"},
                                     {1111111111, "050471"},
                                     {1234567890, "005924"},
                                     {2000000000, "279037"},
                                     {20000000000, "353130"}}) {
    EXPECT_EQ(totp_code(kSecret, totp_step(at_second(second))), code) << second;
  }
}

TEST(Totp, ACodeOfTheStepBeforeOrAfterIsTakenAndNoOther) {
  const Instant now = at_second(1111111111);
  const std::int64_t step = totp_step(now);
  for (std::int64_t by = -3; by <= 3; ++by) {
    const auto found = totp_match(kSecret, totp_code(kSecret, step + by), 0, now);
    EXPECT_EQ(found.has_value(), by >= -1 && by <= 1) << by;
    if (found) {
      EXPECT_EQ(*found, step + by);
    }
  }
  EXPECT_TRUE(totp_match(kSecret, "050 471", 0, now));
  for (const char* wrong : {"", "05047", "0504711", "050472", "abcdef"}) {
    EXPECT_FALSE(totp_match(kSecret, wrong, 0, now)) << wrong;
  }
}

TEST(Totp, AStepIsUsedOnce) {
  const Instant now = at_second(1111111111);
  const std::int64_t step = totp_step(now);
  EXPECT_FALSE(totp_match(kSecret, totp_code(kSecret, step), step, now));
  EXPECT_FALSE(totp_match(kSecret, totp_code(kSecret, step - 1), step, now));
  EXPECT_TRUE(totp_match(kSecret, totp_code(kSecret, step + 1), step, now));
}

TEST(Totp, SecretsAreWrittenAsAuthenticatorsReadThem) {
  // RFC 4648, section 10, without padding.
  for (const auto& [bytes, text] : {std::pair<const char*, const char*>{"f", "MY"},
                                    {"fo", "MZXQ"},
                                    {"foo", "MZXW6"},
                                    {"foob", "MZXW6YQ"},
                                    {"fooba", "MZXW6YTB"},
                                    {"foobar", "MZXW6YTBOI"}}) {
    EXPECT_EQ(to_base32(bytes), text);
  }
  EXPECT_EQ(totp_address(kSecret, "邻里", "li na@x"),
            "otpauth://totp/%E9%82%BB%E9%87%8C:li%20na%40x?secret="
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E9%82%BB%E9%87%8C");
}

}  // namespace
}  // namespace linli::access
