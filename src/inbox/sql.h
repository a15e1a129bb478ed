// inbox/sql.h – the pieces of SQL that the lists of inbox/query.h are put together from.
//
// Statements are literals, so what lists have in common are macros. Only for query.cc, search.cc
// and walk.cc. Thread safety: constants.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "inbox/query.h"

namespace linli::inbox {

inline constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::max();

// Sort keys: what has no deadline comes after every deadline, what has ended after that.
#define KEY_NO_DEADLINE "9000000000000000"
#define KEY_ENDED "9300000000000000 - m.filed_at"
#define KEY_NUMBER "CAST(REPLACE(m.number, ' ', '') AS BIGINT)"
inline constexpr std::int64_t kKeyNoDeadline = 9'000'000'000'000'000;
inline constexpr std::int64_t kKeyEnded =
    9'200'000'000'000'000;  // below every key of what has ended

// Parameters of every list: ?1 person, ?2 now, ?3 sort (as in Sort), ?4 ?5 the cursor, ?6 limit,
// ?7 ?8 the path of `below` and its end, ?9 ?10 filed from and before, ?11 category, ?12 step,
// ?13 grade, ?14 ?15 ended from and until, ?16 ?17 path of the village and its end, ?18 the
// village or desk that is walked, ?19 ?20 path of a unit in it and its end, ?21 which of them
// (as in Which; "": all), ?22 the procedure, (?*) the desks.
#define SORT_KEY                                                   \
  "CASE WHEN ?3 = 2 THEN -m.filed_at WHEN ?3 = 3 THEN " KEY_NUMBER \
  " "                                                              \
  "WHEN m.ended_at > 0 THEN " KEY_ENDED                            \
  " WHEN ?3 = 1 THEN m.holder_since "                              \
  "WHEN m.due_at = 0 THEN " KEY_NO_DEADLINE " ELSE m.due_at END"
// Whoever the matter is about, or who filed it, handles none of it.
#define NOT_MINE_TO_JUDGE                                       \
  " AND (m.filer_person IS NULL OR m.filer_person <> ?1)"       \
  " AND (m.affected_person IS NULL OR m.affected_person <> ?1)" \
  " AND m.id NOT IN (SELECT a.matter_id FROM matter_about a WHERE a.person_id = ?1)"
// One CASE, not two conditions: SQLite takes each for one that leaves fewer rows, and sorts them.
// "+ 0" keeps a range that is nearly always everything from being taken for the way in.
#define FILTERED_WITH(ended)                                                                   \
  " AND m.filed_at + 0 >= ?9 AND m.filed_at + 0 < ?10"                                         \
  " AND (?11 = '' OR m.category = ?11"                                                         \
  " OR (m.category >= ?11 || '.' AND m.category < ?11 || '/'))"                                \
  " AND (?12 = '' OR m.step = ?12)" ended                                                      \
  " AND (?16 = '' OR (m.village_path >= ?16 AND m.village_path < ?17))"                        \
  " AND (?19 = '' OR EXISTS (SELECT 1 FROM unit u WHERE u.id = m.unit_id AND u.path >= ?19 "   \
  "AND u.path < ?20))"                                                                         \
  " AND CASE WHEN ?13 <> '' AND m.grade <> ?13 THEN 0"                                         \
  " WHEN ?22 <> '' AND m.procedure_key <> ?22 THEN 0"                                          \
  " WHEN ?21 = '' OR m.outcome = ?21 THEN 1"                                                   \
  " WHEN ?21 = 'late' AND m.due_at > 0 AND m.due_at < ?2 THEN 1"                               \
  " WHEN ?21 = 'waiting' AND m.waits_for_filer = 1 THEN 1"                                     \
  " WHEN ?21 = 'other_end' AND m.outcome NOT IN ('solved', 'cannot_solve', 'declined') THEN 1" \
  " ELSE 0 END <> 0"
#define FILTERED FILTERED_WITH(" AND m.ended_at >= ?14 AND m.ended_at <= ?15")
// Of a list that is walked: its stretch says itself what has ended.
#define FILTERED_ON_THE_WAY FILTERED_WITH(" AND ?14 = ?14 AND ?15 = ?15")
#define LIES_BELOW(holder_path, village_path, filtered)                                          \
  " " holder_path " >= ?7 AND " holder_path " < ?8 AND " village_path " >= ?7 AND " village_path \
  " < ?8 AND m.confidential = 0 AND ?2 = ?2 AND ?3 = ?3" filtered NOT_MINE_TO_JUDGE
#define IS_BELOW(holder_path, village_path, filtered) \
  LIES_BELOW(holder_path, village_path, filtered) " AND m.holder_position NOT IN (?*)"

struct Cursor {
  std::int64_t key = std::numeric_limits<std::int64_t>::min() + 1;
  std::int64_t id = 0;
};

// The parameters in the order in which every list binds them.
struct Bound {
  std::vector<store::Value> values;

  void cursor(const Cursor& at) {
    values[3] = at.key;
    values[4] = at.id;
  }
  void number_after(std::string number) { values[3] = std::move(number); }
  void limit(int rows) { values[5] = rows; }
  void walked(std::int64_t desk_or_village) { values[17] = desk_or_village; }
  void ended(State state) {
    values[13] = std::int64_t{state == State::ended ? 1 : 0};
    values[14] = state == State::open ? std::int64_t{0} : kEver;
  }
};

// A row with its sort key.
Row read_row(const store::Row& row);

}  // namespace linli::inbox
