#include "sso/id_token.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/hash.h"
#include "base/json.h"
#include "sso/testing_signer.h"

namespace linli::sso {
namespace {

constexpr Instant kNow{1'800'000'000'000};

boost::json::object good() {
  return {{"iss", "https://idp.example"}, {"aud", "linli"},       {"sub", "s-1"}, {"nonce", "n-1"},
          {"exp", kNow.ms / 1000 + 300},  {"iat", kNow.ms / 1000}};
}

class IdToken : public testing::Test {
 protected:
  IdToken() : rsa_("RSA", "k1"), other_("RSA", "k1"), curve_("EC", "k2") {}

  Expected expected() const {
    return {"https://idp.example", "linli", "n-1", {"RS256", "ES256", "PS256"}, "id_number", kNow};
  }
  Result<Claims> check(const std::string& token, const Expected& wanted) const {
    const auto keys = Keys::parse(key_set({&rsa_, &curve_}));
    return check_id_token(*keys, token, wanted);
  }
  Result<Claims> check(const std::string& token) const { return check(token, expected()); }
  // The step that refused it, "" when it was taken.
  std::string step(const std::string& token) const {
    const auto claims = check(token);
    return claims ? "" : claims.error().detail;
  }
  std::string step_with(const std::function<void(boost::json::object&)>& change) const {
    auto payload = good();
    change(payload);
    return step(rsa_.sign("RS256", payload));
  }

