#include "desk/about.h"

#include <gtest/gtest.h>

#include <iostream>

#include "base/text.h"
#include "pack/load.h"
#include "pack/testing_messages.h"

namespace linli::desk {
namespace {

constexpr Instant kNow{1'790'000'000'000};
constexpr const char* kSecretary = "许春明";

const pack::Complaints& words() {
  static const auto pack = pack::load_pack(LINLI_SOURCE_DIR "/packs/zhijiang").value();
  return pack.complaints;
}

class Officers {
 public:
  void sit(const char* name, const char* key, const char* level, Instant to = {}) {
    Officer one;
    one.position = PositionId{static_cast<std::int64_t>(all_.size()) + 100};
    one.person = PersonId{static_cast<std::int64_t>(all_.size()) + 1};
    one.key = key;
    one.level = level;
    one.name = name;
    one.from = Instant{kNow.ms - 400 * kMsPerDay};
    one.to = to;
    all_.push_back(one);
  }
  AboutFound find(std::string_view text, AboutReading reading = AboutReading::AnyName) const {
    std::vector<const Officer*> line;
    for (const auto& one : all_) line.push_back(&one);
    return find_about(words(), text, line, kNow, reading);
  }
  std::vector<std::string> names(std::string_view text,
                                 AboutReading reading = AboutReading::AnyName) const {
    std::vector<std::string> out;
    for (const auto& one : find(text, reading).candidates) out.push_back(one.officer->name);
    return out;
  }

