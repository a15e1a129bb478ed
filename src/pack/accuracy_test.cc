// How often the words of a real message suggest the label that it carries.
#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>

#include "base/json.h"
#include "base/text.h"
#include "pack/load.h"

namespace linli::pack {
namespace {

const std::string kMessages = LINLI_SOURCE_DIR "/../shared/data/messages/labelled_train.jsonl.gz";

// By the system's gzip, which keeps zlib out of this layer.
std::string unpack(const std::string& path) {
  std::string out;
  auto* pipe = popen(("gzip -dc '" + path + "'").c_str(), "r");
  char block[1 << 16];
  while (const auto n = fread(block, 1, sizeof block, pipe)) out.append(block, n);
  pclose(pipe);
  return out;
}

std::string member(const boost::json::value& row, const char* name) {
  const auto* found = row.get_object().if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

TEST(Accuracy, OfTheTopCategoryIsAboveSeventyPerCentOnRealMessages) {
  if (!std::filesystem::exists(kMessages)) GTEST_SKIP() << "no real messages at " << kMessages;
  const auto pack = load_pack(LINLI_SOURCE_DIR "/packs/zhijiang").value();
  std::map<std::string, std::pair<int, int>> labels;  // right, all
  int right = 0, all = 0, none = 0;
  const auto lines = unpack(kMessages);
  for (const auto line : split(lines, '\n')) {
    if (line.empty()) continue;
    const auto row = parse_json(line).value();
    const auto key = pack.suggest_category(member(row, "title") + "\n" + member(row, "detail")).key;
    const auto top = pack.choice_words("categories", key.substr(0, key.find('.'))).zh;
    auto& [label_right, label_all] = labels[member(row, "label")];
    const bool same = top == member(row, "label");
    right += same ? 1 : 0;
    label_right += same ? 1 : 0;
    none += key.empty() ? 1 : 0;
    ++label_all;
    ++all;
  }
  std::cout << "top category: " << right << " of " << all << " right, " << none << " without\n";
  for (const auto& [label, count] : labels) {
    std::cout << "  " << label << ": " << count.first << " of " << count.second << "\n";
  }
  EXPECT_EQ(all, 7324);
  EXPECT_GT(right * 100, all * 70);
}

}  // namespace
}  // namespace linli::pack
