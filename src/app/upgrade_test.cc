// Every earlier schema, with rows in every table, is brought forward and keeps its rows.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <map>

#include "app/house.h"
#include "store/schema.h"
#include "store/testing_folder.h"
#include "store/transfer.h"

namespace linli::app {
namespace {

using Row = std::vector<std::string>;

class Database {
 public:
  explicit Database(const std::string& folder) {
    EXPECT_EQ(sqlite3_open((folder + "/linli.db").c_str(), &opened_), SQLITE_OK);
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { sqlite3_close(opened_); }

  std::vector<Row> rows(const std::string& sql) {
    std::vector<Row> out;
    char* message = nullptr;
    const auto add = [](void* to, int count, char** values, char**) {
      Row row;
      for (int i = 0; i < count; ++i) row.emplace_back(values[i] == nullptr ? "NULL" : values[i]);
      static_cast<std::vector<Row>*>(to)->push_back(std::move(row));
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(opened_, sql.c_str(), add, &out, &message), SQLITE_OK)
        << sql << ": " << (message == nullptr ? "" : message);
    sqlite3_free(message);
    return out;
  }

 private:
  sqlite3* opened_ = nullptr;
};

// The tables that hold what the program knows; the store's own move with every start.
std::vector<std::string> tables(Database& database) {
  std::vector<std::string> names;
  for (const auto& row :
       database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'"
                     " AND name NOT LIKE 'store\\_%' ESCAPE '\\'"
                     " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")) {
    names.push_back(row[0]);
  }
  return names;
}

// Three rows with a value of its type in every column, none like another. A position is of a unit
// or of an organisation.
void fill(Database& database, const std::string& table) {
  const auto columns = database.rows("SELECT name, type FROM pragma_table_info('" + table + "')");
  for (int n = 1; n <= 3; ++n) {
    std::string values;
    for (const auto& column : columns) {
      const std::string number = std::to_string(1000 + n);
      values += values.empty() ? "" : ", ";
      if (table == "position" && column[0] == "organisation_id") {
        values += "NULL";
      } else if (column[1] == "TEXT") {
        values += "'" + column[0] + number + "'";
      } else {
        values += column[1] == "BLOB" ? "x'0" + std::to_string(n) + "ff'" : number;
      }
    }
    database.rows("INSERT INTO " + table + " VALUES (" + values + ")");
  }
}

// What a table holds, in the columns it has now.
struct Held {
  std::string columns;
  std::vector<Row> rows;
};
Held held(Database& database, const std::string& table) {
  Held out;
  for (const auto& row : database.rows("SELECT name FROM pragma_table_info('" + table + "')")) {
    out.columns += (out.columns.empty() ? "quote(" : ", quote(") + row[0] + ")";
  }
  out.rows = database.rows("SELECT " + out.columns + " FROM " + table + " ORDER BY 1");
  return out;
}

// Fills a folder of this schema, opens it with today's program and compares. Returns how many rows
// were compared.
std::size_t brought_forward(const std::vector<store::Migration>& earlier, const std::string& name) {
  const testing::ScopedTrace trace(__FILE__, __LINE__, name);
  const store::ScratchFolder folder;
  store::SqliteOptions options;
  options.folder = folder.path();
  options.create = true;
  EXPECT_TRUE(store::open_sqlite(options, earlier));
  std::map<std::string, Held> before;
  {
    Database database(folder.path());
    for (const auto& table : tables(database)) fill(database, table);
    for (const auto& table : tables(database)) before[table] = held(database, table);
  }
  const auto opened = store::open_sqlite(options, all_migrations());
  EXPECT_TRUE(opened) << opened.error().code << " " << opened.error().detail;
  Database database(folder.path());
  std::size_t rows = 0;
  for (const auto& [table, was] : before) {
    // One-time codes live ten minutes; those of before are asked for again (ADR 0021).
    if (table == "access_code") continue;
    const auto now = database.rows("SELECT " + was.columns + " FROM " + table + " ORDER BY 1");
    EXPECT_EQ(now, was.rows) << table;
    rows += was.rows.size();
  }
  EXPECT_EQ(database.rows("PRAGMA integrity_check"), (std::vector<Row>{{"ok"}}));
  return rows;
}

std::vector<store::Migration> in_order() {
  auto all = all_migrations();
  std::ranges::sort(all, {}, &store::Migration::number);
  return all;
}

TEST(Upgrade, FromEveryBeginningOfTheSchemaKeepsEveryRow) {
  const auto all = in_order();
  for (std::size_t count = 1; count < all.size(); ++count) {
    const std::vector<store::Migration> earlier(all.begin(),
                                                all.begin() + static_cast<std::ptrdiff_t>(count));
    EXPECT_GT(brought_forward(earlier, "the first " + std::to_string(count)), 0U);
  }
}

// Where the numbers of a folder begin (docs/architecture.md, "Migrations").
int range_of(int number) {
  int out = 0;
  for (const int begin : {10, 20, 30, 40, 60, 70, 80, 90}) out += number >= begin ? 1 : 0;
  return out;
}

// Later folders build on the record and on matters: these were never missing.
constexpr int kRecordFirst = 40;
constexpr int kMatter = 45;

// As it was while a folder of src/ had not grown its later tables yet.
TEST(Upgrade, FromAnEarlierSchemaOfOneFolderKeepsEveryRow) {
  const auto all = in_order();
  for (const auto& first : all) {
    if (first.number >= kRecordFirst && first.number <= kMatter) continue;
    std::vector<store::Migration> earlier;
    for (const auto& other : all) {
      const bool later =
          range_of(other.number) == range_of(first.number) && other.number >= first.number;
      if (!later) earlier.push_back(other);
    }
    EXPECT_GT(brought_forward(earlier, "without " + std::to_string(first.number)), 0U);
  }
}

// A county that was at work before a county could be set up stays open; one that nobody has come
// into yet is set up (ADR 0019).
TEST(Upgrade, LeavesACountyWithAnAdministratorOpenAndANewOneBeingSetUp) {
  constexpr int kAdministrators = 62;
  auto earlier = in_order();
  std::erase_if(earlier, [](const store::Migration& one) {
    return one.number >= kAdministrators && one.number < 70;
  });
  for (const bool at_work : {true, false}) {
    const store::ScratchFolder folder;
    store::SqliteOptions options;
    options.folder = folder.path();
    options.create = true;
    ASSERT_TRUE(store::open_sqlite(options, earlier));
    if (at_work) {
      Database(folder.path())
          .rows(
              "INSERT INTO access_account VALUES (5, 1, NULL, 'chief', 'set', NULL, NULL, 1, 0, "
              "77)");
    }
    ASSERT_TRUE(store::open_sqlite(options, all_migrations()));
    const auto opened = Database(folder.path()).rows("SELECT opened_at FROM access_county");
    EXPECT_EQ(opened, at_work ? std::vector<Row>{{"77"}} : std::vector<Row>{});
  }
}

// An empty folder of today's program, closed again, and how to open it.
store::SqliteOptions made_in(const store::ScratchFolder& folder) {
  store::SqliteOptions options;
  options.folder = folder.path();
  options.create = true;
  EXPECT_TRUE(store::open_sqlite(options, all_migrations()));
  return options;
}

// An earlier program's words of titles do not answer today's: they are gone, and a source that has
// not been brought forward yet carries none.
TEST(Upgrade, DropsTheTitlesThatAnEarlierProgramIndexed) {
  const store::ScratchFolder folder;
  const auto options = made_in(folder);
  {
    Database database(folder.path());
    database.rows(
        "CREATE VIRTUAL TABLE store_text_matter_fts"
        " USING fts5(tokens, tokenize='ascii', detail=none, columnsize=0)");
    database.rows("INSERT INTO store_text_matter_fts (rowid, tokens) VALUES (7, '09f2650b4f')");
    database.rows("INSERT INTO store_text_index VALUES ('matter', 0)");
    database.rows("DELETE FROM store_schema WHERE number = 4");
  }
  const auto count = [](std::string_view, std::int64_t, std::string_view) {
    ADD_FAILURE() << "carries a text";
    return Result<void>{};
  };
  ASSERT_TRUE((*store::sqlite_source(folder.path()))->texts(count));
  ASSERT_TRUE(store::open_sqlite(options, all_migrations()));
  Database database(folder.path());
  EXPECT_TRUE(database.rows("SELECT name FROM sqlite_schema WHERE name LIKE '%_fts%'").empty());
  EXPECT_TRUE(database.rows("SELECT name FROM store_text_index").empty());
}

// Their key stood in the table and in its index until store migration 3.
TEST(Upgrade, KeepsTheCountersOfAnEarlierFolder) {
  const store::ScratchFolder folder;
  const auto options = made_in(folder);
  {
    Database database(folder.path());
    database.rows("DROP TABLE store_counter");
    database.rows("CREATE TABLE store_counter (key TEXT NOT NULL PRIMARY KEY, value INTEGER)");
    database.rows("INSERT INTO store_counter VALUES ('a', 1), ('b', 20)");
    database.rows("DELETE FROM store_schema WHERE number = 3");
  }
  const auto opened = store::open_sqlite(options, all_migrations());
  ASSERT_TRUE(opened) << opened.error().detail;
  EXPECT_EQ((*opened)->read().value()->counter("b").value(), 20);
  Database database(folder.path());
  EXPECT_EQ(database.rows("SELECT key, value FROM store_counter ORDER BY key"),
            (std::vector<Row>{{"a", "1"}, {"b", "20"}}));
  EXPECT_TRUE(database
                  .rows("SELECT name FROM sqlite_schema WHERE type = 'index'"
                        " AND tbl_name = 'store_counter' AND sql IS NOT NULL")
                  .empty());
}

}  // namespace
}  // namespace linli::app
