#include "vault/blind.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>
#include <sstream>

#include "base/text.h"

namespace linli::vault {
namespace {

class BlindTest : public testing::Test {
 protected:
  std::set<std::string> words(const std::string& text) const {
    std::istringstream in(blind_.tokens(text));
    return {std::istream_iterator<std::string>(in), {}};
  }
  bool finds(const std::string& query, const std::string& text) const {
    std::istringstream in(blind_.tokens_for_query(query));
    const auto all = words(text);
    std::string token;
    bool any = false;
    while (in >> token) {
      any = true;
      if (!all.contains(token)) return false;
    }
    return any;
  }
  SystemRandom random_;
  Blind blind_{make_keys(random_)};
};

TEST(Normal, APhoneIsTheSameHoweverItIsWritten) {
  for (const char* text :
       {"13812345678", "+86 138 1234 5678", "0086-138-1234-5678", "8613812345678",
        "１３８１２３４５６７８", " 138-1234-5678 ", "(+86)138.1234.5678",
        "\u202D138\u00A01234\u20095678\u202C", "\u200B138–1234−5678\uFEFF"}) {
    EXPECT_EQ(normal_phone(text).value(), "13812345678") << text;
  }
}

TEST(Normal, WhatIsNoMobileNumberIsRefused) {
  for (const char* text : {"", "12812345678", "1381234567", "138123456789", "0717-4212345", "abc",
                           "1381234567a", "张三"}) {
    EXPECT_EQ(normal_phone(text).error().code, "vault.phone_invalid") << text;
  }
}

TEST(Normal, AnIdentityNumberNeedsItsDateAndCheckDigit) {
  // The example of GB 11643-1999, and one that ends in X.
  EXPECT_EQ(normal_identity_number("11010519491231002X").value(), "11010519491231002X");
  EXPECT_EQ(normal_identity_number("11010519491231002x").value(), "11010519491231002X");
  EXPECT_EQ(normal_identity_number("440524188001010014").value(), "440524188001010014");
  for (const char* text : {"110105194912310021", "11010519491331002X", "11010519490229002X", "",
                           "1101051949123100", "11010519491231002XX", "X10105194912310021"}) {
    EXPECT_EQ(normal_identity_number(text).error().code, "vault.identity_invalid") << text;
  }
}

TEST(Mask, ShowsOnlyTheEnds) {
  EXPECT_EQ(mask_phone("13812345678"), "138****5678");
  EXPECT_EQ(mask_identity_number("11010519491231002X"), "1101**********002X");
  EXPECT_EQ(mask_name("欧阳修"), "欧**");
  EXPECT_EQ(mask_name("张"), "*");
  EXPECT_EQ(mask_phone("123"), "***");
}

TEST_F(BlindTest, TheSameNumberIsFoundAndKindsAndKeysDiffer) {
  EXPECT_EQ(blind_.phone("138 1234 5678").value(), blind_.phone("+8613812345678").value());
  EXPECT_NE(blind_.phone("13812345678").value(), blind_.phone("13812345679").value());
  EXPECT_NE(blind_.of("a", "x"), blind_.of("b", "x"));
  const Blind other(make_keys(random_));
  EXPECT_NE(blind_.of("a", "x"), other.of("a", "x"));
  EXPECT_EQ(blind_.phone("1").error().code, "vault.phone_invalid");
  EXPECT_EQ(blind_.identity_number("1").error().code, "vault.identity_invalid");
}

TEST_F(BlindTest, AQueryFindsTheTextsThatContainItsWords) {
  const std::string text = "向巷村3组路口垃圾清运不及时，WiFi 也不通。住13栋。";
  for (const char* query : {"垃圾", "垃圾清运", "wifi", "ＷＩＦＩ", "3组", "13栋", "13", "不通"}) {
    EXPECT_TRUE(finds(query, text)) << query;
  }
  for (const char* query : {"污水", "垃运", "圾垃", "通住", "路", "，"}) {
    EXPECT_FALSE(finds(query, text)) << query;
  }
}

TEST_F(BlindTest, TokensHideTextAndOrder) {
  EXPECT_EQ(blind_.tokens("路灯坏了").find("路"), std::string::npos);
  EXPECT_EQ(words("路灯坏了").size(), 3u);
  EXPECT_EQ(blind_.tokens("甲乙。丙丁"), blind_.tokens("丙丁。甲乙"));
  EXPECT_EQ(blind_.tokens(""), "");
}

TEST_F(BlindTest, AnyBytesGiveTokensWithoutHarm) {
  EXPECT_TRUE(rc::check("tokens of arbitrary bytes", [&](const std::string& bytes) {
    for (const char c : blind_.tokens(bytes)) {
      RC_ASSERT(c == ' ' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
  }));
}

}  // namespace
}  // namespace linli::vault
