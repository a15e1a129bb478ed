#include "sso/provider.h"

#include <gtest/gtest.h>

namespace linli::sso {
namespace {

const std::string kGood = R"(
public_url: https://linli.example
providers:
  county:
    title: {zh: 统一认证, en: County}
    for: staff
    issuer: https://id.example/t
    client: linli
    secret: s
    origins: [https://token.example]
)";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  text.replace(text.find(what), what.size(), with);
  return text;
}

TEST(SsoSettings, AreReadWhole) {
  const auto settings = parse_settings("sso.yaml", kGood);
  ASSERT_TRUE(settings) << settings.error().detail;
  EXPECT_EQ(settings->redirect(), "https://linli.example/sso");
  const Provider* county = settings->find("county");
  ASSERT_NE(county, nullptr);
  EXPECT_EQ(county->whom, For::Staff);
  EXPECT_EQ(county->origins,
            (std::set<std::string>{"https://id.example", "https://token.example"}));
  EXPECT_EQ(metadata_url(*county), "https://id.example/t/.well-known/openid-configuration");
  EXPECT_EQ(settings->find("town"), nullptr);
}

TEST(SsoSettings, AWrongLineIsNamed) {
  const std::pair<const char*, const char*> wrongs[] = {
      {"https://linli.example", "http://linli.example"},
      {"https://linli.example", "https://linli.example/x"},
      {"https://id.example/t", "http://id.example"},
      {"for: staff", "for: everybody"},
      {"for: staff", "for: residents"},
      {"secret: s", "secrets: s"},
      {"secret: s", "algorithms: [HS256]"},
      {"secret: s", "algorithms: [none]"},
      {"client: linli", "scopes: openid"},
      {"county:", "County:"},
      {"[https://token.example]", "[http://10.0.0.1]"}};
  for (const auto& [what, with] : wrongs) {
    const auto settings = parse_settings("sso.yaml", replaced(kGood, what, with));
    ASSERT_FALSE(settings) << with;
    EXPECT_EQ(settings.error().code, "sso.settings");
    EXPECT_TRUE(settings.error().detail.starts_with("sso.yaml:")) << settings.error().detail;
  }
}

const std::string kMetadata = R"({"issuer":"https://id.example/t",
  "authorization_endpoint":"https://id.example/a","token_endpoint":"https://token.example/t",
  "jwks_uri":"https://id.example/k","code_challenge_methods_supported":["plain","S256"],
  "authorization_response_iss_parameter_supported":true,
  "token_endpoint_auth_methods_supported":["client_secret_post"]})";

TEST(SsoMetadata, AreReadAndHeldAgainstTheSettings) {
  const auto settings = parse_settings("sso.yaml", kGood);
  const auto& provider = settings->providers.front();
  const auto metadata = parse_metadata(provider, kMetadata);
  ASSERT_TRUE(metadata) << metadata.error().detail;
  EXPECT_TRUE(metadata->names_itself);
  EXPECT_TRUE(metadata->secret_in_form);
  const std::pair<const char*, const char*> wrongs[] = {
      {"https://id.example/t", "https://id.example"},
      {"https://token.example/t", "http://169.254.169.254/latest"},
      {"https://token.example/t", "https://evil.example/t"},
      {"\"plain\",\"S256\"", "\"plain\""},
      {"\"jwks_uri\"", "\"jwks\""},
      {"{", "["}};
  for (const auto& [what, with] : wrongs) {
    EXPECT_EQ(parse_metadata(provider, replaced(kMetadata, what, with)).error().code,
              "sso.provider_malformed")
        << with;
  }
}

}  // namespace
}  // namespace linli::sso
