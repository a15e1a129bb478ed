#include "store/postgres/readers.h"

#include <algorithm>
#include <array>
#include <functional>

#include "base/check.h"
#include "base/text.h"
#include "store/marks.h"
#include "store/postgres/answer_row.h"
#include "store/postgres/dialect.h"
#include "store/postgres/text_index.h"

namespace linli::store::postgres {
namespace {

using namespace std::chrono_literals;

// How long the database is not asked again after it could not be reached.
constexpr auto kDownFor = 500ms;
// Nothing is heard any more from a database that is this much later than its own limit of time.
constexpr int kSilenceMsMax = 4000;
constexpr std::int64_t kTimeLeftUnsaid = 900;
constexpr std::size_t kParametersMax = 31;

constexpr const char* kCounterSql =
    "SELECT (SELECT coalesce(sum(value), 0) FROM store_counter WHERE key = ?1)"
    " + (SELECT coalesce(sum(delta), 0) FROM store_counter_part WHERE key = ?1)";
constexpr const char* kCountersSql =
    "SELECT key, sum(value) FROM (SELECT key, value FROM store_counter"
    " WHERE key >= ?1 AND key < ?2 UNION ALL SELECT key, delta FROM store_counter_part"
    " WHERE key >= ?1 AND key < ?2) AS parts GROUP BY key ORDER BY key";
constexpr const char* kMarksSql = "SELECT array_send(counts) FROM store_mark";

// The types that parameters are given, by the kind of their content.
constexpr Oid kBigint = 20;
constexpr Oid kTextType = 25;
constexpr Oid kByteaType = 17;
constexpr Oid kBigintArray = 1016;

// An array as PostgreSQL 15 sends it (array_send()): dimensions, NULLs, type, length and first
// place, four bytes each; then each element's length and its bytes, the highest first.
void add_counts(MarkCounts& counts, std::string_view array) {
  constexpr std::size_t kHeader = 20;
  constexpr std::size_t kLength = 4;
  constexpr std::size_t kElement = kLength + sizeof(std::int64_t);
  for (std::size_t i = 0; i < counts.size() && kHeader + (i + 1) * kElement <= array.size(); ++i) {
    std::uint64_t count = 0;
    for (const char c : array.substr(kHeader + i * kElement + kLength, sizeof count)) {
      count = count << 8 | static_cast<unsigned char>(c);
    }
    counts[i] += count;
  }
}

Failure too_long() {
  return fail(ErrorKind::Overloaded, "store.read_too_long");
}

// 0 NULL or a list, 1 integer, 2 text, 3 bytes. A list is always the last and always a list.
std::uint64_t kind_of(const Value& value) {
  if (std::holds_alternative<std::int64_t>(value.content)) return 1;
  if (std::holds_alternative<std::string>(value.content)) return 2;
  return std::holds_alternative<Blob>(value.content) ? 3 : 0;
}

std::uint64_t kinds_of(const std::vector<Value>& parameters) {
  CHECK(parameters.size() <= kParametersMax);
  std::uint64_t kinds = 0;
  for (const auto& value : parameters) kinds = kinds << 2 | kind_of(value);
  return kinds;
}

std::vector<Oid> types_of(const std::vector<Value>& parameters) {
  static constexpr std::array<Oid, 4> kTypes = {0, kBigint, kTextType, kByteaType};
  std::vector<Oid> types;
  for (const auto& value : parameters) {
    const bool list = std::holds_alternative<IntList>(value.content);
    types.push_back(list ? kBigintArray : kTypes[kind_of(value)]);
  }
  return types;
}

class LeasedSnapshot final : public Snapshot {
 public:
  LeasedSnapshot(Readers& readers, Reader& reader)
      : readers_(readers),
        reader_(reader),
        deadline_(std::chrono::steady_clock::now() + std::chrono::milliseconds(kReadMsMax)) {}
  ~LeasedSnapshot() override { readers_.give_back(&reader_); }

  Result<void> visit(Sql sql, const std::vector<Value>& parameters,
                     const std::function<bool(const Row&)>& visit) override {
    return step(sql.text, parameters, visit);
  }

