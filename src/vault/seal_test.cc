#include "vault/seal.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace linli::vault {
namespace {

class SealTest : public testing::Test {
 protected:
  SystemRandom random_;
  Keys keys_ = make_keys(random_);
};

TEST_F(SealTest, WhatWasSealedOpensInItsPlaceOnly) {
  const std::string sealed = seal(keys_, random_, {"person.sealed", 7}, "张三");
  EXPECT_EQ(sealed.size(), std::string("张三").size() + kSealedOverhead);
  EXPECT_EQ(open(keys_, {"person.sealed", 7}, sealed).value(), "张三");
  EXPECT_EQ(open(keys_, {"person.sealed", 8}, sealed).error().code, "vault.damaged");
  EXPECT_EQ(open(keys_, {"person.other", 7}, sealed).error().code, "vault.damaged");
}

TEST_F(SealTest, TheSameTextNeverGivesTheSameBytes) {
  EXPECT_NE(seal(keys_, random_, {"t.c", 1}, "x"), seal(keys_, random_, {"t.c", 1}, "x"));
}

TEST_F(SealTest, AnOlderKeyStillOpensAndAMissingOneIsNamed) {
  const std::string old = seal(keys_, random_, {"t.c", 1}, "x");
  Keys rotated = keys_;
  rotated.data[2] = Secret::random(random_);
  const std::string fresh = seal(rotated, random_, {"t.c", 1}, "x");
  EXPECT_EQ(key_number(old), 1);
  EXPECT_EQ(key_number(fresh), 2);
  EXPECT_EQ(open(rotated, {"t.c", 1}, old).value(), "x");
  EXPECT_EQ(open(keys_, {"t.c", 1}, fresh).error().code, "vault.key_missing");
}

TEST_F(SealTest, NoChangedBitAndNoCutOpens) {
  EXPECT_TRUE(rc::check("a changed or cut ciphertext does not open", [&] {
    const auto plain = *rc::gen::arbitrary<std::string>();
    std::string sealed = seal(keys_, random_, {"t.c", 1}, plain);
    const auto at = *rc::gen::inRange<std::size_t>(0, sealed.size());
    if (*rc::gen::arbitrary<bool>()) {
      sealed.resize(at);
    } else {
      sealed[at] = static_cast<char>(sealed[at] ^ (1 << *rc::gen::inRange(0, 8)));
    }
    RC_ASSERT(!open(keys_, {"t.c", 1}, sealed).has_value());
  }));
}

}  // namespace
}  // namespace linli::vault
