#include "model/public_number.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace linli {
namespace {

std::string digits_of(PublicNumber number) {
  std::string out;
  for (const char c : to_text(number)) {
    if (c != ' ') out += c;
  }
  return out;
}

const PublicNumber kSamples[] = {{2026, 1},       {2026, 123},        {2026, 9'999'999},
                                 {2026, 5059},    {2031, 10'000'000}, {2031, kSerialMax},
                                 {2099, 1234567}, {9999, 8'877'665}};

TEST(PublicNumber, is_twelve_digits_in_groups_of_four_until_the_year_needs_more) {
  EXPECT_EQ(to_text(PublicNumber{2026, 1}).size(), 14u);
  EXPECT_TRUE(to_text(PublicNumber{2026, 1}).starts_with("2026 0000 001"));
  EXPECT_EQ(to_text(PublicNumber{2026, 10'000'000}).size(), 19u);
}

TEST(PublicNumber, is_read_back_with_or_without_spaces_hyphens_and_full_width_digits) {
  const PublicNumber number{2026, 123};
  const std::string digits = digits_of(number);
  EXPECT_EQ(parse_public_number(digits).value(), number);
  EXPECT_EQ(parse_public_number(to_text(number)).value(), number);
  EXPECT_EQ(parse_public_number("２０２６-" + digits.substr(4) + "　").value(), number);
}

TEST(PublicNumber, every_single_wrong_digit_is_caught) {
  for (const auto number : kSamples) {
    const std::string right = digits_of(number);
    ASSERT_EQ(parse_public_number(right).value(), number);
    for (std::size_t i = 0; i < right.size(); ++i) {
      for (char c = '0'; c <= '9'; ++c) {
        if (c == right[i]) continue;
        std::string wrong = right;
        wrong[i] = c;
        const auto read = parse_public_number(wrong);
        ASSERT_FALSE(read.has_value()) << wrong;
        EXPECT_EQ(read.error().code, "model.number_wrong");
      }
    }
  }
}

TEST(PublicNumber, every_swap_of_neighbours_is_caught) {
  for (const auto number : kSamples) {
    const std::string right = digits_of(number);
    for (std::size_t i = 0; i + 1 < right.size(); ++i) {
      if (right[i] == right[i + 1]) continue;
      std::string wrong = right;
      std::swap(wrong[i], wrong[i + 1]);
      EXPECT_FALSE(parse_public_number(wrong).has_value()) << wrong;
    }
  }
}

TEST(PublicNumber, any_number_survives_and_no_error_in_it_does) {
  EXPECT_TRUE(rc::check([] {
    const PublicNumber number{*rc::gen::inRange(2000, 10000),
                              *rc::gen::inRange<std::int64_t>(1, kSerialMax)};
    const std::string right = digits_of(number);
    RC_ASSERT(parse_public_number(right).value() == number);
    std::string wrong = right;
    const auto i = *rc::gen::inRange<std::size_t>(0, right.size() - 1);
    std::swap(wrong[i], wrong[i + 1]);
    RC_ASSERT((wrong == right || !parse_public_number(wrong).has_value()));
    wrong = right;
    wrong[i] = *rc::gen::inRange('0', ':');
    RC_ASSERT((wrong == right || !parse_public_number(wrong).has_value()));
  }));
}

TEST(PublicNumber, what_is_no_number_is_refused) {
  for (const auto* text : {"", "2026", "abcd", "2026 0000 001x", "202600000018202600000018",
                           "0000 0000 0000", "2026 0000 0008", "\xEF\xBC", "\xEF"}) {
    EXPECT_FALSE(parse_public_number(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace linli
