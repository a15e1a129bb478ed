// store/sqlite/testing_plans.h – how SQLite would find the rows of a statement, for tests.
//
// SQLite plans by the schema alone here (nothing runs ANALYZE), so a plan on a small county is the
// plan on a million matters. Thread safety: functions.
#pragma once

#include <string>
#include <vector>

#include "base/check.h"
#include "store/sqlite/connection.h"

namespace linli::store::sqlite {

// The lines of EXPLAIN QUERY PLAN; (?*) stands for two numbers.
inline std::vector<std::string> plan_of(const std::string& folder, std::string sql) {
  static constexpr std::string_view kList = "(?*)";
  for (auto at = sql.find(kList); at != std::string::npos; at = sql.find(kList, at)) {
    sql.replace(at, kList.size(), "(?98, ?99)");
  }
  const auto connection = connect(folder + "/linli.db", Access::read).value();
  const auto statement = prepare(connection.get(), "EXPLAIN QUERY PLAN " + sql).value();
  std::vector<std::string> out;
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {
    out.emplace_back(text_of(statement.get(), 3));
  }
  return out;
}

}  // namespace linli::store::sqlite
