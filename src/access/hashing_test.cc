#include "access/hashing.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace linli::access {
namespace {

using namespace std::chrono_literals;

// A pool whose one thread is held until `go`.
class HeldPool {
 public:
  explicit HeldPool(HashingLimits limits) : hashing_(limits) {
    std::promise<void> started;
    const auto taken = hashing_.run("gate", [&, held = go_.get_future().share()](Result<void>) {
      started.set_value();
      held.wait();
    });
    EXPECT_TRUE(taken);
    started.get_future().wait();
  }
  // The refusal's code, "" when it was taken; `order_` gets `client` when its turn comes.
  std::string ask(const std::string& client) {
    const auto taken = hashing_.run(client, [this, client](Result<void> turn) {
      const std::lock_guard lock(mutex_);
      order_ += turn ? client : "late ";
    });
    return taken ? "" : taken.error().code;
  }
  // Waits until the last job of a client, behind all that it asked before, is done.
  std::string finish(const std::string& last = "last") {
    go_.set_value();
    for (int i = 0; i < 1000; ++i) {
      std::promise<void> done;
      if (hashing_.run(last, [&](Result<void>) { done.set_value(); })) {
        done.get_future().wait();
        break;
      }
      std::this_thread::sleep_for(1ms);
    }
    const std::lock_guard lock(mutex_);
    return order_;
  }

 private:
  std::promise<void> go_;
  std::mutex mutex_;
  std::string order_;
  Hashing hashing_;
};

TEST(Hashing, AFullQueueIsRefusedAndWhatWasTakenIsDone) {
  HeldPool pool({.threads = 1, .queue_max = 3});
  EXPECT_EQ(pool.ask("a"), "");
  EXPECT_EQ(pool.ask("b"), "");
  EXPECT_EQ(pool.ask("c"), "");
  EXPECT_EQ(pool.ask("d"), "access.busy");
  EXPECT_EQ(pool.finish(), "abc");
}

TEST(Hashing, AClientThatFloodsWaitsBehindItselfAndNotBeforeOthers) {
  HeldPool pool({.threads = 1, .client_queue_max = 4});
  for (int i = 0; i < 4; ++i) EXPECT_EQ(pool.ask("f"), "");
  EXPECT_EQ(pool.ask("f"), "access.busy") << "its part of the queue is full";
  EXPECT_EQ(pool.ask("x"), "");
  EXPECT_EQ(pool.ask("y"), "");
  EXPECT_EQ(pool.finish("f"), "fxyfff");
}

TEST(Hashing, WhatWaitedTooLongIsRefusedInsteadOfHashed) {
  HeldPool pool({.threads = 1, .wait_max = 5ms});
  EXPECT_EQ(pool.ask("a"), "");
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(pool.finish(), "late ");
}

TEST(Hashing, EveryThreadTakesItsPart) {
  std::atomic<int> at_once = 0;
  std::promise<void> all;
  auto together = all.get_future().share();
  Hashing hashing({.threads = 2});
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(hashing.run("a", [&](Result<void>) {
      if (++at_once == 2) all.set_value();
      together.wait();
    }));
  }
  EXPECT_EQ(together.wait_for(10s), std::future_status::ready);
  EXPECT_GE(hashing_threads_here(), 1);
  EXPECT_LE(hashing_threads_here(), kHashingThreadsMax);
}

}  // namespace
}  // namespace linli::access
