#include <gmock/gmock.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "http/conversation.h"
#include "http/test_site.h"

// What one client may make the server keep, and for how long.
namespace linli::http {
namespace {

using testing::HasSubstr;

constexpr std::string_view kPost =
    "POST /api/v1/echo HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n";

std::string chunked(std::string_view body) {
  return std::string(kPost) + "Transfer-Encoding: chunked\r\n\r\n" + std::string(body);
}
std::string sized(std::size_t bytes) {
  return std::string(kPost) + "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
}

class LimitsTest : public testing::Test {
 protected:
  Server& serve(Options options = {}) {
    options.threads = 2;
    options.log_fd = -1;
    server_ = std::make_unique<Server>(options, site_.site());
    EXPECT_TRUE(server_->start().has_value());
    return *server_;
  }
  std::string ask(std::string_view bytes) { return TestClient(server_->port()).ask(bytes); }

  // Sends `start` and then `more` for ever; what is answered before `max` bytes have gone.
  std::string flood(std::string_view start, std::string_view more, std::size_t max) {
    TestClient client(server_->port());
    client.send(start);
    const std::string block = [&] {
      std::string out;
      while (out.size() < 4096) out += more;
      return out;
    }();
    for (std::size_t sent = 0; sent < max && client.send(block); sent += block.size()) {
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    return client.reply();
  }

  TestSite site_;
  std::unique_ptr<Server> server_;
};

// How many connections wait for accept() at each listening socket of this process on `port`, as the
// kernel took it: of a listener, tcpi_sacked is its backlog.
std::vector<unsigned> backlogs(std::uint16_t port) {
  std::vector<unsigned> out;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    const int fd = std::stoi(entry.path().filename());
    sockaddr_in at{};
    socklen_t size = sizeof at;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) != 0) continue;
    int listens = 0;
    socklen_t flag = sizeof listens;
    getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &flag);
    if (listens == 0 || ntohs(at.sin_port) != port) continue;
    tcp_info info{};
    socklen_t length = sizeof info;
    EXPECT_EQ(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length), 0);
    out.push_back(info.tcpi_sacked);
  }
  return out;
}

TEST_F(LimitsTest, connections_that_wait_to_be_taken_are_as_many_as_the_table_says) {
  const auto& server = serve();
  std::ifstream most("/proc/sys/net/core/somaxconn");  // the kernel's own limit
  unsigned of_kernel = 0;
  most >> of_kernel;
  const auto found = backlogs(server.port());
  ASSERT_EQ(found.size(), 2u) << "one for each thread";
  for (const auto backlog : found) EXPECT_EQ(backlog, std::min(1024u, of_kernel));
}

TEST_F(LimitsTest, nobody_fills_the_memory_with_a_line_or_trailers_that_do_not_end) {
  serve();
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"2;x=", "a"}, {"", "0"}, {"0\r\nX: ", "a"}, {"0\r\n", "X: aaaaaaaaaaaa\r\n"}};
  for (const auto& [start, more] : cases) {
    const auto reply = flood(chunked(start), more, 64 * kFramingMax);
    EXPECT_EQ(status_in(reply), 400) << start;
    EXPECT_THAT(reply, HasSubstr("http.malformed")) << start;
  }
}

TEST_F(LimitsTest, a_line_within_the_limit_may_be_long) {
  serve();
  const auto reply = ask(chunked("2;x=" + std::string(kFramingMax / 2, 'a') + "\r\n{}\r\n0\r\nX: " +
                                 std::string(kFramingMax / 2, 'b') + "\r\n\r\n"));
  EXPECT_EQ(status_in(reply), 200);
}

TEST_F(LimitsTest, a_chunk_larger_than_the_route_takes_is_refused_by_its_size) {
  serve();
  for (const auto* size : {"FFFFFFFFFFFFFFFF", "F4241", "7FFFFFFFFFFFFFFF"}) {
    const auto reply = ask(chunked(std::string(size) + "\r\n"));
    EXPECT_EQ(status_in(reply), 413) << size;
    EXPECT_THAT(reply, HasSubstr("http.body_too_large"));
  }
  // 1,000,000 bytes are taken, and a second chunk may not go beyond them together.
  const auto whole = chunked("F4240\r\n" + std::string(1'000'000, 'x') + "\r\n");
  EXPECT_EQ(status_in(ask(whole + "0\r\n\r\n")), 200);
  EXPECT_EQ(status_in(ask(whole + "1\r\n")), 413);
}

TEST_F(LimitsTest, one_address_gets_a_share_of_the_connections_and_others_still_get_in) {
  Options options;
  options.connections_max = 30;
  serve(options);
  std::vector<std::unique_ptr<TestClient>> taken;
  int refused = 0;
  for (int i = 0; i < 30; ++i) {
    taken.push_back(std::make_unique<TestClient>(server_->port()));
    if (status_in(taken.back()->ask(get("/api/v1/small"))) == 503) ++refused;
  }
  EXPECT_EQ(30 - refused, 10);
  TestClient other(server_->port(), "127.0.0.77");
  EXPECT_EQ(status_in(other.ask(get("/api/v1/small"))), 200);
  EXPECT_EQ(status_in(taken[0]->ask(get("/api/v1/small"))), 200);
}

