#include "base/json.h"

#include <gtest/gtest.h>

namespace linli {
namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Inner {
  std::string name;
  std::optional<std::int64_t> count;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (name, count))

struct Outer {
  bool flag = false;
  Colour colour = Colour::red;
  std::vector<Inner> parts;
  std::map<std::string, int> counts;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (flag, colour, parts, counts))

Result<Outer> read(std::string_view text) {
  return read_json<Outer>(TRY(parse_json(text)));
}

std::string code_of(std::string_view text) {
  const auto value = parse_json(text);
  return value ? "" : value.error().code;
}

constexpr std::string_view kWhole =
    R"({"flag":true,"colour":"green","parts":[{"name":"甲","count":3},{"name":"乙"}],)"
    R"("counts":{"a":1}})";

TEST(Json, AStructIsWrittenAsItWasRead) {
  const auto value = read(kWhole);
  ASSERT_TRUE(value) << value.error().detail;
  EXPECT_EQ(to_json(*value), kWhole);
}

TEST(Json, AnUnknownMemberIsRefusedWithItsPointer) {
  const auto value =
      read(R"({"flag":true,"colour":"red","parts":[{"name":"a","x":1}],"counts":{}})");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, "json.unknown");
  EXPECT_EQ(value.error().detail, "/parts/0/x");
}

TEST(Json, AMissingMemberIsRefusedWithItsPointer) {
  const auto value = read(R"({"flag":true,"colour":"red","parts":[{}],"counts":{}})");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, "json.missing");
  EXPECT_EQ(value.error().detail, "/parts/0/name");
}

TEST(Json, AWordThatIsNotListedIsRefused) {
  const auto value = read(R"({"flag":true,"colour":"blue","parts":[],"counts":{}})");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, "json.type");
}

TEST(Json, ANullOptionalIsEmptyAndNotWritten) {
  const auto value =
      read(R"({"flag":false,"colour":"red","parts":[{"name":"a","count":null}],"counts":{}})");
  ASSERT_TRUE(value);
  EXPECT_FALSE(value->parts[0].count);
  EXPECT_EQ(to_json(*value).find("count\":"), std::string::npos);
}

TEST(Json, DoubledMembersInfinityAndDepthAreRefused) {
  EXPECT_EQ(code_of(R"({"a":1,"a":2})"), "json.syntax");
  EXPECT_EQ(code_of("1e400"), "json.syntax");
  EXPECT_EQ(code_of(std::string(100, '[') + std::string(100, ']')), "json.too_deep");
  EXPECT_EQ(code_of("{} x"), "json.syntax");
  EXPECT_EQ(code_of("\"\xff\""), "json.syntax");
}

TEST(Json, ControlCharactersAndQuotesAreEscaped) {
  EXPECT_EQ(to_json(std::string("a\"\\\n\x01")), R"("a\"\\\n\u0001")");
}

TEST(Json, ADoubleStaysADouble) {
  std::string out;
  write_json(out, *parse_json("6.0"));
  EXPECT_EQ(out, "6.0");
}

TEST(Json, TheSchemaNamesRequiredMembersOnly) {
  EXPECT_EQ(
      schema_of<Inner>(),
      R"({"type":"object","additionalProperties":false,"properties":{"name":{"type":"string"},)"
      R"("count":{"type":"integer"}},"required":["name"]})");
}

}  // namespace
}  // namespace linli
