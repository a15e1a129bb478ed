#include "store/schema_rules.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"

namespace linli::store {
namespace {

constexpr std::array<std::string_view, 3> kMarks = {"-- record: ", "-- vault: ", "-- derived: "};
constexpr std::array<std::string_view, 5> kConstraints = {"UNIQUE", "PRIMARY", "FOREIGN", "CHECK",
                                                          "CONSTRAINT"};
constexpr std::array<std::string_view, 4> kTypes = {"{pk}", "{blob}", "BIGINT", "TEXT"};
constexpr std::array<std::string_view, 12> kForbidden = {
    "DEFERRABLE", "AUTOINCREMENT", "WITHOUT ROWID", "INSERT OR ",    "REPLACE INTO", "BYTEA",
    "BLOB",       "STRICT",        "SERIAL",        "IF NOT EXISTS", "PRAGMA",       "NOW()"};

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return out;
}

bool starts_with_any(std::string_view text, const auto& starts) {
  return std::ranges::any_of(starts, [text](std::string_view s) { return text.starts_with(s); });
}

// A line without its comment, and the comment with its dashes.
struct Line {
  std::string_view code;
  std::string_view comment;
};

Line parts_of(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\'') quoted = !quoted;
    if (!quoted && line.substr(i).starts_with("--")) {
      return {trim(line.substr(0, i)), trim(line.substr(i))};
    }
  }
  return {trim(line), {}};
}

// Reads one migration line by line.
class Reading {
 public:
  Reading(const Migration& migration, std::vector<std::string>& faults)
      : migration_(migration), faults_(faults) {}

  void read() {
    for (const auto line : split(migration_.sql, '\n')) {
      ++number_;
      read_line(parts_of(line));
    }
    if (in_table_) fault("the table is not closed");
  }

 private:
  void read_line(const Line& line) {
    check_words(line.code);
    if (in_table_) return read_table_line(line);
    if (upper(line.code).starts_with("CREATE TABLE")) return begin_table(line);
    if (!line.code.empty() || line.comment.empty()) {
      mark_.clear();
    } else if (mark_.empty()) {
      mark_ = line.comment;
    }
  }

  void begin_table(const Line& line) {
    if (!starts_with_any(mark_, kMarks)) {
      fault("above the table must stand record:, vault: or derived:");
    }
    mark_.clear();
    if (!line.code.ends_with('(')) return fault("each column needs a line of its own");
    in_table_ = true;
    has_key_ = has_version_ = false;
  }

  void read_table_line(const Line& line) {
    if (line.code.starts_with(')')) {
      in_table_ = false;
      if (line.code != "){end};" && line.code != "){by_key};") {
        fault("the table must close with \"){end};\" or \"){by_key};\"");
      }
      if (has_version_ && !has_key_) fault("a table with version must have id {pk}");
      return;
    }
    if (line.code.empty() || starts_with_any(upper(line.code), kConstraints)) return;
    if (line.comment.size() <= 3) fault("the column has no comment");
    const auto space = line.code.find(' ');
    const std::string_view name = line.code.substr(0, space);
    const std::string_view type =
        space == std::string_view::npos ? std::string_view() : trim(line.code.substr(space));
    if (!starts_with_any(type, kTypes)) fault("the column must be {pk}, {blob}, BIGINT or TEXT");
    if (name == "id" && type.starts_with("{pk}")) has_key_ = true;
    if (name == "version") has_version_ = true;
  }

  void check_words(std::string_view code) {
    const std::string text = upper(code);
    for (const auto word : kForbidden) {
      if (text.find(word) == std::string::npos || text.find("{BLOB}") != std::string::npos)
        continue;
      fault("the word " + std::string(word) + " is not in the common subset");
    }
  }

  void fault(const std::string& what) {
    faults_.push_back(std::to_string(migration_.number) + " " + std::string(migration_.name) +
                      ", line " + std::to_string(number_) + ": " + what);
  }

  const Migration& migration_;
  std::vector<std::string>& faults_;
  int number_ = 0;
  std::string mark_;  // first line of the comment straight above
  bool in_table_ = false;
  bool has_key_ = false;
  bool has_version_ = false;
};

}  // namespace

std::vector<std::string> schema_faults(const std::vector<Migration>& migrations) {
  std::vector<std::string> faults;
  std::set<int> numbers;
  for (const auto& migration : migrations) {
    const std::string number = std::to_string(migration.number);
    if (migration.number < 1) faults.push_back(number + ": the number must be positive");
    if (!numbers.insert(migration.number).second) faults.push_back(number + ": is there twice");
    if (migration.name.empty()) faults.push_back(number + ": has no name");
    Reading(migration, faults).read();
  }
  return faults;
}

}  // namespace linli::store
