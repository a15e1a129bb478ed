#include "outbound/program.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "store/testing_folder.h"

namespace linli::outbound {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path);
  std::stringstream out;
  out << file.rdbuf();
  return out.str();
}

class Programs : public testing::Test {
 protected:
  Programs() { std::filesystem::create_directories(folder_.path()); }
  std::string script(const std::string& text) {
    const std::string path = folder_.path() + "/program";
    std::ofstream(path) << "#!/bin/sh\n" << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }
  store::ScratchFolder folder_;
};

TEST_F(Programs, AWordStaysOneWordAndNoShellReadsIt) {
  const auto out = folder_.path() + "/out";
  const auto program = script("printf '%s|' \"$@\" > " + out + "\ncat >> " + out + "\n");
  ASSERT_TRUE(run_program({program, "--to", "1 2; touch x $(id)"}, "您好\n", 10));
  EXPECT_EQ(read(out), "--to|1 2; touch x $(id)|您好\n");
}

TEST_F(Programs, ItSeesNothingOfOurEnvironmentAndNoOpenFile) {
  const auto out = folder_.path() + "/out";
  ::setenv("LINLI_SECRET", "s3cret", 1);
  const std::ifstream open_file(script("true"));
  const auto program = script("env > " + out + "\nls /proc/self/fd | wc -l >> " + out + "\n");
  ASSERT_TRUE(run_program({program}, "", 10));
  EXPECT_EQ(read(out).find("s3cret"), std::string::npos);
  EXPECT_NE(read(out).find("\n4\n"), std::string::npos) << read(out);  // three, and ls's own
}

TEST_F(Programs, WhatItSaysByItsExitIsHeard) {
  EXPECT_EQ(run_program({script("exit 7")}, "", 10).error().detail, folder_.path() + "/program: 7");
  EXPECT_EQ(run_program({script("kill -9 $$")}, "", 10).error().code, "outbound.program_failed");
  EXPECT_EQ(run_program({"/no/such/program"}, "", 10).error().code, "outbound.no_program");
}

TEST_F(Programs, ATextBeyondTheLimitIsNotHandedOver) {
  const auto program = script("true");
  EXPECT_TRUE(run_program({program}, std::string(kProgramInputMax, 'a'), 10));
  EXPECT_EQ(run_program({program}, std::string(kProgramInputMax + 1, 'a'), 10).error().kind,
            ErrorKind::Invalid);
}

TEST_F(Programs, WhoIsSlowIsEndedWithAllThatItStarted) {
  const auto out = folder_.path() + "/out";
  const auto program = script("(sleep 3; echo late > " + out + ") &\nsleep 60\n");
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(run_program({program}, "", 1).error().code, "outbound.slow");
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(30));
  std::this_thread::sleep_for(std::chrono::seconds(3));
  EXPECT_EQ(read(out), "");
}

}  // namespace
}  // namespace linli::outbound
