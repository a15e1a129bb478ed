#include "outbound/fetch.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>

namespace linli::outbound {
namespace {

TEST(OriginOf, IsSchemeHostAndUnusualPort) {
  EXPECT_EQ(origin_of("https://Id.Example/a?b").value(), "https://id.example");
  EXPECT_EQ(origin_of("https://id.example:443").value(), "https://id.example");
  EXPECT_EQ(origin_of("https://id.example:8443/x").value(), "https://id.example:8443");
  EXPECT_EQ(origin_of("http://127.0.0.1:9000/x").value(), "http://127.0.0.1:9000");
  EXPECT_EQ(origin_of("http://[::1]:9000/x").value(), "http://[::1]:9000");
}

TEST(OriginOf, RefusesWhatIsNotSafelyOneServer) {
  const std::string long_one = "https://id.example/" + std::string(kUrlMax, 'a');
  for (const std::string& url :
       {std::string(), std::string("id.example"), std::string("http://id.example"),
        std::string("http://127.0.0.1.example"), std::string("ftp://id.example"),
        std::string("file:///etc/passwd"), std::string("https://a@id.example"),
        std::string("https://id.example/#x"), std::string("https://"),
        std::string("https://id.example\n.evil"), long_one}) {
    EXPECT_EQ(origin_of(url).error().code, "outbound.not_allowed") << url;
  }
}

TEST(Fetcher, AsksNobodyWhomItWasNotTold) {
  const Fetcher fetcher({"https://id.example"});
  Ask ask;
  for (const char* url : {"https://id.example.evil/x", "http://127.0.0.1:1/", "https://other"}) {
    ask.url = url;
    EXPECT_EQ(fetcher.fetch(ask).error().code, "outbound.not_allowed") << url;
  }
}

TEST(Fetcher, SaysThatNobodyIsThere) {
  const Fetcher fetcher({"http://127.0.0.1:1"});
  Ask ask;
  ask.url = "http://127.0.0.1:1/x";
  EXPECT_EQ(fetcher.fetch(ask).error().code, "outbound.unreachable");
}

// Takes connections and never says a word.
class Silent {
 public:
  Silent() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket_, plain, size), 0);
    EXPECT_EQ(::listen(socket_, 4), 0);
    EXPECT_EQ(::getsockname(socket_, plain, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~Silent() { ::close(socket_); }
  Silent(const Silent&) = delete;
  Silent& operator=(const Silent&) = delete;
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // The next connection; negative when it is over.
  int next() const { return ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC); }
  void end() const { ::shutdown(socket_, SHUT_RDWR); }

 private:
  int socket_;
  int port_ = 0;
};

TEST(Fetcher, DoesNotWaitForWhoNeverAnswers) {
  const Silent silent;
  const Fetcher fetcher({silent.origin()});
  Ask ask;
  ask.url = silent.origin() + "/x";
  EXPECT_EQ(fetcher.fetch(ask).error().code, "outbound.slow");
}

// Answers whoever comes with the same bytes, and counts them.
class Says {
 public:
  explicit Says(std::string answer) : answer_(std::move(answer)), thread_([this] { run(); }) {}
  ~Says() {
    listening_.end();
    thread_.join();
  }
  std::string origin() const { return listening_.origin(); }
  int asked() const { return asked_; }

 private:
  void run() {
    for (int one; (one = listening_.next()) >= 0; ::close(one)) {
      ++asked_;
      char request[4096];
      static_cast<void>(::recv(one, request, sizeof request, 0));
      std::size_t sent = 0;
      while (sent < answer_.size()) {
        const auto more = ::send(one, answer_.data() + sent, answer_.size() - sent, MSG_NOSIGNAL);
        if (more <= 0) break;
        sent += static_cast<std::size_t>(more);
      }
    }
  }

  Silent listening_;
  const std::string answer_;
  std::atomic<int> asked_ = 0;
  std::thread thread_;
};

Ask for_x(const std::string& origin) {
  Ask out;
  out.url = origin + "/x";
  return out;
}

TEST(Fetcher, GoesNowhereElseWhenItIsSentThere) {
  const Says inside("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
  const Says sends("HTTP/1.1 302 Found\r\nLocation: " + inside.origin() +
                   "/latest\r\nContent-Length: 0\r\n\r\n");
  // Also where both are told: an answer names no further question.
  const Fetcher fetcher({sends.origin(), inside.origin()});
  const auto answer = fetcher.fetch(for_x(sends.origin())).value();
  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(inside.asked(), 0);
}

TEST(Fetcher, TakesNoMoreThanItsLimit) {
  const auto of_bytes = [](std::size_t size) {
    return "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(size, 'x');
  };
  const Says enough(of_bytes(kAnswerBytesMax));
  const Says more(of_bytes(kAnswerBytesMax + 1));
  const Fetcher fetcher({enough.origin(), more.origin()});
  EXPECT_EQ(fetcher.fetch(for_x(enough.origin())).value().body.size(), kAnswerBytesMax);
  EXPECT_EQ(fetcher.fetch(for_x(more.origin())).error().code, "outbound.too_large");
}

TEST(PercentEncoded, LeavesUnreservedCharactersAlone) {
  EXPECT_EQ(percent_encoded("aZ0-._~"), "aZ0-._~");
  EXPECT_EQ(percent_encoded("a b&c=1/中"), "a%20b%26c%3D1%2F%E4%B8%AD");
}

}  // namespace
}  // namespace linli::outbound
