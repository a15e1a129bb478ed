#include "access/hashing.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <utility>

namespace linli::access {

int hashing_threads_here() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kHashingThreadsMax);
}

Hashing::Hashing(HashingLimits limits) : limits_(limits) {
  for (int i = 0; i < limits_.threads; ++i) threads_.emplace_back([this] { work(); });
}

Hashing::~Hashing() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ready_.notify_all();
}

Result<void> Hashing::run(std::string_view client, Job job) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = by_client_.find(std::string(client));
    const std::size_t hers = found == by_client_.end() ? 0 : found->second.size();
    if (ending_ || queued_ >= limits_.queue_max || hers >= limits_.client_queue_max) {
      return fail(ErrorKind::Overloaded, "access.busy");
    }
    if (hers == 0) turns_.emplace_back(client);
    by_client_[std::string(client)].push_back({std::chrono::steady_clock::now(), std::move(job)});
    ++queued_;
  }
  ready_.notify_one();
  return {};
}

// The oldest of the client whose turn it is, who then goes behind the others.
Hashing::Waiting Hashing::next() {
  std::string client = std::move(turns_.front());
  turns_.pop_front();
  const auto found = by_client_.find(client);
  Waiting out = std::move(found->second.front());
  found->second.pop_front();
  --queued_;
  if (found->second.empty()) {
    by_client_.erase(found);
  } else {
    turns_.push_back(std::move(client));
  }
  return out;
}

void Hashing::work() {
  while (true) {
    Waiting waiting;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return ending_ || queued_ > 0; });
      if (queued_ == 0) return;
      waiting = next();
    }
    const bool late = std::chrono::steady_clock::now() - waiting.since > limits_.wait_max;
    // The job boundary: whoever waits is answered when what the job holds goes.
    try {
      waiting.job(late ? fail(ErrorKind::Overloaded, "access.busy") : Result<void>());
    } catch (const std::exception& bug) {
      std::fprintf(stderr, "linli: hashing: a bug or exhaustion: %s\n", bug.what());
    }
  }
}

}  // namespace linli::access
