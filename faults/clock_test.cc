// The clock jumps: nothing fires twice, nothing is forgotten, ids stay in order.
#include <gtest/gtest.h>

#include "base/json.h"
#include "desk/scheduler.h"
#include "faults/asks.h"
#include "faults/invariants.h"
#include "store/testing_folder.h"

namespace linli::faults {
namespace {

class ClockJump : public testing::Test {
 protected:
  void SetUp() override { open(); }
  void open() {
    life_.reset();
    life_ = Life::open(copy_, clock_).value();
  }
  std::int64_t number(store::Sql sql) {
    return life_->house().store().read().value()->number(sql).value();
  }
  std::int64_t late() {
    return number("SELECT count(*) FROM journal_entry WHERE act = 'request.late'");
  }
  void run_jobs() {
    desk::Scheduler scheduler(life_->house().kernel());
    while (scheduler.run_once().value() > 0) continue;
    EXPECT_EQ(scheduler.last_error(), "");
  }
  void jump(std::int64_t days) {
    clock_.advance_ms(days * kMsPerDay);
    run_jobs();
  }
  void file(int count) {
    for (int i = 0; i < count; ++i) {
      ASSERT_TRUE(Scene(*life_, county_->village(), ++round_).filed());
    }
  }

  store::ScratchFolder folder_;
  std::unique_ptr<County> county_ = County::make(folder_.path()).value();
  std::string copy_ = county_->copy();
  FixedClock clock_{county_start()};
  std::unique_ptr<Life> life_;
  int round_ = 0;
};

TEST_F(ClockJump, BackAndForwardFiresEachStageOnce) {
  file(3);
  jump(-365);
  EXPECT_EQ(late(), 0) << "nothing is due earlier than it was";
  jump(365 + 400);
  const auto fired = late();
  EXPECT_GE(fired, 3) << "what was missed is made up for";
  // What the calendar opened meanwhile has its time before it.
  EXPECT_EQ(number("SELECT count(*) FROM timer t JOIN matter m ON m.id = t.matter_id"
                   " WHERE t.kind = 'late' AND m.procedure_key = 'request'"),
            0);
  jump(-400);
  jump(400);
  jump(1);
  EXPECT_EQ(late(), fired) << "and not a second time";
  EXPECT_EQ(wrong_record(life_->house()), "");
  EXPECT_EQ(wrong_rows(copy_ + "/data/linli.db"), std::vector<std::string>{});
}

TEST_F(ClockJump, BackWhileItDidNotRunKeepsIdsInOrder) {
  file(1);
  // As if the machine had been a year ahead when this was written.
  const auto ahead = made_at(life_->house().ids().next()).ms + 365 * kMsPerDay;
  const std::int64_t newest = (ahead - 1704067200000) << 22;
  store::WriteSet changes;
  changes.insert("journal_entry", {{"id", newest},
                                   {"matter_id", store::Null{}},
                                   {"previous_id", store::Null{}},
                                   {"at", 1},
                                   {"act", "test"},
                                   {"body", store::Blob{"x"}}});
  ASSERT_TRUE(life_->house().store().commit_and_wait(std::move(changes)));
  open();
  EXPECT_GT(life_->house().ids().next(), newest);
}

}  // namespace
}  // namespace linli::faults
