#include "app/loop.h"

#include <cstdio>
#include <exception>

namespace linli::app {

Loop::Loop(std::string name, std::chrono::milliseconds pause,
           std::function<void(std::int64_t)> turn)
    : name_(std::move(name)), pause_(pause), turn_(std::move(turn)), thread_([this] { run(); }) {}

Loop::~Loop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Loop::run() {
  std::int64_t count = 0;
  while (true) {
    // The job boundary: the next turn tries again.
    try {
      turn_(count++);
    } catch (const std::exception& bug) {
      std::fprintf(stderr, "linli: %s: a bug or exhaustion: %s\n", name_.c_str(), bug.what());
    }
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, pause_, [this] { return stopping_; })) return;
  }
}

}  // namespace linli::app