  TestingSigner rsa_, other_, curve_;
};

TEST_F(IdToken, IsTakenWhenEveryStepHolds) {
  auto payload = good();
  payload["id_number"] = "42058319900101001X";
  const auto claims = check(rsa_.sign("RS256", payload));
  ASSERT_TRUE(claims) << claims.error().detail;
  EXPECT_EQ(claims->subject, "s-1");
  EXPECT_EQ(claims->identity_number, "42058319900101001X");
  EXPECT_EQ(step(curve_.sign("ES256", good())), "");
  EXPECT_EQ(step(rsa_.sign("PS256", good())), "");
}

TEST_F(IdToken, SignedByAnotherKeyOfTheSameNameIsRefused) {
  EXPECT_EQ(step(other_.sign("RS256", good())), "signature");
}

TEST_F(IdToken, WithoutSignatureOrWithASharedSecretIsRefused) {
  const auto part = [](const boost::json::object& object) {
    std::string text;
    write_json(text, boost::json::value(object));
    return to_base64url(text);
  };
  EXPECT_EQ(step(part({{"alg", "none"}}) + "." + part(good()) + "."), "algorithm");
  EXPECT_EQ(step(part({{"alg", "None"}, {"kid", "k1"}}) + "." + part(good()) + "."), "algorithm");
  // The classic: the public key taken for the secret of HS256.
  const std::string head = part({{"alg", "HS256"}, {"kid", "k1"}}) + "." + part(good());
  const auto mac = hmac_sha256(rsa_.public_pem(), head);
  EXPECT_EQ(step(head + "." + to_base64url(as_bytes(mac))), "algorithm");
}

TEST_F(IdToken, AnAlgorithmThatTheCountyDoesNotAllowIsRefused) {
  auto wanted = expected();
  wanted.algorithms = {"ES256"};
  EXPECT_EQ(check(rsa_.sign("RS256", good()), wanted).error().detail, "algorithm");
}

TEST_F(IdToken, AKeyIsUsedForItsOwnAlgorithmOnly) {
  const auto keys = Keys::parse(key_set({&rsa_}, R"("alg":"PS256")"));
  ASSERT_TRUE(keys);
  EXPECT_EQ(check_id_token(*keys, rsa_.sign("RS256", good()), expected()).error().detail,
            "signature");
}

TEST_F(IdToken, OneChangedByteIsRefused) {
  const std::string token = rsa_.sign("RS256", good());
  for (std::size_t i = 0; i < token.size(); i += 7) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(step(changed), "") << i;
  }
}

TEST_F(IdToken, OfAnotherIssuerAudienceOrSignInIsRefused) {
  EXPECT_EQ(step_with([](auto& p) { p["iss"] = "https://idp.example/"; }), "issuer");
  EXPECT_EQ(step_with([](auto& p) { p["aud"] = "another"; }), "audience");
  EXPECT_EQ(step_with([](auto& p) { p["aud"] = boost::json::array{"a", "linli"}; }), "azp");
  EXPECT_EQ(step_with([](auto& p) { p["azp"] = "another"; }), "azp");
  EXPECT_EQ(step_with([](auto& p) {
              p["aud"] = boost::json::array{"a", "linli"};
              p["azp"] = "linli";
            }),
            "");
  EXPECT_EQ(step_with([](auto& p) { p["nonce"] = "n-2"; }), "nonce");
  EXPECT_EQ(step_with([](auto& p) { p.erase("nonce"); }), "nonce");
  EXPECT_EQ(step_with([](auto& p) { p.erase("sub"); }), "subject");
  EXPECT_EQ(step_with([](auto& p) { p["sub"] = std::string(256, 's'); }), "subject");
}

TEST_F(IdToken, OverOrNotYetOrLongIssuedIsRefused) {
  const std::int64_t now = kNow.ms / 1000;
  EXPECT_EQ(step_with([&](auto& p) { p["exp"] = now - 59; }), "");
  EXPECT_EQ(step_with([&](auto& p) { p["exp"] = now - 60; }), "exp");
  EXPECT_EQ(step_with([&](auto& p) { p["exp"] = "soon"; }), "exp");
  EXPECT_EQ(step_with([&](auto& p) { p["iat"] = now + 61; }), "iat");
  EXPECT_EQ(step_with([&](auto& p) { p["iat"] = now - 601; }), "iat");
  EXPECT_EQ(step_with([&](auto& p) { p.erase("iat"); }), "iat");
  EXPECT_EQ(step_with([&](auto& p) { p["nbf"] = now + 61; }), "nbf");
}

TEST_F(IdToken, AnEmptyNonceMatchesNothing) {
  auto wanted = expected();
  wanted.nonce = "";
  auto payload = good();
  payload["nonce"] = "";
  EXPECT_EQ(check(rsa_.sign("RS256", payload), wanted).error().detail, "nonce");
}

TEST_F(IdToken, GarbageIsRefusedAndNeverMore) {
  for (const std::string& text :
       {std::string(), std::string("."), std::string(".."), std::string("a.b.c"),
        std::string(kTokenBytesMax + 1, 'a'), std::string("e30.e30.e30"), std::string("\0..", 3)}) {
    EXPECT_EQ(check(text).error().code, "sso.token_refused");
  }
}

TEST(KeySet, LeavesSecretsSmallKeysAndOtherUsesOut) {
  const TestingSigner small("RSA1024", "small");
  const TestingSigner fine("RSA", "fine");
  EXPECT_EQ(Keys::parse(key_set({&small, &fine}))->size(), 1u);
  EXPECT_EQ(Keys::parse(key_set({&fine}, R"("use":"enc")"))->size(), 0u);
  EXPECT_EQ(Keys::parse(R"({"keys":[{"kty":"oct","k":"c2VjcmV0"}]})")->size(), 0u);
}

TEST(KeySet, ThatIsNoneIsMalformed) {
  std::string many = R"({"keys":[)";
  for (std::size_t i = 0; i <= kKeysMax; ++i) many += std::string(i ? "," : "") + "{}";
  for (const std::string& text : {std::string(""), std::string("[]"), std::string(R"({"keys":1})"),
                                  std::string(R"({"keys":[1]})"), many + "]}"}) {
    EXPECT_EQ(Keys::parse(text).error().code, "sso.keys_malformed") << text;
  }
}

}  // namespace
}  // namespace linli::sso
