#include "inbox/walk.h"

#include <algorithm>
#include <tuple>

namespace linli::inbox {
namespace {

// "|| ''" keeps the index of paths from being taken: it knows no order.
#define LIMITED_ON_THE_WAY \
  IS_BELOW("m.holder_path || ''", "m.village_path || ''", FILTERED_ON_THE_WAY)
#define EVERYWHERE LIMITED_ON_THE_WAY " AND ?18 = ?18"
#define IN_CATEGORY " m.category = ?11 AND" LIMITED_ON_THE_WAY " AND ?18 = ?18"
#define ENDED_IN_VILLAGE " m.village_id = ?18 AND" LIMITED_ON_THE_WAY
#define OPEN_IN_VILLAGE " m.village_path = ?16 AND" LIMITED_ON_THE_WAY " AND ?18 = ?18"
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
#define ENDED_BY_FILED(walk)                                           \
  STRETCH("-m.filed_at", walk,                                         \
          "m.ended_at > 0 AND m.filed_at >= ?9 AND m.filed_at < ?10 "  \
          "AND m.filed_at <= -?4 AND (m.filed_at < -?4 OR m.id > ?5)", \
          "m.filed_at DESC, m.id")
#define OPEN_BY_FILED(walk)                                            \
  STRETCH("-m.filed_at", walk,                                         \
          "m.ended_at = 0 AND m.filed_at >= ?9 AND m.filed_at < ?10 "  \
          "AND m.filed_at <= -?4 AND (m.filed_at < -?4 OR m.id > ?5)", \
          "m.filed_at DESC, m.id")
#define OPEN_BY_NUMBER(walk) \
  STRETCH(KEY_NUMBER, walk, "m.ended_at = 0 AND m.number > ?4 AND ?5 = ?5", "m.number")
#define ENDED_BY_NUMBER(walk) \
  STRETCH(KEY_NUMBER, walk, "m.ended_at > 0 AND m.number > ?4 AND ?5 = ?5", "m.number")
#define BY_NUMBER(walk) STRETCH(KEY_NUMBER, walk, "m.number > ?4 AND ?5 = ?5", "m.number")

struct Stretches {
  store::Sql by_due, without_due, by_since, ended, by_filed, open_by_filed, ended_by_filed,
      by_number, open_by_number, ended_by_number;
};
// Of the same matters, by an index of what is open and by others.
#define STRETCHES(open, rest)                                                             \
  {                                                                                       \
    BY_DUE(open), WITHOUT_DUE(open), BY_SINCE(open), ENDED(rest), BY_FILED(rest),         \
        OPEN_BY_FILED(open), ENDED_BY_FILED(rest), BY_NUMBER(rest), OPEN_BY_NUMBER(open), \
        ENDED_BY_NUMBER(rest)                                                             \
  }
constexpr Stretches kEverywhere = STRETCHES(EVERYWHERE, EVERYWHERE);
constexpr Stretches kInCategory = STRETCHES(IN_CATEGORY, IN_CATEGORY);
constexpr Stretches kInVillage = STRETCHES(OPEN_IN_VILLAGE, ENDED_IN_VILLAGE);
constexpr Stretches kAtDesk = STRETCHES(AT_DESK, AT_DESK);
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
  std::int64_t above;         // every key of it lies above this
  State holds = State::open;  // all: whatever is asked for
};
constexpr std::int64_t kLow = std::numeric_limits<std::int64_t>::min() + 1;

// Whether the indexes of this order hold what is open and what has ended apart.
bool is_apart(Walk walk, Sort sort) {
  const bool by_place = walk == Walk::at_desk || walk == Walk::in_village;
  return by_place && (sort == Sort::filed || sort == Sort::number);
}

// In an order that has nothing to do with what is open and what has ended.
std::vector<Part> parts_across(bool apart, State state, store::Sql both, store::Sql open,
                               store::Sql ended) {
  if (apart) return {{open, kLow, State::open}, {ended, kLow, State::ended}};
  return {{state == State::all ? both : state == State::open ? open : ended, kLow, State::all}};
}

std::vector<Part> parts_of(Walk walk, Sort sort, State state) {
  const Stretches& all = stretches_of(walk);
  if (walk == Walk::late_at_desk) return {{kLateAtDesk, kLow}};
  switch (sort) {
    case Sort::until:
      return {{all.by_due, kLow},
              {all.without_due, kKeyNoDeadline - 1},
              {all.ended, kKeyEnded, State::ended}};
    case Sort::since:
      return {{all.by_since, kLow}, {all.ended, kKeyEnded, State::ended}};
    case Sort::filed:
      return parts_across(is_apart(walk, sort), state, all.by_filed, all.open_by_filed,
                          all.ended_by_filed);
    case Sort::number:
      return parts_across(is_apart(walk, sort), state, all.by_number, all.open_by_number,
                          all.ended_by_number);
  }
  return {};
}

// Of the first rows of several stretches, the first of all.
void first_in_order(std::vector<Row>& rows, int limit) {
  std::ranges::sort(rows, {}, [](const Row& row) { return std::pair(row.sort_key, row.id); });
  if (rows.size() > static_cast<std::size_t>(limit)) rows.erase(rows.begin() + limit, rows.end());
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
  return !few || sort == Sort::until;
}

Result<std::vector<Row>> walk_list(store::Snapshot& read, Walk walk, const Query& query,
                                   State state, Bound bound, const Cursor& cursor) {
  std::vector<Row> out;
  const Sort sort = query.sort.value_or(Sort::until);
  const auto parts = parts_of(walk, sort, state);
  const bool apart = is_apart(walk, sort);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& part = parts[i];
    const bool wanted = part.holds == State::all || state == State::all || part.holds == state;
    if (!wanted || (i + 1 < parts.size() && cursor.key > parts[i + 1].above && !apart)) continue;
    bound.cursor(cursor.key > part.above ? cursor : Cursor{part.above, 0});
    if (sort == Sort::number) bound.number_after(number_of(cursor.key));
    bound.limit(apart ? query.limit : query.limit - static_cast<int>(out.size()));
    for (auto& row : TRY(read.all(part.sql, bound.values, read_row))) out.push_back(std::move(row));
    if (!apart && static_cast<int>(out.size()) >= query.limit) break;
  }
  if (apart) first_in_order(out, query.limit);
  return out;
}

Result<std::vector<Row>> walk_desks(store::Snapshot& read, Walk walk, const Query& query,
                                    State state, const Bound& bound, const Cursor& cursor,
                                    const store::IntList& desks) {
  std::vector<Row> out;
  for (const auto desk : desks) {
    Bound here = bound;
    here.walked(desk);
    for (auto& row : TRY(walk_list(read, walk, query, state, std::move(here), cursor))) {
      out.push_back(std::move(row));
    }
  }
  if (desks.size() > 1) first_in_order(out, query.limit);
  return out;
}

}  // namespace linli::inbox
