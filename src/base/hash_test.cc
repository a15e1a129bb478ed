#include "base/hash.h"

#include <gtest/gtest.h>

namespace linli {
namespace {

TEST(Hash, Sha256IsTheStandards) {
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256({"a", "bc"}), sha256("abc"));
}

// RFC 4231, test case 2.
TEST(Hash, HmacIsTheStandards) {
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Hash, HexRefusesWhatIsNot) {
  EXPECT_EQ(*from_hex("00ff"), std::string("\x00\xff", 2));
  EXPECT_EQ(from_hex("0").error().code, "base.not_hex");
  EXPECT_EQ(from_hex("zz").error().code, "base.not_hex");
}

TEST(Hash, Base64urlComesBack) {
  for (const std::string bytes : {"", "f", "fo", "foo", "\xff\xfe"}) {
    EXPECT_EQ(*from_base64url(to_base64url(bytes)), bytes);
  }
  EXPECT_EQ(to_base64url("\xff\xfe"), "__4");
  EXPECT_EQ(to_base64("\xff\xfe"), "//4=");
  EXPECT_EQ(to_base64("\xfb\xef"), "++8=");
  EXPECT_EQ(to_base64("abc"), "YWJj");
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(from_base64url("+").error().code, "base.not_base64");
}

TEST(Hash, SecretsAreEqualOnlyWhole) {
  EXPECT_TRUE(equal_secret("abc", "abc"));
  EXPECT_FALSE(equal_secret("abc", "abd"));
  EXPECT_FALSE(equal_secret("abc", "ab"));
}

}  // namespace
}  // namespace linli
