// Bodies that are made while they are sent: whole, cut, held up, refused.
#include <gmock/gmock.h>

#include <chrono>
#include <memory>
#include <thread>

#include "http/server.h"
#include "http/test_site.h"

namespace linli::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kEnd = "\r\n0\r\n\r\n";

class PiecesTest : public testing::Test {
 protected:
  void SetUp() override { start({}); }
  void start(Options options) {
    server_.reset();
    options.threads = 1;
    server_ = std::make_unique<Server>(options, site_.site());
    ASSERT_TRUE(server_->start().has_value());
  }
  static bool soon(const std::function<bool()>& holds) {
    for (int i = 0; i < 500 && !holds(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return holds();
  }

  TestSite site_;
  std::unique_ptr<Server> server_;
};

TEST_F(PiecesTest, come_as_chunks_with_an_end_and_the_connection_goes_on) {
  TestClient client(server_->port());
  for (int i = 0; i < 2; ++i) {
    client.send(get("/api/v1/pieces?n=3&then=end"));
    const auto head = client.reply();
    EXPECT_EQ(status_in(head), 200);
    EXPECT_THAT(head, HasSubstr("Transfer-Encoding: chunked\r\n"));
    EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
    const std::string chunk = "10000\r\n" + std::string(65536, 'p') + "\r\n";
    EXPECT_TRUE(client.until(kEnd) == chunk + chunk + chunk + "0\r\n\r\n");
  }
  EXPECT_EQ(status_in(client.ask(get("/api/v1/small"))), 200);
}

TEST_F(PiecesTest, a_body_without_a_piece_is_whole) {
  TestClient client(server_->port());
  client.send(get("/api/v1/pieces?n=0&then=end"));
  EXPECT_EQ(status_in(client.reply()), 200);
  EXPECT_EQ(client.until("0\r\n\r\n"), "0\r\n\r\n");
}

TEST_F(PiecesTest, an_error_before_the_first_piece_is_the_answer) {
  TestClient client(server_->port());
  const auto busy = client.ask(get("/api/v1/pieces?n=0&then=error"));
  EXPECT_EQ(status_in(busy), 503);
  EXPECT_THAT(busy, HasSubstr("test.overloaded"));
  EXPECT_THAT(busy, HasSubstr("Retry-After: 30\r\n"));
  EXPECT_THAT(busy, Not(HasSubstr("chunked")));
  EXPECT_EQ(status_in(client.ask(get("/api/v1/pieces?n=0&then=throw"))), 500);
  EXPECT_EQ(status_in(client.ask(get("/api/v1/small"))), 200);
}

TEST_F(PiecesTest, an_error_later_cuts_the_connection_without_an_end) {
  for (const std::string then : {"error", "throw"}) {
    TestClient client(server_->port());
    client.send(get("/api/v1/pieces?n=2&then=" + then) + get("/api/v1/small"));
    EXPECT_EQ(status_in(client.reply()), 200);
    const auto body = client.until("nothing that comes");
    EXPECT_EQ(body.size(), 2 * (65536U + 9));
    EXPECT_FALSE(body.ends_with("0\r\n\r\n"));
    EXPECT_TRUE(client.closed());
  }
  EXPECT_TRUE(soon([this] { return site_.bodies_open == 0; }));
}

TEST_F(PiecesTest, wait_for_a_client_that_does_not_read_and_end_with_one_that_leaves) {
  TestClient client(server_->port());
  client.send(get("/api/v1/pieces?n=100000&then=end"));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const int made = site_.pieces_made;
  EXPECT_LT(made, 1000);  // what the sockets of the kernel hold, out of 6 GiB
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(site_.pieces_made, made);
  EXPECT_EQ(status_in(TestClient(server_->port()).ask(get("/api/v1/small"))), 200);
  EXPECT_EQ(site_.bodies_open, 1);
  client.drop();
  EXPECT_TRUE(soon([this] { return site_.bodies_open == 0; }));
}

TEST_F(PiecesTest, end_with_a_client_that_reads_nothing_for_too_long) {
  Options options;
  options.request_ms = 100;
  options.rate_min = 64 * 1024 * 1024;
  start(options);
  TestClient client(server_->port());
  client.send(get("/api/v1/pieces?n=100000&then=end"));
  EXPECT_TRUE(soon([this] { return site_.pieces_made > 0; }));
  EXPECT_TRUE(soon([this] { return site_.bodies_open == 0; }));
}

TEST_F(PiecesTest, none_is_made_for_head_or_for_a_client_that_knows_no_chunks) {
  TestClient client(server_->port());
  client.send("HEAD /api/v1/pieces?n=1&then=end HTTP/1.1\r\nHost: t\r\n\r\n");
  client.send(get("/api/v1/small"));
  EXPECT_THAT(client.reply(), HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_THAT(client.reply(), StartsWith("HTTP/1.1 200"));
  const auto old = TestClient(server_->port())
                       .ask("GET /api/v1/pieces?n=1&then=end HTTP/1.0\r\nHost: t\r\n\r\n");
  EXPECT_EQ(status_in(old), 505);
  EXPECT_THAT(old, HasSubstr("http.version"));
  EXPECT_EQ(site_.pieces_made, 0);
}

TEST_F(PiecesTest, other_sites_pages_send_nobody_to_a_read_that_leaves_a_trace) {
  const auto path = "/api/v1/pieces?n=1&then=end";
  const auto cross = TestClient(server_->port()).ask(get(path, "Sec-Fetch-Site: cross-site\r\n"));
  EXPECT_EQ(status_in(cross), 403);
  EXPECT_THAT(cross, HasSubstr("http.cross_site"));
  for (const std::string from : {"same-origin", "none"}) {
    const auto own = TestClient(server_->port()).ask(get(path, "Sec-Fetch-Site: " + from + "\r\n"));
    EXPECT_EQ(status_in(own), 200) << from;
  }
}

TEST_F(PiecesTest, a_server_that_stops_cuts_what_does_not_end_in_time) {
  Options options;
  options.stop_ms = 50;
  start(options);
  TestClient client(server_->port());
  client.send(get("/api/v1/pieces?n=100000&then=end"));
  EXPECT_TRUE(soon([this] { return site_.pieces_made > 0; }));
  server_->stop();
  EXPECT_EQ(site_.bodies_open, 0);
  EXPECT_FALSE(client.until(kEnd).ends_with(kEnd));
}

}  // namespace
}  // namespace linli::http
