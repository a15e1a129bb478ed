#include "model/code.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace linli {
namespace {

TEST(Code, follow_up_codes_are_eight_unambiguous_symbols_and_do_not_repeat) {
  SeededRandom random(7);
  std::set<std::string> made;
  for (int i = 0; i < 10'000; ++i) {
    const std::string code = make_follow_up_code(random);
    ASSERT_EQ(code.size(), kFollowUpCodeSize);
    ASSERT_EQ(code.find_first_of("01ILOilo"), std::string::npos) << code;
    made.insert(code);
  }
  EXPECT_EQ(made.size(), 10'000u);
}

TEST(Code, every_symbol_is_about_as_likely) {
  SeededRandom random(8);
  std::map<char, int> seen;
  for (int i = 0; i < 31'000 / 8; ++i) {
    for (const char c : make_follow_up_code(random)) ++seen[c];
  }
  EXPECT_EQ(seen.size(), kCodeAlphabet.size());
  for (const auto& [symbol, count] : seen) {
    EXPECT_GT(count, 800) << symbol;
    EXPECT_LT(count, 1200) << symbol;
  }
}

TEST(Code, a_follow_up_code_is_read_as_it_is_shown_or_typed) {
  EXPECT_EQ(show_follow_up_code("K7QM3XTW"), "K7QM-3XTW");
  EXPECT_EQ(parse_follow_up_code("k7qm-3xtw").value(), "K7QM3XTW");
  EXPECT_EQ(parse_follow_up_code(" K7QM 3XTW ").value(), "K7QM3XTW");
  EXPECT_EQ(parse_follow_up_code("ｋ７ｑｍ\u00A0－\u200B3xtw").value(), "K7QM3XTW");
}

TEST(Code, what_is_no_follow_up_code_is_refused) {
  for (const auto* text : {"", "K7QM3XT", "K7QM3XTWW", "K7QM3XT0", "K7QM3XTI", "村村村村"}) {
    const auto read = parse_follow_up_code(text);
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_EQ(read.error().code, "model.code_wrong");
  }
}

TEST(Code, one_time_codes_are_six_digits_with_leading_zeros_kept) {
  SeededRandom random(9);
  bool leading_zero = false;
  for (int i = 0; i < 1'000; ++i) {
    const std::string code = make_one_time_code(random);
    ASSERT_EQ(code.size(), kOneTimeCodeSize);
    ASSERT_EQ(code.find_first_not_of("0123456789"), std::string::npos);
    leading_zero = leading_zero || code[0] == '0';
  }
  EXPECT_TRUE(leading_zero);
}

}  // namespace
}  // namespace linli
