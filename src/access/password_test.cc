#include "access/password.h"

#include <gtest/gtest.h>

#include "access/settings.h"
#include "base/random.h"

namespace linli::access {
namespace {

const PasswordRules& rules() {
  static const PasswordRules rules(12, {"zhijiang", "枝江", "安福寺"});
  return rules;
}

std::string refusal(const std::string& password, const std::vector<std::string>& hers = {"zhang"}) {
  const auto result = rules().check(password, hers);
  return result ? "" : result.error().code;
}

TEST(Password, OnlyTheRightOneMatches) {
  const std::string hash = hash_password("four unlike words here");
  EXPECT_TRUE(password_matches(hash, "four unlike words here"));
  EXPECT_FALSE(password_matches(hash, "four unlike words herE"));
  EXPECT_FALSE(password_matches("", ""));
  EXPECT_NE(hash, hash_password("four unlike words here"));
}

TEST(Password, LengthCountsCharactersAndNothingElseIsDemanded) {
  EXPECT_EQ(refusal("elevenchars"), "access.password_short");
  EXPECT_EQ(refusal("枝江的橘子今年特别甜"), "access.password_short");
  EXPECT_EQ(refusal("枝江的橘子今年特别的甜呀"), "");
  EXPECT_EQ(refusal("all lower case letters"), "");
  EXPECT_EQ(refusal("%?{;:&}=<,~)"), "");
  EXPECT_EQ(refusal("lotus ponds after the autumn rain"), "");
  EXPECT_EQ(refusal(std::string(257, 'x')), "access.password_long");
  EXPECT_EQ(PasswordRules(0, {}).check("1234567", {}).error().code, "access.password_short");
}

TEST(Password, FourDifferentCharactersAreTooFewAndFiveMayDo) {
  EXPECT_EQ(refusal("#7;q;#q77q#;q;7#q#"), "access.password_common");
  EXPECT_EQ(refusal("#7;q;#w77q#;w;7#q#"), "");
}

TEST(Password, CommonOnesAreRefusedInTheirUsualDisguises) {
  for (const char* password :
       {"passwordpassword", "P@ssw0rd123456",  "1qaz2wsx3edc",   "qwertyuiop123",
        "woaini1314520",    "123456789012",    "111111111111",   "abcdefghijkl",
        "abcabcabcabc",     "zhijiang2026",    "zhang1234567",   "zhangzhangzhang",
        "aaaaaaaabbbb",     "Admin-123456789", "drowssap2026!!", "ｐａｓｓｗｏｒｄ２０２６",
        "!@#$%^&*()_+",     "1qaz!QAZ2wsx",    "zxcvbnm,./2026", "iloveyou-2026"}) {
    EXPECT_EQ(refusal(password), "access.password_common") << password;
  }
}

// The four that the attack of issue 12 got through, M9.
TEST(Password, WordsOfTheCountyWithDigitsAreRefused) {
  for (const char* password :
       {"Admin@123456", "Zhijiang@12345", "Wuhan@2026wuhan", "linli2026linli", "Zhijiang839172640",
        "linli@Zhijiang!", "枝江枝江枝江枝江2026", "安福寺镇政府2026!!", "shequ-2026-shequ",
        "Cunwei20260101", "420583zhijiang"}) {
    EXPECT_EQ(refusal(password), "access.password_common") << password;
  }
}

TEST(Password, HerOwnLoginNamePhoneAndBirthDateAreRefused) {
  const std::vector<std::string> hers{"li.na", "李娜", "13812345678", "19830517"};
  for (const char* password :
       {"li.na13812345678", "na@13812345678", "LiNa19830517!", "李娜1983051712345",
        "13812345678abc", "1381234-5678", "li-na-0517-5678"}) {
    EXPECT_EQ(refusal(password, hers), "access.password_common") << password;
  }
}

TEST(Password, ThoseThatAGeneratorMadeAreTaken) {
  SeededRandom random(7);
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    std::string password;
    for (int c = 0; c < 14; ++c) {
      password += "abcdefghijklmnopqrstuvwxyz0123456789"[random.below(36)];
    }
    if (!rules().check(password, {"zhang"})) ++refused;
  }
  EXPECT_EQ(refused, 0);
}

TEST(Guesses, TheCommonestTenThousandStandInTheProgram) {
  for (const char* word : {"123456", "password", "dragon", "trustno1", "michael", "mustang"}) {
    EXPECT_EQ(PasswordRules(8, {}).check(std::string(word) + "!!!!!!", {}).error().code,
              "access.password_common")
        << word;
  }
}

TEST(Guesses, ALongPasswordIsLookedAtInBoundedTime) {
  EXPECT_EQ(refusal(std::string(128, 'a') + std::string(128, 'b')), "access.password_common");
  std::string long_one;
  SeededRandom random(9);
  while (long_one.size() < 256) long_one += static_cast<char>('a' + random.below(26));
  EXPECT_EQ(refusal(long_one), "");
}

}  // namespace
}  // namespace linli::access
