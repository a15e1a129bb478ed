#include <gmock/gmock.h>

#include "http/conversation.h"
#include "http/test_site.h"

// What is sent to confuse: every case is refused with 4xx or a close, and the next client is
// served. The corpus follows RFC 9112 section 11 and what smuggling tools send.
namespace linli::http {
namespace {

struct Case {
  std::string what;
  std::string bytes;
};

std::string smuggled(const std::string& fields, const std::string& body) {
  return "POST /api/v1/echo HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n" + fields +
         "\r\n" + body;
}

std::vector<Case> smuggling() {
  const std::string chunks = "0\r\n\r\n";
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  return {
      {"length and chunks", smuggled("Content-Length: 5\r\n" + chunked, chunks)},
      {"chunks and length", smuggled(chunked + "Content-Length: 5\r\n", chunks)},
      {"two lengths", smuggled("Content-Length: 2\r\nContent-Length: 3\r\n", "{}")},
      {"two equal lengths", smuggled("Content-Length: 2\r\nContent-Length: 2\r\n", "{}")},
      {"a list of lengths", smuggled("Content-Length: 2, 2\r\n", "{}")},
      {"a signed length", smuggled("Content-Length: +2\r\n", "{}")},
      {"a negative length", smuggled("Content-Length: -2\r\n", "{}")},
      {"a hexadecimal length", smuggled("Content-Length: 0x2\r\n", "{}")},
      {"an empty length", smuggled("Content-Length: \r\n", "{}")},
      {"a huge length", smuggled("Content-Length: 99999999999999999999\r\n", "{}")},
      {"a length that wraps", smuggled("Content-Length: 18446744073709551618\r\n", "{}")},
      {"two codings", smuggled("Transfer-Encoding: gzip, chunked\r\n", chunks)},
      {"chunked twice", smuggled(chunked + chunked, chunks)},
      {"chunked then identity", smuggled("Transfer-Encoding: chunked, identity\r\n", chunks)},
      {"identity", smuggled("Transfer-Encoding: identity\r\n", chunks)},
      {"xchunked", smuggled("Transfer-Encoding: xchunked\r\n", chunks)},
      {"quoted chunked", smuggled("Transfer-Encoding: \"chunked\"\r\n", chunks)},
      {"vertical tab", smuggled("Transfer-Encoding: \vchunked\r\n", chunks)},
      {"space before colon", smuggled("Transfer-Encoding : chunked\r\n", chunks)},
      {"space before length colon", smuggled("Content-Length : 2\r\n", "{}")},
      {"folded coding", smuggled("Transfer-Encoding:\r\n chunked\r\n", chunks)},
      {"folded field", smuggled("X-A: b\r\n\tc\r\nContent-Length: 2\r\n", "{}")},
      {"bare line feed", "GET /api/v1/small HTTP/1.1\nHost: t\n\n"},
      {"bare line feed in a field", smuggled("X: a\nTransfer-Encoding: chunked\r\n", chunks)},
      {"bare carriage return", smuggled("X: a\rTransfer-Encoding: chunked\r\n", chunks)},
      {"chunks in HTTP/1.0", "POST /api/v1/echo HTTP/1.0\r\nContent-Type: application/json\r\n" +
                                 chunked +
                                 "\r\n0\r\n"
                                 "\r\n"},
      {"a chunk size that is none", smuggled(chunked, "zz\r\nab\r\n0\r\n\r\n")},
      {"a chunk size that wraps", smuggled(chunked, "10000000000000002\r\nab\r\n0\r\n\r\n")},
      {"a chunk that runs over", smuggled(chunked, "2\r\nabcd\r\n0\r\n\r\n")},
      {"a signed chunk size", smuggled(chunked, "+2\r\nab\r\n0\r\n\r\n")},
  };
}

std::vector<Case> malformed() {
  const std::string end = " HTTP/1.1\r\nHost: t\r\n\r\n";
  std::vector<Case> out = {
      {"no host", "GET /api/v1/small HTTP/1.1\r\n\r\n"},
      {"two hosts", "GET /api/v1/small HTTP/1.1\r\nHost: t\r\nHost: u\r\n\r\n"},
      {"two cookies", get("/api/v1/small", "Cookie: a=1\r\nCookie: linli=staff\r\n")},
      {"HTTP/0.9", "GET /api/v1/small\r\n\r\n"},
      {"HTTP/2.0", "GET /api/v1/small HTTP/2.0\r\nHost: t\r\n\r\n"},
      {"HTTP/1.2", "GET /api/v1/small HTTP/1.2\r\nHost: t\r\n\r\n"},
      {"lower case", "GET /api/v1/small http/1.1\r\nHost: t\r\n\r\n"},
      {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"a TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15)},
      {"nothing", "\r\n\r\n"},
      {"a field without a name", get("/api/v1/small", ": b\r\n")},
      {"a field without a colon", get("/api/v1/small", "abc\r\n")},
      {"a NUL in a field", get("/api/v1/small", std::string("A: b\0c\r\n", 8))},
      {"a NUL in the target", "GET /api/v1/sm" + std::string(1, '\0') + "all" + end},
      {"a large field", get("/api/v1/small", "A: " + std::string(20'000, 'b') + "\r\n")},
      {"an endless line", "GET /" + std::string(40'000, 'a')},
      {"an absolute target", "GET http://t/api/v1/small" + end},
      {"an absolute target elsewhere", "GET http://other/api/v1/small" + end},
      {"an authority", "CONNECT t:80" + end},
      {"a star", "OPTIONS *" + end},
      {"preflight", "OPTIONS /api/v1/small" + end},
      {"TRACE", "TRACE /api/v1/small" + end},
      {"a method of its own", "BREW /api/v1/small" + end},
      {"an empty method", " /api/v1/small" + end},
      {"a body to GET", get("/api/v1/small", "Content-Length: 3\r\n") + "abc"},
  };
  std::string many;
  for (int i = 0; i < 200; ++i) many += "A: b\r\n";
  out.push_back({"many fields", get("/api/v1/small", many)});
  for (const std::string target : {"/api/v1/things/%00?must=1",
                                   "/api/v1/things/a%2fb?must=1",
                                   "/api/v1/things/a%5Cb?must=1",
                                   "/api/v1/things/%ff?must=1",
                                   "/api/v1/things/%c0%ae?must=1",
                                   "/api/v1/things/%2e%2e?must=1",
                                   "/api/v1/things/..?must=1",
                                   "/api/v1//small",
                                   "/api/v1/./small",
                                   "/api/v1/x/../small",
                                   "//evil.example/api/v1/small",
                                   "/api/v1/things/a%?must=1",
                                   "/api/v1/things/%zz?must=1",
                                   "/api/v1/things/a%0d%0aSet-Cookie:x?must=1",
                                   "/api/v1/things/a?must=%00",
                                   "/api/v1/things/a?must=%ed%a0%80",
                                   "/api/v1/things/a?must=1&must=2",
                                   "/api/v1/things/a?must=1&n=1e9",
                                   "/api/v1/things/a?must=1&n=99999999999999999999",
                                   "/api/v1/things/a?must=1&flag=yes",
                                   "/api/v1/things/a?must=1&other=1",
                                   "/api/v1/things/a",
                                   "/api/v1/things/a?=1&must=1",
                                   "/api/v1/small#x",
                                   "/../../etc/passwd",
                                   "/assets/../index.html",
                                   "/assets/%2e%2e/index.html",
                                   "/api/v1/things/?must=1"}) {
    out.push_back({target, "GET " + target + end});
  }
  return out;
}

class MalformedTest : public testing::Test {
 protected:
  void SetUp() override {
    options_.header_ms = 150;
    options_.request_ms = 150;
    options_.threads = 1;
    options_.log_fd = -1;
    server_ = std::make_unique<Server>(options_, site_.site());
    ASSERT_TRUE(server_->start().has_value());
  }
  void refuse(const std::vector<Case>& cases) {
    for (const auto& [what, bytes] : cases) {
      TestClient client(server_->port());
      client.send(bytes + get("/api/v1/throw"));
      const auto reply = client.reply();
      const int status = status_in(reply);
      EXPECT_TRUE(status >= 400 && status < 500) << what << ": " << reply;
      EXPECT_EQ(status_in(TestClient(server_->port()).ask(get("/api/v1/small"))), 200) << what;
    }
  }
  TestSite site_;
  Options options_;
  std::unique_ptr<Server> server_;
};

TEST_F(MalformedTest, what_two_servers_could_read_differently_is_refused_and_ends_the_connection) {
  refuse(smuggling());
  for (const auto& [what, bytes] : smuggling()) {
    TestClient client(server_->port());
    // The second request must never be answered: 500 would show that it was.
    client.send(bytes + get("/api/v1/throw"));
    while (true) {
      const auto reply = client.reply();
      if (reply.empty()) break;
      EXPECT_NE(status_in(reply), 500) << what;
    }
  }
}

TEST_F(MalformedTest, what_is_no_request_is_refused_and_harms_nobody) {
  refuse(malformed());
}

TEST_F(MalformedTest, each_refusal_has_its_code) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {get("/api/v1/small", "abc\r\n"), "http.malformed"},
      {get("/api/v1/small", "A: " + std::string(20'000, 'b') + "\r\n"), "http.header_too_large"},
      {get("/api/v1/things/%00"), "http.bad_target"},
      {get("/api/v1/things/a?must=%"), "http.bad_query"},
      {get("/api/v1/things/a?must=1&x=2"), "http.unknown_parameter"},
      {get("/api/v1/things/a"), "http.missing_parameter"},
      {get("/api/v1/things/a?must=1&n=x"), "http.bad_parameter"},
      {get("/api/v1/nothing"), "http.not_found"},
      {"DELETE /api/v1/things HTTP/1.1\r\nHost: t\r\n\r\n", "http.method"},
  };
  for (const auto& [bytes, code] : cases) {
    const auto reply = TestClient(server_->port()).ask(bytes);
    EXPECT_THAT(reply, testing::HasSubstr("\"code\":\"" + code + "\"")) << bytes;
    EXPECT_THAT(reply, testing::HasSubstr("Content-Type: application/problem+json"));
  }
}

TEST_F(MalformedTest, a_body_over_the_limit_of_its_route_is_refused_in_either_form) {
  const std::string head =
      "POST /api/v1/things HTTP/1.1\r\nHost: t\r\nContent-Type: "
      "application/json\r\nIdempotency-Key: 0123456789abcdef\r\n";
  const auto length = TestClient(server_->port()).ask(head + "Content-Length: 1001\r\n\r\n");
  EXPECT_EQ(status_in(length), 413);
  EXPECT_THAT(length, testing::HasSubstr("http.body_too_large"));
  const std::string chunk = "200\r\n" + std::string(512, 'x') + "\r\n";
  const auto chunks =
      TestClient(server_->port()).ask(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk);
  EXPECT_EQ(status_in(chunks), 413);
  EXPECT_EQ(site_.things_made, 0);
}

// A close with bytes unread would take the refusal with it.
TEST_F(MalformedTest, who_sends_far_too_much_to_its_end_reads_the_refusal) {
  constexpr int kPieces = 64;
  const std::string piece(1 << 16, 'x');
  TestClient client(server_->port());
  client.send(
      "POST /api/v1/things HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
      "Idempotency-Key: 0123456789abcdef\r\nContent-Length: " +
      std::to_string(kPieces * piece.size()) + "\r\n\r\n");
  for (int i = 0; i < kPieces; ++i) {
    ASSERT_TRUE(client.send(piece)) << "after " << i;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_THAT(client.reply(), testing::HasSubstr("http.body_too_large"));
}

}  // namespace
}  // namespace linli::http
