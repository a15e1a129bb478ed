// access/password.h – hashing passwords on threads of their own, and which passwords are refused.
//
// argon2id by libsodium, t=2, m=19 MiB (OWASP), about 25 ms: at most Settings::hashing_threads at a
// time, so sign-ins cannot starve other requests of processor or memory.
// Source: RFC 9106, ASVS 5.0 6.2, 11.4.2. Thread safety: any thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"

namespace linli::access {

inline constexpr unsigned long long kArgonPasses = 2;
inline constexpr std::size_t kArgonBytes = 19u << 20;

// The hash as libsodium's text ("$argon2id$v=19$…"), salt within. Takes its salt from the operating
// system. Slow.
std::string hash_password(std::string_view password);
// Slow, whatever the outcome.
bool password_matches(std::string_view hash, std::string_view password);

// Whether a password may be used; no rules about kinds of characters. `min` in characters.
// Errors (Invalid): access.password_short, access.password_long, access.password_common (one of the
// commonest, a simple run, or made of the login).
Result<void> check_password(std::string_view password, std::string_view login, std::size_t min);

// A bounded queue before few threads.
class Hashing {
 public:
  Hashing(int threads, std::size_t queue_max);
  // Finishes what is queued.
  ~Hashing();
  Hashing(const Hashing&) = delete;
  Hashing& operator=(const Hashing&) = delete;

  // Runs `job` on one of the threads. Errors: access.busy (Overloaded: the queue is full; the job
  // will not run).
  Result<void> run(std::move_only_function<void()> job);

 private:
  void work();

  const std::size_t queue_max_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::move_only_function<void()>> queue_;
  bool ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace linli::access
