// app/operator_socket.h – the Unix socket between a command at the machine and the running server.
//
// DATA/operator.sock, mode 0600 in a folder of mode 0700. The kernel says who is at the other end
// (SO_PEERCRED): only the server's own user and root are heard. One message goes each way, then the
// connection ends (docs/formats.md, "Operator's socket"). One caller is served at a time; one who
// neither sends nor takes bytes for kStalledMs, or has not sent all after kRequestMs, is dropped.
// Source: unix(7), socket(7). Thread safety: each says.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/operator.h"
#include "app/operator_message.h"
#include "base/result.h"
#include "store/disk.h"

namespace linli::app {

inline constexpr std::size_t kOperatorWordsMax = 64;                  // of a request or an answer
inline constexpr std::size_t kBroughtBytesMax = 64u << 20;            // of a whole request
inline constexpr std::size_t kAnswerBytesMax = 64u << 20;             // of a whole answer
inline constexpr std::size_t kPrintedBytesMax = kAnswerBytesMax / 2;  // the rest is cut off
inline constexpr std::int64_t kStalledMs = 5'000;
inline constexpr std::int64_t kRequestMs = 60'000;
inline constexpr std::int64_t kConnectMs = 2'000;  // for a place among those who wait
inline constexpr int kWaitingMax = 8;              // callers that wait for their turn

// How long the server hears one caller.
struct OperatorTimes {
  std::int64_t stalled_ms = kStalledMs;
  std::int64_t request_ms = kRequestMs;
};

// What a command said and how it ended.
struct OperatorAnswer {
  int exit = 0;
  std::string out;             // for standard output
  std::optional<Error> error;  // the caller says it in her own language
};

// The answer as it crosses the socket, within kOperatorWordsMax and kAnswerBytesMax whatever a
// command printed: what is beyond kPrintedBytesMax is cut off, between two characters, and says so.
MessageWords words_of(const OperatorAnswer& answer);

// Whether a caller of this user may command a server of that user.
bool may_operate(uid_t caller, uid_t server);

// The server's side. Made and destroyed by one thread; runs commands on a thread of its own.
class OperatorSocket {
 public:
  // Listens in the data folder from now on; a socket that a killed server left there is replaced.
  // The folder must be held by this process; `parts` must outlive it. Errors: app.operator_socket
  // (Overloaded: it cannot be made, or another server listens there; detail: why).
  static Result<std::unique_ptr<OperatorSocket>> open(const std::string& data, Parts& parts,
                                                      OperatorTimes times = {});
  // Waits for the command that runs; those who wait for their turn are told nothing.
  ~OperatorSocket();
  OperatorSocket(const OperatorSocket&) = delete;
  OperatorSocket& operator=(const OperatorSocket&) = delete;

 private:
  OperatorSocket(store::disk::Descriptor folder, store::disk::Descriptor listening,
                 store::disk::Descriptor wake, Parts& parts, OperatorTimes times);
  void run();
  void serve(int caller);

  store::disk::Descriptor folder_;
  store::disk::Descriptor listening_;
  store::disk::Descriptor wake_;  // readable once it shall end
  Parts& parts_;
  const OperatorTimes times_;
  std::thread thread_;
};

// The caller's side: nothing if no server listens there. Errors: app.operator_refused,
// app.operator_garbled, app.operator_busy, app.operator_gone, app.file_too_large. Any thread.
Result<std::optional<OperatorAnswer>> ask_server(const std::string& data, std::string_view command,
                                                 const Words& words, std::string brought);

}  // namespace linli::app
