// The county's own pack: proven, and right about the real messages.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "pack/check.h"

namespace linli::pack {
namespace {

const Pack& zhijiang_pack() {
  static const Pack pack = [] {
    auto loaded = load_pack(LINLI_SOURCE_DIR "/packs/zhijiang");
    if (!loaded) {
      std::cerr << loaded.error().code << "\n" << loaded.error().detail;
      std::abort();
    }
    return *std::move(loaded);
  }();
  return pack;
}

TEST(Zhijiang, IsProven) {
  const auto report = check_pack(zhijiang_pack());
  for (const auto& line : report.lines()) EXPECT_TRUE(line.starts_with("proven:")) << line;
  EXPECT_EQ(report.procedures, 10);
}

// F13 and the law's "the filer is told" speak of a filer; a notice has none. As soon as somebody
// outside has a part in it, they hold again.
TEST(Zhijiang, ANoticeEndsByItsDeskOnlyBecauseNobodyOutsideHasAPartInIt) {
  auto pack = zhijiang_pack();
  auto& acts = pack.procedures.at("notice").steps.front().acts;
  acts.back().who.push_back(procedure::Role::filer);
  const auto report = check_pack(pack);
  const auto found = std::ranges::count_if(report.faults, [](const procedure::Fault& fault) {
    return fault.id == "F13" && fault.place == "shown.take_down";
  });
  EXPECT_EQ(found, 1);
}

TEST(Zhijiang, SendsVillageMattersToTheVillageAndConductToDiscipline) {
  const PlaceFacts place{{"420583", "420583105", "420583105201"}};
  EXPECT_EQ(zhijiang_pack().responsible("village.lighting", place).kind, DutyKind::village);
  const auto& conduct = zhijiang_pack().responsible("conduct.money", place);
  EXPECT_EQ(conduct.kind, DutyKind::organisation);
  EXPECT_EQ(conduct.organisation, "discipline");
  EXPECT_EQ(conduct.rule, "干部作风归纪委监委");
  EXPECT_EQ(zhijiang_pack().responsible("", place).kind, DutyKind::town);
}

TEST(Zhijiang, NeverSendsAVillageWhatIsNotOnItsList) {
  for (const auto& category : zhijiang_pack().categories) {
    if (category.key == "village") continue;  // the heading of its parts
    const auto& duty = zhijiang_pack().responsible(category.key, {});
    if (duty.kind == DutyKind::village) {
      EXPECT_TRUE(zhijiang_pack().on_village_list(category.key)) << category.key;
    }
  }
  EXPECT_FALSE(zhijiang_pack().on_village_list("conduct.money"));
  EXPECT_FALSE(zhijiang_pack().on_village_list(""));
}

TEST(Zhijiang, GivesEveryKindALimitAndTheUrgentOneInHours) {
  for (const auto& kind : zhijiang_pack().choices.at("request_kinds")) {
    ASSERT_NE(zhijiang_pack().limit("handling", kind.key), nullptr);
  }
  EXPECT_EQ(zhijiang_pack().limit("handling", "complaint")->period,
            (Period{15, PeriodUnit::workday}));
  EXPECT_EQ(zhijiang_pack().limit("handling", "urgent")->period, (Period{24, PeriodUnit::hour}));
  EXPECT_EQ(zhijiang_pack().limit("handling", "unheard of")->period,
            (Period{10, PeriodUnit::workday}));
  EXPECT_EQ(zhijiang_pack().limit("no table", "x"), nullptr);
}

TEST(Zhijiang, SuggestsWithTheNameOfTheRuleAndNeverMicro) {
  const auto& pack = zhijiang_pack();
  const auto light = pack.suggest_category("我们村里的路灯坏了三盏,晚上看不见路");
  EXPECT_EQ(light.key, "village.lighting");
  EXPECT_EQ(light.rule, "村组路灯用语");
  EXPECT_GT(light.confidence, 50);
  EXPECT_EQ(pack.suggest_grade("village.lighting", "help", "路灯坏了").key, "small");
  EXPECT_EQ(pack.suggest_grade("urban.sites", "help", "几个部门互相推诿").key, "hard");
  EXPECT_EQ(pack.suggest_kind("urban.sites", "请问怎么办理").key, "consult");
  EXPECT_EQ(pack.suggest_kind("urban.sites", "").rule, "category's kind");
  EXPECT_EQ(pack.suggest_category("啊").key, "");
}

TEST(Zhijiang, HasElevenTownBodiesInEachOfNineTownsMarkedAsDefaults) {
  int bodies = 0;
  for (const auto& row : zhijiang_pack().organisations) {
    if (row.kind != "town_office" && row.kind != "town_centre") continue;
    ++bodies;
    EXPECT_NE(row.note.find("默认值"), std::string::npos) << row.key;
  }
  EXPECT_EQ(bodies, 99);
}

}  // namespace
}  // namespace linli::pack
