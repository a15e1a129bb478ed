#include "procedure/explain.h"

#include <gtest/gtest.h>

namespace linli::procedure {
namespace {

const PositionWords kPositions = {{"callback", {"回访", "Call-back"}}};

TEST(Explain, ADeskIsSaidWithItsPlace) {
  EXPECT_EQ(desk_words(DeskRef{"callback", Place::town}, kPositions),
            (Words{"镇(街道) 回访", "Call-back, town"}));
  EXPECT_EQ(desk_words(DeskRef{"", Place::lead}, kPositions), (Words{"主办", "lead"}));
  EXPECT_EQ(desk_words(DeskRef{"", Place::filer}, kPositions), (Words{"反映人", "the filer"}));
  EXPECT_EQ(desk_words(DeskRef{"unknown", Place::town}, kPositions).zh, "镇(街道) unknown");
  EXPECT_EQ(desk_words(std::nullopt, kPositions), (Words{"岗位不变", "same desk"}));
}

TEST(Explain, OneWorkdayIsNotOneWorkdays) {
  EXPECT_EQ(period_words({1, PeriodUnit::workday}), (Words{"1个工作日", "1 workday"}));
  EXPECT_EQ(period_words({24, PeriodUnit::hour}), (Words{"24小时", "24 hours"}));
}

TEST(Explain, WhatHappensInTimeIsSaidWithItsMomentAndItsTarget) {
  Step step;
  step.key = "callback";
  step.title = {"回访", "Call-back"};
  Definition definition;
  definition.steps = {step};
  Late late;
  late.after = {1, PeriodUnit::workday};
  late.kind = LateKind::supervise;
  late.desk = DeskRef{"callback", Place::above};
  // Without a time of its own, time counts from when the step was entered.
  EXPECT_EQ(late_words(definition, step, late, kPositions).zh, "进入1个工作日后:由上一级 回访督办");
  step.within = Within{};
  EXPECT_EQ(late_words(definition, step, late, kPositions).zh, "到期后1个工作日:由上一级 回访督办");
  late.after.amount = -2;
  late.kind = LateKind::remind;
  late.desk.reset();
  EXPECT_EQ(late_words(definition, step, late, kPositions).en,
            "2 workdays before the time is over: reminds the holder");
  late.after.amount = 0;
  late.kind = LateKind::move;
  late.step = "callback";
  EXPECT_EQ(late_words(definition, step, late, kPositions).zh, "到期时:转到“回访”");
  late.step = "back";
  EXPECT_EQ(late_words(definition, step, late, kPositions).zh, "到期时:转到原来的环节");
}

}  // namespace
}  // namespace linli::procedure
