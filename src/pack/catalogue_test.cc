#include "pack/catalogue.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace linli::pack {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Every quoted dotted code that starts with the name of a layer, in files that make errors.
std::set<std::string> codes_used() {
  std::set<std::string> out;
  static const std::regex kCode(
      R"re((?:fail\s*\(\s*ErrorKind::\w+,|invalid\(|problem\([^;"]*,|Error\{ErrorKind::\w+,))re"
      R"re(\s*"([a-z_]+\.[a-z_]+)")re");
  for (const auto& entry : fs::recursive_directory_iterator(LINLI_SOURCE_DIR "/src")) {
    const auto name = entry.path().filename().string();
    const bool source = name.ends_with(".cc") || name.ends_with(".h");
    if (!source || name.ends_with("_test.cc")) continue;
    const auto text = content_of(entry.path());
    for (std::sregex_iterator at(text.begin(), text.end(), kCode), end; at != end; ++at) {
      out.insert((*at)[1].str());
    }
  }
  return out;
}

TEST(Catalogue, HasASentenceForEveryErrorCodeInTheProgram) {
  const auto catalogue = Catalogue::built_in().value();
  const auto used = codes_used();
  EXPECT_GT(used.size(), 30U);
  for (const auto& code : used) {
    const auto* entry = catalogue.find(code);
    EXPECT_TRUE(entry != nullptr && entry->kind) << code << " has no entry in src/pack/texts";
  }
}

TEST(Catalogue, IsCompleteInBothLanguages) {
  const auto catalogue = Catalogue::built_in().value();
  EXPECT_EQ(catalogue.incomplete(), std::vector<std::string>());
}

TEST(Catalogue, LetsAPackChangeASentenceButNotTheKind) {
  auto catalogue = Catalogue::built_in().value();
  ASSERT_TRUE(catalogue.add("texts.yaml", "pack.absent: {zh: 没有包。, en: No pack.}"));
  EXPECT_EQ(catalogue.sentence("pack.absent", Language::En), "No pack.");
  EXPECT_EQ(catalogue.remedy("pack.absent", Language::En), "Check the path of the folder.");
  const auto refused =
      catalogue.add("texts.yaml", "pack.absent: {kind: Conflict, zh: 一, en: One}");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "pack.kind_changed");
  EXPECT_EQ(catalogue.add("src/pack/texts/x.yaml", "pack.absent: {zh: 一}").error().code,
            "pack.duplicate");
}

TEST(Catalogue, FillsPlaceholdersAndLeavesUnknownOnes) {
  Catalogue catalogue;
  ASSERT_TRUE(catalogue.add("texts.yaml", "message.x: {zh: '{a}和{b}', en: 'from {a} to {b} {'}"));
  EXPECT_EQ(catalogue.fill("message.x", Language::En, {{"a", "{b}"}}), "from {b} to {b} {");
  EXPECT_EQ(catalogue.fill("message.x", Language::Zh, {{"a", "1"}, {"b", "2"}}), "1和2");
  EXPECT_EQ(catalogue.sentence("message.none", Language::Zh), "message.none");
  EXPECT_EQ(catalogue.incomplete(), std::vector<std::string>());
}

}  // namespace
}  // namespace linli::pack
