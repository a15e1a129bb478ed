#include "request/public_pages.h"

#include <gtest/gtest.h>

namespace linli::request {
namespace {

class Pages : public testing::Test {
 protected:
  std::string ask(UnitId village) {
    const auto page = pages_.page(village, [this]() -> Result<std::string> {
      if (broken_) return fail(ErrorKind::Overloaded, "store.overloaded");
      return std::to_string(++made_);
    });
    return page ? *page : page.error().code;
  }

  FixedClock clock_{Instant{1'000'000}};
  PublicPages pages_{clock_};
  int made_ = 0;
  bool broken_ = false;
};

TEST_F(Pages, AreMadeOnceASecondForEachVillage) {
  EXPECT_EQ(ask(UnitId{1}), "1");
  EXPECT_EQ(ask(UnitId{}), "2");
  clock_.advance_ms(kPageKeptMs - 1);
  EXPECT_EQ(ask(UnitId{1}), "1");
  clock_.advance_ms(1);
  EXPECT_EQ(ask(UnitId{1}), "3");
}

TEST_F(Pages, AreMadeAnewWhenTheClockIsSetBack) {
  EXPECT_EQ(ask(UnitId{1}), "1");
  clock_.advance_ms(-1);
  EXPECT_EQ(ask(UnitId{1}), "2");
}

TEST_F(Pages, AFailureIsNotKept) {
  broken_ = true;
  EXPECT_EQ(ask(UnitId{1}), "store.overloaded");
  broken_ = false;
  EXPECT_EQ(ask(UnitId{1}), "1");
}

TEST_F(Pages, AskingForNumbersThatAreNoVillageFillsNoMemory) {
  EXPECT_EQ(ask(UnitId{1}), "1");
  for (std::size_t i = 2; i <= kPagesMax; ++i) ask(UnitId{static_cast<std::int64_t>(i)});
  const int made = made_;
  EXPECT_EQ(ask(UnitId{100'000}), std::to_string(made + 1));
  EXPECT_EQ(ask(UnitId{1}), std::to_string(made + 2)) << "what was kept had to go";
}

}  // namespace
}  // namespace linli::request
