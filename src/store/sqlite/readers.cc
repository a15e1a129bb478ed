#include "store/sqlite/readers.h"

#include <algorithm>
#include <atomic>
#include <bit>

#include "base/check.h"
#include "store/sqlite/text_index.h"

namespace linli::store::sqlite {
namespace {

// How many steps of SQLite's machine lie between two looks at the clock: some 20 µs.
constexpr int kStepsPerLook = 2000;
// What is folded and what is not yet (store/sqlite/counters.h).
constexpr std::string_view kCounterSql =
    "SELECT (SELECT coalesce(sum(value), 0) FROM store_counter WHERE key = ?1)"
    " + (SELECT coalesce(sum(delta), 0) FROM store_counter_part WHERE key = ?1)";
constexpr std::string_view kCountersSql =
    "SELECT key, value FROM store_counter WHERE key >= ?1 AND key < ?2 ORDER BY key";
constexpr std::string_view kCounterPartsSql =
    "SELECT key, delta FROM store_counter_part WHERE key >= ?1 AND key < ?2 ORDER BY key";

int stop_if_overdue(void* reader) {
  return static_cast<Reader*>(reader)->overdue() ? 1 : 0;
}

Failure too_long() {
  return fail(ErrorKind::Overloaded, "store.read_too_long");
}

class StatementRow final : public Row {
 public:
  explicit StatementRow(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  std::string_view text(int column) const override { return text_of(statement_, column); }
  bool is_null(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }

 private:
  sqlite3_stmt* statement_;
};

// Lists up to this long are bound one by one, which needs no table of their own to be made.
constexpr std::size_t kBoundListMax = 64;

// How many parameters a list of `size` takes: the next power of two, so that a few statements serve
// every length; 0 when it is bound as one JSON array.
std::size_t places_for(std::size_t size) {
  return size == 0 || size > kBoundListMax ? 0 : std::bit_ceil(size);
}

// The token (?*) becomes `places` parameters from `first` on, or a subquery over a JSON array.
std::string with_list(std::string_view sql, std::size_t first, std::size_t places) {
  static constexpr std::string_view kList = "(?*)";
  std::string list = "(SELECT value FROM json_each(?" + std::to_string(first) + "))";
  if (places > 0) {
    list = "(";
    for (std::size_t i = 0; i < places; ++i) {
      list += (i == 0 ? "?" : ",?") + std::to_string(first + i);
    }
    list += ')';
  }
  std::string text(sql);
  for (auto at = text.find(kList); at != std::string::npos; at = text.find(kList, at)) {
    text.replace(at, kList.size(), list);
    at += list.size();
  }
  return text;
}

std::string json_of(const IntList& list) {
  std::string json = "[";
  for (const auto value : list) {
    if (json.size() > 1) json += ',';
    json += std::to_string(value);
  }
  return json + ']';
}

const IntList* list_among(const std::vector<Value>& parameters) {
  return parameters.empty() ? nullptr : std::get_if<IntList>(&parameters.back().content);
}

// A statement of the cache, or one of its own while the cached one is in use further out.
struct Found {
  sqlite3_stmt* statement;
  Statement own;
};

class LeasedSnapshot final : public Snapshot {
 public:
  LeasedSnapshot(Readers& readers, Reader& reader)
      : readers_(readers), reader_(reader), counts_(readers.marks().counts()) {}
  ~LeasedSnapshot() override { readers_.give_back(&reader_); }

