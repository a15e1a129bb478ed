// exchange/import_run.h – what all imports share: columns, dry run, report, write sets in flight.
//
// Every row is one write set: it is imported whole or not at all, and a bad row stops no other.
// Rows are found again by their natural key, so a second import of the same file changes nothing. A
// dry run plans every row the same way and commits none. Imports run in the command as in the
// server. Thread safety: one import, one thread; several imports at once are settled by row
// versions. Errors of every import: those of table.h and header.h, and those of the store, unless
// rows were taken already: then the report says what is in and why it broke off. Per row: see
// BadRow.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "exchange/header.h"
#include "model/ids.h"
#include "model/time_text.h"
#include "pack/pack.h"
#include "registry/people.h"
#include "store/store.h"
#include "vault/vault.h"

namespace linli::exchange {

inline constexpr int kBatchRows = 500;           // write sets in flight at most
inline constexpr int kViewRows = 20;             // planned against one view of the store
inline constexpr std::size_t kListedMax = 1000;  // bad rows and changes listed in a report

// A row that was refused. Column is the column's key, "" when the whole row is meant. Codes of
// rows: exchange.row_missing (a needed cell is empty), exchange.row_number, exchange.row_date,
// exchange.row_word (none of the listed words), exchange.row_reference (names something that is
// not there), exchange.row_administrator (gives a seat to an administrator), exchange.row_moved
// (would move a unit elsewhere in the tree), exchange.row_twice (a row above has the same key),
// exchange.row_kind (a kind of organisation that the pack does not know), exchange.row_changed
// (somebody changed it at the same time), exchange.row_personal_number (a name, which is public,
// holds somebody's number), exchange.row_hidden (a hidden row of a spreadsheet),
// exchange.row_future (a day that has not come), those of cells.h (detail: the cell), of the kinds
// of import, and those of registry/ and vault/.
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
  std::int64_t examples = 0;              // rows of a template that show how rows are meant
  std::vector<BadRow> bad;                // the first kListedMax
  std::vector<std::string> would_change;  // dry run: "row 7: new unit 420583001001-01" …
  // Why the rest of the file was not read; code "" when all of it was.
  std::string broke_off;
  std::string broke_off_at;  // detail: "row 7, cell 3"

  bool whole() const { return broke_off.empty(); }
  // All of the rows that were read.
  std::int64_t rows() const { return imported + unchanged + refused + examples; }
  // "imported N, unchanged N, refused N", and "examples left out N" when there were any.
  std::string summary() const;
};

enum class Mode { Write, DryRun };

// Whether a phone is hers at once, and how many things change besides.
struct NewPhone {
  bool at_once = true;
  int changes = 0;
};

// What must wait for somebody else when a row opens a way in (office/phone_checks.h); each adds to
// the row's write set. Where nobody serves yet there is none.
struct Care {
  // A row names the phone of somebody who is there.
  std::function<Result<NewPhone>(store::Snapshot&, store::WriteSet&, const registry::Person& stored,
                                 const std::string& phone)>
      new_phone = {};
  // A row gives a position to somebody. Returns the id of the row of phone_check it added, or 0.
  std::function<Result<std::int64_t>(store::Snapshot&, store::WriteSet&, PersonId,
                                     std::string_view position)>
      new_seat = {};
};

struct ImportContext {
  store::Store& store;
  const vault::Vault& vault;
  IdSource& ids;
  Instant now;
  const pack::Pack* pack = nullptr;  // its levels and positions are checked; may be absent
  // The file's name without ending. Versions before took it as part of the key of people without
  // identity number, who are still found by it.
  std::string source;
  int zone_minutes = 480;  // of dates in the file
  Mode mode = Mode::Write;
  // Done once the header is understood and before the first change; if it fails, nothing is
  // imported.
  std::function<Result<void>()> before_rows = nullptr;
  Care care = {};
  // Told after each row how many have been read; an error breaks the import off.
  std::function<Result<void>(std::int64_t)> after_row = nullptr;
  std::string platform = {};  // whose numbers requests have; "": nobody's in particular
};

// The cells of one row by column key, and which one is to blame.
class Fields {
 public:
  explicit Fields(std::int64_t row, FirstDay first_day = FirstDay::in_1900)
      : row_(row), first_day_(first_day) {}
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
  // Names are public (RISK-13). Errors: exchange.row_personal_number (detail: how it begins).
  Result<void> hold_no_personal_number(std::initializer_list<const char*> keys);
  // Errors: exchange.row_missing, exchange.row_number, exchange.row_date (time_text.h),
  // exchange.row_word.
  Result<std::string> needed(const std::string& key);
  Result<std::int64_t> number(const std::string& key, std::int64_t absent);
  Result<Instant> date(const std::string& key, int zone_minutes, Instant absent);
  // The same of what has happened already. Errors: exchange.row_future, too.
  Result<Instant> past(const std::string& key, int zone_minutes, Instant absent, Instant now);
  // 是/否, yes/no, 1/0.
  Result<bool> yes_no(const std::string& key, bool absent);
  // The value of a word or its alias; `absent` when empty.
  Result<std::string> word(const std::string& key, const std::map<std::string, std::string>& words,
                           const std::string& absent);

  const std::string& blamed() const { return blamed_; }

 private:
  std::int64_t row_;
  FirstDay first_day_;
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
