// desk/inbox_query.h – which matters stand in a list, in what order: the query behind the inbox.
//
// Every list is a page by keyset: a cursor names the last row, so that pages neither skip nor
// repeat what stays. A list is limited to what its reader may see before any filter is applied:
// nothing is found by a filter or a word that the list without it would not hold (RISK-3).
//
// How it stays quick: what a desk holds and what lies below are walked along an index in the order
// asked for (desk/inbox_walk.h); the other lists of desks are short; words are looked up in the
// text index first (desk/inbox_search.h); counts stop at kCountedMax. Thread safety: functions of a
// snapshot. Errors: desk.cursor_wrong, desk.filter_wrong, desk.words_too_short (Invalid),
// registry.no_such_unit, those of the store.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/kernel.h"
#include "desk/views.h"
#include "rights/actor.h"

namespace linli::desk {

inline constexpr int kInboxPage = 50;      // of a list as it is shown
inline constexpr int kInboxPageMax = 500;  // for whoever reads on to the end

// mine: held by a desk I sit at · offered: waiting for my 签收 · assist · supervised · late: of
// mine, over time · below: held below me · filer: what I filed or what was entered for me · opener:
// what I entered for others.
enum class Scope { mine, offered, assist, supervised, late, below, shared, filer, opener };
BOOST_DESCRIBE_ENUM(Scope, mine, offered, assist, supervised, late, below, shared, filer, opener)

// until: what is due first, then what has no deadline, then what has ended · since: longest at its
// desk first, then what has ended · filed: newest first · number: by public number.
enum class Sort { until, since, filed, number };
BOOST_DESCRIBE_ENUM(Sort, until, since, filed, number)

enum class State { open, ended, all };
BOOST_DESCRIBE_ENUM(State, open, ended, all)

struct InboxFilter {
  UnitId unit;                                  // happened at or below it; 0: anywhere
  std::string category;                         // a key or a parent's key
  std::string step, grade;                      // keys
  std::string words;                            // of the title, all of them; or a public number
  std::optional<Instant> filed_from, filed_to;  // from, up to but not including
  std::optional<State> state;                   // unset: open for desks, all for what people filed
};

struct InboxQuery {
  Scope scope = Scope::mine;
  std::optional<Sort> sort;  // unset: until; words below are listed newest entered first
  InboxFilter filter;
  std::string cursor;
  int limit = kInboxPage;
};

struct InboxRow {
  MatterId id;
  std::string number, procedure;
  int version = 1;
  std::string step, grade, category;
  UnitId village;
  PositionId holder, offered;
  TextId title;
  Instant filed, since, due, paused, ended;
  std::int64_t matter_version = 0;
  std::int64_t sort_key = 0;
};

// The columns of an InboxRow, of a matter named m, and how they are read; a sort key may follow.
#define INBOX_ROW_COLUMNS                                                               \
  "m.id, m.number, m.procedure_key, m.procedure_version, m.step, m.grade, m.category, " \
  "m.village_id, m.holder_position, m.offered_position, m.title_text, m.filed_at, "     \
  "m.holder_since, m.due_at, m.paused_at, m.ended_at, m.version"
InboxRow read_inbox_row(const store::Row& row);

// Desks of the actor, and the unit path below which she oversees ("" when none).
struct Reach {
  store::IntList desks;
  std::string path, path_end;
};
Reach reach_of(const Rules& rules, const rights::Actor& actor);
// The end of the paths that lie at or below `path`; "" for "".
std::string end_of_path(std::string path);

struct InboxPage {
  std::vector<InboxRow> rows;
  // Cursor of the next page, "" at the end: the only sign of more, for a page may be short, even
  // empty, before it.
  std::string next;
};
Result<InboxPage> inbox_page(const Kernel& kernel, store::Snapshot& read,
                             const rights::Actor& actor, const Reach& reach,
                             const InboxQuery& query);

// How many each scope holds without filters; kCountedMax + 1 says "more than kCountedMax".
inline constexpr std::int64_t kCountedMax = 1000;
Result<InboxCounts> inbox_counts(store::Snapshot& read, const rights::Actor& actor,
                                 const Reach& reach, Instant now);

}  // namespace linli::desk
