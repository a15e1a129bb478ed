// The n-th call fails: a few routes and a few n here, all of them by `./dev bench faults`.
#include "faults/nth.h"

#include <gtest/gtest.h>

#include "faults/asks.h"
#include "store/testing_folder.h"

namespace linli::faults {
namespace {

class NthFailure : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<store::ScratchFolder>();
    bench_ = std::make_unique<NthBench>(folder_->path());
  }
  static void TearDownTestSuite() {
    bench_.reset();
    folder_.reset();
  }
  // Every `step`-th n.
  static void expect_all_well(const std::string& route, Fault fault, Times times, int step) {
    const auto report = bench_->run(route, fault, times, 1, step);
    EXPECT_GT(report.runs, 0) << route << " met no failure of kind " << name_of(fault);
    for (const auto& wrong : report.wrongs) ADD_FAILURE() << wrong;
  }
  static inline std::unique_ptr<store::ScratchFolder> folder_;
  static inline std::unique_ptr<NthBench> bench_;
};

TEST_F(NthFailure, IsAskedForOfEveryRoute) {
  for (const auto& route : bench_->routes()) {
    EXPECT_TRUE(Scene::knows(route)) << "faults/asks.cc has no request for " << route;
  }
}

TEST_F(NthFailure, OfAFlushLeavesNothingHalfDone) {
  for (const auto* route : {"request_file", "matter_act", "file_take"}) {
    expect_all_well(route, Fault::Sync, Times::Once, 1);
    expect_all_well(route, Fault::Sync, Times::ForGood, 1);
  }
}

TEST_F(NthFailure, OfAWriteLeavesNothingHalfDone) {
  expect_all_well("request_file", Fault::Write, Times::Once, 7);
  expect_all_well("notice_post", Fault::Write, Times::ForGood, 11);
}

TEST_F(NthFailure, OfAFullDiskRefusesAndGoesOnWhenThereIsRoom) {
  for (const auto* route : {"request_file", "registry_phone"}) {
    const auto report = bench_->run(route, Fault::Full, Times::ForGood, 1, 9);
    EXPECT_GT(report.refused, 0) << route;
    EXPECT_EQ(report.stopped, 0) << route;
    for (const auto& wrong : report.wrongs) ADD_FAILURE() << wrong;
  }
}

TEST_F(NthFailure, OfAReadIsNeverTakenForAnAbsence) {
  expect_all_well("matter_read", Fault::Read, Times::Once, 4);
  expect_all_well("request_file", Fault::Read, Times::Once, 9);
}

TEST_F(NthFailure, OfAnAllocationIsRefusedAndNothingIsHalfDone) {
  for (const auto* route : {"request_file", "matter_act", "matter_read", "registry_import"}) {
    expect_all_well(route, Fault::Memory, Times::Once, 29);
  }
}

}  // namespace
}  // namespace linli::faults
