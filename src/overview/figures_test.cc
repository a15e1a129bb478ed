// What counters add up to, and how it is told to who may not open the cases.
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

OverviewView view_of(const std::vector<std::int64_t>& open) {
  OverviewView out;
  for (const auto count : open) {
    OverviewRow row;
    row.figures = sum_of({{"open", count}, {"solved", 7}, {"w3", 7}}).figures();
    row.figures.late = count;
    row.figures.waiting = count / 2;
    out.rows.push_back(row);
  }
  return out;
}

TEST(RoundFigures, TellRowsThatAddUpToTheTotal) {
  auto view = view_of({3, 0, 9, 1, 2, 4});
  round_figures(view, 5);
  Figures sum;
  for (const auto& row : view.rows) {
    EXPECT_EQ(row.figures.open % 5 + row.figures.solved % 5 + row.figures.late % 5, 0);
    EXPECT_EQ(row.figures.waiting % 5, 0) << "nobody counts a few who are waited for";
    EXPECT_LE(row.figures.late, row.figures.open);
    EXPECT_EQ(row.figures.filed, row.figures.open + row.figures.ended);
    sum.filed += row.figures.filed;
    sum.open += row.figures.open;
    sum.late += row.figures.late;
  }
  EXPECT_EQ(view.total.filed, sum.filed);
  EXPECT_EQ(view.total.open, sum.open);
  EXPECT_EQ(view.total.late, sum.late);
  EXPECT_EQ(view.rounded_to, 5);
  EXPECT_EQ(view.total.open, 20) << "nineteen, to the nearest";
}

}  // namespace
}  // namespace linli::overview
