#include "overview/kept_overviews.h"

#include <gtest/gtest.h>

namespace linli::overview {
namespace {

class KeptOverviewsTest : public testing::Test {
 protected:
  std::string ask(const std::string& question, std::uint64_t changes, std::int64_t at) {
    return kept_.get(question, changes, rules_, Instant{at}, make_).value_or("");
  }
  int made_ = 0;
  std::function<Result<std::string>()> make_ = [this] { return std::to_string(++made_); };
  std::shared_ptr<const void> rules_ = std::make_shared<int>(1);
  KeptOverviews kept_;
};

TEST_F(KeptOverviewsTest, AreGivenAgainForASecondToTheSameQuestionOnly) {
  EXPECT_EQ(ask("a", 7, 1000), "1");
  EXPECT_EQ(ask("a", 7, 1999), "1");
  EXPECT_EQ(ask("b", 7, 1999), "2");
  EXPECT_EQ(ask("a", 7, 2000), "3");
}

TEST_F(KeptOverviewsTest, AreMadeAnewAtOnceWhenSomethingChanged) {
  EXPECT_EQ(ask("a", 7, 1000), "1");
  EXPECT_EQ(ask("a", 8, 1000), "2");
  rules_ = std::make_shared<int>(2);
  EXPECT_EQ(ask("a", 8, 1000), "3");
  EXPECT_EQ(ask("a", 8, 999), "4") << "a clock that was set back";
}

TEST_F(KeptOverviewsTest, KeepNoRefusal) {
  make_ = [this]() -> Result<std::string> {
    if (++made_ == 1) return invalid("overview.span_wrong");
    return "well";
  };
  EXPECT_EQ(ask("a", 7, 1000), "");
  EXPECT_EQ(ask("a", 7, 1000), "well");
}

TEST_F(KeptOverviewsTest, AreNeverMoreThanTheirLimit) {
  for (std::size_t i = 0; i < 3 * kOverviewsMax; ++i) ask(std::to_string(i), 7, 1000);
  EXPECT_EQ(ask("0", 7, 1000), std::to_string(3 * kOverviewsMax + 1));
}

}  // namespace
}  // namespace linli::overview