  Result<std::vector<FoundText>> find_text(std::string_view index, std::string_view tokens,
                                           int limit, std::int64_t before) override {
    const auto wanted = integers_of(tokens);
    if (limit <= 0 || !wanted || wanted->empty() || !is_index_name(index)) {
      return std::vector<FoundText>();
    }
    std::vector<FoundText> found;
    std::int64_t asked = 0;
    std::int64_t next = kStretchesFirst;
    for (int times = 0; times < kTimesAsked && asked + next <= kStretchesMax; ++times) {
      const auto rest = limit - std::ssize(found);
      const auto more =
          TRY(texts_of(kFindTextInStretches, {index, *wanted, rest, before, asked, next}));
      found.insert(found.end(), more.begin(), more.end());
      if (std::ssize(found) >= limit) return found;
      if (found.empty()) break;
      asked += next;
      // As many as should hold the rest, and a quarter more; or all, when they are quicker read.
      next = 1 + asked * (limit - std::ssize(found)) * 5 / (4 * std::ssize(found));
      const auto all = std::ssize(found) * (found.back().place >> 10) / asked;
      if (all < next * kTextsInTheTimeOfAStretch) break;
    }
    return texts_of(kFindText, {index, *wanted, limit, before});
  }

  // The counts of all nodes stand in rows that were written with what they count, so what this view
  // sees of them is what it sees of the rest.
  std::uint64_t changes(std::uint64_t marks) const override {
    static std::atomic<std::uint64_t> never_the_same = std::uint64_t{1} << 63;
    if (!counts_) {
      MarkCounts counts{};
      const auto read = step(kMarksSql, {}, [&counts](const Row& row) {
        add_counts(counts, row.text(0));
        return true;
      });
      if (!read) return ++never_the_same;
      counts_ = counts;
    }
    return sum(*counts_, marks);
  }

  Result<std::int64_t> counter(std::string_view key) override {
    std::int64_t value = 0;
    TRY(step(kCounterSql, {key}, [&value](const Row& row) {
      value = row.integer(0);
      return false;
    }));
    return value;
  }

  Result<std::vector<std::pair<std::string, std::int64_t>>> counters(
      std::string_view first, std::string_view end) override {
    std::vector<std::pair<std::string, std::int64_t>> out;
    TRY(step(kCountersSql, {first, end}, [&out](const Row& row) {
      out.emplace_back(row.string(0), row.integer(1));
      return true;
    }));
    return out;
  }

 private:
  Result<std::vector<FoundText>> texts_of(const char* sql, const std::vector<Value>& parameters) {
    std::vector<FoundText> found;
    TRY(step(sql, parameters, [&found](const Row& row) {
      found.push_back({row.integer(0), row.integer(1)});
      return true;
    }));
    return found;
  }

  std::int64_t left_ms() const {
    const auto left = deadline_ - std::chrono::steady_clock::now();
    return std::chrono::duration_cast<std::chrono::milliseconds>(left).count();
  }

  Result<Answer> ask(const char* sql, const std::vector<Value>& parameters) const {
    if (failed_) return Failure(*failed_);
    if (left_ms() <= 0) return too_long();
    const Reader::Key key{sql, kinds_of(parameters)};
    const bool begun = reader_.begun();
    const bool connected = reader_.connected();
    if (!connected) TRY(readers_.connect(reader_));
    auto answer = reader_.ask(key, sql, parameters, left_ms());
    // The connection may have been lost while nobody used it; nothing was read yet.
    if (!answer && !begun && connected && !reader_.connected()) {
      TRY(readers_.connect(reader_));
      answer = reader_.ask(key, sql, parameters, left_ms());
    }
    return answer;
  }

  Result<void> step(const char* sql, const std::vector<Value>& parameters,
                    const std::function<bool(const Row&)>& visit) const {
    auto answer = ask(sql, parameters);
    if (!answer) {
      failed_ = answer.error();
      return Failure(answer.error());
    }
    AnswerRow row(answer->get());
    for (int at = 0; at < PQntuples(answer->get()); ++at) {
      row.go_to(at);
      if (!visit(row)) break;
    }
    return {};
  }

