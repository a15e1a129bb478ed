// exchange/import_run.h – what all imports share: columns, dry run, report, write sets in flight.
//
// Every row is one write set: it is imported whole or not at all, and a bad row stops no other.
// Rows are found again by their natural key, so a second import of the same file changes nothing. A
// dry run plans every row the same way and commits none. Imports run in the command as in the
// server. Thread safety: one import, one thread; several imports at once are settled by row
// versions. Errors of every import: those of table.h, exchange.no_header, exchange.column_missing,
// exchange.column_twice (detail: the column), and those of the store. Per row: see BadRow.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"
#include "pack/pack.h"
#include "store/store.h"
#include "vault/vault.h"

namespace linli::exchange {

inline constexpr int kBatchRows = 500;           // write sets in flight at most
inline constexpr int kViewRows = 20;             // planned against one view of the store
inline constexpr std::size_t kListedMax = 1000;  // bad rows and changes listed in a report

// A row that was refused. Column is the column's key, "" when the whole row is meant. Codes of
// rows: exchange.row_missing (a needed cell is empty), exchange.row_number, exchange.row_date,
// exchange.row_word (none of the listed words), exchange.row_reference (names something that is
// not there), exchange.row_moved (would move a unit elsewhere in the tree), exchange.row_twice (a
// row above has the same key), exchange.row_kind (a kind of organisation that the pack does not
// know), exchange.row_changed (somebody changed it at the same time), and
// those of registry/ and vault/.
struct BadRow {
  std::int64_t row = 0;
  std::string column;
  std::string heading;  // of the column as the file has it, else its first Chinese one
  std::string code;
  std::string detail;  // never personal data
};

struct ImportReport {
  std::int64_t imported = 0;  // new or changed (in a dry run: would be)
  std::int64_t unchanged = 0;
  std::int64_t refused = 0;
  std::vector<BadRow> bad;                // the first kListedMax
  std::vector<std::string> would_change;  // dry run: "row 7: new unit 420583001001-01" …

  // "imported N, unchanged N, refused N"
  std::string summary() const;
};

enum class Mode { Write, DryRun };

struct ImportContext {
  store::Store& store;
  const vault::Vault& vault;
  IdSource& ids;
  Instant now;
  const pack::Pack* pack = nullptr;  // its levels and positions are checked; may be absent
  // Where the rows come from (a file's name); with ref or row number the key of people without
  // identity number.
  std::string source;
  int zone_minutes = 480;  // of dates in the file
  Mode mode = Mode::Write;
};

// A column an import knows: its key, the headers it goes by (case and spaces do not count).
struct Column {
  std::string key;
  std::vector<std::string> headers;
  bool needed = false;
};

// The cells of one row by column key, and which one is to blame.
class Fields {
 public:
  explicit Fields(std::int64_t row) : row_(row) {}
  std::int64_t row() const { return row_; }
  // The trimmed cell; "" when the file has no such column.
  const std::string& get(const std::string& key) const;
  bool has(const std::string& key) const;  // not empty
  void set(const std::string& key, std::string value) { cells_[key] = std::move(value); }

  // A failure blamed on this column.
  Failure bad(const std::string& key, std::string_view code, std::string detail = {});
  // The result, its failure blamed on this column.
  template <class T>
  Result<T> at(const std::string& key, Result<T> result) {
    if (!result) blamed_ = key;
    return result;
  }
  // Into `out`, if the cell is not empty.
  void put(const std::string& key, std::string& out) const;
  // Errors: exchange.row_missing, exchange.row_number, exchange.row_date ("2024-03-01" or
  // 2024/3/1; midnight of that day in the zone),, exchange.row_word.
  Result<std::string> needed(const std::string& key);
  Result<std::int64_t> number(const std::string& key, std::int64_t absent);
  Result<Instant> date(const std::string& key, int zone_minutes, Instant absent);
  // 是/否, yes/no, 1/0.
  Result<bool> yes_no(const std::string& key, bool absent);
  // The value of a word or its alias; `absent` when empty.
  Result<std::string> word(const std::string& key, const std::map<std::string, std::string>& words,
                           const std::string& absent);

  const std::string& blamed() const { return blamed_; }

 private:
  std::int64_t row_;
  std::map<std::string, std::string> cells_;
  std::string blamed_;
};

enum class RowOutcome { New, Changed, Unchanged };

// One kind of import: plans one row at a time against the snapshot and its own rows still in
// flight.
class RowPlanner {
 public:
  RowPlanner() = default;
  RowPlanner(const RowPlanner&) = delete;
  RowPlanner& operator=(const RowPlanner&) = delete;
  virtual ~RowPlanner() = default;

  virtual std::vector<Column> columns() const = 0;
  // Adds what the row changes to `out`. `what` becomes "unit 420583001001-01" for reports.
  virtual Result<RowOutcome> plan(store::Snapshot& read, Fields& row, store::WriteSet& out,
                                  std::string& what) = 0;
  // Everything planned so far is committed or refused: rows in flight may be forgotten.
  virtual void settled() = 0;
};

Result<ImportReport> run_import(const ImportContext& context, std::string_view bytes,
                                RowPlanner& planner);

}  // namespace linli::exchange
