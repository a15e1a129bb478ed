#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "desk/kernel.h"

namespace linli::desk {
namespace {

TEST(Workers, TakeNoMoreThanTheirQueueHoldsAndDoAllThatTheyTook) {
  std::promise<void> free;
  auto held = free.get_future().share();
  std::promise<void> busy;
  std::atomic<std::size_t> done = 0;
  {
    Workers workers(1);
    ASSERT_TRUE(workers.post([&busy, held] {
      busy.set_value();
      held.wait();
    }));
    busy.get_future().wait();  // its place in the queue is free again
    for (std::size_t taken = 0; taken < Workers::kQueueMax; ++taken) {
      ASSERT_TRUE(workers.post([&done] { ++done; })) << taken;
    }
    EXPECT_FALSE(workers.post([&done] { ++done; }));
    free.set_value();
  }
  EXPECT_EQ(done, Workers::kQueueMax);
}

}  // namespace
}  // namespace linli::desk
