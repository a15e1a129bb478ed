// What counters add up to, and what of it is told.
#include "overview/figures.h"

#include <gtest/gtest.h>

#include "overview/overview.h"

namespace linli::overview {
namespace {

Sum sum_of(const std::map<std::string, std::int64_t>& cells) {
  Sum out;
  for (const auto& [cell, count] : cells) out.add(cell, count);
  return out;
}

TEST(Sum, AddsUpHowMattersEnded) {
  const auto figures =
      sum_of({{"open", 4}, {"solved", 3}, {"cannot_solve", 2}, {"declined", 1}, {"other", 5}})
          .figures();
  EXPECT_EQ(figures.filed, 15);
  EXPECT_EQ(figures.open, 4);
  EXPECT_EQ(figures.ended, 11);
  EXPECT_EQ(figures.solved, 3);
  EXPECT_EQ(figures.cannot_solve, 2);
  EXPECT_EQ(figures.declined, 1);
  EXPECT_EQ(figures.other_end, 5);
}

TEST(Sum, TakesTheLowerOfTwoMiddleWaits) {
  EXPECT_EQ(sum_of({{"solved", 1}, {"w7", 1}}).figures().workdays_median, 7);
  EXPECT_EQ(sum_of({{"solved", 2}, {"w3", 1}, {"w9", 1}}).figures().workdays_median, 3);
  EXPECT_EQ(sum_of({{"solved", 3}, {"w3", 1}, {"w9", 1}, {"w10", 1}}).figures().workdays_median, 9);
  EXPECT_EQ(sum_of({{"open", 3}}).figures().workdays_median, 0);
}

TEST(Sum, OfSumsIsTheSumOfAll) {
  Sum all = sum_of({{"solved", 2}, {"w1", 2}});
  all.add(sum_of({{"solved", 3}, {"w8", 3}, {"open", 1}}));
  const auto figures = all.figures();
  EXPECT_EQ(figures.filed, 6);
  EXPECT_EQ(figures.workdays_median, 8);
}

TEST(Told, HidesWhatIsUnderFive) {
  const auto few = told(sum_of({{"open", 4}}).figures());
  EXPECT_TRUE(few.few);
  EXPECT_EQ(few.filed + few.open, 0);
  EXPECT_FALSE(told(sum_of({{"open", 5}}).figures()).few);
  EXPECT_FALSE(told(Figures{}).few);
}

TEST(HideFew, LeavesNoNumberFromWhichAnotherFollows) {
  for (std::int64_t open = 0; open < 12; ++open) {
    for (std::int64_t ended = 0; ended < 12; ++ended) {
      for (std::int64_t solved = 0; solved <= ended; ++solved) {
        PublicFigures figures;
        figures.filed = open + ended;
        figures.ended = ended;
        figures.open = open;
        figures.solved = solved;
        hide_few(figures);
        for (const auto told : {figures.filed, figures.ended, figures.open, figures.solved}) {
          EXPECT_TRUE(told == 0 || told >= kTellFrom);
        }
        // Of filed = open + ended, where one small part is hidden, so is the other.
        const bool small = (open > 0 && open < kTellFrom) || (ended > 0 && ended < kTellFrom);
        EXPECT_TRUE(!small || (figures.open == 0 && figures.ended == 0 && figures.few));
      }
    }
  }
}

}  // namespace
}  // namespace linli::overview
