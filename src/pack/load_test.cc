#include "pack/load.h"
#include "pack/procedure_yaml.h"

#include <gtest/gtest.h>

#include "pack/csv.h"
#include "pack/install.h"

namespace linli::pack {
namespace {

Files base_pack() {
  return read_files(LINLI_SOURCE_DIR "/tests/packs/base").value();
}

// The first problem of the base pack with one file replaced.
std::string first_problem(const std::string& file, const std::string& content) {
  auto files = base_pack();
  files[file] = content;
  const auto loaded = load_files(std::move(files));
  return loaded.problems.empty() ? "" : to_line(loaded.problems.front());
}

TEST(Load, NamesFileLineAndColumnOfEveryProblem) {
  EXPECT_EQ(first_problem("village_list.yaml", "source: x\nlist: []\n"),
            "village_list.yaml:2:7: 'list' is not known here (pack.unknown_member)");
  EXPECT_EQ(first_problem("village_list.yaml", "categories: []\n"),
            "village_list.yaml:1:1: 'source' is missing (pack.missing)");
  EXPECT_EQ(first_problem("limits.yaml", "a:\n  b: {period: soon, assumed: x}\n"),
            "limits.yaml:2:15: a period such as '1 workday' is expected, not 'soon' (pack.type)");
  EXPECT_EQ(first_problem("choices.yaml", "a: {b: [}\n").substr(0, 14), "choices.yaml:1");
  EXPECT_NE(first_problem("choices.yaml", "a: \xff\n").find("not UTF-8 (pack.yaml)"),
            std::string::npos);
  EXPECT_NE(first_problem("levels.yaml", "a: {rural: {zh: x}}\na: {rural: {zh: x}}\n")
                .find("(pack.duplicate)"),
            std::string::npos);
  EXPECT_NE(first_problem("colours.yaml", "a: b\n").find("(pack.unknown_file)"), std::string::npos);
  EXPECT_NE(first_problem("organisations.csv", "key,name\n").find("(pack.csv)"), std::string::npos);
}

std::string in_procedure(const std::string& from, const std::string& to) {
  auto files = base_pack();
  auto& text = files["procedures/request.yaml"];
  text.replace(text.find(from), from.size(), to);
  return first_problem("procedures/request.yaml", text);
}

TEST(Load, RefusesWordsAndNamesThatAProcedureDoesNotKnow) {
  EXPECT_NE(in_procedure("who: [holder]", "who: [mayor]").find("(pack.unknown_word)"),
            std::string::npos);
  EXPECT_NE(in_procedure("acts: [uphold, redo]", "acts: [uphold]").find("(pack.unused)"),
            std::string::npos);
  EXPECT_NE(in_procedure("acts: [uphold, redo]", "acts: [uphold, undo]").find("(pack.reference)"),
            std::string::npos);
  EXPECT_NE(in_procedure("desk: supervisor @ above", "desk: above").find("(pack.desk)"),
            std::string::npos);
}

// Matters run under versions that were written before there were openings.
TEST(Load, StillReadsHowMattersWereOpenedBefore) {
  auto files = base_pack();
  auto& text = files["procedures/request.yaml"];
  const auto from = text.find("opening:\n");
  const auto to = text.find("starts:");
  text.replace(from, to - from, "opens_with: file\n");
  text.insert(text.find("acts:\n  accept:") + 6,
              "  file:\n    kind: open\n    title: {zh: 反映, en: Report}\n    who: [staff]\n"
              "    only_if: [{level: [village]}]\n    form: {title: required}\n");
  std::vector<Problem> problems;
  const auto old = read_procedure("request.yaml", text, problems);
  EXPECT_TRUE(problems.empty()) << to_line(problems.front());
  EXPECT_EQ(old.open.key, "file");
  EXPECT_EQ(old.opening.desks, (std::vector<procedure::OpenedBy>{{"", "village"}}));
  EXPECT_TRUE(old.open.only_if.empty());
  EXPECT_FALSE(old.opening.on_behalf);
  ASSERT_EQ(old.open.form.size(), 2U);
  EXPECT_EQ(old.open.form[1].key, "until") << "as the program asked of a notice";
  EXPECT_EQ(old.find_step("intake")->within->until, "until");
}

TEST(Load, AVillagesListBindsOnlyWhatComesFromAbove) {
  Pack pack;
  pack.village_list = {"village.lighting", "census"};
  procedure::Definition own;
  own.key = "well";
  own.opening.desks = {{"intake", "village"}};
  EXPECT_TRUE(pack.village_takes(own, ""));
  procedure::Definition from_above = own;
  from_above.opening.desks.push_back({"handler", "department"});
  EXPECT_FALSE(pack.village_takes(from_above, ""));
  from_above.key = "census";
  EXPECT_TRUE(pack.village_takes(from_above, ""));
  procedure::Definition by_category = own;
  procedure::Field category;
  category.choices = "categories";
  by_category.open.form = {category};
  EXPECT_TRUE(pack.village_takes(by_category, "village.lighting"));
  EXPECT_FALSE(pack.village_takes(by_category, "town.roads"));
}

TEST(Load, RefusesAYamlBombByDepthAndSize) {
  std::string deep;
  for (int i = 0; i < 60; ++i) deep += "[";
  EXPECT_NE(
      first_problem("choices.yaml", "a: " + deep + std::string(60, ']')).find("(pack.too_large)"),
      std::string::npos);
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 9; ++i) {
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) bomb += (j ? ",*a" : "*a") + std::to_string(i - 1);
    bomb += "]\n";
  }
  EXPECT_NE(first_problem("choices.yaml", bomb).find("(pack.too_large)"), std::string::npos);
}

