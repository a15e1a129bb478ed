#include "app/serve_options.h"

#include <gtest/gtest.h>

namespace linli::app {
namespace {

const Accepts kServeAccepts{
    {"address", "port", "certificate", "key", "proxy", "public-url", "staff-from", "metrics-from",
     "connections", "connections-each", "held-mb"},
    {"log"}};

Result<http::Options> options_of(const std::vector<std::string>& words) {
  return http_options(TRY(Arguments::parse(words, kServeAccepts)));
}
std::string refusal_of(const std::vector<std::string>& words) {
  const auto out = options_of(words);
  return out ? "" : out.error().code;
}

TEST(ServeOptions, WithoutWordsTheDoorsAreThoseOfALoopbackServer) {
  const auto plain = options_of({}).value();
  EXPECT_EQ(plain.address, "127.0.0.1");
  EXPECT_EQ(plain.cookies, http::Cookies::Plain);
  EXPECT_TRUE(plain.trusted_proxies.empty() && plain.staff_from.empty());
  EXPECT_EQ(plain.held_max, http::Options{}.held_max);
}

TEST(ServeOptions, CookiesAreSecureWhereverBrowsersSpeakTls) {
  EXPECT_EQ(options_of({"--public-url", "https://a"})->cookies, http::Cookies::Secure);
  EXPECT_EQ(options_of({"--public-url", "http://a"})->cookies, http::Cookies::Plain);
  EXPECT_EQ(options_of({"--certificate", "c", "--key", "k"})->cookies, http::Cookies::Secure);
  EXPECT_EQ(options_of({"--public-url", "https://A.example/"})->public_origin->host, "a.example");
}

TEST(ServeOptions, AProxyIsTrustedOnlyTogetherWithThePublicAddress) {
  EXPECT_EQ(refusal_of({"--proxy", "10.0.0.1"}), "app.proxy_needs_public_url");
  const auto both = options_of({"--proxy", "10.0.0.1,10.2.0.0/16", "--public-url", "https://a"});
  EXPECT_EQ(both->trusted_proxies.size(), 2u);
}

TEST(ServeOptions, WhatIsNoAddressAndNoNumberIsRefused) {
  for (const auto* name : {"--proxy", "--staff-from", "--metrics-from"}) {
    EXPECT_EQ(refusal_of({name, "10.0.0.1/8"}), "app.option_value") << name;
  }
  for (const auto* name : {"--connections", "--connections-each", "--held-mb"}) {
    EXPECT_EQ(refusal_of({name, "0"}), "app.option_value") << name;
  }
  EXPECT_EQ(refusal_of({"--port", "65536"}), "app.option_value");
  EXPECT_EQ(refusal_of({"--public-url", "a.example"}), "app.option_value");
}

TEST(ServeOptions, ASecondFactorIsForAdministratorsUnlessAllStaffAreNamed) {
  const auto asked = [](const std::vector<std::string>& words) -> Result<access::SecondFactor> {
    return who_needs_second_factor(TRY(Arguments::parse(words, {{"second-factor"}, {}})));
  };
  EXPECT_EQ(asked({}).value(), access::SecondFactor::Administrators);
  EXPECT_EQ(asked({"--second-factor", "staff"}).value(), access::SecondFactor::AllStaff);
  EXPECT_EQ(asked({"--second-factor", "nobody"}).error().code, "app.option_value");
}

TEST(ServeOptions, ASampleStaysOnItsMachine) {
  http::Options at;
  for (const auto* address : {"127.0.0.1", "127.9.9.9", "::1"}) {
    at.address = address;
    EXPECT_TRUE(keep_sample_at_home(at, http::Folder::Sample)) << address;
  }
  for (const auto* address : {"0.0.0.0", "::", "10.0.0.1", "linli.example"}) {
    at.address = address;
    const auto kept = keep_sample_at_home(at, http::Folder::Sample);
    ASSERT_FALSE(kept) << address;
    EXPECT_EQ(kept.error().code, "app.sample_beyond_loopback");
    EXPECT_TRUE(keep_sample_at_home(at, http::Folder::Real)) << address;
  }
}

}  // namespace
}  // namespace linli::app
