// Power cuts under the store and the kernel: few here, thousands by `./dev bench power`.
#include "faults/power.h"

#include <gtest/gtest.h>

#include "store/testing_folder.h"

namespace linli::faults {
namespace {

TEST(PowerCut, LosesNothingAcknowledgedAndLeavesNothingHalfDone) {
  const store::ScratchFolder folder;
  const auto report = cut_power(folder.path(), 40, 7, Flushes::Full);
  EXPECT_EQ(report.cuts, 40);
  EXPECT_EQ(report.lost, 0);
  EXPECT_EQ(report.half_done, 0);
  EXPECT_EQ(report.corrupt, 0);
  EXPECT_GT(report.acknowledged, 500);
  EXPECT_GT(report.unanswered, 20);
  for (const auto& wrong : report.wrongs) ADD_FAILURE() << wrong;
}

TEST(PowerCut, IsSeenToLoseCommitsThatAreNotFlushed) {
  const store::ScratchFolder folder;
  EXPECT_GT(cut_power(folder.path(), 8, 7, Flushes::Normal).lost, 0);
}

}  // namespace
}  // namespace linli::faults
