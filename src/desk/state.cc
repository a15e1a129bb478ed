#include "desk/state.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>

#include "base/check.h"
#include "journal/state.h"
#include "record/entry.h"

namespace linli::desk {
namespace {

constexpr const char* kStateGroup = "matter";
constexpr auto kOfNumber = Cell::number;
constexpr auto kOfWords = Cell::words;

// clang-format off
constexpr auto kMatterColumns = std::to_array<CoveredColumn>({
    {"number", kOfWords}, {"procedure_key", kOfWords}, {"procedure_version", kOfNumber},
    {"step", kOfWords}, {"came_from", kOfWords},
    {"unit_id", kOfNumber}, {"village_id", kOfNumber}, {"village_path", kOfWords},
    {"category", kOfWords}, {"category_basis", kOfWords}, {"kind", kOfWords}, {"grade", kOfWords},
    {"grade_basis", kOfWords}, {"outcome", kOfWords}, {"fields", kOfWords}, {"done", kOfWords},
    {"holder_position", kOfNumber}, {"holder_level", kOfWords}, {"holder_path", kOfWords},
    {"holder_since", kOfNumber}, {"waits_for_filer", kOfNumber}, {"sender_position", kOfNumber},
    {"offered_position", kOfNumber}, {"offer_until", kOfNumber},
    {"filer_person", kOfNumber}, {"affected_person", kOfNumber}, {"opener_person", kOfNumber},
    {"opener_position", kOfNumber}, {"channel", kOfWords}, {"for_whom", kOfWords},
    {"contact_text", kOfNumber}, {"title_text", kOfNumber}, {"detail_text", kOfNumber},
    {"place_text", kOfNumber}, {"follow_hash", kOfWords}, {"confidential", kOfNumber},
    {"wish_public", kOfNumber}, {"filed_at", kOfNumber}, {"step_since", kOfNumber},
    {"due_at", kOfNumber}, {"due_provisional", kOfNumber}, {"due_basis", kOfWords},
    {"due_assumed", kOfNumber}, {"paused_at", kOfNumber}, {"paused_workdays", kOfNumber},
    {"kept_due_at", kOfNumber}, {"more_time", kOfNumber}, {"more_time_days", kOfNumber},
    {"more_time_person", kOfNumber}, {"ended_at", kOfNumber}, {"rating", kOfNumber},
    {"source", kOfWords}, {"source_row", kOfWords}, {"above_path", kOfWords},
});
constexpr auto kParticipantColumns = std::to_array<CoveredColumn>({
    {"role", kOfWords}, {"position_id", kOfNumber}, {"since_at", kOfNumber},
    {"ended_at", kOfNumber}, {"answer_until", kOfNumber},
});
constexpr auto kStayColumns = std::to_array<CoveredColumn>({
    {"position_id", kOfNumber}, {"step", kOfWords}, {"from_at", kOfNumber}, {"until_at", kOfNumber},
});
constexpr auto kTimerColumns = std::to_array<CoveredColumn>({
    {"kind", kOfWords}, {"due_at", kOfNumber}, {"stage", kOfNumber},
});
constexpr auto kAboutColumns = std::to_array<CoveredColumn>({
    {"person_id", kOfNumber}, {"position_id", kOfNumber}, {"asked", kOfNumber},
});
constexpr auto kLinkColumns = std::to_array<CoveredColumn>({
    {"parent_id", kOfNumber},
});
constexpr auto kHandColumns = std::to_array<CoveredColumn>({
    {"person_id", kOfNumber},
});

constexpr auto kStateTables = std::to_array<CoveredTable>({
    {"matter", kMatterColumns},
    {"participant", kParticipantColumns},
    {"stay", kStayColumns},
    {"timer", kTimerColumns},
    {"matter_about", kAboutColumns},
    {"matter_hand", kHandColumns},
    {"matter_link", kLinkColumns},
});
// clang-format on

constexpr std::size_t kFirstTie = 1;  // the tables from here on hang on the matter

// Whatever is covered belongs to a list that an entry may name.
static_assert(std::ranges::all_of(kStateTables, [](const CoveredTable& table) {
  return table.since <= kStateList && std::ranges::all_of(table.columns, [](const auto& column) {
           return column.since <= kStateList;
         });
}));

// A statement written from the list when the program is compiled: nothing bound can become SQL.
struct Statement {
  std::array<char, 4096> bytes{};
  std::size_t size = 0;

