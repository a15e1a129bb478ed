// How often the words of a real message suggest the label that it carries.
#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "base/text.h"
#include "pack/load.h"
#include "pack/testing_messages.h"

namespace linli::pack {
namespace {

TEST(Accuracy, OfTheTopCategoryIsAboveSeventyPerCentOnRealMessages) {
  if (!RealMessages::are_there()) GTEST_SKIP() << "no real messages: " << RealMessages::path();
  const auto pack = load_pack(LINLI_SOURCE_DIR "/packs/zhijiang").value();
  std::map<std::string, std::pair<int, int>> labels;  // right, all
  int right = 0, all = 0, none = 0;
  const auto member = RealMessages::member;
  const auto messages = RealMessages::read();
  for (const auto& row : messages) {
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
  EXPECT_EQ(all, RealMessages::kCount);
  EXPECT_GT(right * 100, all * 70);
}

}  // namespace
}  // namespace linli::pack
