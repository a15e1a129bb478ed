#include "exchange/import_run.h"

#include <condition_variable>
#include <mutex>
#include <optional>

#include "base/fold.h"
#include "base/text.h"
#include "exchange/table.h"

namespace linli::exchange {
namespace {

// The outcomes of write sets in flight, told by the writer.
class Flights {
 public:
  Flights() = default;
  Flights(const Flights&) = delete;
  Flights& operator=(const Flights&) = delete;
  ~Flights() { wait(); }

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
    try {
      store.commit(std::move(changes), [this, place](Result<void> outcome) {
        const std::lock_guard lock(mutex_);
        landed_[place].outcome = std::move(outcome);
        --open_;
        all_down_.notify_one();
      });
    } catch (...) {
      // It never departed: whoever waits must not wait for it.
      const std::lock_guard lock(mutex_);
      landed_.pop_back();
      --open_;
      throw;
    }
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
  Run(const ImportContext& context, RowPlanner& planner)
      : context_(context), planner_(planner), header_(planner.columns()) {}

  Result<ImportReport> import(std::string_view bytes) {
    auto outcome = read_table(bytes, [&](const TableRow& row) { return take(row); });
    if (outcome && error_) outcome = Failure(*error_);
    // What has departed arrives, and is counted, however the file ends.
    const auto landed = land();
    if (outcome && !landed) outcome = landed;
    if (!began_) return outcome ? Failure(header_.end().error()) : Failure(outcome.error());
    if (!outcome) {
      report_.broke_off = outcome.error().code;
      report_.broke_off_at = outcome.error().detail;
    }
    return std::move(report_);
  }

 private:
  bool take(const TableRow& row) {
    const auto outcome = header_.found() ? take_row(row) : take_header(row);
    if (!outcome) error_ = outcome.error();
    return outcome.has_value();
  }

  Result<void> take_header(const TableRow& row) {
    TRY(header_.offer(row));
    if (!header_.found()) return {};
    if (context_.before_rows) TRY(context_.before_rows());
    began_ = true;
    return {};
  }

  Result<void> take_row(const TableRow& row) {
    if (Header::is_example(row)) {
      ++report_.examples;
      return end_of_row();
    }
    if (const auto unfit = header_.unfit(row)) {
      TRY(refuse(row.number, unfit->column, unfit->error));
      return end_of_row();
    }
    if (!read_ || in_batch_ % kViewRows == 0) {
      read_.reset();
      read_ = TRY(context_.store.read());
    }
    Fields fields(row.number, row.first_day);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto& key = header_.key_at(i);
      if (!key.empty() && has_visible(row.cells[i])) {
        fields.set(key, std::string(trim(row.cells[i])));
      }
    }
    store::WriteSet changes;
    std::string what;
    const auto outcome = planner_.plan(*read_, fields, changes, what);
    if (outcome) {
      TRY(carry_out(row.number, *outcome, std::move(changes), what));
    } else {
      TRY(refuse(row.number, fields.blamed(), outcome.error()));
    }
    return end_of_row();
  }

  Result<void> end_of_row() {
    if (++in_batch_ == kBatchRows) TRY(land());
    return context_.after_row ? context_.after_row(++rows_) : Result<void>{};
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
      report_.bad.push_back({row, column, header_.heading(column), error.code, error.detail});
    }
    return {};
  }

  // Waits for every write set of the batch; the next one reads what they wrote.
  Result<void> land() {
    in_batch_ = 0;
    read_.reset();
    Result<void> failed;
    for (const auto& [row, outcome] : flights_.wait()) {
      if (outcome) {
        ++report_.imported;
        continue;
      }
      auto error = outcome.error();
      if (error.kind == ErrorKind::Conflict) error.code = "exchange.row_changed";
      const auto refused = refuse(row, "", error);
      if (!refused && failed) failed = refused;
    }
    if (context_.mode == Mode::Write) planner_.settled();
    return failed;
  }

  const ImportContext& context_;
  RowPlanner& planner_;
  Header header_;
  std::unique_ptr<store::Snapshot> read_;
  ImportReport report_;
  std::optional<Error> error_;
  bool began_ = false;
  int in_batch_ = 0;
  std::int64_t rows_ = 0;
  Flights flights_;
};

}  // namespace

std::string ImportReport::summary() const {
  return "imported " + std::to_string(imported) + ", unchanged " + std::to_string(unchanged) +
         ", refused " + std::to_string(refused) +
         (examples == 0 ? "" : ", examples left out " + std::to_string(examples));
}

Result<ImportReport> run_import(const ImportContext& context, std::string_view bytes,
                                RowPlanner& planner) {
  return Run(context, planner).import(bytes);
}

}  // namespace linli::exchange
