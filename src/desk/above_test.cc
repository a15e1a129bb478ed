#include "desk/above.h"

#include <gtest/gtest.h>

namespace linli::desk {
namespace {

registry::Unit unit(const char* level, const char* path) {
  registry::Unit out;
  out.level = level;
  out.path = path;
  return out;
}

TEST(Above, BeginsWithTheTownOfThePlaceAndWithoutOneWithTheCounty) {
  EXPECT_EQ(town_path({unit("county", "/1/"), unit("town", "/1/5/"), unit("village", "/1/5/27/")}),
            "/1/5/");
  EXPECT_EQ(town_path({unit("county", "/1/")}), "/1/");
}

TEST(Above, LiesStrictlyAboveWhoeverIsNamed) {
  EXPECT_EQ(path_above("/1/5/", "/1/5/27/"), "/1/5/");
  EXPECT_EQ(path_above("/1/5/", "/1/5/27/30/31/"), "/1/5/");
  EXPECT_EQ(path_above("/1/5/", "/1/5/"), "/1/");
  EXPECT_EQ(path_above("/1/5/", "/1/"), kDisciplineOnly);
  EXPECT_EQ(path_above(std::string(kDisciplineOnly), "/1/5/27/"), kDisciplineOnly);
}

TEST(Above, WhoSitsInAnotherTownIsAboveNobodyHere) {
  EXPECT_EQ(path_above("/1/5/", "/1/6/40/"), "/1/");
  EXPECT_EQ(path_above("/1/5/", "/1/57/"), "/1/");
}

}  // namespace
}  // namespace linli::desk