TEST(Load, OfNoFolderIsNotFound) {
  const auto loaded = load_pack("/nowhere/at/all");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, "pack.absent");
}

TEST(Load, ReadsQuotedCsvCellsAcrossLines) {
  std::vector<Problem> problems;
  const auto rows = read_csv("x.csv", "a,b\n\"1\n\"\"2\"\"\",3\r\n4,5\n", {"a", "b"}, problems);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].cells.at("a"), "1\n\"2\"");
  EXPECT_EQ(rows[1].line, 4);
  EXPECT_TRUE(problems.empty());
  (void)read_csv("x.csv", "a,b\n1\n", {"a", "b"}, problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].line, 2);
}

TEST(Install, RefusesWhatIsNotProvenUnchangedOrReusesAVersion) {
  const auto pack = load_pack(base_pack()).value();
  store::WriteSet changes;
  ASSERT_TRUE(install(changes, pack, nullptr, 1, Instant{5}));
  EXPECT_EQ(changes.changes.size(), 1U);
  Installed before;
  before.current = std::make_shared<const Pack>(pack);
  before.number = 1;
  before.definitions[{"request", 1}] = pack.procedures.at("request");
  EXPECT_EQ(install(changes, pack, &before, 2, Instant{5}).error().code, "pack.unchanged");

  auto files = base_pack();
  auto& text = files["procedures/request.yaml"];
  const std::string step = "    within: 1 workday";
  text.replace(text.find(step), step.size(), "    within: 2 workdays");
  EXPECT_EQ(install(changes, load_pack(files).value(), &before, 2, Instant{5}).error().code,
            "pack.version_reused");
  text.replace(text.find("version: 1"), 10, "version: 2");
  EXPECT_TRUE(install(changes, load_pack(files).value(), &before, 2, Instant{5}));
  files["village_list.yaml"] = "source: none\ncategories: []\n";
  EXPECT_EQ(install(changes, load_pack(files).value(), &before, 2, Instant{5}).error().code,
            "pack.not_proven");
}

TEST(Diff, SaysWhatChangedAndNothingElse) {
  const auto before = load_pack(base_pack()).value();
  EXPECT_TRUE(diff(before, before).empty());
  auto files = base_pack();
  files["limits.yaml"] =
      "handling:\n  help: {period: 5 workdays, source: County order 7}\n"
      "  \"*\": {period: 15 workdays, assumed: default}\n";
  auto& text = files["procedures/request.yaml"];
  text.replace(text.find("version: 1"), 10, "version: 2");
  text.replace(text.find("    within: 1 workday"), 21, "    within: 2 workdays");
  const std::vector<std::string> expected{
      "limit handling help: 10 workday (assumed: default) → 5 workday (County order 7)",
      "procedure request: version 1 → 2", "procedure request step intake: changed"};
  EXPECT_EQ(diff(before, load_pack(files).value()), expected);
}

}  // namespace
}  // namespace linli::pack
