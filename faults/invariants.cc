#include "faults/invariants.h"

#include <sqlite3.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "base/check.h"
#include "base/text.h"
#include "record/integrator.h"
#include "record/verify.h"
#include "store/postgres/connection.h"
#include "vault/payloads.h"

namespace linli::faults {
namespace {

constexpr const char* kSchema = "linli";

struct Question {
  std::string what, sql;
};

// "-- what is wrong", then the statement, up to ";".
std::vector<Question> questions() {
  std::ifstream file(LINLI_SOURCE_DIR "/bench/invariants.sql");
  CHECK(file.good());
  std::vector<Question> out;
  std::string what;
  std::string sql;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("-- ")) {
      what = line.substr(3);
    } else if (!line.empty()) {
      sql += line + "\n";
    }
    if (!line.ends_with(';')) continue;
    sql.resize(sql.rfind(';'));
    out.push_back({what, std::exchange(sql, {})});
  }
  CHECK(out.size() > 10);
  return out;
}

// All of them as one statement over the whole record.
std::string everything() {
  std::string sql =
      "WITH touched(id) AS MATERIALIZED "
      "(SELECT id FROM matter WHERE procedure_key = 'request')\n";
  std::string between;
  for (const auto& question : questions()) {
    sql += between + "SELECT '" + question.what + "' AS what, CAST(id AS TEXT) FROM (\n" +
           question.sql + ") AS found\n";
    between = "UNION ALL\n";
  }
  for (auto at = sql.find(":mark"); at != std::string::npos; at = sql.find(":mark")) {
    sql.replace(at, 5, "0");
  }
  return sql;
}

int add_row(void* to, int columns, char** values, char**) {
  std::string row;
  for (int i = 0; i < columns; ++i) {
    row += (i == 0 ? "" : ": ") + std::string(values[i] == nullptr ? "" : values[i]);
  }
  static_cast<std::vector<std::string>*>(to)->push_back(row);
  return 0;
}

}  // namespace

std::vector<std::string> wrong_rows(const std::string& database) {
  static const std::string all = everything();
  sqlite3* opened = nullptr;
  std::vector<std::string> wrongs;
  std::vector<std::string> pages;
  CHECK(sqlite3_open(database.c_str(), &opened) == SQLITE_OK);
  char* message = nullptr;
  if (sqlite3_exec(opened, "PRAGMA integrity_check", add_row, &pages, nullptr) != SQLITE_OK ||
      sqlite3_exec(opened, all.c_str(), add_row, &wrongs, &message) != SQLITE_OK) {
    wrongs.push_back(std::string("the file cannot be read: ") + sqlite3_errmsg(opened));
  }
  sqlite3_free(message);
  sqlite3_close(opened);
  if (pages != std::vector<std::string>{"ok"}) {
    for (const auto& page : pages) wrongs.push_back("pages: " + page);
  }
  return wrongs;
}

std::vector<std::string> wrong_rows_on_postgres(const std::string& database) {
  static const std::string all = everything();
  const auto side = store::postgres::connect({database, kSchema}, store::postgres::Access::write);
  CHECK(side.has_value());
  const auto rows = store::postgres::run(side->get(), all.c_str());
  if (!rows) return {rows.error().code + " " + rows.error().detail};
  std::vector<std::string> wrongs;
  for (int row = 0; row < PQntuples(rows->get()); ++row) {
    wrongs.push_back(std::string(PQgetvalue(rows->get(), row, 0)) + ": " +
                     PQgetvalue(rows->get(), row, 1));
  }
  return wrongs;
}

std::int64_t receipts_on_postgres(const std::string& database, const std::string& key) {
  const auto side = store::postgres::connect({database, kSchema}, store::postgres::Access::write);
  CHECK(side.has_value());
  const auto sql = "SELECT count(*) FROM receipt WHERE idempotency_key = '" + key + "'";
  const auto found = store::postgres::number(side->get(), sql.c_str());
  CHECK(found.has_value());
  return *found;
}

std::string wrong_record(app::House& house) {
  const auto& keys = house.vault().keys();
  const auto signer = journal::Signer::make(keys.sign.view());
  CHECK(signer.has_value());
  record::Integrator integrator(house.store(), house.clock(), *signer, house.heads_file());
  for (bool more = true; more;) {
    const auto done = integrator.run_once();
    if (!done) return done.error().code + " " + done.error().detail;
    more = done->more;
  }
  record::VerifyOptions options;
  options.key = signer->public_key();
  auto copied = record::read_heads(house.heads_file());
  if (!copied) return copied.error().code + " " + copied.error().detail;
  options.copied = std::move(*copied);
  vault::Payloads payloads(house.vault(), house.store());
  options.payload = [&](const Digest& commitment) { return payloads.check(commitment); };
  const auto report = record::verify(house.store(), options);
  if (!report) return report.error().code + " " + report.error().detail;
  return report->fault.value_or("");
}

std::vector<std::string> wrong_files(app::House& house) {
  std::vector<std::string> wrongs;
  const auto read = house.store().read();
  CHECK(read.has_value());
  const auto ids = (*read)->all("SELECT id FROM store_file ORDER BY id", {},
                                [](const store::Row& row) { return row.integer(0); });
  CHECK(ids.has_value());
  for (const auto id : *ids) {
    const auto bytes = house.store().read_file(id);
    if (!bytes || bytes->empty()) wrongs.push_back("kept file " + std::to_string(id));
  }
  return wrongs;
}

}  // namespace linli::faults
