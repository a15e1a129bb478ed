// The list of places is compared with the schema, with the steps and with the documents.
#include "app/personal.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <regex>
#include <set>

#include "app/house.h"
#include "base/text.h"
#include "vault/testing.h"

namespace linli::app {
namespace {

struct Column {
  std::string table, name, type;
};

// Every column of a county on SQLite, but those of the text index itself.
std::vector<Column> schema() {
  const vault::TestFolder folder;
  const std::string data = folder.path() + "/data";
  {
    const auto store = store::open_sqlite({.folder = data, .create = true}, all_migrations());
    EXPECT_TRUE(store) << store.error().detail;
  }
  std::vector<Column> out;
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open((data + "/linli.db").c_str(), &database), SQLITE_OK);
  const auto add = [](void* to, int, char** values, char**) {
    static_cast<std::vector<Column>*>(to)->push_back({values[0], values[1], values[2]});
    return 0;
  };
  EXPECT_EQ(sqlite3_exec(database,
                         "SELECT m.name, p.name, p.type FROM sqlite_schema m"
                         " JOIN pragma_table_info(m.name) p WHERE m.type = 'table'"
                         " AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                         " AND m.name NOT LIKE '%\\_fts%' ESCAPE '\\'",
                         add, &out, nullptr),
            SQLITE_OK);
  sqlite3_close(database);
  return out;
}

// Tables under a line "-- vault: …".
std::set<std::string> vault_tables() {
  std::set<std::string> out;
  static const std::regex kVault("-- vault:[^\n]*\nCREATE TABLE (\\w+)");
  for (const auto& migration : all_migrations()) {
    const std::string sql(migration.sql);
    for (std::sregex_iterator at(sql.begin(), sql.end(), kVault), end; at != end; ++at) {
      out.insert((*at)[1]);
    }
  }
  return out;
}

std::set<std::string> listed() {
  std::set<std::string> out;
  for (const auto& place : personal_places()) {
    for (const auto column : split(place.columns, ' ')) {
      out.insert(std::string(place.table) + "." + std::string(column));
    }
  }
  return out;
}

TEST(PersonalPlaces, HoldEveryColumnThatCouldHoldSomethingPersonal) {
  const auto places = listed();
  const auto vault = vault_tables();
  EXPECT_TRUE(vault.contains("person") && vault.contains("vault_text")) << "tables are told apart";
  for (const auto& [table, name, type] : schema()) {
    const bool words = type != "INTEGER" && type != "BIGINT";
    if (!vault.contains(table) && !words && !name.ends_with("_blind")) continue;
    EXPECT_TRUE(places.contains(table + "." + name))
        << table << "." << name << " is not in app/personal.cc: say what erasing does with it";
  }
}

TEST(PersonalPlaces, AreAllThere) {
  std::set<std::string> columns;
  for (const auto& column : schema()) columns.insert(column.table + "." + column.name);
  for (const auto& place : listed()) {
    if (place.front() < 'a' || place == "store_text.index") continue;  // no table of SQLite
    EXPECT_TRUE(columns.contains(place)) << place << " is in the list and in no schema";
  }
}

TEST(PersonalPlaces, AreErasedByAStepEachAndEachStepHasSome) {
  std::set<Step> used;
  for (const auto& place : personal_places()) {
    used.insert(place.step);
    EXPECT_FALSE(place.what.empty()) << place.table;
  }
  EXPECT_TRUE(used.erase(Step::Kept));
  EXPECT_EQ(used, std::set<Step>(kSteps.begin(), kSteps.end()));
}

TEST(PersonalPlaces, StandInTheDocumentAsTheyAre) {
  const auto formats = vault::read_whole(LINLI_SOURCE_DIR "/docs/formats.md");
  for (const auto& place : personal_places()) {
    if (place.step == Step::Kept) continue;
    const std::string row =
        "| `" + std::string(place.table) + "` | `" + std::string(place.columns) + "` |";
    EXPECT_NE(formats.find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace linli::app
