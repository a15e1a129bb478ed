// Requests on a whole county: filing, following, publishing, revealing, importing.
#include <zlib.h>

#include "app/testing.h"
#include "request/import.h"
#include "request/public.h"
#include "request/reveal.h"

namespace linli::app {
namespace {

using request::FileRequest;
using request::ForWhom;

constexpr const char* kVillageKind = "village.lighting";

class Filing : public CountyTest {
 protected:
  std::string refusal(const std::string& role, const FileRequest& what) {
    return code(file(as(role), what));
  }
  FileRequest for_somebody() {
    auto out = about(kVillageKind);
    out.for_whom = ForWhom::somebody;
    out.somebody = {.name = "王老四", .phone = std::nullopt, .read_back = true, .consent = true};
    return out;
  }
};

TEST_F(Filing, NeedsAPlaceThatExistsDownToTheVillage) {
  auto what = about(kVillageKind);
  what.unit = UnitId{5};
  EXPECT_EQ(refusal("resident", what), "request.no_such_place");
  what.unit = unit_of("town_intake");
  EXPECT_EQ(refusal("resident", what), "request.place_too_wide");
  what.unit = unit_of("liaison");
  EXPECT_EQ(refusal("resident", what), "") << "a place below the village will do";
}

TEST_F(Filing, KeepsToTheFormOfTheProcedure) {
  auto what = about(kVillageKind);
  what.title = "";
  EXPECT_EQ(refusal("resident", what), "procedure.form_missing");
  what = about("village.moonlight");
  EXPECT_EQ(refusal("resident", what), "procedure.form_choice");
  what = about(kVillageKind);
  for (int i = 0; i < 61; ++i) what.title += "灯";
  EXPECT_EQ(refusal("resident", what), "procedure.form_too_long");
}

TEST_F(Filing, ForSomebodyIsForThoseWhoServeAndWithHerConsent) {
  EXPECT_EQ(refusal("resident", for_somebody()), "request.not_for_others");
  EXPECT_EQ(refusal("liaison", for_somebody()), "");
  auto what = for_somebody();
  what.somebody->consent = false;
  EXPECT_EQ(refusal("liaison", what), "request.no_consent");
  what = for_somebody();
  what.somebody->read_back = false;
  EXPECT_EQ(refusal("liaison", what), "request.no_consent");
  what.somebody.reset();
  EXPECT_EQ(refusal("liaison", what), "request.no_consent");
}

TEST_F(Filing, AboutADeskThatDoesNotExistIsRefused) {
  auto what = about("conduct.attitude");
  what.about = {"999"};
  EXPECT_EQ(refusal("resident", what), "request.about_unknown");
}

TEST_F(Filing, WithoutAnAccountGivesACodeThatOpensThatMatterOnly) {
  auto what = about(kVillageKind);
  what.name = "王小花";
  const auto first = receipt_of(file({}, what));
  const auto second = receipt_of(file({}, what));
  ASSERT_TRUE(first.follow_up_code && second.follow_up_code);
  EXPECT_FALSE(first.matter) << "ids are for those who signed in";
  EXPECT_NE(*first.follow_up_code, *second.follow_up_code);
  request::Follower follower(kernel().vault);
  const auto find = [&](const std::string& number, const std::string& follow_up_code) {
    return follower.find(*read(), number, follow_up_code, "198.51.100.7", now());
  };
  EXPECT_EQ(find(first.number, *first.follow_up_code)->number, first.number);
  EXPECT_EQ(find(first.number, *second.follow_up_code).error().code, "request.not_found");
  EXPECT_EQ(find("2026 0000 0000", *first.follow_up_code).error().code, "request.number_wrong");
  EXPECT_EQ(find(first.number, "1").error().code, "request.code_wrong");
}

TEST_F(Filing, ASignedInResidentNeedsNoCode) {
  const auto receipt = receipt_of(file(as("resident"), about(kVillageKind)));
  EXPECT_TRUE(receipt.matter);
  EXPECT_FALSE(receipt.follow_up_code);
}

TEST_F(Filing, SuggestsWhatTheFilerDidNotSayAndMarksItSo) {
  auto what = about(kVillageKind);
  what.category.reset();
  const auto grading = request::grade(rules().pack(), what);
  EXPECT_TRUE(grading.category_basis.starts_with("suggested:"));
  EXPECT_TRUE(grading.grade_basis.starts_with("suggested:"));
  EXPECT_NE(grading.grade, "micro") << "that needs the filer's consent";
  EXPECT_EQ(request::grade(rules().pack(), about(kVillageKind)).category_basis, "filer");
}

TEST_F(Filing, SerialsOfTwoSourcesAreNeverTheSame) {
  request::Serials other(kernel().store);
  std::set<std::int64_t> seen;
  for (int i = 0; i < 3; ++i) {
    seen.insert(county_->serials->next(2031).value());
    seen.insert(other.next(2031).value());
  }
  EXPECT_EQ(seen.size(), 6U);
  EXPECT_EQ(*seen.begin(), 1);
}

// The public page.

TEST_F(Filing, IsPublicOnlyWhereTheFilerWishedAndNeverAboutPeople) {
  auto what = about(kVillageKind);
  const auto kept = receipt_of(file(as("resident"), what)).number;
  what.wish_public = true;
  what.detail = "我家门口3号";
  const auto shown = receipt_of(file(as("resident"), what)).number;
  auto complaint = about("conduct.attitude");
  complaint.wish_public = true;
  const auto about_people = receipt_of(file(as("resident"), complaint)).number;
  const auto detail = [&](const std::string& number) {
    return request::public_detail(kernel(), *read(), number);
  };
  EXPECT_EQ(detail(kept).error().code, "request.not_found");
  EXPECT_EQ(detail(about_people).error().code, "request.not_found");
  EXPECT_EQ(detail("2026").error().code, "request.number_wrong");
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

// Revealing.

class Revealing : public CountyTest {
 protected:
  static Result<std::string> look(const rights::Actor& actor, MatterId id, request::Reveal what) {
    return waited([&](desk::Answered done) {
      request::reveal(kernel(), actor, id, std::move(what), {}, std::move(done));
    });
  }
  static constexpr const char* kReason = "call_filer";
};

TEST_F(Revealing, IsForTheDeskThatHoldsTheMatterWithAReasonOfTheList) {
  const auto id = filed(about(kVillageKind));
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
  const auto id = filed(about(kVillageKind));
  const auto before = request::looks_at(kernel(), *read(), as("resident").person).value();
  const auto shown = look(as("village_intake"), id, {"name", kReason});
  EXPECT_NE(shown.value_or("").find(roles_.front().name), std::string::npos);
  const auto looks = request::looks_at(kernel(), *read(), as("resident").person).value();
  ASSERT_EQ(looks.items.size(), before.items.size() + 1);
  EXPECT_NE(looks.items[0].who.zh.find("向巷村"), std::string::npos);
  const auto record = view(as("village_intake"), id).record;
  EXPECT_EQ(std::ranges::count(record, "reveal", &desk::ActDoneView::act), 1);
}

TEST_F(Revealing, OfWhatWasNotLeftIsRefused) {
  auto what = about(kVillageKind);
  what.name = "王小花";
  const auto receipt = receipt_of(file({}, what));
  const auto id = desk::find_matter_by_number(*read(), receipt.number).value()->id;
  EXPECT_EQ(code(look(as("village_intake"), id, {"phone", kReason})), "request.nothing_to_reveal");
  EXPECT_NE(look(as("village_intake"), id, {"name", kReason}).value_or("").find("王小花"),
            std::string::npos);
}

// Imports.

class RequestImport : public CountyTest {
 protected:
  static Result<exchange::ImportReport> import(const std::string& source, std::string_view bytes,
                                               exchange::Mode mode = exchange::Mode::Write) {
    return request::import_requests(kernel(), *county_->serials, {source, mode}, bytes);
  }
  static std::string gzip(std::string_view text) {
    std::string out(text.size() + 100, '\0');
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
    std::string in(text);
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
  }
};

constexpr const char* kLines =
    "{\"row\":\"a1\",\"title\":\"路灯不亮\",\"time\":\"2026-01-05 08:30:00\"}\n"
    "{\"row\":\"a2\",\"detail\":\"水沟堵了,请来看看\"}\n";

TEST_F(RequestImport, TakesEveryRowOnceWhateverTheFileIsCalledIn) {
  EXPECT_EQ(import("lines", kLines)->summary(), "imported 2, unchanged 0, refused 0");
  EXPECT_EQ(import("lines", gzip(kLines))->summary(), "imported 0, unchanged 2, refused 0");
  EXPECT_EQ(import("table", "编号,标题\na1,路灯不亮\na2,水沟堵了\n")->summary(),
            "imported 2, unchanged 0, refused 0");
}

TEST_F(RequestImport, OfAFileForShowWritesNothing) {
  const auto count = [] { return read()->number("SELECT count(*) FROM matter").value(); };
  const auto before = count();
  EXPECT_EQ(import("show", kLines, exchange::Mode::DryRun)->imported, 2);
  EXPECT_EQ(count(), before);
}

TEST_F(RequestImport, NamesTheRowsItRefuses) {
  const auto report = import("bad",
                             "{\"row\":\"1\",\"title\":\"\"}\n"
                             "{\"row\":\"2\",\"title\":\"x\",\"unit\":\"nowhere\"}\n"
                             "{\"row\":\"3\"\n"
                             "[4]\n")
                          .value();
  std::vector<std::string> codes;
  for (const auto& bad : report.bad) codes.push_back(std::to_string(bad.row) + " " + bad.code);
  EXPECT_EQ(codes, (std::vector<std::string>{"1 exchange.row_missing", "2 exchange.row_reference",
                                             "3 json.syntax", "4 json.type"}));
  EXPECT_EQ(report.imported, 0);
}

TEST_F(RequestImport, RefusesWhatOnlyBeginsLikeGzip) {
  const auto whole = gzip(kLines);
  EXPECT_EQ(import("zip", "\x1f\x8bnot gzip").error().code, "request.not_gzip");
  EXPECT_EQ(import("zip", whole.substr(0, whole.size() / 2)).error().code, "request.not_gzip");
}

TEST_F(RequestImport, OfARowThatIsFiledAlreadyIsAConflict) {
  request::FileCommand command;
  command.actor.kind = rights::ActorKind::System;
  command.request = about(kVillageKind);
  command.source = "twice";
  command.source_row = "1";
  const auto once = [&] {
    return waited([&](desk::Answered done) {
      request::file(kernel(), *county_->serials, command, {}, std::move(done));
    });
  };
  EXPECT_EQ(code(once()), "");
  EXPECT_EQ(code(once()), "request.row_known");
}

}  // namespace
}  // namespace linli::app
