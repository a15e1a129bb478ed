// Every fault class of docs/procedures.md has a broken pack in tests/packs, and shows its path.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "pack/check.h"

namespace linli::pack {
namespace {

namespace fs = std::filesystem;
const fs::path kPacks = LINLI_SOURCE_DIR "/tests/packs";

std::string text_of_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

Files base() {
  return read_files((kPacks / "base").string()).value();
}

std::vector<std::string> broken_packs() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(kPacks)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with('F')) out.push_back(name);  // beside the base and a pack of its own
  }
  std::ranges::sort(out);
  return out;
}

struct Broken {
  Files files;
  std::string fault, place, path;
};

// The base pack with the changes of fault.yaml; a change that finds nothing to change fails.
Broken read_broken(const std::string& name) {
  std::vector<Problem> problems;
  Reader reader(name, problems);
  const auto root = reader.parse(text_of_file(kPacks / name / "fault.yaml"));
  Broken out{base(), reader.need_text(root, "fault"), reader.need_text(root, "place"),
             reader.need_text(root, "path")};
  for (const auto& change : reader.need(root, "change").items) {
    auto& file = out.files[reader.need_text(change, "file")];
    const auto from = reader.need_text(change, "from");
    const auto at = file.find(from);
    if (at == std::string::npos) {
      ADD_FAILURE() << name << ": nothing to change: " << from;
    } else {
      file.replace(at, from.size(), reader.text(change, "to", ""));
    }
  }
  for (const auto& problem : problems) ADD_FAILURE() << to_line(problem);
  return out;
}

class FaultClass : public testing::TestWithParam<std::string> {};

TEST_P(FaultClass, IsFoundAtItsPlaceWithItsPath) {
  const auto broken = read_broken(GetParam());
  const auto report = check_files(broken.files);
  EXPECT_FALSE(report.proven());
  std::string lines;
  for (const auto& line : report.lines()) lines += line + "\n";
  const auto found = std::ranges::find_if(report.faults, [&](const procedure::Fault& fault) {
    return fault.id == broken.fault && fault.place == broken.place;
  });
  ASSERT_NE(found, report.faults.end()) << lines;
  const auto line = procedure::to_line(*found);
  if (broken.path.empty()) {
    EXPECT_TRUE(found->path.empty()) << line;
  } else {
    EXPECT_TRUE(line.ends_with("; path: " + broken.path)) << line;
  }
}

INSTANTIATE_TEST_SUITE_P(Packs, FaultClass, testing::ValuesIn(broken_packs()), [](const auto& one) {
  auto name = one.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(FaultClasses, TheUnbrokenPackIsProven) {
  const auto report = check_files(base());
  EXPECT_EQ(report.lines(), std::vector<std::string>{"proven: 2 procedures"});
}

TEST(FaultClasses, EachOneInTheDocumentationHasABrokenPack) {
  std::set<std::string> shown;
  for (const auto& name : broken_packs()) shown.insert(name.substr(0, 3));
  std::istringstream docs(text_of_file(LINLI_SOURCE_DIR "/docs/procedures.md"));
  std::set<std::string> documented;
  for (std::string line; std::getline(docs, line);) {
    if (line.starts_with("| F")) documented.insert(line.substr(2, 3));
  }
  EXPECT_EQ(shown, documented);
  EXPECT_GE(documented.size(), 25U);
}

}  // namespace
}  // namespace linli::pack
