#include "store/sqlite/applier.h"

#include <string_view>

#include "store/tokens.h"

namespace linli::store::sqlite {
namespace {

const Columns kNoColumns;

std::string insert_text(Name table, const Columns& columns) {
  std::string names;
  std::string marks;
  for (const auto& [name, value] : columns) {
    names.append(names.empty() ? "" : ",").append(name.text);
    marks.append(marks.empty() ? "?" : ",?");
  }
  return "INSERT INTO " + std::string(table.text) + "(" + names + ") VALUES (" + marks + ")";
}

std::string update_text(Name table, const Columns& columns) {
  std::string sql = "UPDATE " + std::string(table.text) + " SET ";
  for (const auto& [name, value] : columns) sql.append(name.text).append("=?,");
  return sql + "version=version+1 WHERE id=? AND version=?";
}

std::string remove_text(Name table, const Columns&) {
  return "DELETE FROM " + std::string(table.text) + " WHERE id=? AND version=?";
}

std::string require_text(Name table, const Columns&) {
  return "SELECT 1 FROM " + std::string(table.text) + " WHERE id=? AND version=?";
}

// Only their addresses count: they tell the kinds of statements apart in a key.
constexpr char kInsert = 'i';
constexpr char kUpdate = 'u';
constexpr char kRemove = 'r';
constexpr char kRequire = 'q';

Failure conflict(Name table) {
  return fail(ErrorKind::Conflict, "store.conflict", std::string(table.text));
}

int bind_columns(sqlite3_stmt* statement, const Columns& columns) {
  int at = 0;
  for (const auto& column : columns) bind(statement, ++at, column.second);
  return at;
}

}  // namespace

std::size_t Applier::KeyHash::operator()(const Key& key) const {
  std::uint64_t hash = key.size();
  for (const void* part : key) {
    hash = (hash ^ reinterpret_cast<std::uintptr_t>(part)) * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 29;
  }
  return hash;
}

Result<sqlite3_stmt*> Applier::statement(const void* kind, Name table, const Columns& columns,
                                         std::string (*text)(Name, const Columns&)) {
  key_.clear();
  key_.push_back(kind);
  key_.push_back(table.text.data());
  for (const auto& column : columns) key_.push_back(column.first.text.data());
  const auto found = statements_.find(key_);
  if (found != statements_.end()) return found->second.get();
  Statement made = TRY(prepare(connection_, text(table, columns)));
  return statements_.emplace(key_, std::move(made)).first->second.get();
}

Result<void> Applier::apply(const WriteSet& changes) {
  const auto deltas = left_.deltas.size();
  const auto texts = left_.texts.size();
  const auto files = left_.files.size();
  auto applied = apply_changes(changes);
  if (!applied) {
    left_.deltas.resize(deltas);
    left_.texts.resize(texts);
    left_.files.resize(files);
  }
  return applied;
}

Result<void> Applier::apply_changes(const WriteSet& changes) {
  for (const auto& change : changes.changes) TRY(apply_one(change));
  return {};
}

Result<void> Applier::apply_one(const Change& change) {
  if (const auto* insert = std::get_if<Insert>(&change)) return apply(*insert);
  if (const auto* update = std::get_if<Update>(&change)) return apply(*update);
  if (const auto* remove = std::get_if<Remove>(&change)) return apply(*remove);
  if (const auto* require = std::get_if<Require>(&change)) return apply(*require);
  if (const auto* attach = std::get_if<AttachFile>(&change)) return apply(*attach);
  if (const auto* delta = std::get_if<AddDelta>(&change)) {
    left_.deltas.push_back(delta);
    return {};
  }
  // FTS5 writes a segment at every savepoint after its first use, so texts wait for the end.
  left_.texts.push_back(&change);
  const auto* put = std::get_if<IndexText>(&change);
  if (put == nullptr) return check_index(std::get<UnindexText>(change).index);
  if (!numbers_of(put->tokens)) return invalid("store.constraint", "tokens of " + put->index);
  return check_index(put->index);
}

Result<void> Applier::check_index(const std::string& name) const {
  if (is_index_name(name)) return {};
  return invalid("store.constraint", "text index name: " + name);
}

Result<void> Applier::apply(const Insert& insert) {
  auto* prepared = TRY(statement(&kInsert, insert.table, insert.columns, insert_text));
  bind_columns(prepared, insert.columns);
  marks_ |= mark_any(insert.table.text);
  return run(prepared);
}

Result<void> Applier::apply(const Update& update) {
  auto* prepared = TRY(statement(&kUpdate, update.table, update.columns, update_text));
  const int columns = bind_columns(prepared, update.columns);
  bind(prepared, columns + 1, update.id);
  bind(prepared, columns + 2, update.version);
  marks_ |= mark_any(update.table.text) | mark_rewrite(update.table.text);
  TRY(run(prepared));
  if (sqlite3_changes(connection_) == 0) return conflict(update.table);
  return {};
}

Result<void> Applier::apply(const Remove& remove) {
  auto* prepared = TRY(statement(&kRemove, remove.table, kNoColumns, remove_text));
  bind(prepared, 1, remove.id);
  bind(prepared, 2, remove.version);
  marks_ |= mark_any(remove.table.text) | mark_rewrite(remove.table.text);
  TRY(run(prepared));
  if (sqlite3_changes(connection_) == 0) return conflict(remove.table);
  return {};
}

Result<void> Applier::apply(const Require& require) {
  auto* prepared = TRY(statement(&kRequire, require.table, kNoColumns, require_text));
  bind(prepared, 1, require.id);
  bind(prepared, 2, require.version);
  const ResetAtEnd reset(prepared);
  const int code = sqlite3_step(prepared);
  if (code == SQLITE_ROW) return {};
  if (code == SQLITE_DONE) return conflict(require.table);
  return failed(connection_);
}

Result<void> Applier::apply(const AttachFile& attach) {
  static constexpr Name kTable = "store_file";
  if (!files_.staged(attach.id)) {
    return invalid("store.constraint", "no staged file " + std::to_string(attach.id));
  }
  TRY(apply(Insert{kTable, {{"id", attach.id}, {"version", 1}}}));
  left_.files.push_back(attach.id);
  return {};
}

Result<void> Applier::settle() {
  // One row per counter and group, however many sets changed it.
  std::map<std::string_view, std::int64_t> sums;
  for (const auto* delta : left_.deltas) sums[delta->key] += delta->delta;
  if (!sums.empty()) marks_ |= mark_any("store_counter");
  for (const auto& [key, sum] : sums) {
    if (sum != 0) TRY(counters_.add(key, sum));
  }
  // Only the last word on each text counts; so none is written that is removed at once.
  std::map<std::pair<std::string_view, std::int64_t>, const IndexText*> texts;
  for (const auto* change : left_.texts) {
    if (const auto* put = std::get_if<IndexText>(change)) {
      texts[{put->index, put->id}] = put;
    } else {
      const auto& remove = std::get<UnindexText>(*change);
      texts[{remove.index, remove.id}] = nullptr;
    }
  }
  for (const auto& [key, put] : texts) {
    const std::string index(key.first);
    TRY(put != nullptr ? indexes_.put(index, put->id, put->tokens)
                       : indexes_.remove(index, key.second));
  }
  left_.deltas.clear();
  left_.texts.clear();
  return {};
}

void Applier::forget() {
  left_ = {};
  indexes_.forget();
}

std::vector<std::int64_t> Applier::take_attached() {
  return std::exchange(left_.files, {});
}

}  // namespace linli::store::sqlite