  constexpr Statement& operator<<(std::string_view text) {
    for (const char c : text) bytes[size++] = c;  // too long: it does not compile
    return *this;
  }
  constexpr Statement& operator<<(std::size_t number) {
    if (number > 9) *this << number / 10;
    bytes[size++] = static_cast<char>('0' + number % 10);
    return *this;
  }
};

constexpr std::size_t count_of(const CoveredTable& table, Cell cell) {
  return static_cast<std::size_t>(std::ranges::count(table.columns, cell, &CoveredColumn::cell));
}

constexpr std::size_t widest(Cell cell) {
  std::size_t out = 0;
  for (std::size_t i = kFirstTie; i < kStateTables.size(); ++i) {
    out = std::max(out, count_of(kStateTables[i], cell));
  }
  return out;
}

constexpr std::size_t kTieCells = 3;  // after the table's place, matter and row
constexpr std::size_t kTieNumbers = widest(Cell::number);
constexpr std::size_t kTieWords = widest(Cell::words);

// All ties of some matters at once: numbers, then words, filled up to the widest table.
constexpr Statement kTiesSql = [] {
  Statement out;
  for (std::size_t i = kFirstTie; i < kStateTables.size(); ++i) {
    if (i > kFirstTie) out << " UNION ALL ";
    out << "SELECT CAST(";
    out << i << " AS BIGINT), matter_id, id";
    for (const auto cell : {Cell::number, Cell::words}) {
      for (const auto& column : kStateTables[i].columns) {
        if (column.cell == cell) out << ", " << column.name;
      }
      for (auto n = count_of(kStateTables[i], cell); n < widest(cell); ++n) {
        out << (cell == Cell::number ? ", CAST(0 AS BIGINT)" : ", CAST('' AS TEXT)");
      }
    }
    out << " FROM " << kStateTables[i].name << " WHERE matter_id > ?1 AND matter_id <= ?2";
  }
  return out;
}();

constexpr int kMatterFirst = 9;  // after what else of a StoredGroup is read

constexpr Statement kGroupsSql = [] {
  Statement out;
  out << "SELECT m.id, m.last_entry, (SELECT n.id FROM journal_entry n"
         " WHERE n.previous_id = m.last_entry), e.id, e.matter_id, e.previous_id, e.at, e.act,"
         " e.body";
  for (const auto& column : kMatterColumns) out << ", m." << column.name;
  return out << " FROM matter m LEFT JOIN journal_entry e ON e.id = m.last_entry"
                " WHERE m.id > ?1 ORDER BY m.id LIMIT ?2";
}();

void append_number(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    out += static_cast<char>((value >> shift) & 255);
  }
}

std::string state_cell(std::int64_t value) {
  std::string out;
  append_number(out, static_cast<std::uint64_t>(value), 8);
  return out;
}

std::string state_cell(std::string_view words) {
  std::string out;
  out.reserve(4 + words.size());
  append_number(out, words.size(), 4);
  return out.append(words);
}

// NULL is 0 or nothing, on every engine and in every write set.
std::string state_cell(const CoveredColumn& column, const store::Value& value) {
  const bool number = column.cell == Cell::number;
  if (const auto* integer = std::get_if<std::int64_t>(&value.content)) {
    CHECK(number);
    return state_cell(*integer);
  }
  if (const auto* text = std::get_if<std::string>(&value.content)) {
    CHECK(!number);
    return state_cell(std::string_view(*text));
  }
  if (const auto* blob = std::get_if<store::Blob>(&value.content)) {
    CHECK(!number);
    return state_cell(std::string_view(blob->bytes));
  }
  return number ? state_cell(std::int64_t{0}) : state_cell(std::string_view());
}

std::string state_cell(const CoveredColumn& column, const store::Row& row, std::size_t at) {
  const int index = static_cast<int>(at);
  return column.cell == Cell::number ? state_cell(row.integer(index)) : state_cell(row.text(index));
}

std::optional<std::size_t> table_named(std::string_view name) {
  const auto found = std::ranges::find(kStateTables, name, &CoveredTable::name);
  if (found == kStateTables.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kStateTables.begin());
}

std::int64_t number_in(const store::Columns& columns, std::string_view name) {
  for (const auto& column : columns) {
    if (column.first.text != name) continue;
    const auto* number = std::get_if<std::int64_t>(&column.second.content);
    return number == nullptr ? 0 : *number;
  }
  return 0;
}

void put_columns(const CoveredTable& table, const store::Columns& columns,
                 std::vector<std::string>& cells) {
  // Both are mostly in the same order.
  std::size_t from = 0;
  for (const auto& column : columns) {
    for (std::size_t n = 0; n < table.columns.size(); ++n) {
      const std::size_t at = (from + n) % table.columns.size();
      if (table.columns[at].name != column.first.text) continue;
      cells[at] = state_cell(table.columns[at], column.second);
      from = at + 1;
      break;
    }
  }
}

using Add = std::function<void(MatterId matter, std::size_t table, std::int64_t row,
                               std::vector<std::string> cells)>;

Result<void> read_ties(store::Snapshot& read, MatterId after, MatterId last, const Add& add) {
  static constexpr store::Sql kSql(kTiesSql.bytes.data());
  return read.visit(kSql, {after.value, last.value}, [&](const store::Row& row) {
    const auto table = static_cast<std::size_t>(row.integer(0));
    std::size_t number = kTieCells;
    std::size_t words = kTieCells + kTieNumbers;
    std::vector<std::string> cells;
    cells.reserve(kStateTables[table].columns.size());
    for (const auto& column : kStateTables[table].columns) {
      auto& at = column.cell == Cell::number ? number : words;
      cells.push_back(state_cell(column, row, at++));
    }
    add(row.id<MatterId>(1), table, row.integer(2), std::move(cells));
    return true;
  });
}

}  // namespace

