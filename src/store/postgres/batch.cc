#include "store/postgres/batch.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/check.h"
#include "store/postgres/text_index.h"

namespace linli::store::postgres {
namespace {

const Columns kNoColumns;
constexpr Name kFileTable = "store_file";

std::string insert_text(Name table, const Columns& columns) {
  std::string names;
  std::string places;
  int at = 0;
  for (const auto& [name, value] : columns) {
    names.append(names.empty() ? "" : ",").append(name.text);
    places.append(places.empty() ? "$" : ",$").append(std::to_string(++at));
  }
  return "INSERT INTO " + std::string(table.text) + "(" + names + ") VALUES (" + places + ")";
}

std::string update_text(Name table, const Columns& columns) {
  std::string sql = "UPDATE " + std::string(table.text) + " SET ";
  int at = 0;
  for (const auto& [name, value] : columns) {
    sql.append(name.text).append("=$").append(std::to_string(++at)).append(",");
  }
  sql.append("version=version+1 WHERE id=$").append(std::to_string(at + 1));
  return sql.append(" AND version=$").append(std::to_string(at + 2));
}

std::string remove_text(Name table, const Columns&) {
  return "DELETE FROM " + std::string(table.text) + " WHERE id=$1 AND version=$2";
}

// The row stays as it was read until the commit, also for groups of other nodes.
std::string require_text(Name table, const Columns&) {
  return "SELECT 1 FROM " + std::string(table.text) + " WHERE id=$1 AND version=$2 FOR SHARE";
}

// Only their addresses count: they tell the kinds of statements apart in a key.
constexpr char kInsert = 'i';
constexpr char kUpdate = 'u';
constexpr char kRemove = 'r';
constexpr char kRequire = 'q';

constexpr std::string_view kShareLock = "SELECT pg_advisory_xact_lock_shared($1::int, 0)";
constexpr std::string_view kAloneLock = "SELECT pg_advisory_xact_lock($1::int, 0)";
constexpr std::string_view kAttach =
    "INSERT INTO store_file (id, version) SELECT id, 1 FROM store_file_bytes WHERE id = $1";
constexpr std::string_view kAddDeltas =
    "INSERT INTO store_counter_part AS p (key, node, delta)"
    " SELECT g.key, $3::bigint, g.delta FROM unnest($1::text[], $2::bigint[]) AS g (key, delta)"
    " ON CONFLICT (key, node) DO UPDATE SET delta = p.delta + excluded.delta";
constexpr std::string_view kMark = "UPDATE store_mark SET counts = $2::bigint[] WHERE node = $1";

// An element of an array in quotes.
void append_quoted(std::string& array, std::string_view text) {
  array += array.size() > 1 ? ",\"" : "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') array += '\\';
    array += c;
  }
  array += '"';
}

bool refuses_one_set(const Error& error) {
  return error.kind == ErrorKind::Conflict || error.kind == ErrorKind::Invalid;
}

Error missed(std::string_view table, std::int64_t id, bool file) {
  if (file) {
    return {ErrorKind::Invalid, "store.constraint", "no staged file " + std::to_string(id)};
  }
  return {ErrorKind::Conflict, "store.conflict", std::string(table)};
}

}  // namespace

std::size_t Batch::KeyHash::operator()(const Key& key) const {
  std::uint64_t hash = key.size();
  for (const void* part : key) {
    hash = (hash ^ reinterpret_cast<std::uintptr_t>(part)) * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 29;
  }
  return hash;
}

Batch::Batch(const Presence& presence, MarkCounts& marks)
    : pipeline_(presence.connection.get()),
      connection_(presence.connection.get()),
      node_(presence.node),
      county_(presence.county),
      marks_(marks) {}

Result<Verdict> Batch::apply(const std::vector<const WriteSet*>& sets, Company company) {
  expected_.clear();
  unfit_ = {};
  counted_.clear();
  texts_.clear();
  begin(company);
  for (std::size_t set = 0; set < sets.size(); ++set) {
    for (const auto& change : sets[set]->changes) add(set, change);
  }
  add_left_over();
  const auto answers = TRY(pipeline_.finish(-1));
  forget_unprepared(answers);
  return judge(answers);
}

void Batch::begin(Company company) {
  if (PQtransactionStatus(connection_) != PQTRANS_IDLE) {
    pipeline_.query("ROLLBACK");
    expected_.emplace_back();
  }
  pipeline_.query("BEGIN");
  expected_.emplace_back();
  const auto& name = statement(company == Company::Shared ? kShareLock : kAloneLock);
  parameters_.clear();
  parameters_.add(std::int64_t{county_});
  execute(name, {});
}

