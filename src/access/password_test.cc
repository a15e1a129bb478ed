#include "access/password.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace linli::access {
namespace {

std::string refusal(const std::string& password, const std::string& login = "zhang") {
  const auto result = check_password(password, login, 12);
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
  EXPECT_EQ(refusal("!?#%&*()-_=+"), "");
  EXPECT_EQ(refusal(std::string(257, 'x')), "access.password_long");
  EXPECT_EQ(check_password("1234567", "zhang", 0).error().code, "access.password_short");
}

TEST(Password, CommonOnesAreRefusedInTheirUsualDisguises) {
  for (const char* password :
       {"passwordpassword", "P@ssw0rd123456", "1qaz2wsx3edc", "qwertyuiop123", "woaini1314520",
        "123456789012", "111111111111", "abcdefghijkl", "abcabcabcabc", "zhijiang2026",
        "zhang1234567", "zhangzhangzhang", "aaaaaaaabbbb", "Admin-123456789"}) {
    EXPECT_EQ(refusal(password), "access.password_common") << password;
  }
}

TEST(Hashing, AFullQueueIsRefusedAndWhatWasTakenIsDone) {
  std::atomic<int> done = 0;
  std::promise<void> go;
  auto gate = go.get_future().share();
  int taken = 0;
  std::string code;
  {
    Hashing hashing(1, 3);
    std::promise<void> started;
    ASSERT_TRUE(hashing.run([&] {
      started.set_value();
      gate.wait();
      ++done;
    }));
    started.get_future().wait();
    for (int i = 0; i < 5; ++i) {
      const auto result = hashing.run([&] { ++done; });
      if (result) {
        ++taken;
      } else {
        code = result.error().code;
      }
    }
    go.set_value();
  }
  EXPECT_EQ(taken, 3);
  EXPECT_EQ(code, "access.busy");
  EXPECT_EQ(done, 4);
}

}  // namespace
}  // namespace linli::access