 private:
  std::vector<Officer> all_;
};

Officers line() {
  Officers out;
  out.sit(kSecretary, "secretary", "village");
  out.sit("向前", "grid_worker", "village");
  out.sit("张大成", "handler", "village");
  out.sit("覃红", "supervisor", "town");
  out.sit("罗建国", "dispatch", "county");
  out.sit("欧阳志远", "handler", "county");
  return out;
}

using Names = std::vector<std::string>;

TEST(About, AFullNameOfSomebodyInOfficeIsSeenWithoutAnyWordOfComplaint) {
  for (const auto* text : {"许春明把修路灯的钱拿了", "关于许 春 明", "许\u200b春明", "许·春·明的事",
                           "路灯不亮,找过许春明两次", "许\n春明"}) {
    EXPECT_EQ(line().names(text), Names{kSecretary}) << text;
  }
  EXPECT_EQ(line().names("罗建国和许春明一起"), (Names{kSecretary, "罗建国"}));
}

TEST(About, ASurnameWithATitleIsANameOfThatLevel) {
  EXPECT_EQ(line().names("许书记,您好"), Names{kSecretary});
  EXPECT_EQ(line().names("张主任不理人"), Names{"张大成"});
  EXPECT_EQ(line().names("欧阳局长收了红包"), Names{"欧阳志远"});
  EXPECT_TRUE(line().names("王老师您好").empty());
}

TEST(About, ACharacterThatIsSomebodyElsesSurnameHidesNobodyBehindTheTitle) {
  EXPECT_EQ(line().names("镇里向书记要钱"), (Names{"向前", kSecretary}));
}

TEST(About, WhatADeskWroteDownNamesSomebodyOnlyWithAWordOfComplaintNear) {
  const auto names = [](const char* text) { return line().names(text, AboutReading::Complaint); };
  EXPECT_TRUE(names("许春明还没来过").empty());
  EXPECT_TRUE(names("许书记明天去看").empty());
  EXPECT_EQ(names("许春明收了红包"), Names{kSecretary});
  EXPECT_EQ(names("许书记收了红包"), Names{kSecretary});
  const std::string far = std::string(kNearAfter, 'a') + "收了红包";
  EXPECT_TRUE(names(("许春明" + far).c_str()).empty());
  EXPECT_EQ(names(("许春明" + far + "，给许春明的").c_str()), Names{kSecretary});
}

TEST(About, ATitleNeedsAWordOfComplaintNearIt) {
  EXPECT_EQ(line().names("村支书优亲厚友"), Names{kSecretary});
  EXPECT_EQ(line().names("我们村的网格员态度恶劣"), Names{"向前"});
  EXPECT_FALSE(line().find("请村支书帮忙看看路灯").any());
  const std::string far = "请村支书帮忙看路" + std::string(kNearAfter, 'a') + "打了";
  EXPECT_FALSE(line().find(far).any());
}

TEST(About, ATitleBehindWhichNoDeskStandsStillSaysHowHighItGoes) {
  const auto found = line().find("我们镇长不作为");
  EXPECT_TRUE(found.candidates.empty());
  EXPECT_EQ(found.levels, std::vector<std::string>{"town"});
  EXPECT_EQ(line().find("局长收了红包").levels, std::vector<std::string>{"county"});
}

TEST(About, WordsThatOnlyHoldATitleMeanNobody) {
  EXPECT_FALSE(line().find("班主任打了孩子").any());
  EXPECT_FALSE(line().find("主任医师态度恶劣").any());
  EXPECT_FALSE(line().find("路灯不亮了,请来修").any());
  EXPECT_FALSE(line().find("").any());
}

TEST(About, WhoLeftLatelyIsStillMeantByNameAndLaterNoMore) {
  Officers one;
  one.sit("周海波", "secretary", "village", Instant{kNow.ms - 90 * kMsPerDay});
  one.sit("吴家明", "secretary", "village", Instant{kNow.ms - 300 * kMsPerDay});
  EXPECT_EQ(one.names("周海波在任时收钱"), Names{"周海波"});
  EXPECT_TRUE(one.names("吴家明在任时收钱").empty());
  EXPECT_TRUE(one.names("村支书收钱").empty()) << "the title means who sits there now";
}

// The seven of attack.md H4 were of these kinds; the rest are made up the same way.
TEST(About, ComplaintsInPlainWordsAreSeen) {
  constexpr const char* kPlain[] = {
      "许春明把修路灯的钱拿了",
      "村支书把低保给了自己亲戚,优亲厚友",
      "许书记收了施工队的红包",
      "村里的书记骂人,群众去办事态度很差",
      "网格员上门要钱,不给就不办",
      "村主任把集体的地占为己有",
      "镇长不作为,反映了三次没人管",
      "窗口的人态度恶劣,爱理不理",
      "覃红包庇村里的人",
      "局长吃拿卡要",
      "联户长打人,没人敢说",
      "村干部冒领补贴",
      "支书和老板勾结,强占农田",
      "张大成喝酒后辱骂老人",
      "市里的值班长推诿,电话打了不接",
      "前面那位向前到我家要钱",
  };
  int seen = 0;
  for (const auto* text : kPlain) {
    const bool any = line().find(text).any();
    EXPECT_TRUE(any) << text;
    seen += any ? 1 : 0;
  }
  std::cout << "complaints in plain words: " << seen << " of " << std::size(kPlain) << " seen\n";
}

TEST(About, ALongTextIsReadToItsLimitAndNoFurther) {
  std::string text;
  while (text.size() < 3 * kAboutTextMax) text += "水";
  EXPECT_FALSE(line().find(text + kSecretary).any());
  EXPECT_TRUE(line().find(std::string(kSecretary) + text).any());
}

// A county's line has about a hundred people in office.
Officers real_line() {
  constexpr const char* kSurnames[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴",
                                       "徐", "孙", "马", "朱", "胡", "郭", "何", "罗", "高", "许"};
  constexpr const char* kGiven[] = {"伟", "建国", "红", "志强", "秀英", "春明"};
  static std::vector<std::string> names;
  names.clear();
  names.reserve(std::size(kSurnames) * std::size(kGiven));
  Officers out;
  for (const auto* given : kGiven) {
    for (const auto* surname : kSurnames) names.push_back(std::string(surname) + given);
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    constexpr const char* kLevels[] = {"village", "town", "county", "county"};
    constexpr const char* kKeys[] = {"secretary", "supervisor", "handler", "intake"};
    out.sit(names[i].c_str(), i == 0 ? kKeys[0] : kKeys[1 + i % 3], kLevels[i % 4]);
  }
  return out;
}

TEST(About, AtMostFivePerCentOfRealMessagesWouldBeHeld) {
  using Real = pack::RealMessages;
  if (!Real::are_there()) GTEST_SKIP() << "no real messages: " << Real::path();
  const auto officers = real_line();
  int held = 0, by_name = 0, all = 0;
  const auto messages = Real::read();
  for (const auto& message : messages) {
    auto text = Real::member(message, "title") + "\n" + Real::member(message, "detail");
    if (text.size() < 2) text = Real::member(message, "seg");
    const auto found = officers.find(text);
    ++all;
    held += found.any() ? 1 : 0;
    by_name += !found.candidates.empty() && found.candidates.front().by_name ? 1 : 0;
  }
  std::cout << "held: " << held << " of " << all << ", " << by_name << " by a name\n";
  EXPECT_EQ(all, Real::kCount);
  EXPECT_LE(held * 100, all * 5);
}

}  // namespace
}  // namespace linli::desk
