// The command line: words, options, exit codes, and what a command refuses.
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "app/arguments.h"
#include "app/commands.h"
#include "testing/county.h"

namespace linli::app {
namespace {

const Accepts kAccepts{{"data", "port"}, {"log"}, 1, 2};

std::string refusal(const Words& words) {
  const auto parsed = Arguments::parse(words, kAccepts);
  return parsed ? "" : parsed.error().code + " " + parsed.error().detail;
}

TEST(Arguments, TakeOptionsInBothFormsFlagsAndWords) {
  const auto parsed =
      Arguments::parse({"escrow", "--data", "d", "--log", "--port=80", "file"}, kAccepts).value();
  EXPECT_EQ(parsed.value("data"), "d");
  EXPECT_EQ(parsed.number("port", 1).value(), 80);
  EXPECT_TRUE(parsed.flag("log"));
  EXPECT_EQ(parsed.words(), (Words{"escrow", "file"}));
}

TEST(Arguments, WithoutAnOptionHaveItsDefault) {
  const auto parsed = Arguments::parse({"x"}, kAccepts).value();
  EXPECT_FALSE(parsed.flag("log"));
  EXPECT_EQ(parsed.number("port", 8420).value(), 8420);
  EXPECT_FALSE(parsed.value("data"));
  EXPECT_EQ(parsed.needed("data").error().code, "app.option_missing");
}

TEST(Arguments, ThatAreWrongAreNamed) {
  EXPECT_EQ(refusal({"x", "--colour", "red"}), "app.unknown_option --colour");
  EXPECT_EQ(refusal({"x", "--log=yes"}), "app.unknown_option --log=yes");
  EXPECT_EQ(refusal({"x", "--data"}), "app.option_value --data");
  EXPECT_EQ(refusal({}), "app.word_missing ");
  EXPECT_EQ(refusal({"a", "b", "c"}), "app.unknown_word c");
  const auto parsed = Arguments::parse({"x", "--port", "many", "--data="}, kAccepts).value();
  EXPECT_EQ(parsed.number("port", 1).error().code, "app.option_value");
  EXPECT_EQ(parsed.needed("data").error().code, "app.option_missing");
}

TEST(ParseTime, ReadsTheCountysTimeAndUtc) {
  const auto local = parse_time("2026-03-02T09:00").value();
  EXPECT_EQ(parse_time("2026-03-02T09:00:30+08:00")->ms, local.ms + 30 * kMsPerSecond);
  EXPECT_EQ(parse_time("2026-03-02T01:00Z"), local);
  for (const auto* text : {"", "2026-03-02", "2026-03-02T25:00", "2026-03-02T09:60",
                           "2026-03-02T09:00:61", "2026-03-02T09:00+01:00", "2026-02-30T09:00"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
  EXPECT_EQ(parse_time("noon").error().code, "app.option_value");
}

TEST(ReadFile, NamesTheFileThatIsNotThere) {
  const auto missing = read_file("/nowhere/at/all");
  EXPECT_EQ(missing.error().code, "app.no_such_file");
  EXPECT_EQ(missing.error().detail, "/nowhere/at/all");
}

// Runs a command and returns its exit code with what it said.
struct Said {
  int exit = 0;
  std::string error;
  std::string out;
};
Said run(int (*command)(const Words&), const Words& words) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Said out;
  out.exit = command(words);
  out.error = testing::internal::GetCapturedStderr();
  out.out = testing::internal::GetCapturedStdout();
  return out;
}

bool names(const Said& said, const std::string& code) {
  return said.error.find("[" + code + "]") != std::string::npos;
}

constexpr const char* kPack = LINLI_SOURCE_DIR "/packs/zhijiang";

TEST(Commands, ExitWithTwoForWrongUsageAndOneForARefusal) {
  const auto usage = run(serve_command, {"--colour", "red"});
  EXPECT_EQ(usage.exit, kWrongUsage);
  EXPECT_TRUE(names(usage, "app.unknown_option"));
  EXPECT_NE(usage.error.find("usage: linli serve"), std::string::npos);
  EXPECT_EQ(run(serve_command, {"--help"}).exit, kDone);
  EXPECT_EQ(run(serve_command, {"--data", "/nowhere/at/all"}).exit, kRefused);
}

TEST(Commands, NeverTouchAFolderThatExists) {
  const vault::TestFolder folder;
  const auto said = run(init_command, {"--data", folder.path(), "--pack", kPack, "--sample"});
  EXPECT_EQ(said.exit, kRefused);
  EXPECT_TRUE(names(said, "app.folder_exists"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "-keys"));
}

TEST(Commands, LeaveNoKeysBehindWhenTheCountyCannotBeMade) {
  const vault::TestFolder folder;
  const std::string data = folder.path() + "/county";
  const auto said = run(init_command, {"--data", data, "--pack", kPack, "--database",
                                       "host=" + folder.path() + " user=nobody"});
  EXPECT_EQ(said.exit, kRefused);
  EXPECT_TRUE(names(said, "store.unreachable")) << said.error;
  EXPECT_FALSE(std::filesystem::exists(data + "-keys"));
  EXPECT_EQ(run(init_command, {"--data", data, "--pack", kPack, "--duty-later"}).exit, kDone)
      << "the next try";
}

TEST(Commands, SeatTheDutyOfficerWhenTheCountyIsMade) {
  const vault::TestFolder folder;
  const std::string data = folder.path() + "/county";
  const auto make = [&](Words more) {
    Words words{"--data", data, "--pack", kPack};
    words.insert(words.end(), more.begin(), more.end());
    return run(init_command, words);
  };
  EXPECT_EQ(make({"--duty-officer", "赵值班"}).exit, kWrongUsage) << "no phone";
  EXPECT_TRUE(
      names(make({"--duty-officer", "赵值班", "--duty-phone", "12"}), "vault.phone_invalid"));
  EXPECT_EQ(make({"--duty-officer", "赵值班", "--duty-phone", "14300000801", "--sample"}).exit,
            kWrongUsage);
  EXPECT_FALSE(std::filesystem::exists(data)) << "nothing is made of what is refused";
  const auto made = make({"--duty-officer", "赵值班", "--duty-phone", "14300000801"});
  ASSERT_EQ(made.exit, kDone) << made.error;
  EXPECT_NE(made.out.find("duty officer: 赵值班"), std::string::npos) << made.out;
  const auto said = run(doctor_command, {"--data", data}).out;
  EXPECT_EQ(said.find("doctor.duty_desk_empty"), std::string::npos) << said;
  EXPECT_NE(said.find("doctor.seats_empty"), std::string::npos) << said;
}

TEST(Commands, SayThatADutyOfficerIsStillWanted) {
  const vault::TestFolder folder;
  const std::string data = folder.path() + "/county";
  const auto made = run(init_command, {"--data", data, "--pack", kPack, "--duty-later"});
  ASSERT_EQ(made.exit, kDone);
  EXPECT_NE(made.out.find("duty officer: none yet"), std::string::npos) << made.out;
  EXPECT_NE(run(doctor_command, {"--data", data}).out.find("doctor.duty_desk_empty"),
            std::string::npos);
}

TEST(Commands, MoveNoClockInARealCounty) {
  const vault::TestFolder folder;
  const std::string data = folder.path() + "/county";
  ASSERT_EQ(run(init_command, {"--data", data, "--pack", kPack, "--duty-later"}).exit, kDone);
  const auto said = run(serve_command, {"--data", data, "--clock", "2026-03-02T09:00"});
  EXPECT_EQ(said.exit, kRefused);
  EXPECT_TRUE(names(said, "app.clock_not_in_sample"));
  const auto keys = run(keys_command, {"colour", "--data", data});
  EXPECT_EQ(keys.exit, kWrongUsage);
  EXPECT_TRUE(names(keys, "app.unknown_word"));
}

TEST(Commands, SayThatAFileCouldNotBeWritten) {
  const vault::TestFolder folder;
  const std::string data = folder.path() + "/county";
  ASSERT_EQ(run(init_command, {"--data", data, "--pack", kPack, "--duty-later"}).exit, kDone);
  const std::istringstream passphrase(
      "twelve words are better than one\ntwelve words are better than one\n");
  auto* terminal = std::cin.rdbuf(passphrase.rdbuf());
  const auto escrow = run(keys_command, {"escrow", "--data", data, "/nowhere/at/all"});
  std::cin.rdbuf(terminal);
  EXPECT_EQ(escrow.exit, kRefused);
  EXPECT_TRUE(names(escrow, "app.not_written")) << escrow.error;
}

TEST(Commands, ThatAreNoneAreNamedByTheProgram) {
  const std::string program = LINLI_BUILD_DIR "/linli";
  ASSERT_TRUE(std::filesystem::exists(program)) << "build the target linli first";
  const vault::TestFolder folder;
  const std::string said = folder.path() + "/said";
  const int status = std::system((program + " dance >/dev/null 2>" + said).c_str());
  EXPECT_EQ(WEXITSTATUS(status), kWrongUsage);
  EXPECT_NE(vault::read_whole(said).find("[app.unknown_command]"), std::string::npos);
}

}  // namespace
}  // namespace linli::app
