#include "desk/proven.h"

#include "desk/schema.h"
#include "desk/state.h"

namespace linli::desk {
namespace {

constexpr int kMattersPerPage = 500;
constexpr int kBeginningsPerPage = 5000;

std::string entry_named(EntryId id) {
  return "entry " + std::to_string(id.value);
}

std::string covered_in_words() {
  std::string out;
  for (const auto& table : covered_tables()) {
    out += out.empty() ? "" : ", ";
    out += table.name;
  }
  return out;
}

void prove_group(const StoredGroup& group, ProvenMatters& out) {
  const std::string name = "matter " + group.number + ": ";
  if (!group.entry.id || group.entry.matter != group.id) {
    out.fault = name + "its newest " + entry_named(group.last_entry) + " is not on its record";
    return;
  }
  if (group.next_entry) {
    out.fault = name + "its row is that of " + entry_named(group.last_entry) + ", and " +
                entry_named(group.next_entry) + " follows";
    return;
  }
  const auto entry = journal::entry_of(group.entry);
  if (!entry || (entry->state && entry->state->list > kStateList)) {
    out.fault = name + "its newest " + entry_named(group.last_entry) + " cannot be read";
  } else if (!entry->state) {
    ++out.not_yet;
  } else if (entry->state->list == 0 || group.rows.root(entry->state->list) != entry->state->root) {
    out.fault = name + "its rows (" + covered_in_words() + ") are not as " +
                entry_named(group.last_entry) + " left them";
  } else {
    ++out.proven;
  }
}

Result<void> prove_rows(store::Store& store, ProvenMatters& out) {
  MatterId after;
  while (!out.fault) {
    const auto read = TRY(store.read());
    const auto page = TRY(read_groups(*read, after, kMattersPerPage));
    for (const auto& group : page.groups) {
      after = group.id;
      prove_group(group, out);
      if (out.fault) return {};
    }
    if (page.stray) {
      out.fault = "matter with the id " + std::to_string(page.stray->matter.value) +
                  ": it is not there, and a row of " + std::string(page.stray->table) + " is";
    }
    if (page.groups.size() < kMattersPerPage) return {};
  }
  return {};
}

// Whatever the record begins is there.
Result<void> prove_presence(store::Store& store, ProvenMatters& out) {
  MatterId after;
  int rows = kBeginningsPerPage;
  while (!out.fault && rows == kBeginningsPerPage) {
    rows = 0;
    const auto read = TRY(store.read());
    TRY(read->visit(
        "SELECT e.matter_id, e.id, m.id FROM journal_entry e"
        " LEFT JOIN matter m ON m.id = e.matter_id WHERE e.matter_id > ?1"
        " AND +e.previous_id IS NULL ORDER BY e.matter_id LIMIT ?2",
        {after.value, kBeginningsPerPage}, [&](const store::Row& row) {
          after = row.id<MatterId>(0);
          ++rows;
          if (!row.is_null(2)) return true;
          out.fault = "matter with the id " + std::to_string(after.value) + ": it begins with " +
                      entry_named(row.id<EntryId>(1)) + ", and its row is missing";
          return false;
        }));
  }
  return {};
}

}  // namespace

Result<ProvenMatters> prove_matters(store::Store& store) {
  ProvenMatters out;
  const auto made =
      TRY(TRY(store.read())
              ->number("SELECT count(*) FROM store_schema WHERE number = ?1", {kStateMigration}));
  if (made == 0) return out;
  TRY(prove_rows(store, out));
  if (!out.fault) TRY(prove_presence(store, out));
  return out;
}

}  // namespace linli::desk
