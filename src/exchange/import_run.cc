#include "exchange/import_run.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

#include "base/text.h"
#include "exchange/table.h"

namespace linli::exchange {
namespace {

// Headers are compared without case, spaces and the star that forms put on needed columns.
std::string header_key(std::string_view header) {
  std::string out;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const char c = header[i];
    if (c == ' ' || c == '*' || c == '\t') continue;
    if (header.substr(i).starts_with("\u3000")) {
      i += 2;
      continue;
    }
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

// The key of the column in each place of the header; "" where it is not known.
Result<std::vector<std::string>> map_header(const std::vector<std::string>& header,
                                            const std::vector<Column>& columns) {
  std::map<std::string, std::string> keys;
  for (const auto& column : columns) {
    keys[header_key(column.key)] = column.key;
    for (const auto& name : column.headers) keys[header_key(name)] = column.key;
  }
  std::vector<std::string> out;
  std::map<std::string, int> seen;
  for (const auto& cell : header) {
    const auto found = keys.find(header_key(cell));
    out.push_back(found == keys.end() ? "" : found->second);
    if (!out.back().empty() && ++seen[out.back()] > 1) {
      return invalid("exchange.column_twice", out.back());
    }
  }
  for (const auto& column : columns) {
    if (column.needed && !seen.contains(column.key)) {
      return invalid("exchange.column_missing", column.key);
    }
  }
  return out;
}

// The outcomes of write sets in flight, told by the writer.
class Flights {
 public:
  struct Landed {
    std::int64_t row = 0;
    Result<void> outcome;
  };

  // Its place is made now: landing needs no memory, so that whoever waits is always told.
  void depart(store::Store& store, store::WriteSet changes, std::int64_t row) {
    std::size_t place = 0;
    {
      const std::lock_guard lock(mutex_);
      place = landed_.size();
      landed_.push_back({row, {}});
      ++open_;
    }
    store.commit(std::move(changes), [this, place](Result<void> outcome) {
      const std::lock_guard lock(mutex_);
      landed_[place].outcome = std::move(outcome);
      --open_;
      all_down_.notify_one();
    });
  }

  std::vector<Landed> wait() {
    std::unique_lock lock(mutex_);
    all_down_.wait(lock, [&] { return open_ == 0; });
    return std::exchange(landed_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable all_down_;
  int open_ = 0;
  std::vector<Landed> landed_;
};

class Run {
 public:
  Run(const ImportContext& context, RowPlanner& planner) : context_(context), planner_(planner) {}

  Result<ImportReport> import(std::string_view bytes) {
    TRY(read_table(bytes, [&](const TableRow& row) { return take(row); }));
    if (error_) return Failure(*error_);
    if (header_.empty()) return invalid("exchange.no_header");
    TRY(land());
    return std::move(report_);
  }

 private:
  bool take(const TableRow& row) {
    const auto outcome = header_.empty() ? take_header(row) : take_row(row);
    if (!outcome) error_ = outcome.error();
    return outcome.has_value();
  }

  Result<void> take_header(const TableRow& row) {
    const auto columns = planner_.columns();
    header_ = TRY(map_header(row.cells, columns));
    for (const auto& column : columns) {
      headings_[column.key] = column.headers.empty() ? column.key : column.headers.front();
    }
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (!header_[i].empty()) headings_[header_[i]] = std::string(trim(row.cells[i]));
    }
    return {};
  }

  Result<void> take_row(const TableRow& row) {
    if (in_batch_ % kViewRows == 0) {
      read_.reset();
      read_ = TRY(context_.store.read());
    }
    Fields fields(row.number);
    for (std::size_t i = 0; i < row.cells.size() && i < header_.size(); ++i) {
      if (!header_[i].empty()) fields.set(header_[i], std::string(trim(row.cells[i])));
    }
    store::WriteSet changes;
    std::string what;
    const auto outcome = planner_.plan(*read_, fields, changes, what);
    if (outcome) {
      TRY(carry_out(row.number, *outcome, std::move(changes), what));
    } else {
      TRY(refuse(row.number, fields.blamed(), outcome.error()));
    }
    if (++in_batch_ == kBatchRows) return land();
    return {};
  }

  Result<void> carry_out(std::int64_t row, RowOutcome outcome, store::WriteSet changes,
                         const std::string& what) {
    if (outcome == RowOutcome::Unchanged) {
      ++report_.unchanged;
    } else if (context_.mode == Mode::DryRun) {
      ++report_.imported;
      if (report_.would_change.size() < kListedMax) {
        const auto* verb = outcome == RowOutcome::New ? ": new " : ": changed ";
        report_.would_change.push_back("row " + std::to_string(row) + verb + what);
      }
    } else {
      flights_.depart(context_.store, std::move(changes), row);
    }
    return {};
  }

  // Refusals of a row stay with the row; a store that fails ends the import.
  Result<void> refuse(std::int64_t row, const std::string& column, const Error& error) {
    const bool of_row = error.kind == ErrorKind::Invalid || error.kind == ErrorKind::NotFound ||
                        error.kind == ErrorKind::Conflict;
    if (!of_row) return Failure(error);
    ++report_.refused;
    if (report_.bad.size() < kListedMax) {
      report_.bad.push_back({row, column, headings_[column], error.code, error.detail});
    }
    return {};
  }

  // Waits for every write set of the batch; the next one reads what they wrote.
  Result<void> land() {
    in_batch_ = 0;
    if (context_.mode == Mode::DryRun) return {};
    for (const auto& [row, outcome] : flights_.wait()) {
      if (outcome) {
        ++report_.imported;
      } else if (outcome.error().kind == ErrorKind::Conflict) {
        TRY(refuse(row, "",
                   Error{ErrorKind::Conflict, "exchange.row_changed", outcome.error().detail}));
      } else {
        TRY(refuse(row, "", outcome.error()));
      }
    }
    planner_.settled();
    return {};
  }

  const ImportContext& context_;
  RowPlanner& planner_;
  std::vector<std::string> header_;
  std::map<std::string, std::string> headings_;  // by key of the column
  std::unique_ptr<store::Snapshot> read_;
  ImportReport report_;
  std::optional<Error> error_;
  int in_batch_ = 0;
  Flights flights_;
};

}  // namespace

std::string ImportReport::summary() const {
  return "imported " + std::to_string(imported) + ", unchanged " + std::to_string(unchanged) +
         ", refused " + std::to_string(refused);
}

Result<ImportReport> run_import(const ImportContext& context, std::string_view bytes,
                                RowPlanner& planner) {
  return Run(context, planner).import(bytes);
}

}  // namespace linli::exchange
