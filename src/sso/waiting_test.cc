#include "sso/waiting.h"

#include <gtest/gtest.h>

#include "vault/testing.h"

namespace linli::sso {
namespace {

class WaitingTest : public vault::VaultTest {
 protected:
  WaitingTest() : VaultTest({}) {}
  Instant now() const { return clock_.now(); }
};

TEST_F(WaitingTest, ComesBackToTheTabThatBegan) {
  const auto begun = begin("county", random_, now());
  const auto back = open(vault_, seal(vault_, begun), begun.state, now());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->provider, "county");
  EXPECT_EQ(back->nonce, begun.nonce);
  EXPECT_EQ(back->verifier, begun.verifier);
  EXPECT_EQ(challenge_of(*back), challenge_of(begun));
}

TEST_F(WaitingTest, IsWorthNothingWithAnotherStateLaterOrChanged) {
  const auto begun = begin("county", random_, now());
  const auto other = begin("county", random_, now());
  const std::string sealed = seal(vault_, begun);
  const auto refused = [&](const std::string& bytes, const std::string& state, Instant at) {
    const auto back = open(vault_, bytes, state, at);
    return !back && back.error().code == "sso.begin_again";
  };
  EXPECT_TRUE(refused(sealed, other.state, now()));
  EXPECT_TRUE(refused(sealed, "", now()));
  EXPECT_TRUE(refused(sealed, begun.state, plus_ms(now(), kWaitingMs)));
  EXPECT_FALSE(refused(sealed, begun.state, plus_ms(now(), kWaitingMs - 1)));
  EXPECT_TRUE(refused("", begun.state, now()));
  EXPECT_TRUE(refused(std::string(4000, 'A'), begun.state, now()));
  for (std::size_t i = 0; i < sealed.size(); i += 5) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_TRUE(refused(changed, begun.state, now())) << i;
  }
}

TEST_F(WaitingTest, TheChallengeIsTheOneOfTheStandard) {
  Waiting waiting;
  waiting.verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";  // RFC 7636, appendix B
  EXPECT_EQ(challenge_of(waiting), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

}  // namespace
}  // namespace linli::sso
