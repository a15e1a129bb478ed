#include "model/email.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace linli {
namespace {

TEST(Email, IsKeptInOneForm) {
  EXPECT_EQ(normal_email("  She.Li+news@Mail.Example.CN "), "she.li+news@mail.example.cn");
  EXPECT_EQ(normal_email("ｓｈｅ＠ｅｘａｍｐｌｅ．ｃｎ"), "she@example.cn");
  EXPECT_EQ(mask_email("she@example.cn"), "s***@example.cn");
}

TEST(Email, IsOneAddressAndNothingElse) {
  for (const char* none :
       {"", "she", "she@", "@example.cn", "she@example", "she@@example.cn", "a@b.cn,c@d.cn",
        "she li@example.cn", "<she@example.cn>", "she@example.cn\r\nRCPT TO:<x@y.cn>", ".a@b.cn",
        "a..b@c.cn", "a@.b.cn", "a@b.cn.", "-oX@b.cn", "陈@example.cn", "\"a b\"@c.cn"}) {
    EXPECT_EQ(normal_email(none), std::nullopt) << none;
  }
  EXPECT_EQ(normal_email(std::string(kEmailMax, 'a') + "@b.cn"), std::nullopt);
}

RC_GTEST_PROP(Email, WhatIsNormalStaysAsItIsAndHoldsNoBlankOrSecondAddress, (std::string any)) {
  const auto once = normal_email(any + "@example.cn");
  if (!once) return;
  RC_ASSERT(normal_email(*once) == once);
  RC_ASSERT(once->find_first_of(" \r\n<>,;\"") == std::string::npos);
}

}  // namespace
}  // namespace linli
