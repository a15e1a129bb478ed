#include "desk/serial.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "desk/schema.h"
#include "record/schema.h"
#include "registry/schema.h"
#include "store/testing_folder.h"

namespace linli::desk {
namespace {

class SerialNumbers : public testing::Test {
 protected:
  void SetUp() override {
    auto all = record::migrations();
    for (const auto& migration : registry::migrations()) all.push_back(migration);
    for (const auto& migration : migrations()) all.push_back(migration);
    auto opened = store::open_sqlite({.folder = folder_.path(), .create = true}, all);
    ASSERT_TRUE(opened) << opened.error().detail;
    store_ = std::move(*opened);
  }

  store::ScratchFolder folder_;
  std::unique_ptr<store::Store> store_;
};

TEST_F(SerialNumbers, BeginAtOneEachYearAndLeaveNoneOut) {
  Serials serials(*store_);
  for (std::int64_t wanted = 1; wanted <= 3 * kSerialBlock; ++wanted) {
    ASSERT_EQ(serials.next(2026).value_or(-1), wanted);
  }
  EXPECT_EQ(serials.next(2027).value_or(-1), 1);
}

TEST_F(SerialNumbers, AreNeverGivenTwiceByThreadsAndProcessesTogether) {
  constexpr int kThreads = 4;
  constexpr int kEach = 1200;
  Serials one(*store_);
  Serials other(*store_);
  std::vector<std::vector<std::int64_t>> given(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      Serials& serials = i % 2 == 0 ? one : other;
      for (int n = 0; n < kEach; ++n) {
        given[static_cast<std::size_t>(i)].push_back(serials.next(2026).value_or(-1));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::int64_t> all;
  for (const auto& list : given) all.insert(list.begin(), list.end());
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kThreads * kEach));
  EXPECT_GE(*all.begin(), 1);
}

TEST_F(SerialNumbers, AFetchThatEndsLaterHarmsNothing) {
  { EXPECT_EQ(Serials(*store_).next(2026).value_or(-1), 1); }
  {
    Serials serials(*store_);
    for (std::int64_t i = 0; i <= kSerialBlock / 2; ++i) ASSERT_TRUE(serials.next(2026));
  }
  store_.reset();
}

TEST_F(SerialNumbers, AStoreThatRefusesIsPassedOn) {
  auto read_only = store::open_sqlite_readonly(folder_.path());
  ASSERT_TRUE(read_only);
  Serials serials(**read_only);
  const auto refused = serials.next(2026);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "store.read_only");
}

}  // namespace
}  // namespace linli::desk