  Result<void> visit(Sql sql, const std::vector<Value>& parameters,
                     const std::function<bool(const Row&)>& visit) override {
    const std::lock_guard lock(reader_.mutex);
    TRY(ready());
    const IntList* list = list_among(parameters);
    const std::size_t places = list == nullptr ? 0 : places_for(list->size());
    const Found found = TRY(find(sql, parameters.size(), places));
    const std::size_t numbered = parameters.size() - (list == nullptr ? 0 : 1);
    const std::size_t listed = list == nullptr ? 0 : std::max<std::size_t>(places, 1);
    CHECK(static_cast<std::size_t>(sqlite3_bind_parameter_count(found.statement)) ==
          numbered + listed);
    int at = 0;
    for (std::size_t i = 0; i < numbered; ++i) bind(found.statement, ++at, parameters[i]);
    std::string json;
    if (places > 0) {
      // The last one fills the places that are left over.
      for (std::size_t i = 0; i < places; ++i) {
        bind(found.statement, ++at, (*list)[std::min(i, list->size() - 1)]);
      }
    } else if (list != nullptr) {
      json = json_of(*list);
      bind(found.statement, ++at, std::string_view(json));
    }
    return step(found.statement, visit);
  }

  Result<std::vector<FoundText>> find_text(std::string_view index, std::string_view tokens,
                                           int limit, std::int64_t before) override {
    const std::lock_guard lock(reader_.mutex);
    TRY(ready());
    std::vector<FoundText> found;
    const std::string wanted = match_all(tokens);
    if (wanted.empty() || !is_index_name(index)) return found;
    auto finder = reader_.finders.find(std::string(index));
    if (finder == reader_.finders.end()) {
      if (!TRY(has_index(reader_.connection.get(), index))) return found;
      Statement made = TRY(prepare(reader_.connection.get(), find_sql(index)));
      finder = reader_.finders.emplace(index, std::move(made)).first;
    }
    bind(finder->second.get(), 1, std::string_view(wanted));
    bind(finder->second.get(), 2, std::int64_t{limit});
    bind(finder->second.get(), 3, before);
    TRY(step(finder->second.get(), [&found](const Row& row) {
      found.push_back({row.integer(0), row.integer(0)});
      return true;
    }));
    return found;
  }

  std::uint64_t changes(std::uint64_t marks) const override {
    static std::atomic<std::uint64_t> never_the_same = 0;
    return readers_.sees_all_changes() ? sum(counts_, marks) : ++never_the_same;
  }

  Result<std::int64_t> counter(std::string_view key) override {
    const std::lock_guard lock(reader_.mutex);
    TRY(ready());
    auto& cached = reader_.statements[{kCounterSql.data(), 0}];
    if (!cached) cached = TRY(prepare(reader_.connection.get(), kCounterSql));
    bind(cached.get(), 1, key);
    std::int64_t value = 0;
    TRY(step(cached.get(), [&value](const Row& row) {
      value = row.integer(0);
      return false;
    }));
    return value;
  }

  Result<std::vector<std::pair<std::string, std::int64_t>>> counters(
      std::string_view first, std::string_view end) override {
    const std::lock_guard lock(reader_.mutex);
    TRY(ready());
    const auto parts = TRY(counted(kCounterPartsSql, first, end));
    auto out = TRY(counted(kCountersSql, first, end));
    if (parts.empty()) return out;
    std::map<std::string, std::int64_t> sums(out.begin(), out.end());
    for (const auto& [key, delta] : parts) sums[key] += delta;
    std::erase_if(sums, [](const auto& sum) { return sum.second == 0; });
    out.assign(sums.begin(), sums.end());
    return out;
  }

 private:
  // What is answered from memory asks nothing: the transaction begins with the first statement.
  Result<void> ready() {
    if (reader_.overdue()) return too_long();
    if (!begun_) TRY(reader_.begin_transaction());
    begun_ = true;
    if (!reader_.open) return too_long();
    return {};
  }

  using Counted = std::vector<std::pair<std::string, std::int64_t>>;

  Result<Counted> counted(std::string_view sql, std::string_view first, std::string_view end) {
    auto& cached = reader_.statements[{sql.data(), 0}];
    if (!cached) cached = TRY(prepare(reader_.connection.get(), sql));
    bind(cached.get(), 1, first);
    bind(cached.get(), 2, end);
    Counted out;
    TRY(step(cached.get(), [&out](const Row& row) {
      out.emplace_back(row.string(0), row.integer(1));
      return true;
    }));
    return out;
  }

