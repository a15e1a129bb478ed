#include "app/operator_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <sstream>

#include "app/operator_audit.h"
#include "base/text.h"

namespace linli::app {
namespace {

using store::disk::Descriptor;

constexpr const char* kName = "operator.sock";
constexpr std::int64_t kForEver = -1;
// What an answer consists of, in this order.
enum : std::size_t { kExit, kOut, kErrorKind, kErrorCode, kErrorDetail, kAnswerWords };
// What a request begins with; the words of the command line follow.
enum : std::size_t { kCommand, kBrought, kRequestWords };
constexpr std::string_view kCutOff = "\n…\n";

Failure not_made(std::string_view operation) {
  return fail(ErrorKind::Overloaded, "app.operator_socket",
              std::string(operation) + ": " + std::strerror(errno));
}

// A socket's address has 108 bytes, a folder's path may have more: it is reached through the
// folder's own descriptor.
sockaddr_un address_in(const Descriptor& folder) {
  sockaddr_un out{};
  out.sun_family = AF_UNIX;
  const std::string path = "/proc/self/fd/" + std::to_string(folder.number()) + '/' + kName;
  std::memcpy(out.sun_path, path.c_str(), path.size() + 1);
  return out;
}

const sockaddr* plain(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

Descriptor folder_at(const std::string& data) {
  return Descriptor(::open(data.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}
Descriptor new_socket() {
  return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

bool somebody_listens(const Descriptor& folder) {
  const Descriptor probe = new_socket();
  const auto address = address_in(folder);
  return ::connect(probe.number(), plain(address), sizeof address) == 0;
}

// Takes away what a killed server left; anything but a socket is somebody's and stays.
Result<void> make_room(const Descriptor& folder) {
  struct stat there {};
  if (::fstatat(folder.number(), kName, &there, AT_SYMLINK_NOFOLLOW) != 0) return {};
  if (!S_ISSOCK(there.st_mode)) {
    errno = EEXIST;
    return not_made("bind");
  }
  if (somebody_listens(folder)) {
    errno = EADDRINUSE;
    return not_made("bind");
  }
  if (::unlinkat(folder.number(), kName, 0) != 0) return not_made("unlink");
  return {};
}

bool has_gone(int caller) {
  pollfd end{caller, POLLRDHUP, 0};
  return ::poll(&end, 1, 0) > 0;
}

// Where at most `size` bytes of UTF-8 end with a whole character.
std::size_t whole_characters(std::string_view text, std::size_t size) {
  const auto inside = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  while (size > 0 && inside(size)) --size;
  return size;
}

Result<OperatorAnswer> answer_of(MessageWords words) {
  if (words.size() != kAnswerWords) return invalid("app.operator_garbled");
  OperatorAnswer out;
  out.exit = static_cast<int>(parse_int64(words[kExit]).value_or(kRefused));
  out.out = std::move(words[kOut]);
  if (words[kErrorCode].empty()) return out;
  const auto kind = parse_int64(words[kErrorKind]).value_or(0);
  out.error = Error{static_cast<ErrorKind>(
                        std::clamp<std::int64_t>(kind, 0, static_cast<int>(ErrorKind::Corrupt))),
                    std::move(words[kErrorCode]), std::move(words[kErrorDetail])};
  return out;
}

OperatorAnswer refusal(const Error& error) {
  return {kRefused, "", error};
}

Error unheard(std::string what) {
  return {ErrorKind::Invalid, "app.operator_garbled", std::move(what)};
}

// Does what a request asks for, on the server's side.
OperatorAnswer done(Parts& parts, MessageWords request) {
  if (request.size() < kRequestWords) return refusal(unheard(""));
  for (const auto& command : operator_commands()) {
    if (command.name != request[kCommand]) continue;
    auto arguments =
        Arguments::parse({request.begin() + kRequestWords, request.end()}, command.accepts);
    if (!arguments) return refusal(arguments.error());
    std::ostringstream out;
    const OperatorCall call{*std::move(arguments), std::move(request[kBrought]), DoneBy::Server};
    const auto exit = carry_out(command, parts, call, out);
    if (!exit) return {kRefused, std::move(out).str(), exit.error()};
    return {*exit, std::move(out).str(), {}};
  }
  return refusal(unheard(request[kCommand]));
}

}  // namespace

MessageWords words_of(const OperatorAnswer& answer) {
  MessageWords out(kAnswerWords);
  out[kExit] = std::to_string(answer.exit);
  out[kOut] = answer.out;
  if (out[kOut].size() > kPrintedBytesMax) {
    out[kOut].resize(whole_characters(out[kOut], kPrintedBytesMax));
    out[kOut] += kCutOff;
  }
  if (!answer.error) return out;
  out[kErrorKind] = std::to_string(static_cast<int>(answer.error->kind));
  out[kErrorCode] = answer.error->code;
  out[kErrorDetail] = answer.error->detail.substr(0, kAnswerBytesMax / 4);
  return out;
}

bool may_operate(uid_t caller, uid_t server) {
  return caller == server || caller == 0;
}

Result<std::unique_ptr<OperatorSocket>> OperatorSocket::open(const std::string& data, Parts& parts,
                                                             OperatorTimes times) {
  auto folder = folder_at(data);
  if (folder.number() < 0) return not_made("open");
  TRY(make_room(folder));
  auto listening = new_socket();
  auto wake = Descriptor(::eventfd(0, EFD_CLOEXEC));
  if (listening.number() < 0 || wake.number() < 0) return not_made("socket");
  // The file gets the mode that the socket has when it is bound: it is never open to others.
  if (::fchmod(listening.number(), 0600) != 0) return not_made("chmod");
  const auto address = address_in(folder);
  if (::bind(listening.number(), plain(address), sizeof address) != 0) return not_made("bind");
  if (::listen(listening.number(), kWaitingMax) != 0) return not_made("listen");
  return std::unique_ptr<OperatorSocket>(
      new OperatorSocket(std::move(folder), std::move(listening), std::move(wake), parts, times));
}

OperatorSocket::OperatorSocket(Descriptor folder, Descriptor listening, Descriptor wake,
                               Parts& parts, OperatorTimes times)
    : folder_(std::move(folder)),
      listening_(std::move(listening)),
      wake_(std::move(wake)),
      parts_(parts),
      times_(times),
      thread_([this] { run(); }) {}

OperatorSocket::~OperatorSocket() {
  // Nobody finds it from now on, and the next server has nothing to take away.
  ::unlinkat(folder_.number(), kName, 0);
  static_cast<void>(::eventfd_write(wake_.number(), 1));
  thread_.join();
}

void OperatorSocket::run() {
  while (true) {
    pollfd ends[] = {{listening_.number(), POLLIN, 0}, {wake_.number(), POLLIN, 0}};
    if (::poll(ends, 2, -1) < 0) continue;
    if (ends[1].revents != 0) return;
    const Descriptor caller(::accept4(listening_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    if (caller.number() < 0) continue;
    // The job boundary: the next caller is served.
    try {
      serve(caller.number());
    } catch (const std::exception& bug) {
      std::fprintf(stderr, "linli: operator: a bug or exhaustion: %s\n", bug.what());
    }
  }
}

void OperatorSocket::serve(int caller) {
  const Patience patience{times_.stalled_ms, times_.request_ms, wake_.number()};
  // An answer that began to be written is written also while the server ends.
  const Patience answering{times_.stalled_ms, times_.request_ms};
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(caller, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 ||
      !may_operate(peer.uid, ::geteuid())) {
    const auto no = refusal(Error{ErrorKind::Forbidden, "app.operator_refused", ""});
    static_cast<void>(send_message(caller, words_of(no), answering));
    return;
  }
  auto request = receive_message(caller, kOperatorWordsMax, kBroughtBytesMax, patience);
  if (request && has_gone(caller)) return;
  const auto answer = request ? done(parts_, *std::move(request)) : refusal(request.error());
  static_cast<void>(send_message(caller, words_of(answer), answering));
}

Result<std::optional<OperatorAnswer>> ask_server(const std::string& data, std::string_view command,
                                                 const Words& words, std::string brought) {
  const auto folder = folder_at(data);
  const auto socket = new_socket();
  if (folder.number() < 0 || socket.number() < 0) return std::nullopt;
  const timeval wait{kConnectMs / 1000, 0};
  ::setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  const auto address = address_in(folder);
  if (::connect(socket.number(), plain(address), sizeof address) != 0) {
    if (errno == EAGAIN) return fail(ErrorKind::Overloaded, "app.operator_busy");
    if (errno == EACCES) return fail(ErrorKind::Forbidden, "app.operator_refused");
    return std::nullopt;
  }
  if (brought.size() > kBroughtBytesMax - (1u << 20))
    return invalid("app.file_too_large", std::to_string(brought.size()) + " bytes");
  MessageWords request{std::string(command), std::move(brought)};
  request.insert(request.end(), words.begin(), words.end());
  // The server takes it when those before have been served, and says when it is done.
  const Patience patience{kForEver, kForEver};
  const auto sent = send_message(socket.number(), request, patience);
  // Who is refused at once cannot send all; the answer says why.
  auto answer = receive_message(socket.number(), kAnswerWords, kAnswerBytesMax, patience);
  if (!answer && !sent) return Failure(sent.error());
  return TRY(answer_of(TRY(std::move(answer))));
}

}  // namespace linli::app
