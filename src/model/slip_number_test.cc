#include "model/slip_number.h"

#include <gtest/gtest.h>

namespace linli {
namespace {

TEST(SlipNumber, IsReadBackAsItIsPrintedAndTyped) {
  const auto number = slip_number("123456", 7);
  EXPECT_EQ(number.size(), 9U);
  EXPECT_EQ(parse_slip_number(number).value(), number);
  EXPECT_EQ(parse_slip_number(show_slip_number(number)).value(), number);
  EXPECT_EQ(parse_slip_number("１２３-" + number.substr(3)).value(), number);
  EXPECT_EQ(parse_slip_number("\u202D123\u00A0–" + number.substr(3)).value(), number);
}

TEST(SlipNumber, NoSingleWrongDigitAndNoSwapOfNeighboursPasses) {
  const auto number = slip_number("048213", 42);
  for (std::size_t i = 0; i < number.size(); ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      auto wrong = number;
      wrong[i] = digit;
      EXPECT_EQ(parse_slip_number(wrong).has_value(), wrong == number) << wrong;
    }
    if (i + 1 == number.size() || number[i] == number[i + 1]) continue;
    auto swapped = number;
    std::swap(swapped[i], swapped[i + 1]);
    EXPECT_EQ(parse_slip_number(swapped).error().code, "desk.slip_wrong") << swapped;
  }
}

TEST(SlipNumber, IsNeitherACodeNorTheNumberOfAMatter) {
  for (const auto* other : {"", "K7QM3XTW", "2026 0001 2347", "12345607", "1234560788"}) {
    EXPECT_EQ(parse_slip_number(other).error().code, "desk.slip_wrong") << other;
  }
}

}  // namespace
}  // namespace linli
