#include "base/natural_order.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace linli {
namespace {

TEST(NaturalOrder, DoorsStandAsPeopleCountThem) {
  std::vector<std::string> doors{"10号",       "2号",  "1栋2单元10", "1栋2单元9",
                                 "李家湾12号", "02号", "",           "1号"};
  std::ranges::sort(doors, natural_less);
  EXPECT_EQ(doors, (std::vector<std::string>{"", "1号", "1栋2单元9", "1栋2单元10", "02号", "2号",
                                             "10号", "李家湾12号"}));
}

std::string any_door() {
  std::string out;
  for (const char c : *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0129a-")))) {
    out += c;
  }
  return out;
}

RC_GTEST_PROP(NaturalOrder, IsAnOrder, ()) {
  const auto a = any_door();
  const auto b = any_door();
  const auto c = any_door();
  RC_ASSERT(!natural_less(a, a));
  RC_ASSERT(a == b || natural_less(a, b) != natural_less(b, a));
  RC_ASSERT(!natural_less(a, b) || !natural_less(b, c) || natural_less(a, c));
}

}  // namespace
}  // namespace linli
