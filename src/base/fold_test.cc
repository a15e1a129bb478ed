#include "base/fold.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace linli {
namespace {

TEST(Fold, WidthSpacesHyphensAndWhatNobodySeesMakeNoDifference) {
  EXPECT_EQ(fold_width("  ２０２６－０２－０１　"), "2026-02-01");
  EXPECT_EQ(fold_width("仙女镇\u00A0向巷村\u200B"), "仙女镇 向巷村");
  EXPECT_EQ(fold_width("（ＡＢ～）"), "(AB~)");
  EXPECT_EQ(fold_number("\u202D138\u00A00000–1237\u202C"), "13800001237");
  EXPECT_EQ(fold_number("+86 138-0000‑1234"), "+8613800001234");
}

TEST(Fold, OnlyAVisibleCharacterIsSomething) {
  for (const auto* nothing :
       {"", " ", "\u3000\t", "\u200B", "\u00A0", "\u2800", "\u3164", "\u202E\u202C", "\uFE0F"}) {
    EXPECT_FALSE(has_visible(nothing)) << nothing;
  }
  for (const auto* something : {"a", "𠮷", "·", "0", "\u200B李"}) {
    EXPECT_TRUE(has_visible(something)) << something;
  }
}

RC_GTEST_PROP(Fold, AnyWayToWriteANumberIsTheNumber, ()) {
  const auto digits = *rc::gen::container<std::string>(18, rc::gen::inRange('0', '9'));
  static const std::vector<std::string> kBetween{
      "", "", "", " ", "\u3000", "\u00A0", "\u200B", "\u202D", "-", "–", "－", "\u2009", "\uFEFF"};
  std::string written;
  for (const char c : digits) {
    if (*rc::gen::arbitrary<bool>()) {
      written += "\xEF\xBC";
      written += static_cast<char>(0x90 + (c - '0'));
    } else {
      written += c;
    }
    written += *rc::gen::elementOf(kBetween);
  }
  RC_ASSERT(fold_number(written) == digits);
  RC_ASSERT(fold_number(fold_width(written)) == digits);
}

}  // namespace
}  // namespace linli
