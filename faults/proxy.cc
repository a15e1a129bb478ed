#include "faults/proxy.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace linli::faults {
namespace {

constexpr int kWaitingMax = 64;
constexpr std::size_t kPieceMax = 65536;

std::string socket_in(const std::string& folder) {
  return folder + "/.s.PGSQL.5432";
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  CHECK(path.size() < sizeof(address.sun_path));
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

bool send_all(int to, const char* bytes, std::size_t size) {
  while (size > 0) {
    const auto sent = ::send(to, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

Proxy::Proxy(const std::string& own, const std::string& server)
    : folder_(own),
      server_path_(socket_in(server)),
      listening_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      wake_(::eventfd(0, EFD_CLOEXEC)) {
  const auto address = address_of(socket_in(own));
  ::unlink(address.sun_path);
  CHECK(::bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  CHECK(::listen(listening_, kWaitingMax) == 0);
  thread_ = std::thread([this] { run(); });
}

Proxy::~Proxy() {
  CHECK(::eventfd_write(wake_, 1) == 0);
  thread_.join();
  for (const auto& pair : pairs_) {
    ::close(pair.program);
    ::close(pair.server);
  }
  ::close(listening_);
  ::close(wake_);
}

void Proxy::cut_at(Cut cut, std::int64_t n, Times times) {
  const std::lock_guard lock(mutex_);
  cut_ = cut;
  left_ = n;
  times_ = times;
  has_cut_ = false;
}

bool Proxy::heal() {
  const std::lock_guard lock(mutex_);
  left_ = 0;
  down_ = false;
  return std::exchange(has_cut_, false);
}

bool Proxy::is_down() {
  const std::lock_guard lock(mutex_);
  return down_;
}

void Proxy::run() {
  while (true) {
    std::vector<pollfd> sockets = {{wake_, POLLIN, 0}, {listening_, POLLIN, 0}};
    for (const auto& pair : pairs_) {
      sockets.push_back({pair.program, POLLIN, 0});
      sockets.push_back({pair.server, POLLIN, 0});
    }
    if (::poll(sockets.data(), sockets.size(), -1) < 0) continue;
    if (sockets[0].revents != 0) return;
    std::vector<Pair> left;
    for (std::size_t at = 0; at < pairs_.size(); ++at) {
      const auto& pair = pairs_[at];
      const bool to_server = sockets[2 + 2 * at].revents != 0;
      const bool to_program = sockets[3 + 2 * at].revents != 0;
      if ((!to_server || carry(pair, Way::ToServer)) &&
          (!to_program || carry(pair, Way::ToProgram))) {
        left.push_back(pair);
        continue;
      }
      ::close(pair.program);
      ::close(pair.server);
    }
    pairs_ = std::move(left);
    if (sockets[1].revents != 0) accept_one();
  }
}

void Proxy::accept_one() {
  const int program = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
  if (program < 0) return;
  const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = address_of(server_path_);
  if (!is_down() &&
      ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    pairs_.push_back({program, server});
    return;
  }
  ::close(program);
  ::close(server);
}

bool Proxy::carry(const Pair& pair, Way way) {
  std::array<char, kPieceMax> piece;
  const int from = way == Way::ToServer ? pair.program : pair.server;
  const int to = way == Way::ToServer ? pair.server : pair.program;
  const auto got = ::recv(from, piece.data(), piece.size(), 0);
  if (got <= 0) return false;
  const auto all = static_cast<std::size_t>(got);
  const auto part = share(way, all);
  return send_all(to, piece.data(), part) && part == all;
}

std::size_t Proxy::share(Way way, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (down_) return 0;
  const bool counts = cut_ == Cut::Torn || (cut_ == Cut::Request) == (way == Way::ToServer);
  if (left_ == 0 || !counts || --left_ > 0) return bytes;
  has_cut_ = true;
  down_ = times_ == Times::ForGood;
  return cut_ == Cut::Torn ? bytes / 2 : 0;
}

}  // namespace linli::faults
