// Requests on a whole county: filing, following, publishing.
#include "desk/contact.h"
#include "desk/follow_code.h"
#include "desk/serial.h"
#include "request/public.h"
#include "testing/county.h"

namespace linli::request {
namespace {

using request::FileRequest;
using request::ForWhom;

constexpr const char* kLighting = "village.lighting";

class Filing : public tests::CountyTest {
 protected:
  std::string refusal(const std::string& role, const FileRequest& what) {
    return code(file(as(role), what));
  }
  FileRequest for_somebody() {
    auto out = about(kLighting);
    out.for_whom = ForWhom::somebody;
    out.somebody = {.name = "王老四",
                    .phone = std::nullopt,
                    .read_back = true,
                    .consent = true,
                    .slip = std::nullopt};
    return out;
  }
};

TEST_F(Filing, NeedsAPlaceThatExistsDownToTheVillage) {
  auto what = about(kLighting);
  what.unit = UnitId{5};
  EXPECT_EQ(refusal("resident", what), "desk.no_such_place");
  what.unit = unit_of("town_intake");
  EXPECT_EQ(refusal("resident", what), "desk.place_too_wide");
  what.unit = unit_of("liaison");
  EXPECT_EQ(refusal("resident", what), "") << "a place below the village will do";
}

TEST_F(Filing, KeepsToTheFormOfTheProcedure) {
  auto what = about(kLighting);
  what.title = "";
  EXPECT_EQ(refusal("resident", what), "procedure.form_missing");
  what = about("village.moonlight");
  EXPECT_EQ(refusal("resident", what), "procedure.form_choice");
  what = about(kLighting);
  for (int i = 0; i < 61; ++i) what.title += "灯";
  EXPECT_EQ(refusal("resident", what), "procedure.form_too_long");
}

TEST_F(Filing, ForSomebodyIsForThoseWhoServeAndWithHerConsent) {
  EXPECT_EQ(refusal("resident", for_somebody()), "desk.not_for_others");
  EXPECT_EQ(refusal("liaison", for_somebody()), "");
  auto what = for_somebody();
  what.somebody->consent = false;
  EXPECT_EQ(refusal("liaison", what), "desk.no_consent");
  what = for_somebody();
  what.somebody->read_back = false;
  EXPECT_EQ(refusal("liaison", what), "desk.no_consent");
  what.somebody.reset();
  EXPECT_EQ(refusal("liaison", what), "desk.no_consent");
}

TEST_F(Filing, AReceiptKeptByAnEarlierProgramLosesTheCodeOfWhatWasEnteredForSomebody) {
  request::FilingReceipt kept;
  kept.number = "2026 0000 0018";
  kept.follow_up_code = "K7QM-3XTW";
  const desk::Idempotency repeated{"clerk request_file", "a-key-of-an-earlier-day", Digest{}};
  const std::int64_t id = kernel().ids.next();
  store::WriteSet changes;
  changes.insert(
      "receipt",
      {{"id", id},
       {"version", 1},
       {"scope", repeated.scope},
       {"idempotency_key", repeated.key},
       {"body_hash", store::Blob{std::string(as_bytes(repeated.body))}},
       {"sealed", store::Blob{kernel().vault.seal_field("receipt.sealed", id, to_json(kept))}}});
  ASSERT_TRUE(kernel().store.commit_and_wait(std::move(changes)));
  const auto again = receipt_of(file(as("liaison"), for_somebody(), repeated));
  EXPECT_EQ(again.number, kept.number);
  EXPECT_FALSE(again.follow_up_code);
}

TEST_F(Filing, ACodeThatTheClerkHadEndsNothingEvenWhereTheProcedureWouldLetIt) {
  const auto number = receipt_of(file(as("liaison"), for_somebody())).number;
  const auto matter = desk::find_matter_by_number(*read(), number).value().value();
  const auto withdraw = [&](bool holds_code) {
    const desk::ActCommand command{{}, matter.id, "withdraw", parse_json("{}").value(), holds_code};
    return code(
        waited([&](desk::Answered done) { desk::act(kernel(), command, {}, std::move(done)); }));
  };
  EXPECT_EQ(withdraw(true), "procedure.not_now");
  const auto in_force = kernel().rules.get();
  auto lax = std::make_shared<desk::Rules>(*in_force);
  const std::pair key{matter.procedure, static_cast<int>(matter.procedure_version)};
  for (auto& step : lax->installed.definitions.at(key).steps) {
    for (auto& act : step.acts) act.only_if.clear();
  }
  kernel().rules.put(lax);
  EXPECT_EQ(withdraw(true), "desk.word_unconfirmed");
  kernel().rules.put(in_force);
}

TEST_F(Filing, AboutADeskThatDoesNotExistIsRefused) {
  auto what = about("conduct.attitude");
  what.about = {"999"};
  EXPECT_EQ(refusal("resident", what), "desk.about_unknown");
}

TEST_F(Filing, WithoutAnAccountGivesACodeThatOpensThatMatterOnly) {
  auto what = about(kLighting);
  what.name = "王小花";
  const auto first = receipt_of(file({}, what));
  const auto second = receipt_of(file({}, what));
  ASSERT_TRUE(first.follow_up_code && second.follow_up_code);
  EXPECT_FALSE(first.matter) << "ids are for those who signed in";
  EXPECT_NE(*first.follow_up_code, *second.follow_up_code);
  desk::Follower follower(kernel().vault);
  const auto find = [&](const std::string& number, const std::string& follow_up_code) {
    return follower.find(*read(), number, follow_up_code, "198.51.100.7", now());
  };
  EXPECT_EQ(find(first.number, *first.follow_up_code)->number, first.number);
  EXPECT_EQ(find(first.number, *second.follow_up_code).error().code, "request.not_found");
  EXPECT_EQ(find("2026 0000 0000", *first.follow_up_code).error().code, "model.number_wrong");
  EXPECT_EQ(find(first.number, "1").error().code, "model.code_wrong");
}

TEST_F(Filing, ASignedInResidentNeedsNoCode) {
  const auto receipt = receipt_of(file(as("resident"), about(kLighting)));
  EXPECT_TRUE(receipt.matter);
  EXPECT_FALSE(receipt.follow_up_code);
}

TEST_F(Filing, SuggestsWhatTheFilerDidNotSayAndMarksItSo) {
  auto what = about(kLighting);
  what.category.reset();
  const auto grading = request::grade(rules().pack(), what);
  EXPECT_TRUE(grading.category_basis.starts_with("suggested:"));
  EXPECT_TRUE(grading.grade_basis.starts_with("suggested:"));
  EXPECT_NE(grading.grade, "micro") << "that needs the filer's consent";
  EXPECT_EQ(request::grade(rules().pack(), about(kLighting)).category_basis, "filer");
}

TEST_F(Filing, SerialsOfTwoSourcesAreNeverTheSame) {
  desk::Serials other(kernel().store);
  std::set<std::int64_t> seen;
  for (int i = 0; i < 3; ++i) {
    seen.insert(kernel().serials.next(2031).value());
    seen.insert(other.next(2031).value());
  }
  EXPECT_EQ(seen.size(), 6U);
  EXPECT_EQ(*seen.begin(), 1);
}

// The public page.

TEST_F(Filing, IsPublicOnlyWhereTheFilerWishedAndNeverAboutPeople) {
  auto what = about(kLighting);
  const auto kept = receipt_of(file(as("resident"), what)).number;
  what.wish_public = true;
  what.detail = "我家门口3号";
  const auto shown = receipt_of(file(as("resident"), what)).number;
  auto complaint = about("conduct.attitude");
  complaint.wish_public = true;
  const auto about_people = receipt_of(file(as("resident"), complaint)).number;
  // Of a kind that may be shown, but about somebody in office.
  auto named = about(kLighting);
  named.wish_public = true;
  named.about = {desk_of("village_handler")};
  const auto about_a_desk = receipt_of(file(as("resident"), named)).number;
  const auto detail = [&](const std::string& number) {
    return request::public_detail(kernel(), *read(), number);
  };
  const auto refused = [&](const std::string& number) {
    const auto shown_to_all = detail(number);
    return shown_to_all ? "" : shown_to_all.error().code;
  };
  EXPECT_EQ(refused(kept), "request.not_found");
  EXPECT_EQ(refused(about_people), "request.not_found");
  EXPECT_EQ(refused(about_a_desk), "request.not_found");
  EXPECT_EQ(refused("2026"), "model.number_wrong");
  ASSERT_TRUE(detail(shown));
  const auto page = to_json(*detail(shown));
  EXPECT_NE(page.find("向巷村"), std::string::npos);
  for (const auto* secret : {"3号", "村口的路灯不亮"}) {
    EXPECT_EQ(page.find(secret), std::string::npos) << secret;
  }
  EXPECT_EQ(page.find(roles_.front().name), std::string::npos);
  const auto list = request::public_list(kernel(), *read(), village(), "");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->items.front().number, shown);
  EXPECT_EQ(request::public_list(kernel(), *read(), {}, "x").error().code, "desk.cursor_wrong");
}

}  // namespace
}  // namespace linli::request
