#include "notice/rules.h"

#include <gtest/gtest.h>

namespace linli::notice {
namespace {

TEST(NoticeRules, APersonsNumberIsSeenHoweverItIsWritten) {
  for (const auto* text : {"请打13800001234", "138 0000 1234找我", "电话138-0000-1234。",
                           "身份证11010519491231002X", "11010519491231002x的人"}) {
    EXPECT_TRUE(holds_personal_number(text)) << text;
  }
}

TEST(NoticeRules, OfficesDaysAndAmountsAreNoPersonsNumber) {
  for (const auto* text : {"", "停水通知:11月25日8:30-12:00", "村部电话0717-4212345", "请拨12345",
                           "共12345678901234元", "收据110105194912310021", "10000001234"}) {
    EXPECT_FALSE(holds_personal_number(text)) << text;
  }
}

}  // namespace
}  // namespace linli::notice
