// Full disks, read-only disks, and the drill: a backup made while everybody works is restored into
// another folder and opened, and everything acknowledged before it is there.
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <thread>

#include "faults/asks.h"
#include "faults/disk.h"
#include "faults/invariants.h"
#include "record/heads.h"
#include "store/backup.h"
#include "store/testing_folder.h"

namespace linli::faults {
namespace {

struct Done {
  Ask ask;
  std::string answer;
};

class Drill : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<store::ScratchFolder>();
    county_ = County::make(folder_->path()).value();
  }
  static void TearDownTestSuite() {
    county_.reset();
    folder_.reset();
  }
  // One request of a resident, kept with its answer; "" or the code of the refusal.
  std::string file(Life& life) {
    Ask ask = Scene(life, county_->village(), ++round_).ask_for("matter_act").value_or(Ask{});
    if (ask.route.empty()) return "store.full";
    const auto answer = life.call(ask);
    if (answer) done_.push_back({std::move(ask), *answer});
    return answer ? "" : answer.error().code;
  }
  // Every request with its old key gives its old answer, so none is missing and none done twice.
  void expect_all_there(Life& life, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(life.call(done_[i].ask).value_or("lost"), done_[i].answer);
    }
  }

  static inline std::unique_ptr<store::ScratchFolder> folder_;
  static inline std::unique_ptr<County> county_;
  const std::string copy_ = county_->copy();
  const FixedClock clock_{county_start()};
  std::vector<Done> done_;
  static inline int round_ = 0;
};

TEST_F(Drill, OnAFullDiskWhatIsRefusedIsNotThereAndWorkGoesOnWhenThereIsRoom) {
  Disk disk(copy_);
  {
    const auto life = Life::open(copy_, clock_).value();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(file(*life), "");
    disk.leave_room(100'000);
    std::string code;
    for (int i = 0; i < 100 && code.empty(); ++i) code = file(*life);
    EXPECT_EQ(code, "store.full");
    EXPECT_FALSE(life->house().store().stopped());
    EXPECT_TRUE(life->call({"requests_mine", "resident", {}, "", ""})) << "reading goes on";
    disk.leave_room(-1);
    EXPECT_EQ(file(*life), "");
    expect_all_there(*life, done_.size());
  }
  const auto life = Life::open(copy_, clock_).value();
  expect_all_there(*life, done_.size());
  EXPECT_EQ(wrong_record(life->house()), "");
  EXPECT_EQ(wrong_rows(copy_ + "/data/linli.db"), std::vector<std::string>{});
}

TEST_F(Drill, OnADiskThatBecameReadOnlyWritingStopsAndNothingIsLost) {
  Disk disk(copy_);
  {
    const auto life = Life::open(copy_, clock_).value();
    EXPECT_EQ(file(*life), "");
    disk.fail_at(Call::Write, 1, Times::ForGood, EROFS);
    const auto key = Scene(*life, county_->village(), ++round_).key();
    const auto refused = life->call(
        {"request_file", "resident", {}, Scene(*life, county_->village(), round_).filing(), key});
    ASSERT_FALSE(refused);
    EXPECT_TRUE(life->house().store().stopped());
    EXPECT_TRUE(life->call({"requests_mine", "resident", {}, "", ""})) << "reading goes on";
  }
  const auto cannot = Life::open(copy_, clock_);
  EXPECT_FALSE(cannot);
  disk.heal();
  const auto life = Life::open(copy_, clock_).value();
  expect_all_there(*life, done_.size());
}

TEST_F(Drill, ABackupMadeDuringWritesIsRestoredWithEverythingAcknowledgedBefore) {
  const std::string backup = copy_ + "/backup";
  std::size_t before = 0;
  Digest root{};
  {
    const auto life = Life::open(copy_, clock_).value();
    for (int i = 0; i < 10; ++i) ASSERT_EQ(file(*life), "");
    before = done_.size();
    ASSERT_EQ(wrong_record(life->house()), "");
    root = record::read_heads(life->house().heads_file()).value().back().root;
    std::atomic<bool> over = false;
    std::atomic<int> written = 0;
    std::jthread writer([&] {
      for (; !over; written.notify_all()) {
        EXPECT_EQ(file(*life), "");
        ++written;
      }
    });
    written.wait(0);
    EXPECT_TRUE(life->house().store().backup(backup));
    over = true;
  }
  EXPECT_GT(done_.size(), before);
  const std::string fresh = copy_ + "/fresh";
  ASSERT_TRUE(store::restore_backup(backup, fresh + "/data"));
  // The keys come from escrow, the copied heads from where they were copied to.
  for (const auto* beside : {"/data-keys", "/data-heads"}) {
    std::filesystem::copy(copy_ + beside, fresh + beside, std::filesystem::copy_options::recursive);
  }
  const auto life = Life::open(fresh, clock_).value();
  const auto heads = life->house().store().read().value()->number(
      "SELECT count(*) FROM journal_head WHERE root = ?1",
      {store::Blob{std::string(as_bytes(root))}});
  EXPECT_EQ(heads.value_or(0), 1) << "the root that was signed before the backup";
  EXPECT_EQ(wrong_rows(fresh + "/data/linli.db"), std::vector<std::string>{});
  expect_all_there(*life, before);
  EXPECT_EQ(wrong_record(life->house()), "");
}

}  // namespace
}  // namespace linli::faults
