#include "http/gate.h"

#include <gmock/gmock.h>

#include <atomic>
#include <map>

#include "http/status.h"
#include "http/test_site.h"

namespace linli::http {
namespace {

using testing::HasSubstr;
using testing::Not;

class GateTest : public testing::Test {
 protected:
  void serve(Folder folder = Folder::Real, Cookies cookies = Cookies::Plain) {
    serve(site_.site(folder), cookies);
  }
  void serve(Site site, Cookies cookies = Cookies::Plain) {
    Options options;
    options.threads = 1;
    options.cookies = cookies;
    options.log_fd = -1;
    server_ = std::make_unique<Server>(options, std::move(site));
    ASSERT_TRUE(server_->start().has_value());
  }
  std::string ask(std::string_view bytes) { return TestClient(server_->port()).ask(bytes); }
  TestSite site_;
  std::unique_ptr<Server> server_;
};

TEST_F(GateTest, each_who_lets_in_exactly_whom_it_names) {
  serve();
  const std::vector<const char*> doors = {"anyone",   "signed_in", "staff", "system",
                                          "security", "audit",     "any"};
  const std::map<std::string, std::vector<int>> expected = {
      {"", {200, 401, 401, 401, 401, 401, 401}},
      {"resident", {200, 200, 403, 403, 403, 403, 403}},
      {"no_hats", {200, 200, 403, 403, 403, 403, 403}},
      {"staff", {200, 200, 200, 403, 403, 403, 403}},
      {"system", {200, 200, 403, 200, 403, 403, 200}},
      {"security", {200, 200, 403, 403, 200, 403, 200}},
      {"audit", {200, 200, 403, 403, 403, 200, 200}},
      {"stale", {200, 401, 401, 401, 401, 401, 401}},
      {"busy", {503, 503, 503, 503, 503, 503, 503}},
  };
  for (const auto& [token, routes] : expected) {
    const auto field = token.empty() ? "" : "Cookie: a=b; linli=" + token + "\r\n";
    for (std::size_t i = 0; i < doors.size(); ++i) {
      const auto reply = ask(get(std::string("/api/v1/who/") + doors[i], field));
      EXPECT_EQ(status_in(reply), routes[i]) << token << " " << doors[i];
    }
    EXPECT_EQ(status_in(ask(get("/api/v1/who/sample", field))), 404);
  }
  EXPECT_THAT(ask(get("/api/v1/who/staff")), HasSubstr("http.sign_in"));
  EXPECT_THAT(ask(get("/api/v1/who/staff", "Cookie: linli=resident\r\n")),
              HasSubstr("http.not_for_you"));
  EXPECT_THAT(ask(get("/api/v1/who/staff", "Cookie: linli=stale\r\n")), HasSubstr("test.stale"));
}

TEST_F(GateTest, a_county_being_set_up_takes_nothing_from_others_than_its_administrators) {
  bool setting_up = true;
  auto site = site_.site();
  site.setting_up = [&]() -> Result<bool> { return setting_up; };
  serve(std::move(site));
  const auto ask_as = [&](const std::string& path, const std::string& token) {
    const std::string fields =
        "Content-Type: application/json\r\nIdempotency-Key: 0123456789abcdef\r\n";
    return ask(post(path, "{}", fields + (token.empty() ? "" : "Cookie: linli=" + token + "\r\n")));
  };
  for (const char* who : {"", "resident", "staff"}) {
    const auto reply = ask_as("/api/v1/things", who);
    EXPECT_EQ(status_in(reply), 409) << who;
    EXPECT_THAT(reply, HasSubstr("access.setting_up"));
    EXPECT_EQ(status_in(ask(get("/api/v1/small"))), 200) << "reading changes nothing";
    EXPECT_EQ(status_in(ask_as("/api/v1/way_in", who)), 200) << who;
  }
  EXPECT_EQ(site_.things_made, 0);
  for (const char* who : {"system", "security", "audit"}) {
    EXPECT_EQ(status_in(ask_as("/api/v1/things", who)), 201) << who;
  }
  setting_up = false;
  EXPECT_EQ(status_in(ask_as("/api/v1/things", "")), 201);
}

TEST_F(GateTest, sample_routes_exist_in_sample_folders) {
  serve(Folder::Sample);
  EXPECT_EQ(status_in(ask(get("/api/v1/who/sample"))), 200);
}

TEST_F(GateTest, the_system_itself_never_comes_in_by_http) {
  rights::Actor system;
  system.kind = rights::ActorKind::System;
  system.administrator = rights::AdministratorKind::System;
  EXPECT_FALSE(may_call(api::Who::SignedIn, system).has_value());
  EXPECT_FALSE(may_call(api::Who::SystemAdministrator, system).has_value());
}

TEST_F(GateTest, a_token_longer_than_its_limit_is_nobodys_and_not_looked_for) {
  constexpr std::size_t kTokenMax = 512;
  auto site = site_.site(Folder::Real);
  std::atomic<int> looked_for = 0;
  site.actor_of = [&](std::string_view) -> Result<rights::Actor> {
    ++looked_for;
    rights::Actor resident;
    resident.kind = rights::ActorKind::Resident;
    resident.person = PersonId{7};
    return resident;
  };
  serve(std::move(site));
  const auto with = [&](std::size_t size) {
    const std::string token(size, 'a');
    return status_in(ask(get("/api/v1/who/signed_in", "Cookie: linli=" + token + "\r\n")));
  };
  EXPECT_EQ(with(kTokenMax), 200);
  EXPECT_EQ(looked_for, 1);
  EXPECT_EQ(with(kTokenMax + 1), 401);
  EXPECT_EQ(looked_for, 1);
}

TEST_F(GateTest, who_must_set_up_a_second_factor_can_do_nothing_else) {
  rights::Actor chief;
  chief.kind = rights::ActorKind::Staff;
  chief.account = AccountId{5};
  chief.administrator = rights::AdministratorKind::System;
  chief.must_set_second_factor = true;
  api::Route route;
  for (const auto who : {api::Who::SignedIn, api::Who::Staff, api::Who::SystemAdministrator,
                         api::Who::SecurityAdministrator, api::Who::AuditAdministrator,
                         api::Who::AnyAdministrator}) {
    route.who = who;
    EXPECT_EQ(check_second_factor(route, chief).error().code, "access.second_factor_needed");
  }
  EXPECT_TRUE(chief.account);
  route.before_second_factor = true;
  EXPECT_TRUE(check_second_factor(route, chief));
  EXPECT_TRUE(chief.account) << "there she is herself";
  route = {};
  EXPECT_TRUE(check_second_factor(route, chief));
  EXPECT_EQ(chief.kind, rights::ActorKind::Anonymous) << "an open route sees nobody";
}

TEST_F(GateTest, behind_tls_only_the_host_cookie_counts) {
  serve(Folder::Real, Cookies::Secure);
  EXPECT_EQ(status_in(ask(get("/api/v1/who/staff", "Cookie: linli=staff\r\n"))), 401);
  const auto reply = ask(get("/api/v1/who/staff", "Cookie: __Host-linli=staff\r\n"));
  EXPECT_EQ(status_in(reply), 200);
  EXPECT_THAT(reply, HasSubstr("Strict-Transport-Security: max-age=31536000"));
}

TEST_F(GateTest, a_change_needs_its_media_type_its_key_and_its_own_site) {
  serve();
  const std::string json = "Content-Type: application/json; charset=utf-8\r\n";
  const std::string key = "Idempotency-Key: 0123456789abcdef\r\n";
  EXPECT_EQ(status_in(ask(post("/api/v1/things", "{}", json + key))), 201);
  for (const std::string type :
       {"", "Content-Type: text/plain\r\n", "Content-Type: application/x-www-form-urlencoded\r\n",
        "Content-Type: application/jsonx\r\n"}) {
    const auto reply = ask(post("/api/v1/things", "{}", type + key));
    EXPECT_EQ(status_in(reply), 415) << type;
    EXPECT_THAT(reply, HasSubstr("http.content_type"));
  }
  for (const std::string packed : {"gzip", "br", "deflate", "identity, gzip", "x"}) {
    const auto field = "Content-Encoding: " + packed + "\r\n";
    const auto reply = ask(post("/api/v1/things", "{}", json + key + field));
    EXPECT_EQ(status_in(reply), 415) << packed;
    EXPECT_THAT(reply, HasSubstr("http.content_encoding"));
  }
  EXPECT_EQ(status_in(ask(post("/api/v1/things", "{}",
                               json + "Idempotency-Key: 0123456789abcdeg\r\n"
                                      "Content-Encoding: Identity\r\n"))),
            201);
  for (const auto& bad :
       {std::string(), std::string("0123456789abcde"), std::string(101, 'a'),
        std::string("0123456789 abcdef"), std::string("0123456789\xe4\xb8\xad")}) {
    const auto field = bad.empty() ? "" : "Idempotency-Key: " + bad + "\r\n";
    EXPECT_THAT(ask(post("/api/v1/things", "{}", json + field)),
                HasSubstr("http.no_idempotency_key"));
  }
  const auto cross =
      ask(post("/api/v1/things", "{}", json + key + "Sec-Fetch-Site: cross-site\r\n"));
  EXPECT_EQ(status_in(cross), 403);
  EXPECT_THAT(cross, HasSubstr("http.cross_site"));
  EXPECT_EQ(site_.things_made, 2) << "the first, and the one not packed";
  EXPECT_EQ(status_in(ask(post("/api/v1/echo", "P", "Content-Type: image/PNG\r\n"))), 200);
}

TEST_F(GateTest, a_method_the_path_does_not_know_is_told_which_it_knows) {
  serve();
  const auto reply = ask("DELETE /api/v1/small HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(status_in(reply), 405);
  EXPECT_THAT(reply, HasSubstr("Allow: GET, HEAD\r\n"));
}

TEST_F(GateTest, parameters_arrive_decoded) {
  serve();
  EXPECT_THAT(ask(get("/api/v1/things/%E6%9D%91?must=a+b%20c&n=-7&flag=true")),
              HasSubstr("\"村|-7|true\""));
}

TEST_F(GateTest, each_kind_of_error_has_its_status_and_its_words) {
  serve();
  const std::map<std::string, int> expected = {
      {"invalid", 400},  {"unauthorized", 401}, {"forbidden", 403}, {"not_found", 404},
      {"conflict", 409}, {"overloaded", 503},   {"unknown", 503},   {"corrupt", 500}};
  for (const auto& [kind, status] : expected) {
    const auto reply = ask(get("/api/v1/fail/" + kind, "Accept-Language: en\r\n"));
    EXPECT_EQ(status_in(reply), status);
    EXPECT_THAT(reply, HasSubstr("\"title\":\"sentence test." + kind + "\""));
    EXPECT_THAT(reply, HasSubstr("\"remedy\":\"remedy test." + kind + "\""));
    EXPECT_THAT(reply, HasSubstr("\"status\":" + std::to_string(status)));
    EXPECT_EQ(reply.find("/place") != std::string::npos, status < 500) << kind;
    EXPECT_EQ(reply.find("Retry-After") != std::string::npos, status == 503) << kind;
  }
  const auto untold = ask(get("/api/v1/fail/untold"));
  EXPECT_THAT(untold, HasSubstr("\"title\":\"general sentence\""));
  EXPECT_THAT(untold, HasSubstr("\"code\":\"test.untold\""));
}

TEST_F(GateTest, too_many_tries_are_told_how_long_to_wait) {
  serve();
  const auto reply = ask(get("/api/v1/fail/wait"));
  EXPECT_EQ(status_in(reply), 429);
  EXPECT_THAT(reply, HasSubstr("Retry-After: 7\r\n"));
}

TEST_F(GateTest, what_the_store_says_of_a_row_stays_inside) {
  serve();
  const auto reply = ask(get("/api/v1/fail/row"));
  EXPECT_EQ(status_in(reply), 400);
  EXPECT_THAT(reply, HasSubstr("store.constraint"));
  EXPECT_EQ(reply.find("a_column"), std::string::npos);
}

TEST_F(GateTest, the_reader_gets_her_language) {
  serve();
  const auto title = [&](std::string_view fields) {
    const auto reply = ask(get("/api/v1/nothing", fields));
    return reply.find("sentence") == std::string::npos ? "zh" : "en";
  };
  EXPECT_STREQ(title(""), "zh");
  EXPECT_STREQ(title("Accept-Language: en-GB,en;q=0.9\r\n"), "en");
  EXPECT_STREQ(title("Accept-Language: en;q=0.3, zh-CN;q=0.8\r\n"), "zh");
  EXPECT_STREQ(title("Accept-Language: fr\r\n"), "zh");
  EXPECT_STREQ(title("Accept-Language: zh\r\nCookie: linli_lang=en\r\n"), "en");
}

TEST_F(GateTest, forwarded_addresses_are_believed_of_trusted_proxies_only) {
  Head head;
  head.forwarded_for = "6.6.6.6, 10.0.0.2";
  EXPECT_EQ(client_of(head, "10.0.0.1", {}), "10.0.0.1");
  EXPECT_EQ(client_of(head, "10.0.0.1", *parse_cidrs("10.0.0.1")), "10.0.0.2");
  EXPECT_EQ(client_of(head, "10.0.0.1", *parse_cidrs("10.0.0.0/30")), "6.6.6.6");
  EXPECT_EQ(client_of(head, "::ffff:10.0.0.1", *parse_cidrs("10.0.0.1")), "10.0.0.2");
  head.forwarded_for = "10.0.0.2, ::ffff:10.0.0.3";
  EXPECT_EQ(client_of(head, "10.0.0.1", *parse_cidrs("10.0.0.0/24")), "10.0.0.2");
}

TEST_F(GateTest, a_trusted_proxy_that_names_no_address_is_refused) {
  Head head;
  for (const std::string_view named :
       {"", " ", ",", "<script>", "unknown", "6.6.6.6,", "6.6.6.6:80", "1.2.3.4.5",
        "127.0.0.1 10.0.0.9", "1111111111111111111111111111111111111111111111111111"}) {
    head.forwarded_for = named;
    const auto client = client_of(head, "10.0.0.1", *parse_cidrs("10.0.0.1"));
    ASSERT_FALSE(client.has_value()) << named;
    EXPECT_EQ(client.error().code, "http.forwarded");
    EXPECT_EQ(client_of(head, "10.0.0.9", *parse_cidrs("10.0.0.1")), "10.0.0.9");
  }
  // What the client wrote to the left of herself is not looked at.
  head.forwarded_for = "garbage, 6.6.6.6";
  EXPECT_EQ(client_of(head, "10.0.0.1", *parse_cidrs("10.0.0.1")), "6.6.6.6");
}

TEST_F(GateTest, a_route_with_a_pace_is_charged_by_its_length_before_the_body_is_read) {
  auto site = site_.site();
  for (auto& route : site_.routes) {
    if (route.path == "/api/v1/echo") route.pace = api::Pace::Upload;
  }
  std::vector<std::string> charged;
  site.pace = [&](const api::Route& route, const api::Request& request,
                  std::size_t bytes) -> Result<void> {
    charged.push_back(route.path + " " + std::to_string(bytes) + " " + request.device);
    if (charged.size() == 1) return {};
    return fail(ErrorKind::Overloaded, "access.address_wait", "12");
  };
  Options options;
  options.threads = 1;
  options.log_fd = -1;
  server_ = std::make_unique<Server>(options, site);
  ASSERT_TRUE(server_->start().has_value());
  const std::string from = "Content-Type: application/json\r\nCookie: linli_device=d\r\n";
  EXPECT_EQ(status_in(ask(post("/api/v1/echo", "{}", from))), 200);
  const auto refused =
      ask("POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          "Content-Length: 1000\r\n\r\n");
  EXPECT_EQ(status_in(refused), 429);
  EXPECT_THAT(refused, HasSubstr("Retry-After: 12\r\n"));
  EXPECT_EQ(status_in(ask(get("/api/v1/small"))), 200);
  EXPECT_EQ(charged, (std::vector<std::string>{"/api/v1/echo 2 d", "/api/v1/echo 1000 "}));
}

TEST_F(GateTest, pages_come_compressed_cached_and_guarded) {
  serve();
  const auto page = ask(get("/matter/17"));
  EXPECT_THAT(page, HasSubstr("<!doctype html>"));
  EXPECT_THAT(page, HasSubstr("Cache-Control: no-cache"));
  EXPECT_THAT(page, HasSubstr("Content-Type: text/html; charset=utf-8\r\n"));
  EXPECT_THAT(page, HasSubstr("Referrer-Policy: same-origin\r\n"));
  EXPECT_THAT(page, HasSubstr("default-src 'self'"));
  EXPECT_THAT(page, Not(HasSubstr("script-src")));  // so scripts are those of default-src
  EXPECT_THAT(page, Not(HasSubstr("unsafe-eval")));
  EXPECT_THAT(page, HasSubstr("microphone=(self)"));
  const auto brotli = ask(get("/assets/app-1a2b.js", "Accept-Encoding: gzip, br\r\n"));
  EXPECT_THAT(brotli, HasSubstr("Content-Encoding: br"));
  EXPECT_THAT(brotli, HasSubstr("immutable"));
  EXPECT_TRUE(brotli.ends_with("\r\n\r\nBR"));
  EXPECT_TRUE(ask(get("/assets/app-1a2b.js", "Accept-Encoding: gzip, br;q=0\r\n")).ends_with("GZ"));
  const auto plain = ask(get("/assets/app-1a2b.js"));
  EXPECT_TRUE(plain.ends_with("console.log(1)"));
  const auto at = plain.find("ETag: ") + 6;
  const auto etag = plain.substr(at, plain.find("\r\n", at) - at);
  EXPECT_EQ(status_in(ask(get("/assets/app-1a2b.js", "If-None-Match: W/" + etag + "\r\n"))), 304);
  EXPECT_EQ(status_in(ask(get("/assets/app-1a2b.js", "If-None-Match: \"x\"\r\n"))), 200);
  EXPECT_EQ(status_in(ask(get("/assets/none.js"))), 404);
  EXPECT_EQ(status_in(ask(get("/api/none"))), 404);
}

}  // namespace
}  // namespace linli::http