std::span<const CoveredTable> covered_tables() {
  return kStateTables;
}

StateGroup::StateGroup(MatterId id) : id_(id), tables_(kStateTables.size()) {}

void StateGroup::put(std::size_t table, std::int64_t row, std::vector<std::string> cells) {
  tables_[table].insert_or_assign(row, std::move(cells));
}

void StateGroup::insert(std::size_t table, const store::Columns& columns) {
  std::vector<std::string> cells;
  for (const auto& column : kStateTables[table].columns)
    cells.push_back(state_cell(column, store::Null{}));
  put_columns(kStateTables[table], columns, cells);
  put(table, number_in(columns, "id"), std::move(cells));
}

void StateGroup::apply(const store::Change& change) {
  if (const auto* insert = std::get_if<store::Insert>(&change)) {
    const auto table = table_named(insert->table.text);
    if (!table) return;
    const auto* owner = *table < kFirstTie ? "id" : "matter_id";
    if (number_in(insert->columns, owner) == id_.value) this->insert(*table, insert->columns);
  } else if (const auto* update = std::get_if<store::Update>(&change)) {
    const auto table = table_named(update->table.text);
    if (!table) return;
    const auto row = tables_[*table].find(update->id);
    if (row != tables_[*table].end())
      put_columns(kStateTables[*table], update->columns, row->second);
  } else if (const auto* remove = std::get_if<store::Remove>(&change)) {
    if (const auto table = table_named(remove->table.text)) tables_[*table].erase(remove->id);
  }
}

Digest StateGroup::root(std::uint8_t list) const {
  std::string bytes = "linli-state-" + std::to_string(list) + '\n';
  for (std::size_t i = 0; i < kStateTables.size(); ++i) {
    const auto& table = kStateTables[i];
    if (table.since > list) continue;
    bytes += state_cell(table.name);
    append_number(bytes, tables_[i].size(), 4);
    for (const auto& [id, cells] : tables_[i]) {
      bytes += state_cell(id);
      for (std::size_t column = 0; column < cells.size(); ++column) {
        if (table.columns[column].since <= list) bytes += cells[column];
      }
    }
  }
  std::vector<journal::StateGroup> groups{{kStateGroup, id_.value, sha256(bytes)}};
  return journal::state_root(groups);
}

Result<Digest> state_left(store::Snapshot& read, MatterId id, const store::Columns& before,
                          const store::WriteSet& changes) {
  StateGroup group(id);
  if (!before.empty()) {
    group.apply(store::Insert{kStateGroup, before});
    const MatterId below{id.value - 1};
    TRY(read_ties(
        read, below, id,
        [&](MatterId, std::size_t table, std::int64_t row, std::vector<std::string> cells) {
          group.put(table, row, std::move(cells));
        }));
  }
  for (const auto& change : changes.changes) group.apply(change);
  return group.root(kStateList);
}

Result<GroupPage> read_groups(store::Snapshot& read, MatterId after, int limit) {
  static constexpr store::Sql kSql(kGroupsSql.bytes.data());
  GroupPage out;
  out.groups = TRY(read.all(kSql, {after.value, limit}, [](const store::Row& row) {
    StoredGroup group{row.id<MatterId>(0), row.string(kMatterFirst),
                      row.id<EntryId>(1),  record::entry_row(row, 3),
                      row.id<EntryId>(2),  StateGroup(row.id<MatterId>(0))};
    std::vector<std::string> cells;
    cells.reserve(kMatterColumns.size());
    for (std::size_t i = 0; i < kMatterColumns.size(); ++i) {
      cells.push_back(state_cell(kMatterColumns[i], row, kMatterFirst + i));
    }
    group.rows.put(0, group.id.value, std::move(cells));
    return group;
  }));
  const bool more = out.groups.size() == static_cast<std::size_t>(limit);
  const MatterId last =
      more ? out.groups.back().id : MatterId{std::numeric_limits<std::int64_t>::max()};
  TRY(read_ties(
      read, after, last,
      [&](MatterId matter, std::size_t table, std::int64_t row, std::vector<std::string> cells) {
        const auto group = std::ranges::lower_bound(out.groups, matter, {}, &StoredGroup::id);
        if (group != out.groups.end() && group->id == matter) {
          group->rows.put(table, row, std::move(cells));
        } else if (!out.stray) {
          out.stray = StrayTie{kStateTables[table].name, matter};
        }
      }));
  return out;
}

}  // namespace linli::desk
