#include "app/operator_message.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <string_view>

namespace linli::app {
namespace {

constexpr std::string_view kMessageFormat = "linli-operator-1\n";
constexpr std::size_t kNumberBytes = 4;
// A word grows by at most this much before bytes for it have come.
constexpr std::size_t kGrowBytes = 1u << 20;

std::int64_t now_ms() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

Failure gone() {
  return fail(ErrorKind::Unknown, "app.operator_gone");
}
Failure garbled() {
  return invalid("app.operator_garbled");
}

// One connection, and how long its message may still take.
class Turn {
 public:
  Turn(int socket, const Patience& patience)
      : socket_(socket), patience_(patience), begun_(now_ms()) {}

  Result<void> receive(char* to, std::size_t size) {
    while (size > 0) {
      TRY(wait(POLLIN));
      const auto got = ::recv(socket_, to, size, MSG_DONTWAIT);
      if (got == 0 || (got < 0 && !try_again())) return gone();
      const auto bytes = static_cast<std::size_t>(std::max<ssize_t>(got, 0));
      to += bytes;
      size -= bytes;
    }
    return {};
  }

  Result<void> send(std::string_view bytes) {
    while (!bytes.empty()) {
      TRY(wait(POLLOUT));
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent < 0 && !try_again()) return gone();
      bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
    }
    return {};
  }

  Result<std::size_t> number() {
    char bytes[kNumberBytes];
    TRY(receive(bytes, kNumberBytes));
    std::size_t out = 0;
    for (const char byte : bytes) out = out << 8 | static_cast<unsigned char>(byte);
    return out;
  }

 private:
  static bool try_again() { return errno == EAGAIN || errno == EINTR; }

  Result<void> wait(short what) {
    std::int64_t ms = patience_.stalled_ms;
    if (patience_.whole_ms >= 0) {
      const auto left = std::max<std::int64_t>(0, begun_ + patience_.whole_ms - now_ms());
      ms = ms < 0 ? left : std::min(ms, left);
    }
    pollfd ends[] = {{socket_, what, 0}, {patience_.wake, POLLIN, 0}};
    const int ready = ::poll(ends, 2, static_cast<int>(ms));
    if (ready < 0 && errno == EINTR) return {};
    if (ready <= 0 || ends[1].revents != 0) return gone();
    return {};
  }

  int socket_;
  const Patience& patience_;
  std::int64_t begun_;
};

void add_number(std::string& out, std::size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((number >> shift) & 255);
}

}  // namespace

Result<MessageWords> receive_message(int socket, std::size_t words_max, std::size_t bytes_max,
                                     const Patience& patience) {
  Turn turn(socket, patience);
  std::string format(kMessageFormat.size(), '\0');
  TRY(turn.receive(format.data(), format.size()));
  if (format != kMessageFormat) return garbled();
  const auto count = TRY(turn.number());
  if (count > words_max) return garbled();
  MessageWords out(count);
  std::size_t room = bytes_max;
  for (auto& word : out) {
    const auto size = TRY(turn.number());
    if (size > room) return garbled();
    room -= size;
    while (word.size() < size) {
      const auto before = word.size();
      word.resize(std::min(size, before + kGrowBytes));
      TRY(turn.receive(word.data() + before, word.size() - before));
    }
  }
  return out;
}

Result<void> send_message(int socket, const MessageWords& words, const Patience& patience) {
  Turn turn(socket, patience);
  std::string head(kMessageFormat);
  add_number(head, words.size());
  TRY(turn.send(head));
  for (const auto& word : words) {
    std::string size;
    add_number(size, word.size());
    TRY(turn.send(size));
    TRY(turn.send(word));
  }
  return {};
}

}  // namespace linli::app