  Result<Found> find(Sql sql, std::size_t parameters, std::size_t places) {
    auto& cached = reader_.statements[{sql.text, places}];
    if (cached && !sqlite3_stmt_busy(cached.get())) return Found{cached.get(), nullptr};
    auto made = TRY(prepare(reader_.connection.get(), with_list(sql.text, parameters, places)));
    if (cached) return Found{made.get(), std::move(made)};
    cached = std::move(made);
    return Found{cached.get(), nullptr};
  }

  Result<void> step(sqlite3_stmt* statement, const std::function<bool(const Row&)>& visit) {
    const ResetAtEnd reset(statement);
    const StatementRow row(statement);
    int code = sqlite3_step(statement);
    while (code == SQLITE_ROW && visit(row)) code = sqlite3_step(statement);
    if (code == SQLITE_ROW || code == SQLITE_DONE) return {};
    return failed(reader_.connection.get());
  }

  Readers& readers_;
  Reader& reader_;
  const MarkCounts counts_;
  bool begun_ = false;
};

}  // namespace

Result<void> Reader::start(const std::string& path) {
  connection = TRY(connect(path, Access::read));
  begin = TRY(prepare(connection.get(), "BEGIN"));
  commit = TRY(prepare(connection.get(), "COMMIT"));
  sqlite3_progress_handler(connection.get(), kStepsPerLook, stop_if_overdue, this);
  return {};
}

void Reader::begin_lease() {
  const std::lock_guard lock(mutex);
  deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kReadMsMax);
}

Result<void> Reader::begin_transaction() {
  TRY(run(begin.get()));
  open = true;
  return {};
}

void Reader::end_transaction() {
  if (!open) return;
  open = false;
  // COMMIT itself must not be stopped for being late.
  deadline = SteadyTime::max();
  if (!run(commit.get())) sqlite3_exec(connection.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Readers::~Readers() {
  CHECK(idle_.size() == readers_.size());  // a snapshot must not outlive its store
}

Result<Reader*> Readers::take() {
  std::unique_lock lock(mutex_);
  const auto some = [this] {
    return !idle_.empty() || readers_.size() < static_cast<std::size_t>(readers_max_);
  };
  if (!given_back_.wait_for(lock, std::chrono::milliseconds(kReadMsMax), some)) {
    return fail(ErrorKind::Overloaded, "store.overloaded", "all readers are busy");
  }
  if (idle_.empty()) {
    auto made = std::make_unique<Reader>();
    TRY(made->start(path_));
    idle_.reserve(readers_.size() + 1);  // giving one back needs no memory
    readers_.push_back(std::move(made));
    return readers_.back().get();
  }
  Reader* reader = idle_.back();
  idle_.pop_back();
  return reader;
}

Result<std::unique_ptr<Snapshot>> Readers::lease() {
  const auto give_back_to_us = [this](Reader* reader) { give_back(reader); };
  Reader* const taken = TRY(take());
  std::unique_ptr<Reader, decltype(give_back_to_us)> reader(taken, give_back_to_us);
  reader->begin_lease();
  std::unique_ptr<Snapshot> snapshot = std::make_unique<LeasedSnapshot>(*this, *reader);
  static_cast<void>(reader.release());  // from here on the snapshot gives it back
  return snapshot;
}

void Readers::give_back(Reader* reader) {
  {
    const std::lock_guard lock(reader->mutex);
    reader->end_transaction();
  }
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(reader);
  }
  given_back_.notify_one();
}

void Readers::end_overlong() {
  const std::lock_guard lock(mutex_);
  for (const auto& reader : readers_) {
    const std::unique_lock held(reader->mutex, std::try_to_lock);
    if (held && reader->open && reader->overdue()) reader->end_transaction();
  }
}

}  // namespace linli::store::sqlite
