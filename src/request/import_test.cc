// Requests that come in as a table, on a whole county.
#include "request/import.h"

#include <zlib.h>

#include "desk/contact.h"
#include "testing/county.h"

namespace linli::request {
namespace {

constexpr const char* kStreetLight = "village.lighting";

class RequestImport : public tests::CountyTest {
 protected:
  static Result<exchange::ImportReport> import(const std::string& file, std::string_view bytes,
                                               exchange::Mode mode = exchange::Mode::Write) {
    return request::import_requests(kernel(), {request::kPlatform, file, mode, nullptr}, bytes);
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
            "imported 0, unchanged 1, refused 1");
  EXPECT_EQ(import("table", "编号,标题\nb1,路灯不亮\n")->imported, 1);
}

TEST_F(RequestImport, KnowsARowByItsNumberOrByWhatItSays) {
  const auto report = import("one", "编号,标题\nn1,甲\nn1,乙\n,丙\n,丙\n").value();
  EXPECT_EQ(report.summary(), "imported 2, unchanged 1, refused 1");
  EXPECT_EQ(report.bad.at(0).row, 3);
  EXPECT_EQ(report.bad.at(0).code, "request.row_other");
  EXPECT_EQ(import("two", "编号,标题\nn1,甲\n,丙\n,丁\n")->summary(),
            "imported 1, unchanged 2, refused 0");
}

TEST_F(RequestImport, FindsAgainWhatVersionsBeforeKeptByFileAndRow) {
  request::FileCommand command;
  command.actor.kind = rights::ActorKind::System;
  command.request = about(kStreetLight);
  command.request.title = "以前导入的";
  command.request.detail = "";
  command.source = "older";
  command.source_row = "2";
  EXPECT_EQ(code(waited([&](desk::Answered done) {
              request::file(kernel(), command, {}, std::move(done));
            })),
            "");
  EXPECT_EQ(import("older", "标题\n以前导入的\n")->summary(), "imported 0, unchanged 1, refused 0");
  EXPECT_EQ(import("older", "标题\n别的事情\n")->summary(), "imported 1, unchanged 0, refused 0");
  EXPECT_EQ(import("older", "编号,标题\n2,别的事\n")->bad.at(0).code, "request.row_other");
}

TEST_F(RequestImport, KeepsWhatIsNoMobileNumberBesideTheName) {
  const auto report = import("hotline", "编号,标题,姓名,电话\nh1,路灯坏了,王小花,0717-4212345\n");
  EXPECT_EQ(report->imported, 1);
  const auto view = read();
  const auto text = view->number("SELECT contact_text FROM matter WHERE source_row = 'h1'").value();
  const auto contact = desk::read_contact(kernel(), *view, TextId{text}).value();
  EXPECT_EQ(contact.name, "王小花");
  EXPECT_EQ(contact.phone, "");
  EXPECT_EQ(contact.other, "0717-4212345");
}

TEST_F(RequestImport, OfAFileForShowWritesNothing) {
  const auto count = [] { return read()->number("SELECT count(*) FROM matter").value(); };
  const auto before = count();
  EXPECT_EQ(import("show", "标题\n只看一看\n", exchange::Mode::DryRun)->imported, 1);
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
  command.request = about(kStreetLight);
  command.source = "twice";
  command.source_row = "1";
  const auto once = [&] {
    return waited(
        [&](desk::Answered done) { request::file(kernel(), command, {}, std::move(done)); });
  };
  EXPECT_EQ(code(once()), "");
  EXPECT_EQ(code(once()), "desk.row_known");
}

}  // namespace
}  // namespace linli::request