void Batch::add(std::size_t set, const Change& change) {
  if (const auto* insert = std::get_if<Insert>(&change)) return add(set, *insert);
  if (const auto* update = std::get_if<Update>(&change)) return add(set, *update);
  if (const auto* remove = std::get_if<Remove>(&change)) {
    return add_row(set, &kRemove, remove->table, remove->id, remove->version, remove_text);
  }
  if (const auto* require = std::get_if<Require>(&change)) {
    return add_row(set, &kRequire, require->table, require->id, require->version, require_text);
  }
  if (const auto* attach = std::get_if<AttachFile>(&change)) return add(set, *attach);
  if (const auto* delta = std::get_if<AddDelta>(&change)) {
    counted_.push_back(delta);
    return;
  }
  const auto* put = std::get_if<IndexText>(&change);
  const std::string& index = put != nullptr ? put->index : std::get<UnindexText>(change).index;
  if (is_index_name(index) && (put == nullptr || integers_of(put->tokens))) {
    texts_.push_back(&change);
  } else if (unfit_.refused.empty() || unfit_.refused.back().first != set) {
    unfit_.refused.emplace_back(
        set, Error{ErrorKind::Invalid, "store.constraint", "text index or tokens: " + index});
  }
}

void Batch::add(std::size_t set, const Insert& insert) {
  const auto& name = statement(&kInsert, insert.table, insert.columns, insert_text);
  parameters_.clear();
  for (const auto& column : insert.columns) parameters_.add(column.second);
  ++marks_[mark_slot(insert.table.text)];
  execute(name, {set, Wants::Nothing, insert.table.text, 0, true});
}

void Batch::add(std::size_t set, const Update& update) {
  const auto& name = statement(&kUpdate, update.table, update.columns, update_text);
  parameters_.clear();
  for (const auto& column : update.columns) parameters_.add(column.second);
  parameters_.add(update.id);
  parameters_.add(update.version);
  ++marks_[mark_slot(update.table.text)];
  ++marks_[kMarkedTables + mark_slot(update.table.text)];
  execute(name, {set, Wants::OneRow, update.table.text, update.id, true});
}

void Batch::add_row(std::size_t set, const void* kind, Name table, std::int64_t id,
                    std::int64_t version, std::string (*text)(Name, const Columns&)) {
  const auto& name = statement(kind, table, kNoColumns, text);
  parameters_.clear();
  parameters_.add(id);
  parameters_.add(version);
  const bool writes = kind == &kRemove;
  if (writes) {
    ++marks_[mark_slot(table.text)];
    ++marks_[kMarkedTables + mark_slot(table.text)];
  }
  execute(name, {set, Wants::OneRow, table.text, id, writes});
}

void Batch::add(std::size_t set, const AttachFile& attach) {
  const auto& name = statement(kAttach);
  parameters_.clear();
  parameters_.add(attach.id);
  ++marks_[mark_slot(kFileTable.text)];
  execute(name, {set, Wants::StagedFile, kFileTable.text, attach.id, true});
}

// Counters and texts come once for the group: what its sets say of the same one is one row.
void Batch::add_left_over() {
  add_deltas();
  add_texts();
  add_marks();
}

void Batch::add_deltas() {
  std::map<std::string_view, std::int64_t> sums;
  for (const auto* delta : counted_) sums[delta->key] += delta->delta;
  std::string keys = "{";
  IntList changed;
  for (const auto& [key, sum] : sums) {
    if (sum == 0) continue;
    append_quoted(keys, key);
    changed.push_back(sum);
  }
  if (changed.empty()) return;
  keys += '}';
  deltas_ += static_cast<std::int64_t>(changed.size());
  const Value list(std::move(changed));
  const auto& name = statement(kAddDeltas);
  parameters_.clear();
  parameters_.add_text(keys);
  parameters_.add(list);
  parameters_.add(node_);
  execute(name, {});
}

void Batch::add_texts() {
  // Only the last word on each text counts; so none is written that is removed at once.
  std::map<std::pair<std::string_view, std::int64_t>, const IndexText*> texts;
  for (const auto* change : texts_) {
    if (const auto* put = std::get_if<IndexText>(change)) {
      texts[{put->index, put->id}] = put;
    } else {
      const auto& remove = std::get<UnindexText>(*change);
      texts[{remove.index, remove.id}] = nullptr;
    }
  }
  for (const auto& [key, put] : texts) {
    const auto& name = statement(put != nullptr ? kPutText : kRemoveText);
    parameters_.clear();
    parameters_.add(key.first);
    parameters_.add(key.second);
    if (put != nullptr) parameters_.add(Value(*integers_of(put->tokens)));
    execute(name, {});
  }
}