  Readers& readers_;
  Reader& reader_;
  const SteadyTime deadline_;
  mutable std::optional<Error> failed_;
  mutable std::optional<MarkCounts> counts_;
};

}  // namespace

std::size_t Reader::KeyHash::operator()(const Key& key) const {
  return (reinterpret_cast<std::uintptr_t>(key.sql) * 0x9E3779B97F4A7C15U) ^ key.kinds;
}

Result<void> Reader::connect(const Place& place) {
  connection_ = TRY(postgres::connect(place, Access::read));
  if (PQsetnonblocking(connection_.get(), 1) != 0 || PQenterPipelineMode(connection_.get()) != 1) {
    const Error error = unreachable(connection_.get());
    drop();
    return Failure(error);
  }
  pipeline_.emplace(connection_.get());
  return {};
}

void Reader::drop() {
  pipeline_.reset();
  connection_.reset();
  names_.clear();
  begun_ = false;
  ending_ = false;
}

std::string Reader::name_of(Key key, std::string_view sql, const std::vector<Value>& parameters) {
  auto& name = names_[key];
  if (name.empty()) {
    name = "r" + std::to_string(++named_);
    pipeline_->prepare(name, statement_text(sql, parameters.size()), types_of(parameters));
  }
  return name;
}

Result<Answer> Reader::ask(Key key, std::string_view sql, const std::vector<Value>& parameters,
                           std::int64_t left_ms) {
  if (ending_ && !pipeline_->finish(kSilenceMsMax)) {
    const Error error = unreachable(connection_.get());
    drop();
    return Failure(error);
  }
  ending_ = false;
  if (!begun_) pipeline_->query("BEGIN");
  if (left_ms < kTimeLeftUnsaid) {
    // 0 would be no limit and less is refused: a process that stood still has less.
    const std::string limit =
        "SET LOCAL statement_timeout = " + std::to_string(std::max<std::int64_t>(left_ms, 1));
    pipeline_->query(limit.c_str());
  }
  parameters_.clear();
  for (const auto& value : parameters) parameters_.add(value);
  pipeline_->execute(name_of(key, sql, parameters), parameters_);
  begun_ = true;
  auto answers = pipeline_->finish(kSilenceMsMax);
  if (!answers) {
    drop();
    return Failure(answers.error());
  }
  for (auto& answer : *answers) {
    if (went_well(answer)) continue;
    names_.erase(key);  // its preparation may have been skipped
    return Failure(error_of(answer.get()));
  }
  return std::move(answers->back());
}

void Reader::end_transaction() {
  if (!begun_) return;
  begun_ = false;
  if (!connection_) return;
  pipeline_->query("COMMIT");
  pipeline_->send();
  ending_ = true;
}

Readers::~Readers() {
  CHECK(idle_.size() == readers_.size());  // a snapshot must not outlive its store
}

Result<std::unique_ptr<Snapshot>> Readers::lease() {
  std::unique_lock lock(mutex_);
  const auto some = [this] {
    return !idle_.empty() || readers_.size() < static_cast<std::size_t>(readers_max_);
  };
  if (!given_back_.wait_for(lock, std::chrono::milliseconds(kReadMsMax), some)) {
    return fail(ErrorKind::Overloaded, "store.overloaded", "all readers are busy");
  }
  if (idle_.empty()) {
    readers_.push_back(std::make_unique<Reader>());
    idle_.push_back(readers_.back().get());
  }
  Reader* reader = idle_.back();
  idle_.pop_back();
  lock.unlock();
  return std::unique_ptr<Snapshot>(std::make_unique<LeasedSnapshot>(*this, *reader));
}

Result<void> Readers::connect(Reader& reader) {
  {
    const std::lock_guard lock(mutex_);
    if (std::chrono::steady_clock::now() < down_until_) return Failure(down_);
  }
  auto connected = reader.connect(place_);
  if (connected) return connected;
  const std::lock_guard lock(mutex_);
  down_until_ = std::chrono::steady_clock::now() + kDownFor;
  down_ = connected.error();
  return connected;
}

void Readers::give_back(Reader* reader) {
  reader->end_transaction();
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(reader);
  }
  given_back_.notify_one();
}

}  // namespace linli::store::postgres
