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

// When a cut falls is a matter of threads: one round of cuts may lose nothing, many never do.
TEST(PowerCut, IsSeenToLoseCommitsThatAreNotFlushed) {
  constexpr std::uint64_t kRoundsMax = 20;
  int lost = 0;
  for (std::uint64_t round = 0; lost == 0 && round < kRoundsMax; ++round) {
    const store::ScratchFolder folder;
    lost = static_cast<int>(cut_power(folder.path(), 8, 7 + round, Flushes::Normal).lost);
  }
  EXPECT_GT(lost, 0);
}

}  // namespace
}  // namespace linli::faults