TEST_F(LimitsTest, one_address_gets_no_more_connections_than_the_setting_says) {
  Options options;
  options.connections_each = 3;
  serve(options);
  std::vector<std::unique_ptr<TestClient>> some;
  for (int i = 0; i < 3; ++i) {
    some.push_back(std::make_unique<TestClient>(server_->port()));
    EXPECT_EQ(status_in(some.back()->ask(get("/api/v1/small"))), 200);
  }
  EXPECT_EQ(status_in(TestClient(server_->port()).reply()), 503);
  some.pop_back();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(status_in(ask(get("/api/v1/small"))), 200);
}

TEST_F(LimitsTest, a_trusted_proxy_brings_as_many_as_there_is_room_for) {
  Options options;
  options.connections_max = 20;
  options.connections_each = 2;
  options.trusted_proxies = *parse_cidrs("127.0.0.1");
  serve(options);
  std::vector<std::unique_ptr<TestClient>> all;
  for (int i = 0; i < 20; ++i) {
    all.push_back(std::make_unique<TestClient>(server_->port()));
    EXPECT_EQ(status_in(all.back()->ask(get("/api/v1/small"))), 200) << i;
  }
}

TEST_F(LimitsTest, bodies_half_sent_stay_within_their_memory_and_small_ones_pass) {
  Options options;
  options.held_max = 3'000'000;
  serve(options);
  const std::string most(900'000, 'x');
  std::vector<std::unique_ptr<TestClient>> half;
  int full = 0;
  for (int i = 0; i < 12; ++i) {
    half.push_back(std::make_unique<TestClient>(server_->port()));
    half.back()->send(sized(1'000'000) + most);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  for (auto& client : half) {
    if (client->waits(1)) continue;
    EXPECT_THAT(client->reply(), HasSubstr("http.full"));
    ++full;
  }
  EXPECT_EQ(full, 11);  // one may hold a third
  EXPECT_EQ(status_in(ask(sized(2) + "{}")), 200);
  TestClient other(server_->port(), "127.0.0.78");
  EXPECT_EQ(status_in(other.ask(sized(400'000) + std::string(400'000, 'y'))), 200);
  half.clear();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(status_in(ask(sized(1'000'000) + std::string(1'000'000, 'y'))), 200);
}

TEST_F(LimitsTest, replies_half_read_stay_within_their_memory) {
  Options options;
  options.held_max = 1'000'000;
  serve(options);
  std::vector<std::unique_ptr<TestClient>> readers;
  std::string many;
  for (int i = 0; i < 60; ++i) many += get("/api/v1/large");
  for (int i = 0; i < 8; ++i) {
    readers.push_back(std::make_unique<TestClient>(server_->port()));
    readers.back()->send(many);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  int cut = 0;
  for (auto& reader : readers) {
    int got = 0;
    while (reader->reply().size() > 300'000) ++got;
    if (got < 60) ++cut;
  }
  EXPECT_GE(cut, 6);
}

TEST_F(LimitsTest, who_sent_much_gets_no_time_to_be_silent) {
  Options options;
  options.request_ms = 300;
  options.rate_min = 100'000;
  TestClient client(serve(options).port());
  client.send(sized(1'000'000) + std::string(900'000, 'x'));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(status_in(client.reply()), 408);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(2000));
}

TEST_F(LimitsTest, framing_earns_no_time) {
  Options options;
  options.request_ms = 300;
  options.rate_min = 10'000;
  TestClient client(serve(options).port());
  client.send(chunked(""));
  const std::string chunk = "1;" + std::string(4000, 'a') + "\r\nx\r\n";
  const auto start = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - start < std::chrono::milliseconds(1500)) {
    if (!client.send(chunk)) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(status_in(client.reply()), 408);
}

TEST_F(LimitsTest, closes_on_a_head_or_body_that_does_not_come) {
  Options options;
  options.header_ms = 80;
  options.request_ms = 80;
  options.idle_ms = 200;
  serve(options);
  TestClient head(server_->port());
  TestClient body(server_->port());
  TestClient idle(server_->port());
  head.send("GET /api/v1/small HTTP/1.1\r\nHost: t\r\nX: ");
  body.send(
      "POST /api/v1/echo HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
      "Content-Length: 9\r\n\r\n{");
  const auto slow = head.reply();
  EXPECT_EQ(status_in(slow), 408);
  EXPECT_THAT(slow, HasSubstr("http.slow"));
  EXPECT_TRUE(head.closed());
  EXPECT_EQ(status_in(body.reply()), 408);
  EXPECT_TRUE(body.closed());
  EXPECT_TRUE(idle.closed());
}

TEST_F(LimitsTest, a_head_that_trickles_gets_no_more_time_than_one_that_hangs) {
  Options options;
  options.header_ms = 100;
  TestClient client(serve(options).port());
  client.send("GET /api/v1/small HTTP/1.1\r\n");
  const auto start = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - start < std::chrono::milliseconds(600)) {
    client.send("X-A: b\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(status_in(client.reply()), 408);
}

}  // namespace
}  // namespace linli::http
