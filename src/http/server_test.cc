#include "http/server.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/json.h"
#include "http/test_site.h"

namespace linli::http {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kAsJson = "Content-Type: application/json\r\n";
constexpr std::string_view kKey = "Idempotency-Key: 0123456789abcdef\r\n";

// Gives a server on the loopback; its log goes to a file that the test may read.
class ServerTest : public testing::Test {
 protected:
  Server& serve(Options options = {}, Folder folder = Folder::Real) {
    if (options.threads == 0) options.threads = 2;
    log_ = ::open(log_path_.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    options.log_fd = log_;
    server_ = std::make_unique<Server>(options, site_.site(folder));
    const auto started = server_->start();
    EXPECT_TRUE(started.has_value());
    return *server_;
  }
  std::string ask(std::string_view bytes) { return TestClient(server_->port()).ask(bytes); }
  std::string log() {
    std::ifstream file(log_path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void TearDown() override {
    server_.reset();
    if (log_ >= 0) ::close(log_);
    std::filesystem::remove(log_path_);
  }

  const std::string log_path_ = testing::TempDir() + "http_" + std::to_string(::getpid()) + ".log";
  int log_ = -1;
  TestSite site_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, answers_and_keeps_the_connection) {
  TestClient client(serve().port());
  for (int i = 0; i < 3; ++i) {
    const auto reply = client.ask(get("/api/v1/small"));
    EXPECT_EQ(status_in(reply), 200);
    EXPECT_THAT(reply, HasSubstr("{\"ok\":true}"));
    EXPECT_THAT(reply, HasSubstr("Date: "));
    EXPECT_THAT(reply, HasSubstr("Cache-Control: no-store"));
    EXPECT_THAT(reply, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(reply, HasSubstr("nosniff"));
    EXPECT_THAT(reply, HasSubstr("Referrer-Policy: same-origin\r\n"));
    EXPECT_THAT(reply, HasSubstr("Content-Type: application/json; charset=utf-8\r\n"));
  }
}

TEST_F(ServerTest, answers_pipelined_requests_in_order) {
  TestClient client(serve().port());
  std::string all;
  for (int i = 0; i < 50; ++i) {
    all += get("/api/v1/things/a" + std::to_string(i) + "?must=1");
    all += post("/api/v1/things", "body", std::string(kAsJson) + std::string(kKey));
  }
  client.send(all);
  for (int i = 0; i < 50; ++i) {
    EXPECT_THAT(client.reply(), HasSubstr("\"a" + std::to_string(i) + "||\""));
    EXPECT_EQ(status_in(client.reply()), 201);
  }
}

TEST_F(ServerTest, takes_a_request_byte_by_byte) {
  TestClient client(serve().port());
  for (const char byte : post("/api/v1/echo", "{\"a\":1}", kAsJson)) client.send({&byte, 1});
  EXPECT_THAT(client.reply(), HasSubstr(R"("{\"a\":1}")"));
}

TEST_F(ServerTest, takes_chunks_and_continues_when_asked) {
  TestClient client(serve().port());
  const auto chunked = client.ask(
      "POST /api/v1/echo HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n3\r\nefg\r\n0\r\n\r\n");
  EXPECT_THAT(chunked, HasSubstr("\"abcdefg\""));
  client.send(
      "POST /api/v1/echo HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"
      "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(status_in(client.reply()), 100);
  EXPECT_THAT(client.ask("{}"), HasSubstr("\"{}\""));
}

TEST_F(ServerTest, sends_large_replies_to_slow_readers_whole) {
  TestClient client(serve().port());
  client.send(get("/api/v1/large") + get("/api/v1/large"));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  for (int i = 0; i < 2; ++i) EXPECT_GT(client.reply().size(), 300'000U);
}

TEST_F(ServerTest, gives_head_the_length_without_the_content) {
  TestClient client(serve().port());
  client.send("HEAD /api/v1/small HTTP/1.1\r\nHost: t\r\n\r\n");
  client.send(get("/api/v1/small"));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_THAT(client.reply(), HasSubstr("Content-Length: 11\r\n"));
}

TEST_F(ServerTest, compresses_json_over_a_kilobyte_when_the_client_takes_it) {
  serve();
  const auto packed = ask(get("/api/v1/large", "Accept-Encoding: gzip\r\n"));
  EXPECT_THAT(packed, HasSubstr("Content-Encoding: gzip"));
  EXPECT_LT(packed.size(), 10'000U);
  EXPECT_GT(ask(get("/api/v1/large", "Accept-Encoding: gzip;q=0\r\n")).size(), 300'000U);
  EXPECT_THAT(ask(get("/api/v1/small", "Accept-Encoding: gzip\r\n")),
              Not(HasSubstr("Content-Encoding")));
}

TEST_F(ServerTest, answers_from_another_thread) {
  TestClient client(serve().port());
  client.send(get("/api/v1/later"));
  while (site_.waiting() == 0) std::this_thread::yield();
  site_.release();
  EXPECT_THAT(client.reply(), HasSubstr("\"late\""));
  EXPECT_EQ(status_in(client.ask(get("/api/v1/small"))), 200);
}

TEST_F(ServerTest, survives_clients_that_leave_while_their_answer_is_made) {
  serve();
  for (int round = 0; round < 20; ++round) {
    TestClient client(server_->port());
    client.send(get("/api/v1/later") + get("/api/v1/small"));
    while (site_.waiting() == 0) std::this_thread::yield();
    client.drop();
    site_.release();
  }
  EXPECT_EQ(status_in(ask(get("/api/v1/small"))), 200);
}

TEST_F(ServerTest, tells_the_client_when_a_handler_is_too_slow) {
  Options options;
  options.request_ms = 60;
  TestClient client(serve(options).port());
  const auto reply = client.ask(get("/api/v1/later"));
  EXPECT_EQ(status_in(reply), 503);
  EXPECT_THAT(reply, HasSubstr("http.timed_out"));
  EXPECT_THAT(reply, HasSubstr("Retry-After"));
  site_.release();  // too late: ignored
  EXPECT_EQ(status_in(client.ask(get("/api/v1/small"))), 200);
}

TEST_F(ServerTest, serves_others_beside_500_idle_connections) {
  serve();
  std::vector<std::unique_ptr<TestClient>> idle;
  for (int i = 0; i < 500; ++i) {
    idle.push_back(std::make_unique<TestClient>(server_->port()));
    if (i % 2 == 0) idle.back()->send("GET /api/");
  }
  TestClient client(server_->port());
  for (int i = 0; i < 100; ++i) EXPECT_EQ(status_in(client.ask(get("/api/v1/small"))), 200);
  idle[0]->send("v1/small HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(status_in(idle[0]->reply()), 200);
}

TEST_F(ServerTest, a_handler_that_throws_or_forgets_tells_nothing_but_a_request_number) {
  serve();
  for (const std::string path : {"/api/v1/throw", "/api/v1/drop", "/api/v1/split"}) {
    const auto reply = ask(get(path));
    EXPECT_EQ(status_in(reply), 500) << path;
    EXPECT_THAT(reply, HasSubstr("http.internal"));
    EXPECT_THAT(reply, HasSubstr("urn:linli:request:"));
    EXPECT_THAT(reply, Not(HasSubstr("secret")));
    EXPECT_THAT(reply, Not(HasSubstr("stolen")));
  }
  EXPECT_THAT(log(), HasSubstr("secret of the house"));
}

TEST_F(ServerTest, logs_the_template_and_nothing_of_the_person) {
  Options options;
  options.access_log = AccessLog::On;
  serve(options);
  ask(get("/api/v1/things/zhang-san?must=13800000000", "Cookie: linli=token-of-hers\r\n"));
  ask("BREW /x HTTP/1.1\r\nHost: t\r\n\r\n");
  server_->stop();
  const auto text = log();
  EXPECT_THAT(text, HasSubstr(R"("method":"GET","route":"/api/v1/things/{id}","status":200)"));
  EXPECT_THAT(text, HasSubstr(R"("method":"OTHER","route":"","status":404)"));
  for (const auto* secret : {"zhang", "13800000000", "hers", "127.0.0.1", "BREW"}) {
    EXPECT_THAT(text, Not(HasSubstr(secret)));
  }
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    EXPECT_TRUE(parse_json(text.substr(at, text.find('\n', at) - at)).has_value());
  }
}

TEST_F(ServerTest, stops_after_the_running_requests) {
  Options options;
  options.stop_ms = 3000;
  options.threads = 1;  // when the idle connection is closed, the other's thread knows, too
  serve(options);
  TestClient running(server_->port());
  TestClient idle(server_->port());
  EXPECT_EQ(status_in(idle.ask(get("/api/v1/small"))), 200);
  running.send(get("/api/v1/later"));
  while (site_.waiting() == 0) std::this_thread::yield();
  std::thread stopping([&] { server_->stop(); });
  EXPECT_TRUE(idle.closed());
  site_.release();
  const auto reply = running.reply();
  EXPECT_THAT(reply, HasSubstr("\"late\""));
  EXPECT_THAT(reply, HasSubstr("Connection: close"));
  stopping.join();
  EXPECT_THROW(TestClient(server_->port()), std::runtime_error);
}

TEST_F(ServerTest, stops_in_time_when_a_handler_never_answers_and_bears_its_late_answer) {
  Options options;
  options.stop_ms = 50;
  serve(options);
  TestClient client(server_->port());
  client.send(get("/api/v1/later"));
  while (site_.waiting() == 0) std::this_thread::yield();
  server_->stop();
  EXPECT_THAT(client.reply(), HasSubstr("http.stopping"));
  server_.reset();
  site_.release();
}

TEST_F(ServerTest, refuses_an_address_that_is_none_or_taken) {
  serve();
  Options options;
  options.port = server_->port();
  Server second(options, site_.site());
  const auto taken = second.start();
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().code, "http.address");
  options.address = "nowhere";
  const auto none = Server(options, site_.site()).start();
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, "http.address");
}

TEST_F(ServerTest, refuses_two_routes_with_one_path_and_a_certificate_that_is_none) {
  site_.routes.push_back(site_.routes.front());
  const auto doubled = Server({}, site_.site()).start();
  ASSERT_FALSE(doubled.has_value());
  EXPECT_EQ(doubled.error().code, "http.routes");
  Options options;
  options.certificate_file = "/nonexistent";
  const auto no_certificate = Server(options, site_.site()).start();
  ASSERT_FALSE(no_certificate.has_value());
  EXPECT_EQ(no_certificate.error().code, "http.certificate");
}

TEST_F(ServerTest, tells_its_health_its_counts_and_its_interface) {
  serve();
  EXPECT_EQ(status_in(ask(get("/healthz"))), 200);
  ask(get("/api/v1/small"));
  ask(get("/api/v1/nothing"));
  // A reply is counted once it is written, so its reader may ask before that.
  const std::string small = "linli_http_requests_total{route=\"/api/v1/small\",status=\"2xx\"} 1\n";
  const std::string none = "{route=\"none\",status=\"4xx\"} 1\n";
  std::string metrics;
  for (int i = 0; i < 100 && !(metrics.contains(small) && metrics.contains(none)); ++i) {
    metrics = ask(get("/metrics"));
  }
  EXPECT_THAT(metrics, HasSubstr(small));
  EXPECT_THAT(metrics, HasSubstr(none));
  EXPECT_THAT(metrics, HasSubstr("linli_http_request_seconds_bucket"));
  EXPECT_THAT(metrics, HasSubstr("linli_store_queue 3"));
  EXPECT_THAT(ask(get("/openapi.json")), HasSubstr("\"openapi\":\"3.1.0\""));
}

TEST_F(ServerTest, is_not_well_when_the_store_has_stopped) {
  auto site = site_.site();
  site.health = [] { return Result<void>(fail(ErrorKind::Overloaded, "test.stopped")); };
  Server server({.threads = 1}, site);
  ASSERT_TRUE(server.start().has_value());
  EXPECT_EQ(status_in(TestClient(server.port()).ask(get("/healthz"))), 503);
}

TEST_F(ServerTest, hides_metrics_from_everybody_but_who_is_named) {
  Options options;
  options.trusted_proxies = *parse_cidrs("127.0.0.1");
  options.metrics_from = *parse_cidrs("10.0.0.9");
  serve(options);
  for (const auto* field : {"", "X-Forwarded-For: 8.8.8.8\r\n", "X-Forwarded-For: 127.0.0.1\r\n",
                            "X-Forwarded-For: 10.0.0.9, 8.8.8.8\r\n"}) {
    EXPECT_EQ(status_in(ask(get("/metrics", field))), 404) << field;
  }
  for (const auto* field : {"X-Forwarded-For: \r\n", "X-Forwarded-For: 10.0.0.9,\r\n"}) {
    EXPECT_EQ(status_in(ask(get("/metrics", field))), 400) << field;
  }
  EXPECT_EQ(status_in(ask(get("/metrics", "X-Forwarded-For: 10.0.0.9\r\n"))), 200);
}

TEST_F(ServerTest, a_proxy_on_the_machine_that_nobody_trusts_opens_no_metrics) {
  serve();
  EXPECT_EQ(status_in(ask(get("/metrics"))), 200);
  for (const std::string field :
       {"X-Forwarded-For: 127.0.0.1", "X-Real-IP: 8.8.8.8", "Forwarded: for=8.8.8.8",
        "Via: 1.1 front", "X-Forwarded-Proto: https", "x-forwarded-host: linli"}) {
    EXPECT_EQ(status_in(ask(get("/metrics", field + "\r\n"))), 404) << field;
  }
}

TEST_F(ServerTest, a_trusted_proxy_alone_opens_no_metrics) {
  Options options;
  options.trusted_proxies = *parse_cidrs("127.0.0.1");
  serve(options);
  EXPECT_EQ(status_in(ask(get("/metrics"))), 404);
}

}  // namespace
}  // namespace linli::http
