#include "base/clean_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/json.h"
#include "base/text.h"

namespace linli {
namespace {

TEST(CleanText, WhatPeopleWriteStaysAsItIs) {
  for (const std::string text :
       {"路灯坏了，请来修！", "line one\nline two\tend", "“引号”——破折号……", "名字·阿卜杜拉",
        "ئۇيغۇر", "བོད་ཡིག", "é ü ñ", "e\u0301", "①②㎡℃", "👨‍👩‍👧", "👩🏽‍🌾",
        "❤️‍🔥", "🏳️‍🌈", "𠮷野家", "\u845B\U000E0100", " 空格　"}) {
    EXPECT_EQ(clean_text(text), text);
  }
}

TEST(CleanText, WhatIsNotSeenButDoesSomethingIsLeftOut) {
  for (const std::string hidden :
       {"\u202E", "\u202A", "\u2066",     "\u2069",     "\u200E", "\u061C", "\u200B",
        "\u200C", "\u2060", "\uFEFF",     "\u00AD",     "\u180E", "\u3164", "\uFFA0",
        "\u115F", "\x1B",   "\x07",       "\x7F",       "\u0085", "\u009B", "\uFFFE",
        "\uFDD0", "\uFFF9", "\U000E0041", "\U000E0001", "\u034F", "\u200D"}) {
    EXPECT_EQ(clean_text("修" + hidden + "路"), "修路");
  }
}

TEST(CleanText, LinesEndInOneWay) {
  EXPECT_EQ(clean_text("a\r\nb\rc\u2028d\u2029e"), "a\nb\nc\nd\ne");
}

TEST(CleanText, MarksInARowAreFew) {
  std::string tower = "a";
  for (int i = 0; i < 60; ++i) tower += "\u0301";
  EXPECT_EQ(code_points(clean_text(tower)), 1u + kMarksMax);
  // What is left out between them does not start the count anew.
  std::string hidden = "a";
  for (int i = 0; i < 60; ++i) hidden += "\u0301\u200B";
  EXPECT_EQ(code_points(clean_text(hidden)), 1u + kMarksMax);
}

TEST(CleanText, ALineIsOneLine) {
  EXPECT_EQ(clean_line(" 标题\n第二行\t尾 \u2028"), "标题 第二行 尾");
}

TEST(CleanText, EveryStringOfABodyIsCleanedAndNoNameOfAMember) {
  auto value =
      parse_json("{\"a\u200B\":\"x\u202Ey\",\"b\":[\"\\u0007z\",{\"c\":\"\uFEFF\"}],\"n\":1}")
          .value();
  clean_texts(value);
  std::string out;
  write_json(out, value);
  EXPECT_EQ(out, "{\"a\u200B\":\"xy\",\"b\":[\"z\",{\"c\":\"\"}],\"n\":1}");
}

std::string utf8_of(const std::vector<std::uint32_t>& points) {
  std::string out;
  for (const auto seed : points) {
    // Mostly from where the rules are.
    static constexpr std::uint32_t kStarts[] = {0x00,   0x80,   0x300,  0x600,  0x2000,  0x2060,
                                                0x2600, 0x4E00, 0xFE00, 0xFFF0, 0x1F400, 0xE0000};
    const std::uint32_t c = kStarts[seed % 12] + seed / 12 % 128;
    if (c == 0 || c > 0xFFFF + 0u) {
      if (c == 0) continue;
      out += static_cast<char>(0xF0 | c >> 18);
      out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    } else if (c >= 0x800) {
      out += static_cast<char>(0xE0 | c >> 12);
    } else if (c >= 0x80) {
      out += static_cast<char>(0xC0 | c >> 6);
    } else {
      out += static_cast<char>(c);
      continue;
    }
    if (c >= 0x800) out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
  return out;
}

RC_GTEST_PROP(CleanText, CleaningTwiceIsCleaningOnce, (const std::vector<std::uint32_t>& points)) {
  const auto text = utf8_of(points);
  RC_PRE(is_utf8(text));
  const auto once = clean_text(text);
  RC_ASSERT(is_utf8(once));
  RC_ASSERT(once.size() <= text.size());
  RC_ASSERT(clean_text(once) == once);
  RC_ASSERT(clean_line(clean_line(text)) == clean_line(text));
}

}  // namespace
}  // namespace linli
