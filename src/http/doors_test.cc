#include <gmock/gmock.h>

#include "http/origin.h"
#include "http/test_site.h"

// Which site this is, and from where staff come.
namespace linli::http {
namespace {

using testing::HasSubstr;

constexpr std::string_view kJson = "Content-Type: application/json\r\n";

class DoorsTest : public testing::Test {
 protected:
  void serve(Options options) {
    options.threads = 1;
    options.log_fd = -1;
    server_ = std::make_unique<Server>(options, site_.site());
    ASSERT_TRUE(server_->start().has_value());
  }
  std::string ask(std::string_view bytes) { return TestClient(server_->port()).ask(bytes); }
  std::string change(const std::string& fields) {
    return ask(post("/api/v1/echo", "{}", std::string(kJson) + fields));
  }
  TestSite site_;
  std::unique_ptr<Server> server_;
};

TEST_F(DoorsTest, without_sec_fetch_site_another_origin_is_refused) {
  serve({});
  EXPECT_EQ(status_in(change("")), 200);
  EXPECT_EQ(status_in(change("Origin: http://t\r\n")), 200);
  EXPECT_EQ(status_in(change("Origin: http://t:80\r\n")), 200);
  for (const std::string origin : {"http://evil.example", "null", "", "http://t.evil",
                                   "http://t:81", "t", "ftp://t", "http://t/"}) {
    const auto reply = change("Origin: " + origin + "\r\n");
    EXPECT_EQ(status_in(reply), 403) << origin;
    EXPECT_THAT(reply, HasSubstr("http.cross_site"));
  }
  EXPECT_EQ(status_in(change("Origin: http://evil.example\r\nSec-Fetch-Site: cross-site\r\n")),
            403);
}

TEST_F(DoorsTest, a_told_site_answers_to_no_other_host) {
  Options options;
  options.public_origin = Origin::parse("https://linli.example");
  options.cookies = Cookies::Secure;
  serve(options);
  const auto to = [&](const std::string& host, const std::string& path = "/api/v1/small") {
    return ask("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  };
  EXPECT_EQ(status_in(to("linli.example")), 200);
  EXPECT_EQ(status_in(to("LINLI.example:443")), 200);
  EXPECT_THAT(to("linli.example"),
              HasSubstr("Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n"));
  for (const std::string host : {"evil.example", "linli.example:8443", "linli.example.evil.example",
                                 "127.0.0.1", "linli.example@evil.example", ""}) {
    const auto reply = to(host);
    EXPECT_EQ(status_in(reply), 421) << host;
    EXPECT_THAT(reply, HasSubstr("http.host"));
    EXPECT_EQ(status_in(to(host, "/")), 421) << host;
  }
  EXPECT_EQ(status_in(to("127.0.0.1", "/healthz")), 200);
  EXPECT_EQ(status_in(to("127.0.0.1", "/metrics")), 404);
}

TEST_F(DoorsTest, a_told_site_takes_changes_from_its_own_origin_only) {
  Options options;
  options.public_origin = Origin::parse("https://t");
  serve(options);
  EXPECT_EQ(status_in(change("Origin: https://t\r\n")), 200);
  EXPECT_EQ(status_in(change("Origin: http://t\r\n")), 403);
}

TEST_F(DoorsTest, staff_work_and_sign_in_only_where_staff_are) {
  Options options;
  options.staff_from = *parse_cidrs("10.1.0.0/16");
  options.trusted_proxies = *parse_cidrs("127.0.0.1");
  for (auto& route : site_.routes) {
    if (route.path == "/api/v1/echo") route.door = api::Door::Staff;
  }
  serve(options);
  const std::string inside = "X-Forwarded-For: 10.1.2.3\r\n";
  const std::string outside = "X-Forwarded-For: 10.2.0.1\r\n";
  const auto who = [&](const std::string& route, const std::string& as, const std::string& from) {
    return ask(get("/api/v1/who/" + route, from + "Cookie: linli=" + as + "\r\n"));
  };
  EXPECT_EQ(status_in(change(inside)), 200);
  EXPECT_THAT(change(outside), HasSubstr("http.staff_network"));
  for (const std::string kind : {"staff", "system"}) {  // the route's and its caller's
    EXPECT_EQ(status_in(who(kind, kind, inside)), 200);
    EXPECT_EQ(status_in(who(kind, kind, outside)), 403);
    EXPECT_THAT(who(kind, kind, outside), HasSubstr("http.staff_network"));
    EXPECT_THAT(who(kind, "resident", outside), HasSubstr("http.staff_network"));
  }
  EXPECT_EQ(status_in(who("signed_in", "staff", inside)), 200);
  EXPECT_THAT(who("signed_in", "staff", outside), HasSubstr("http.staff_network"));
  EXPECT_EQ(status_in(who("signed_in", "resident", outside)), 200);
  EXPECT_EQ(status_in(who("anyone", "staff", outside)), 200);
}

TEST(OriginTest, only_scheme_and_host_make_an_origin) {
  EXPECT_EQ(Origin::parse("https://Linli.Example:443")->text(), "https://linli.example");
  EXPECT_EQ(Origin::parse("http://10.0.0.1:8420")->text(), "http://10.0.0.1:8420");
  EXPECT_EQ(Origin::parse("http://[::1]:80")->text(), "http://[::1]");
  for (const auto* bad : {"", "null", "linli.example", "https://", "https://a/b", "https://a?b",
                          "https://u@a", "ftp://a", "https://a b", "HTTPS://a"}) {
    EXPECT_FALSE(Origin::parse(bad)) << bad;
  }
}

}  // namespace
}  // namespace linli::http
