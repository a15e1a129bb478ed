// app/loop.h – work that comes round, on a thread of its own, until it is destroyed.
//
// Thread safety: made and destroyed by one thread; `turn` is called on the loop's own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace linli::app {

class Loop {
 public:
  // Calls `turn` with 0, 1, 2 …, `pause` after the end of the one before. What it throws is
  // logged under `name`, and the next turn comes all the same.
  Loop(std::string name, std::chrono::milliseconds pause, std::function<void(std::int64_t)> turn);
  ~Loop();  // waits for the end of a turn
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

 private:
  void run();

  const std::string name_;
  const std::chrono::milliseconds pause_;
  const std::function<void(std::int64_t)> turn_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace linli::app
