#include "http/gate.h"

#include <gmock/gmock.h>

#include <map>

#include "http/status.h"
#include "http/test_site.h"

namespace linli::http {
namespace {

using testing::HasSubstr;

class GateTest : public testing::Test {
 protected:
  void serve(Folder folder = Folder::Real, Cookies cookies = Cookies::Plain) {
    Options options;
    options.threads = 1;
    options.cookies = cookies;
    options.log_fd = -1;
    server_ = std::make_unique<Server>(options, site_.site(folder));
    ASSERT_TRUE(server_->start().has_value());
  }
  std::string ask(std::string_view bytes) { return TestClient(server_->port()).ask(bytes); }
  TestSite site_;
  std::unique_ptr<Server> server_;
};

TEST_F(GateTest, each_who_lets_in_exactly_whom_it_names) {
  serve();
  const std::map<std::string, std::map<std::string, int>> expected = {
      {"", {{"anyone", 200}, {"signed_in", 401}, {"staff", 401}, {"administrator", 401}}},
      {"resident", {{"anyone", 200}, {"signed_in", 200}, {"staff", 403}, {"administrator", 403}}},
      {"no_hats", {{"anyone", 200}, {"signed_in", 200}, {"staff", 403}, {"administrator", 403}}},
      {"staff", {{"anyone", 200}, {"signed_in", 200}, {"staff", 200}, {"administrator", 403}}},
      {"administrator",
       {{"anyone", 200}, {"signed_in", 200}, {"staff", 403}, {"administrator", 200}}},
      {"stale", {{"anyone", 200}, {"signed_in", 401}, {"staff", 401}, {"administrator", 401}}},
      {"busy", {{"anyone", 503}, {"signed_in", 503}, {"staff", 503}, {"administrator", 503}}},
  };
  for (const auto& [token, routes] : expected) {
    const auto field = token.empty() ? "" : "Cookie: a=b; linli=" + token + "\r\n";
    for (const auto& [who, status] : routes) {
      EXPECT_EQ(status_in(ask(get("/api/v1/who/" + who, field))), status) << token << " " << who;
    }
    EXPECT_EQ(status_in(ask(get("/api/v1/who/sample", field))), 404);
  }
  EXPECT_THAT(ask(get("/api/v1/who/staff")), HasSubstr("http.sign_in"));
  EXPECT_THAT(ask(get("/api/v1/who/staff", "Cookie: linli=resident\r\n")),
              HasSubstr("http.not_for_you"));
  EXPECT_THAT(ask(get("/api/v1/who/staff", "Cookie: linli=stale\r\n")), HasSubstr("test.stale"));
}

TEST_F(GateTest, sample_routes_exist_in_sample_folders) {
  serve(Folder::Sample);
  EXPECT_EQ(status_in(ask(get("/api/v1/who/sample"))), 200);
}

TEST_F(GateTest, the_system_itself_never_comes_in_by_http) {
  rights::Actor system;
  system.kind = rights::ActorKind::System;
  system.administrator = true;
  EXPECT_FALSE(may_call(api::Who::SignedIn, system).has_value());
  EXPECT_FALSE(may_call(api::Who::Administrator, system).has_value());
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
  EXPECT_EQ(site_.things_made, 1);
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
  EXPECT_EQ(client_of(head, "10.0.0.1", {"10.0.0.1"}), "10.0.0.2");
  EXPECT_EQ(client_of(head, "10.0.0.1", {"10.0.0.1", "10.0.0.2"}), "6.6.6.6");
  head.forwarded_for = "<script>";
  EXPECT_EQ(client_of(head, "10.0.0.1", {"10.0.0.1"}), "10.0.0.1");
}

TEST_F(GateTest, pages_come_compressed_cached_and_guarded) {
  serve();
  const auto page = ask(get("/matter/17"));
  EXPECT_THAT(page, HasSubstr("<!doctype html>"));
  EXPECT_THAT(page, HasSubstr("Cache-Control: no-cache"));
  EXPECT_THAT(page, HasSubstr("default-src 'self'"));
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
