// The network to PostgreSQL is cut: some pieces of a few routes here, all by `./dev bench faults
// --engine postgres`.
#include <gtest/gtest.h>

#include "faults/nth.h"
#include "store/testing_folder.h"

namespace linli::faults {
namespace {

class CutNetwork : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!store::TestingPostgres::installed()) return;
    folder_ = std::make_unique<store::ScratchFolder>();
    bench_ = std::make_unique<NthBench>(folder_->path(), Engine::Postgres);
  }
  static void TearDownTestSuite() {
    bench_.reset();
    folder_.reset();
  }
  void SetUp() override {
    if (!bench_) GTEST_SKIP() << "the package postgresql-15 is not installed";
  }
  // Every `step`-th n.
  static NthReport expect_all_well(const std::string& route, Fault fault, Times times, int step) {
    auto report = bench_->run(route, fault, times, 1, step);
    EXPECT_GT(report.runs, 0) << route << " met no cut of kind " << name_of(fault);
    for (const auto& wrong : report.wrongs) ADD_FAILURE() << wrong;
    return report;
  }
  static inline std::unique_ptr<store::ScratchFolder> folder_;
  static inline std::unique_ptr<NthBench> bench_;
};

TEST_F(CutNetwork, WithARequestOnItsWayLeavesNothingHalfDone) {
  expect_all_well("request_file", Fault::Request, Times::Once, 1);
  expect_all_well("matter_act", Fault::Request, Times::Once, 5);
}

TEST_F(CutNetwork, WithAnAnswerOnItsWayIsUnknownOrHasDoneNothing) {
  const auto report = expect_all_well("request_file", Fault::Answer, Times::Once, 1);
  EXPECT_GT(report.refused, 0) << "the answer to a COMMIT was lost";
  expect_all_well("matter_read", Fault::Answer, Times::Once, 5);
}

TEST_F(CutNetwork, InTheMiddleOfAPieceIsNoPieceAtAll) {
  expect_all_well("request_file", Fault::Torn, Times::Once, 3);
  expect_all_well("file_take", Fault::Torn, Times::Once, 1);
}

TEST_F(CutNetwork, ForGoodIsRefusedUntilItIsBack) {
  const auto report = expect_all_well("request_file", Fault::Request, Times::ForGood, 4);
  EXPECT_EQ(report.refused, report.runs);
  EXPECT_EQ(report.stopped, 0) << "a network that is back needs no new start";
}

}  // namespace
}  // namespace linli::faults
