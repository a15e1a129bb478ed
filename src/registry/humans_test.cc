#include "registry/humans.h"

#include <gtest/gtest.h>

#include "registry/households.h"
#include "registry/testing.h"

namespace linli::registry {
namespace {

constexpr const char* kPhone = "13800001111";
constexpr const char* kOtherPhone = "13800002222";
constexpr const char* kNumber = "420583197001010015";

class Humans : public RegistryTest {
 protected:
  PersonId row(const PersonDetails& details, HouseholdId household = {}) {
    const PersonId id{next_++};
    put_person(id.value, details);
    if (!household) return id;
    Tie tie;
    tie.id = next_++;
    tie.person = id;
    tie.kind = kLiving;
    tie.household = household;
    tie.valid.from = Instant{1};
    put(tie);
    return id;
  }
  // Somebody who said so herself when she signed in.
  PersonId declared(const char* name, const char* phone) {
    store::WriteSet set;
    const auto id = add_self_declared(set, vault_, name, phone).value();
    EXPECT_TRUE(commit(std::move(set)));
    return id;
  }
  bool same(PersonId a, PersonId b, Likeness likeness = Likeness::Sure) {
    const auto view = read();
    const auto both = humans(*view, vault_, {a, b}).value();
    EXPECT_EQ(both.size(), 2U);
    return same_human(*view, vault_, both[0], both[1], likeness).value();
  }
  // Somebody who left only this with her request.
  bool left_by(const PersonDetails& left, PersonId person) {
    const auto view = read();
    const auto one = humans(*view, vault_, {person}).value();
    return same_human(*view, vault_, Human{{}, left}, one.front(), Likeness::Likely).value();
  }
  std::int64_t next_ = 100;
};

TEST_F(Humans, TheSameNameWithSpacesAndDotsAgreesAndAnEmptyOneDoesNot) {
  EXPECT_TRUE(names_agree("许春明", "许 春明"));
  EXPECT_TRUE(names_agree("阿依古丽·买买提", "阿依古丽买买提"));
  EXPECT_FALSE(names_agree("许春明", "许春"));
  EXPECT_FALSE(names_agree("", ""));
}

TEST_F(Humans, APhoneAloneIsNotAPerson) {
  const auto a = row({"许春明", kPhone, ""});
  EXPECT_FALSE(same(a, row({"许小花", kPhone, ""}), Likeness::Likely));
  EXPECT_TRUE(same(a, row({"许春 明", kPhone, ""})));
}

TEST_F(Humans, APhoneWithinAHouseholdIs) {
  const HouseholdId home{77};
  const auto a = row({"许春明", kPhone, ""}, home);
  EXPECT_TRUE(same(a, row({"许小花", kPhone, ""}, home)));
  EXPECT_FALSE(same(a, row({"李小花", kPhone, ""}, HouseholdId{78})));
  EXPECT_FALSE(same(a, row({"许大花", kOtherPhone, ""}, home)));
}

TEST_F(Humans, TwoIdentityNumbersAreTwoHumansWhateverElseAgrees) {
  const auto a = row({"许春明", kPhone, kNumber});
  EXPECT_FALSE(same(a, row({"许春明", kPhone, "420583197001010031"}), Likeness::Likely));
}

TEST_F(Humans, ANameWithoutAPhoneToCompareIsLikelyButNotSure) {
  const auto a = row({"许春明", "", ""});
  const auto b = row({"许春明", kPhone, ""});
  EXPECT_TRUE(same(a, b, Likeness::Likely));
  EXPECT_FALSE(same(a, b, Likeness::Sure));
  EXPECT_FALSE(same(b, row({"许春明", kOtherPhone, ""}), Likeness::Likely));
}

TEST_F(Humans, AMadeUpNameWithHisOwnPhoneIsHisUnlessItIsSomebodyElses) {
  const auto a = row({"许春明", kPhone, ""});
  EXPECT_TRUE(left_by({"", kPhone, ""}, a));
  EXPECT_TRUE(left_by({"赵某某", kPhone, ""}, a));
  EXPECT_FALSE(left_by({"赵某某", kOtherPhone, ""}, a));
  row({"许小花", kPhone, ""});
  EXPECT_FALSE(left_by({"许小花", kPhone, ""}, a));
}

TEST_F(Humans, HisNameWithAPhoneThatNobodyKnowsIsLikelyHis) {
  const auto a = row({"许春明", kPhone, kNumber});
  EXPECT_TRUE(left_by({"许春明", kOtherPhone, ""}, a));
  EXPECT_FALSE(left_by({"许小花", kOtherPhone, ""}, a));
  const auto said = declared("许 春明", kOtherPhone);
  EXPECT_TRUE(same(a, said, Likeness::Likely)) << "what he says himself is no register";
  EXPECT_FALSE(same(a, said, Likeness::Sure));
  EXPECT_TRUE(left_by({"许春明", kOtherPhone, ""}, a));
  row({"许春明", kOtherPhone, ""});
  EXPECT_FALSE(left_by({"许春明", kOtherPhone, ""}, a)) << "two registered people of one name";
}

TEST_F(Humans, SheIsFoundByPhoneAndNameOrByHerHousehold) {
  const HouseholdId home{79};
  const auto a = row({"许春明", kPhone, ""}, home);
  const auto b = row({"王奶奶", "", ""}, home);
  const auto view = read();
  const auto called = [&](const char* name) {
    return find_person_called(*view, vault_, kPhone, name).value();
  };
  EXPECT_EQ(called("许春明"), a);
  EXPECT_EQ(called("王奶奶"), b);
  EXPECT_EQ(called("李四"), std::nullopt);
}

}  // namespace
}  // namespace linli::registry
