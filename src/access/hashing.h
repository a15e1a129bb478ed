// access/hashing.h – the pool that hashes passwords: few threads, a bounded queue that is fair.
//
// As many threads as the machine has cores (Settings::hashing_threads), 19 MiB each, so sign-ins
// starve other requests neither of processor nor of memory. Whoever asks is one client (her
// address): clients take turns, so that one that floods waits behind itself and not before others.
// What waited too long is refused instead of hashed, because its asker has gone.
// Source: ASVS 5.0 6.3.1, 15.2.2; docs/adr/0020. Thread safety: any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace linli::access {

inline constexpr int kHashingThreadsMax = 8;                // 152 MiB
inline constexpr std::size_t kHashingQueueMax = 512;        // waiting, of all clients
inline constexpr std::size_t kHashingClientQueueMax = 128;  // waiting, of one client
inline constexpr std::chrono::milliseconds kHashingWaitMax{10'000};

// As many as there are cores, from 1 to kHashingThreadsMax.
int hashing_threads_here();

struct HashingLimits {
  int threads = 1;
  std::size_t queue_max = kHashingQueueMax;
  std::size_t client_queue_max = kHashingClientQueueMax;
  std::chrono::milliseconds wait_max = kHashingWaitMax;
};

class Hashing {
 public:
  // Told whether its turn came: access.busy (Overloaded) when it waited longer than wait_max.
  using Job = std::move_only_function<void(Result<void>)>;

  explicit Hashing(HashingLimits limits);
  // Finishes what is queued.
  ~Hashing();
  Hashing(const Hashing&) = delete;
  Hashing& operator=(const Hashing&) = delete;

  // Runs `job` on one of the threads. Errors: access.busy (the queue, or this client's part of it,
  // is full; the job will not be called).
  Result<void> run(std::string_view client, Job job);

 private:
  struct Waiting {
    std::chrono::steady_clock::time_point since;
    Job job;
  };
  void work();
  Waiting next();

  const HashingLimits limits_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::size_t queued_ = 0;
  std::unordered_map<std::string, std::deque<Waiting>> by_client_;  // none is empty
  std::deque<std::string> turns_;  // each client of by_client_ once
  bool ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace linli::access
