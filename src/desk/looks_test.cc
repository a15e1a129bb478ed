// Looks at a filer, on a whole county.
#include "desk/looks.h"

#include "testing/county.h"

namespace linli::desk {
namespace {

constexpr const char* kFiledAbout = "village.lighting";

class Revealing : public tests::CountyTest {
 protected:
  static Result<std::string> look(const rights::Actor& actor, MatterId id, desk::Reveal what) {
    return waited([&](desk::Answered done) {
      desk::reveal(kernel(), actor, id, std::move(what), {}, std::move(done));
    });
  }
  static constexpr const char* kReason = "call_filer";
};

TEST_F(Revealing, IsForTheDeskThatHoldsTheMatterWithAReasonOfTheList) {
  const auto id = filed(about(kFiledAbout));
  const auto intake = as("village_intake");
  EXPECT_EQ(code(look(as("department_intake"), id, {"phone", kReason})), "desk.no_such_matter");
  EXPECT_EQ(code(look(as("town_supervisor"), id, {"phone", kReason})), "request.not_to_reveal");
  EXPECT_EQ(code(look(as("resident"), id, {"phone", kReason})), "request.not_to_reveal");
  EXPECT_EQ(code(look(intake, id, {"phone", "curious"})), "procedure.form_choice");
  EXPECT_EQ(code(look(intake, id, {"door", kReason})), "procedure.form_choice");
  const auto record = view(intake, id).record;
  EXPECT_EQ(std::ranges::count(record, "reveal", &desk::ActDoneView::act), 0);
}

TEST_F(Revealing, IsOnTheRecordAndReadByWhoeverWasLookedAt) {
  const auto id = filed(about(kFiledAbout));
  const auto before = desk::looks_at(kernel(), *read(), as("resident").person).value();
  const auto shown = look(as("village_intake"), id, {"name", kReason});
  EXPECT_NE(shown.value_or("").find(roles_.front().name), std::string::npos);
  const auto looks = desk::looks_at(kernel(), *read(), as("resident").person).value();
  ASSERT_EQ(looks.items.size(), before.items.size() + 1);
  EXPECT_NE(looks.items[0].who.zh.find("向巷村"), std::string::npos);
  const auto record = view(as("village_intake"), id).record;
  EXPECT_EQ(std::ranges::count(record, "reveal", &desk::ActDoneView::act), 1);
}

TEST_F(Revealing, OfWhatWasNotLeftIsRefused) {
  auto what = about(kFiledAbout);
  what.name = "王小花";
  const auto receipt = receipt_of(file({}, what));
  const auto id = desk::find_matter_by_number(*read(), receipt.number).value()->id;
  EXPECT_EQ(code(look(as("village_intake"), id, {"phone", kReason})), "request.nothing_to_reveal");
  EXPECT_NE(look(as("village_intake"), id, {"name", kReason}).value_or("").find("王小花"),
            std::string::npos);
}

}  // namespace
}  // namespace linli::desk
