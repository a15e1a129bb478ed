#include "desk/inbox_walk.h"

#include <algorithm>
#include <tuple>

namespace linli::desk {
namespace {

// "|| ''" keeps the index of paths from being taken: it knows no order.
#define EVERYWHERE IS_BELOW("m.holder_path || ''", FILTERED_ON_THE_WAY) " AND ?18 = ?18"
#define IN_CATEGORY \
  " m.category = ?11 AND" IS_BELOW("m.holder_path || ''", FILTERED_ON_THE_WAY) " AND ?18 = ?18"
#define IN_VILLAGE " m.village_id = ?18 AND" IS_BELOW("m.holder_path || ''", FILTERED_ON_THE_WAY)
// The desks are no part of the question, but of its parameters: no matter has the id of a desk.
#define AT_DESK                                                                                 \
  " m.holder_position = ?18 AND m.id NOT IN (?*) AND ?2 = ?2 AND ?3 = ?3 AND ?7 = ?7 AND ?8 = " \
  "?8" FILTERED_ON_THE_WAY NOT_MINE_TO_JUDGE

#define STRETCH(key, walk, where, order)                                                     \
  "SELECT " INBOX_ROW_COLUMNS ", " key " AS sort_key FROM matter m WHERE " where " AND" walk \
  " ORDER BY " order " LIMIT ?6"
#define BY_DUE(walk)                                                                           \
  STRETCH("m.due_at", walk, "m.ended_at = 0 AND m.due_at > 0 AND (m.due_at, m.id) > (?4, ?5)", \
          "m.due_at, m.id")
#define LATE_BY_DUE(walk)                                                                      \
  STRETCH("m.due_at", walk,                                                                    \
          "m.ended_at = 0 AND m.due_at > 0 AND m.due_at < ?2 AND (m.due_at, m.id) > (?4, ?5)", \
          "m.due_at, m.id")
#define WITHOUT_DUE(walk)        \
  STRETCH(KEY_NO_DEADLINE, walk, \
          "m.ended_at = 0 AND m.due_at = 0 AND (?4 < " KEY_NO_DEADLINE " OR m.id > ?5)", "m.id")
#define BY_SINCE(walk)                                                                    \
  STRETCH("m.holder_since", walk, "m.ended_at = 0 AND (m.holder_since, m.id) > (?4, ?5)", \
          "m.holder_since, m.id")
#define ENDED(walk)                                                   \
  STRETCH(KEY_ENDED, walk,                                            \
          "m.ended_at > 0 AND m.filed_at >= ?9 AND m.filed_at < ?10 " \
          "AND m.filed_at <= 9300000000000000 - ?4 "                  \
          "AND (m.filed_at < 9300000000000000 - ?4 OR m.id > ?5)",    \
          "m.filed_at DESC, m.id")
#define BY_FILED(walk)                                                   \
  STRETCH("-m.filed_at", walk,                                           \
          "m.filed_at >= ?9 AND m.filed_at < ?10 AND m.filed_at <= -?4 " \
          "AND (m.filed_at < -?4 OR m.id > ?5)",                         \
          "m.filed_at DESC, m.id")
#define OPEN_BY_FILED(walk)                                            \
  STRETCH("-m.filed_at", walk,                                         \
          "m.ended_at = 0 AND m.filed_at >= ?9 AND m.filed_at < ?10 "  \
          "AND m.filed_at <= -?4 AND (m.filed_at < -?4 OR m.id > ?5)", \
          "m.filed_at DESC, m.id")
#define OPEN_BY_NUMBER(walk) \
  STRETCH(KEY_NUMBER, walk, "m.ended_at = 0 AND m.number > ?4 AND ?5 = ?5", "m.number")
#define BY_NUMBER(walk) STRETCH(KEY_NUMBER, walk, "m.number > ?4 AND ?5 = ?5", "m.number")

struct Stretches {
  store::Sql by_due, without_due, by_since, ended, by_filed, open_by_filed, open_by_number,
      by_number;
};
#define STRETCHES(walk)                                                           \
  {                                                                               \
    BY_DUE(walk), WITHOUT_DUE(walk), BY_SINCE(walk), ENDED(walk), BY_FILED(walk), \
        OPEN_BY_FILED(walk), OPEN_BY_NUMBER(walk), BY_NUMBER(walk)                \
  }
constexpr Stretches kEverywhere = STRETCHES(EVERYWHERE);
constexpr Stretches kInCategory = STRETCHES(IN_CATEGORY);
constexpr Stretches kInVillage = STRETCHES(IN_VILLAGE);
constexpr Stretches kAtDesk = STRETCHES(AT_DESK);
constexpr store::Sql kLateAtDesk = LATE_BY_DUE(AT_DESK);

const Stretches& stretches_of(Walk walk) {
  switch (walk) {
    case Walk::below:
      return kEverywhere;
    case Walk::of_category:
      return kInCategory;
    case Walk::in_village:
      return kInVillage;
    case Walk::at_desk:
    case Walk::late_at_desk:
      return kAtDesk;
  }
  return kEverywhere;
}

struct Part {
  store::Sql sql;
  std::int64_t above;  // every key of it lies above this
  bool ended = false;  // holds what has ended, else what is open
};

std::vector<Part> parts_of(Walk walk, Sort sort, State state) {
  constexpr std::int64_t kLow = std::numeric_limits<std::int64_t>::min() + 1;
  const Stretches& all = stretches_of(walk);
  if (walk == Walk::late_at_desk) return {{kLateAtDesk, kLow}};
  switch (sort) {
    case Sort::until:
      return {
          {all.by_due, kLow}, {all.without_due, kKeyNoDeadline - 1}, {all.ended, kKeyEnded, true}};
    case Sort::since:
      return {{all.by_since, kLow}, {all.ended, kKeyEnded, true}};
    case Sort::filed:
      return {{state == State::open ? all.open_by_filed : all.by_filed, kLow}};
    case Sort::number:
      return {{state == State::open ? all.open_by_number : all.by_number, kLow}};
  }
  return {};
}

// The public number behind a sort key, as it is stored: in groups of four digits.
std::string number_of(std::int64_t key) {
  if (key <= 0) return {};
  std::string out = std::to_string(key);
  for (std::size_t at = 4; at < out.size(); at += 5) out.insert(at, 1, ' ');
  return out;
}

}  // namespace

bool can_walk(Walk walk, Sort sort, State state) {
  if (walk == Walk::late_at_desk) return sort == Sort::until && state != State::ended;
  // What is open at one desk is few enough to be sorted.
  const bool few = walk == Walk::at_desk && state == State::open;
  return !few || sort == Sort::until || sort == Sort::since;
}

Result<std::vector<InboxRow>> walk_list(store::Snapshot& read, Walk walk, const InboxQuery& query,
                                        State state, Bound bound, const Cursor& cursor) {
  std::vector<InboxRow> out;
  const auto parts = parts_of(walk, query.sort, state);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& part = parts[i];
    const bool both = parts.size() == 1;
    if (!both && state == (part.ended ? State::open : State::ended)) continue;
    if (i + 1 < parts.size() && cursor.key > parts[i + 1].above) continue;
    bound.cursor(cursor.key > part.above ? cursor : Cursor{part.above, 0});
    if (query.sort == Sort::number) bound.number_after(number_of(cursor.key));
    bound.limit(query.limit - static_cast<int>(out.size()));
    for (auto& row : TRY(read.all(part.sql, bound.values, read_row))) out.push_back(std::move(row));
    if (static_cast<int>(out.size()) >= query.limit) break;
  }
  return out;
}

Result<std::vector<InboxRow>> walk_desks(store::Snapshot& read, Walk walk, const InboxQuery& query,
                                         State state, const Bound& bound, const Cursor& cursor,
                                         const store::IntList& desks) {
  std::vector<InboxRow> out;
  for (const auto desk : desks) {
    Bound here = bound;
    here.walked(desk);
    for (auto& row : TRY(walk_list(read, walk, query, state, std::move(here), cursor))) {
      out.push_back(std::move(row));
    }
  }
  if (desks.size() < 2) return out;
  std::ranges::sort(out, {}, [](const InboxRow& row) { return std::pair(row.sort_key, row.id); });
  const auto most = static_cast<std::size_t>(query.limit);
  if (out.size() > most) out.erase(out.begin() + query.limit, out.end());
  return out;
}

}  // namespace linli::desk
