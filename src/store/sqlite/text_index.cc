#include "store/sqlite/text_index.h"

#include <algorithm>

#include "store/tokens.h"

namespace linli::store::sqlite {
namespace {

constexpr std::size_t kIndexNameMax = 40;
constexpr int kMergePages = 256;
constexpr int kTokenBytes = 5;  // of seven bits each

std::string table_of(std::string_view index) {
  return "store_text_" + std::string(index) + "_fts";
}

void append_bytes(std::string& out, std::uint32_t token) {
  for (int at = kTokenBytes - 1; at >= 0; --at) {
    out += static_cast<char>(0x80u | ((token >> (7 * at)) & 0x7Fu));
  }
}

// As the table holds them.
std::string bytes_of(const std::vector<std::uint32_t>& tokens) {
  std::string out;
  for (const auto token : tokens) {
    if (!out.empty()) out += ' ';
    append_bytes(out, token);
  }
  return out;
}

}  // namespace

bool is_index_name(std::string_view name) {
  return !name.empty() && name.size() <= kIndexNameMax &&
         std::ranges::all_of(name, [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
}

std::string find_sql(std::string_view index) {
  const std::string table = table_of(index);
  return "SELECT rowid FROM " + table + " WHERE " + table +
         " MATCH ?1 AND rowid < ?3 ORDER BY rowid DESC LIMIT ?2";
}

Result<bool> has_index(sqlite3* connection, std::string_view index) {
  const Statement statement =
      TRY(prepare(connection, "SELECT 1 FROM store_text_index WHERE name = ?1"));
  bind(statement.get(), 1, index);
  const int code = sqlite3_step(statement.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) return failed(connection);
  return code == SQLITE_ROW;
}

std::string match_all(std::string_view tokens) {
  const auto numbers = numbers_of(tokens);
  std::string expression;
  if (!numbers) return expression;
  for (const auto number : *numbers) {
    if (!expression.empty()) expression += " AND ";
    append_bytes(expression, number);
  }
  return expression;
}

std::string tokens_in(std::string_view bytes) {
  std::vector<std::uint32_t> tokens;
  std::uint32_t token = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    token = (token << 7) | (static_cast<unsigned char>(bytes[at]) & 0x7Fu);
    if (at + 1 < bytes.size() && bytes[at + 1] != ' ') continue;
    tokens.push_back(token);
    token = 0;
    ++at;
  }
  return words_of(tokens);
}

Result<TextIndexes::Index*> TextIndexes::open(const std::string& name) {
  const auto known = known_.find(name);
  if (known != known_.end()) return &known->second;
  const std::string table = table_of(name);
  TRY(run(connection_, ("CREATE VIRTUAL TABLE IF NOT EXISTS " + table +
                        " USING fts5(tokens, tokenize='ascii', detail=none, columnsize=0);"
                        "INSERT INTO store_text_index (name, stale) VALUES ('" +
                        name + "', 0) ON CONFLICT (name) DO NOTHING")
                           .c_str()));
  Index index;
  index.insert =
      TRY(prepare(connection_, "INSERT INTO " + table + "(rowid, tokens) VALUES (?1, ?2)"));
  index.remove = TRY(prepare(connection_, "DELETE FROM " + table + " WHERE rowid = ?1"));
  index.mark_stale =
      TRY(prepare(connection_, "UPDATE store_text_index SET stale = 1 WHERE name = ?1"));
  return &known_.emplace(name, std::move(index)).first->second;
}

Result<void> TextIndexes::mark_stale(Index& index, const std::string& name) {
  if (index.stale) return {};
  bind(index.mark_stale.get(), 1, std::string_view(name));
  TRY(run(index.mark_stale.get()));
  index.stale = true;
  return {};
}

Result<void> TextIndexes::put(const std::string& name, std::int64_t id, std::string_view tokens) {
  const auto numbers = numbers_of(tokens);
  if (!numbers) return invalid("store.constraint", "tokens of " + name);
  const std::string bytes = bytes_of(*numbers);
  Index& index = *TRY(open(name));
  bind(index.insert.get(), 1, id);
  bind(index.insert.get(), 2, std::string_view(bytes));
  // Nearly all are new, so ask about the old one only when the row is there.
  const auto inserted = run(index.insert.get());
  if (inserted || inserted.error().kind != ErrorKind::Conflict) {
    if (inserted || inserted.error().code != "store.constraint") return inserted;
  }
  TRY(remove(name, id));
  return run(index.insert.get());
}

Result<void> TextIndexes::remove(const std::string& name, std::int64_t id) {
  Index& index = *TRY(open(name));
  bind(index.remove.get(), 1, id);
  TRY(run(index.remove.get()));
  return sqlite3_changes(connection_) > 0 ? mark_stale(index, name) : Result<void>{};
}

Result<bool> TextIndexes::stale() {
  return TRY(number(connection_, "SELECT count(*) FROM store_text_index WHERE stale <> 0")) > 0;
}

Result<bool> TextIndexes::merge_step() {
  if (!merging_.empty()) {
    if (TRY(merge(merging_, Merge::go_on))) return true;
    const auto known = known_.find(merging_);
    // Words removed since the merge began may have missed it; then it is done again.
    if (known == known_.end() || !known->second.stale) {
      TRY(run(connection_,
              ("UPDATE store_text_index SET stale = 0 WHERE name = '" + merging_ + "'").c_str()));
    }
    merging_.clear();
  }
  const Statement next =
      TRY(prepare(connection_, "SELECT name FROM store_text_index WHERE stale <> 0 LIMIT 1"));
  const int code = sqlite3_step(next.get());
  if (code == SQLITE_DONE) return false;
  if (code != SQLITE_ROW) return failed(connection_);
  merging_ = text_of(next.get(), 0);
  sqlite3_reset(next.get());
  const auto known = known_.find(merging_);
  if (known != known_.end()) known->second.stale = false;
  TRY(merge(merging_, Merge::start));
  return true;
}

// FTS5: a negative count first puts all segments on one level, so that the following positive
// ones merge everything; a step that changes fewer than two rows had nothing left to do.
Result<bool> TextIndexes::merge(const std::string& name, Merge step) {
  const std::string table = table_of(name);
  const int before = sqlite3_total_changes(connection_);
  const std::string pages = std::to_string(step == Merge::start ? -kMergePages : kMergePages);
  TRY(run(
      connection_,
      ("INSERT INTO " + table + "(" + table + ", rank) VALUES ('merge', " + pages + ")").c_str()));
  return sqlite3_total_changes(connection_) - before >= 2;
}

}  // namespace linli::store::sqlite
