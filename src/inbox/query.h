// inbox/query.h – which matters stand in a list, in what order: the query behind the inbox.
//
// Every list is a page by keyset: a cursor names the last row, so that pages neither skip nor
// repeat what stays. A list is limited to what its reader may see before any filter is applied:
// nothing is found by a filter or a word that the list without it would not hold (RISK-3).
//
// How it stays quick: what a desk holds and what lies below are walked along an index in the order
// asked for (inbox/walk.h); the other lists of desks are short; words are looked up in the
// text index first (inbox/search.h); counts stop at kCountedMax. Thread safety: functions of a
// snapshot. Errors: desk.cursor_wrong, desk.filter_wrong, desk.words_too_short (Invalid),
// registry.no_such_unit, those of the store.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/kernel.h"
#include "inbox/views.h"
#include "rights/actor.h"

namespace linli::inbox {

inline constexpr int kPage = 50;      // of a list as it is shown
inline constexpr int kPageMax = 500;  // for whoever reads on to the end

// mine: held by a desk I sit at · offered: waiting for my 签收 · assist · supervised · late: of
// mine, over time · below: held below me · within: the same and what my own desks hold · filer:
// what I filed or what was entered for me · opener: what was entered for others at a desk I sit at.
enum class Scope { mine, offered, assist, supervised, late, below, within, shared, filer, opener };
BOOST_DESCRIBE_ENUM(Scope, mine, offered, assist, supervised, late, below, within, shared, filer,
                    opener)

// until: what is due first, then what has no deadline, then what has ended · since: longest at its
// desk first, then what has ended · filed: newest first · number: by public number.
enum class Sort { until, since, filed, number };
BOOST_DESCRIBE_ENUM(Sort, until, since, filed, number)

enum class State { open, ended, all };
BOOST_DESCRIBE_ENUM(State, open, ended, all)

// Of what is open: over time, or waiting for the filer. Of what has ended: how.
enum class Which { late, waiting, solved, cannot_solve, declined, other_end };
BOOST_DESCRIBE_ENUM(Which, late, waiting, solved, cannot_solve, declined, other_end)

struct Filter {
  UnitId unit;                                  // happened at or below it; 0: anywhere
  std::string category;                         // a key or a parent's key
  std::string procedure, step, grade;           // keys
  std::string words;                            // of the title, all of them; or a public number
  std::optional<Instant> filed_from, filed_to;  // from, up to but not including
  std::optional<State> state;                   // unset: open for desks, all for what people filed
  std::optional<Which> which;                   // of that state only these
};

struct Query {
  Scope scope = Scope::mine;
  std::optional<Sort> sort;  // unset: until; words below are listed newest entered first
  Filter filter;
  std::string cursor;
  int limit = kPage;
};

struct Row {
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

// The columns of an Row, of a matter named m, and how they are read; a sort key may follow.
#define INBOX_ROW_COLUMNS                                                               \
  "m.id, m.number, m.procedure_key, m.procedure_version, m.step, m.grade, m.category, " \
  "m.village_id, m.holder_position, m.offered_position, m.title_text, m.filed_at, "     \
  "m.holder_since, m.due_at, m.paused_at, m.ended_at, m.version"
Row row_of(const store::Row& row);

// Desks of the actor, and the unit path below which she oversees ("" when none).
struct Reach {
  store::IntList desks;
  std::string path, path_end;
};
Reach reach_of(const desk::Rules& rules, const rights::Actor& actor);

struct Page {
  std::vector<Row> rows;
  // Cursor of the next page, "" at the end: the only sign of more, for a page may be short, even
  // empty, before it.
  std::string next;
};
Result<Page> page_of(const desk::Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                     const Reach& reach, const Query& query);

// How many each scope holds without filters; kCountedMax + 1 says "more than kCountedMax".
inline constexpr std::int64_t kCountedMax = 1000;
Result<Counts> counts_of(store::Snapshot& read, const rights::Actor& actor, const Reach& reach,
                         Instant now);

}  // namespace linli::inbox