void Batch::add_marks() {
  const Value counts(IntList(marks_.begin(), marks_.end()));
  const auto& name = statement(kMark);
  parameters_.clear();
  parameters_.add(node_);
  parameters_.add(counts);
  execute(name, {});
}

const std::string& Batch::statement(const void* kind, Name table, const Columns& columns,
                                    std::string (*text)(Name, const Columns&)) {
  key_.clear();
  key_.push_back(kind);
  key_.push_back(table.text.data());
  for (const auto& column : columns) key_.push_back(column.first.text.data());
  const auto found = names_.find(key_);
  if (found != names_.end()) return found->second;
  const auto& name = names_.emplace(key_, "w" + std::to_string(++named_)).first->second;
  keys_.emplace(name, key_);
  pipeline_.prepare(name, text(table, columns), {});
  Expected expected;
  expected.set = kNoSet;
  expected.preparing = &name;
  expected_.push_back(expected);
  return name;
}

const std::string& Batch::statement(std::string_view sql) {
  key_.assign(1, sql.data());
  const auto found = names_.find(key_);
  if (found != names_.end()) return found->second;
  const auto& name = names_.emplace(key_, "w" + std::to_string(++named_)).first->second;
  keys_.emplace(name, key_);
  pipeline_.prepare(name, std::string(sql), {});
  Expected expected;
  expected.preparing = &name;
  expected_.push_back(expected);
  return name;
}

void Batch::execute(const std::string& name, Expected expected) {
  // A statement that is prepared for this change fails with it.
  if (!expected_.empty() && expected_.back().preparing == &name) {
    expected_.back().set = expected.set;
    expected_.back().table = expected.table;
  }
  pipeline_.execute(name, parameters_);
  expected_.push_back(expected);
}

// What was to be prepared after a failure was skipped with everything else.
void Batch::forget_unprepared(const std::vector<Answer>& answers) {
  for (std::size_t at = 0; at < answers.size(); ++at) {
    if (expected_[at].preparing == nullptr) continue;
    const std::string name = *expected_[at].preparing;
    expected_[at].preparing = nullptr;
    const auto key = keys_.extract(name);
    if (!went_well(answers[at])) names_.erase(key.mapped());
  }
}

bool Batch::is_missed(const std::vector<Answer>& answers, std::size_t at) const {
  return expected_[at].wants != Wants::Nothing && went_well(answers[at]) &&
         rows_of(answers[at]) != 1;
}

std::set<std::size_t> Batch::bad_sets(const std::vector<Answer>& answers) const {
  std::set<std::size_t> bad;
  for (const auto& [set, error] : unfit_.refused) bad.insert(set);
  for (std::size_t at = 0; at < answers.size(); ++at) {
    if (is_missed(answers, at)) bad.insert(expected_[at].set);
  }
  return bad;
}

// A set that missed a row is refused for certain if no other set that will be gone in the next
// round has written this row before it; the first bad one always is. So the usual crowd – many
// acts decided on the same version – is told apart in one round.
Result<Verdict> Batch::judge(const std::vector<Answer>& answers) const {
  CHECK(answers.size() == expected_.size());
  Verdict verdict = unfit_;
  const auto bad = bad_sets(answers);
  std::map<std::pair<std::string_view, std::int64_t>, std::size_t> written;  // by whom
  std::set<std::size_t> refused;
  for (const auto& [set, error] : verdict.refused) refused.insert(set);
  for (std::size_t at = 0; at < answers.size(); ++at) {
    const auto& expected = expected_[at];
    if (PQresultStatus(answers[at].get()) == PGRES_PIPELINE_ABORTED) break;
    if (!went_well(answers[at])) {
      return judge_failure(answers[at], expected, std::move(verdict), !bad.empty());
    }
    if (is_missed(answers, at)) {
      const auto by = written.find({expected.table, expected.id});
      const bool certain = by == written.end() || by->second == expected.set;
      if (certain && refused.insert(expected.set).second) {
        const bool file = expected.wants == Wants::StagedFile;
        verdict.refused.emplace_back(expected.set, missed(expected.table, expected.id, file));
      }
    } else if (expected.writes && bad.contains(expected.set)) {
      written.try_emplace({expected.table, expected.id}, expected.set);
    }
  }
  return verdict;
}

Result<Verdict> Batch::judge_failure(const Answer& failed, const Expected& at, Verdict verdict,
                                     bool others_are_bad) const {
  if (may_repeat(failed.get())) return Verdict{{}, true};
  const Error error = error_of(failed.get());
  if (at.set == kNoSet || !refuses_one_set(error)) return Failure(error);
  // Another bad set's rows may have been what it met: the next round shows it.
  if (!others_are_bad) verdict.refused.emplace_back(at.set, error);
  return verdict;
}

}  // namespace linli::store::postgres
