#include "request/likeness.h"

#include <gtest/gtest.h>

namespace linli::request {
namespace {

int alike(std::string_view a, std::string_view b) {
  return likeness(pairs_of(a), pairs_of(b));
}

TEST(Likeness, CountsThePairsThatBothHave) {
  EXPECT_EQ(alike("路灯不亮", "村口路灯又不亮了"), 2);
  EXPECT_EQ(alike("路灯不亮", "沟渠堵塞"), 0);
  EXPECT_EQ(alike("路", "路"), 0);
  EXPECT_EQ(alike("", "路灯"), 0);
}

TEST(Likeness, GoesByNeitherSpacesNorCase) {
  EXPECT_EQ(alike("WIFI", "wifi"), 3);
  EXPECT_EQ(alike("路,灯", "路灯"), 0);
}

TEST(Likeness, IsTheSameBothWays) {
  EXPECT_EQ(alike("桥头路灯忽明忽暗", "路灯忽明"), alike("路灯忽明", "桥头路灯忽明忽暗"));
}

}  // namespace
}  // namespace linli::request
