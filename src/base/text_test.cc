#include "base/text.h"

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/random.h"

namespace linli {
namespace {

TEST(Text, OverlongFormsSurrogatesAndNulAreNotUtf8) {
  EXPECT_TRUE(is_utf8("向巷村 a\xF0\x9F\x98\x80"));
  EXPECT_FALSE(is_utf8("\xC0\x80"));
  EXPECT_FALSE(is_utf8("\xE0\x80\x80"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));
  EXPECT_FALSE(is_utf8(std::string_view("a\0b", 3)));
  EXPECT_FALSE(is_utf8("\xE5\x90"));
}

TEST(Text, LengthsAreCodePoints) {
  EXPECT_EQ(code_points("路灯ab"), 4u);
  EXPECT_EQ(first_code_points("路灯坏了", 2), "路灯");
  EXPECT_EQ(first_code_points("路", 5), "路");
}

TEST(Text, TrimTakesWideSpacesToo) {
  EXPECT_EQ(trim("　 路灯\t　"), "路灯");
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_EQ(split("a,,b", ',').size(), 3u);
  EXPECT_EQ(split("", ',').size(), 1u);
}

TEST(Text, ANumberIsWholeOrNone) {
  EXPECT_EQ(parse_int64("-12"), -12);
  EXPECT_FALSE(parse_int64("12a"));
  EXPECT_FALSE(parse_int64(""));
  EXPECT_FALSE(parse_int64("99999999999999999999"));
}

TEST(Random, ASeedRepeatsAndBoundsHold) {
  SeededRandom a(7);
  SeededRandom b(7);
  for (int i = 0; i < 100; ++i) {
    const auto value = a.below(10);
    EXPECT_EQ(value, b.below(10));
    EXPECT_LT(value, 10u);
  }
  SeededRandom c(8);
  EXPECT_NE(SeededRandom(7).bytes(16), c.bytes(16));
}

TEST(Clock, AMovedClockGoesOnFromThere) {
  MovableClock clock(Instant{1'000'000});
  EXPECT_GE(clock.now().ms, 1'000'000);
  EXPECT_LT(clock.now().ms, 1'010'000);
  clock.move_to(Instant{5});
  EXPECT_LT(clock.now().ms, 10'000);
}

}  // namespace
}  // namespace linli
