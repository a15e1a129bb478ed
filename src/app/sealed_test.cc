// What is sealed is sealed anew after a rotation: the list of it against the schema, and all of it.
#include <regex>
#include <set>
#include <string>

#include "app/house.h"
#include "base/text.h"
#include "testing/county.h"

namespace linli::app {
namespace {

// "table.column" of every {blob} whose comment says that it is sealed.
std::set<std::string> sealed_in_schema() {
  std::set<std::string> out;
  const std::regex table(R"(CREATE TABLE (\w+))");
  const std::regex column(R"(^\s*(\w+) \{blob\}.*--.*\bsealed\b)");
  for (const auto& migration : all_migrations()) {
    std::string name;
    for (const auto line : split(migration.sql, '\n')) {
      std::cmatch found;
      if (std::regex_search(line.data(), line.data() + line.size(), found, table)) name = found[1];
      if (std::regex_search(line.data(), line.data() + line.size(), found, column)) {
        out.insert(name + "." + found[1].str());
      }
    }
  }
  return out;
}

TEST(Sealed, EverySealedColumnOfTheSchemaIsSealedAnewAfterARotation) {
  std::set<std::string> listed;
  for (const auto& table : all_sealed_tables()) {
    for (const auto& column : table.columns) {
      listed.insert(std::string(table.table.text) + "." + std::string(column.text));
    }
  }
  EXPECT_EQ(listed, sealed_in_schema());
  EXPECT_GE(listed.size(), 6u);
}

}  // namespace
}  // namespace linli::app
