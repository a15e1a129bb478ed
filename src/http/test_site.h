// http/test_site.h – for tests: a small site with one route of each kind, and a plain client.
// Thread safety: one thread per client.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "http/server.h"

namespace linli::http {

// Routes: GET /api/v1/small, /api/v1/large, /api/v1/things/{id}?n=&flag=&must=, POST
// /api/v1/things (writes), POST /api/v1/way_in (while setting up), POST /api/v1/echo, GET
// /api/v1/fail/{kind}, /api/v1/throw, /api/v1/drop, /api/v1/later (answers when `release` is
// called, from its own thread), /api/v1/pieces?n=&then= (a body of n pieces, then "end", "error" or
// "throw"), and one per Who.
class TestSite {
 public:
  TestSite();
  TestSite(const TestSite&) = delete;
  TestSite& operator=(const TestSite&) = delete;
  ~TestSite();

  Site site(Folder folder = Folder::Real) const;
  // Answers all that wait at /api/v1/later.
  void release();
  std::size_t waiting();

  FixedClock clock{Instant{1'790'000'000'000}};
  std::vector<api::Route> routes;
  std::atomic<int> things_made = 0;
  std::atomic<int> pieces_made = 0;
  std::atomic<int> bodies_open = 0;  // of those that are sent in pieces

 private:
  void add_errors();
  void add_pieces();
  void add_who();
  std::mutex mutex_;
  std::vector<api::Respond> waiting_;
  std::vector<std::thread> threads_;
};

// Reads until a whole reply, the end, or `seconds` without a byte.
class TestClient {
 public:
  // `from`: its own address, of 127.0.0.0/8.
  explicit TestClient(std::uint16_t port, const char* from = "127.0.0.1");
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;
  ~TestClient();
  // Whether the other side took all.
  bool send(std::string_view bytes);
  // The next reply, head and content; "" when the connection ended or nothing came in time.
  std::string reply(int seconds = 5);
  std::string ask(std::string_view bytes) {
    send(bytes);
    return reply();
  }
  // What comes up to and with `end`; all that came when the connection ended before.
  std::string until(std::string_view end, int seconds = 5);
  // Whether nothing comes for so long.
  bool waits(int seconds);
  // Whether the server closes within `seconds`.
  bool closed(int seconds = 5);
  void drop();

 private:
  bool more(int seconds);
  int socket_;
  std::string buffer_;
};

// "GET PATH" as a whole HTTP/1.1 request with further header lines.
std::string get(std::string_view path, std::string_view fields = "");
std::string post(std::string_view path, std::string_view body, std::string_view fields = "");
int status_in(std::string_view reply);

}  // namespace linli::http
