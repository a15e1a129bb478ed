// faults/proxy.h – a network that breaks, between the program and its PostgreSQL.
//
// It listens on a Unix socket and carries each connection's bytes to the server's socket and back,
// piece by piece as they come. A chosen piece is not carried on, or only its first half, and the
// connection is cut at both ends: a request that never came, an answer that nobody heard – so what
// was asked is done all the same –, half of either. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "faults/disk.h"

namespace linli::faults {

enum class Cut { Request, Answer, Torn };

class Proxy {
 public:
  // Both are folders of sockets, as libpq's `host` names them; its own must be there.
  Proxy(const std::string& own, const std::string& server);
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;
  ~Proxy();

  const std::string& folder() const { return folder_; }

  // The n-th piece from now on is cut, n ≥ 1: of what goes to the server, of what comes from it, or
  // of both (Torn). For good: every later piece and every new connection as well.
  void cut_at(Cut cut, std::int64_t n, Times times);
  // Cuts no more. Returns whether it did since it was told to.
  bool heal();

 private:
  enum class Way { ToServer, ToProgram };
  struct Pair {
    int program, server;
  };

  void run();
  void accept_one();
  // False: the connection is over.
  bool carry(const Pair& pair, Way way);
  // How many of these bytes are carried on; fewer than all: then it is cut.
  std::size_t share(Way way, std::size_t bytes);
  bool is_down();

  const std::string folder_;
  const std::string server_path_;
  int listening_ = -1;
  int wake_ = -1;  // eventfd: it ends
  std::vector<Pair> pairs_;
  std::mutex mutex_;
  Cut cut_ = Cut::Request;
  Times times_ = Times::Once;
  std::int64_t left_ = 0;  // pieces until the cut; 0: none is to be cut
  bool down_ = false;
  bool has_cut_ = false;
  std::thread thread_;
};

}  // namespace linli::faults
