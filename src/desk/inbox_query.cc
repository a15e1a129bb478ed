#include "desk/inbox_query.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "desk/title_index.h"
#include "registry/units.h"

namespace linli::desk {
namespace {

constexpr const char* kVillageLevel = "village";
constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::max();

// Sort keys: what has no deadline comes after every deadline, what has ended after that.
#define KEY_NO_DEADLINE "9000000000000000"
#define KEY_ENDED "9300000000000000 - m.filed_at"
#define KEY_NUMBER "CAST(REPLACE(m.number, ' ', '') AS BIGINT)"
constexpr std::int64_t kKeyNoDeadline = 9'000'000'000'000'000;
constexpr std::int64_t kKeyEnded = 9'200'000'000'000'000;  // below every key of what has ended

// Parameters of every list: ?1 person, ?2 now, ?3 sort (as in Sort), ?4 ?5 the cursor, ?6 limit,
// ?7 ?8 the path of `below` and its end, ?9 ?10 filed from and before, ?11 category, ?12 step,
// ?13 grade, ?14 ?15 ended from and until, ?16 ?17 path of the village and its end, ?18 the
// village, ?19 ?20 path of a unit in it and its end, (?*) the desks.
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
  " AND NOT EXISTS (SELECT 1 FROM matter_about a WHERE a.matter_id = m.id AND a.person_id = ?1)"
// "+ 0" keeps a range that is nearly always everything from being taken for the way in.
#define FILTERED                                                                             \
  " AND m.filed_at + 0 >= ?9 AND m.filed_at + 0 < ?10"                                       \
  " AND (?11 = '' OR m.category = ?11"                                                       \
  " OR (m.category >= ?11 || '.' AND m.category < ?11 || '/'))"                              \
  " AND (?12 = '' OR m.step = ?12) AND (?13 = '' OR m.grade = ?13)"                          \
  " AND m.ended_at >= ?14 AND m.ended_at <= ?15"                                             \
  " AND (?16 = '' OR (m.village_path >= ?16 AND m.village_path < ?17))"                      \
  " AND (?19 = '' OR EXISTS (SELECT 1 FROM unit u WHERE u.id = m.unit_id AND u.path >= ?19 " \
  "AND u.path < ?20))"
// Parameters that a list does not need are still named, so that every list binds the same ones.
#define UNUSED " AND ?2 = ?2 AND ?3 = ?3 AND ?7 = ?7 AND ?8 = ?8 AND ?18 = ?18"

#define PAGE(where)                                                                            \
  "SELECT " INBOX_ROW_COLUMNS ", q.sort_key FROM (SELECT * FROM (SELECT m.id AS id, " SORT_KEY \
  " AS sort_key FROM " where                                                                   \
  ") AS k WHERE k.sort_key > ?4 OR (k.sort_key = ?4 AND k.id > ?5) "                           \
  "ORDER BY k.sort_key, k.id LIMIT ?6) AS q JOIN matter m ON m.id = q.id "                     \
  "ORDER BY q.sort_key, q.id"

#define MINE "matter m WHERE m.holder_position IN (?*)" FILTERED NOT_MINE_TO_JUDGE UNUSED
#define OFFERED                                                                           \
  "matter m WHERE m.offered_position IS NOT NULL AND m.offered_position IN (?*)" FILTERED \
      NOT_MINE_TO_JUDGE UNUSED
#define PART(role)                                                          \
  "participant p JOIN matter m ON m.id = p.matter_id WHERE p.role = '" role \
  "' AND p.ended_at = 0 AND p.position_id IN (?*)" FILTERED NOT_MINE_TO_JUDGE UNUSED
#define LATE                                                                      \
  "matter m WHERE m.ended_at = 0 AND m.holder_position IN (?*) AND m.due_at > 0 " \
  "AND m.due_at < ?2" FILTERED NOT_MINE_TO_JUDGE UNUSED
#define IS_BELOW(holder_path)                                                         \
  " " holder_path " >= ?7 AND " holder_path                                           \
  " < ?8 AND m.village_path >= ?7 "                                                   \
  "AND m.village_path < ?8 AND m.confidential = 0 AND m.holder_position NOT IN (?*) " \
  "AND ?2 = ?2 AND ?3 = ?3" FILTERED NOT_MINE_TO_JUDGE
#define BELOW "matter m WHERE" IS_BELOW("m.holder_path") " AND ?18 = ?18"
#define BELOW_IN_VILLAGE "matter m WHERE m.village_id = ?18 AND" IS_BELOW("m.holder_path")
#define SHARED PART("shared") " AND m.confidential = 0"
#define FILER                                                              \
  "matter m WHERE m.id IN (SELECT id FROM matter WHERE filer_person = ?1 " \
  "UNION SELECT id FROM matter WHERE affected_person = ?1)" FILTERED UNUSED
#define OPENER "matter m WHERE m.opener_person = ?1" FILTERED UNUSED
// Desks are no part of the question, but of its parameters: no matter has the id of a desk.
#define NO_DESK " AND m.id NOT IN (?*)"
// With words: the list holds what was found beside the desks. Ids are made in one sequence, so a
// matter is never taken for a desk.
#define FOUND " AND m.id IN (?*)"

store::Sql list_of(Scope scope) {
  switch (scope) {
    case Scope::mine:
      return PAGE(MINE);
    case Scope::offered:
      return PAGE(OFFERED);
    case Scope::assist:
      return PAGE(PART("assist"));
    case Scope::supervised:
      return PAGE(PART("supervisor"));
    case Scope::late:
      return PAGE(LATE);
    case Scope::below:
      return PAGE(BELOW_IN_VILLAGE);
    case Scope::shared:
      return PAGE(SHARED);
    case Scope::filer:
      return PAGE(FILER NO_DESK);
    case Scope::opener:
      return PAGE(OPENER NO_DESK);
  }
  return PAGE(MINE);
}

store::Sql found_of(Scope scope) {
  switch (scope) {
    case Scope::mine:
      return PAGE(MINE FOUND);
    case Scope::offered:
      return PAGE(OFFERED FOUND);
    case Scope::assist:
      return PAGE(PART("assist") FOUND);
    case Scope::supervised:
      return PAGE(PART("supervisor") FOUND);
    case Scope::late:
      return PAGE(LATE FOUND);
    case Scope::below:
      return PAGE(BELOW FOUND);
    case Scope::shared:
      return PAGE(SHARED FOUND);
    case Scope::filer:
      return PAGE(FILER FOUND);
    case Scope::opener:
      return PAGE(OPENER FOUND);
  }
  return PAGE(MINE FOUND);
}

// What lies below a town or the county, read along an index in the order asked for. A list is one
// or more stretches: what is open by its key, what has no deadline, what has ended. "|| ''" keeps
// the index of paths from being taken: it knows no order.
#define STRETCH(key, where, order)                                               \
  "SELECT " INBOX_ROW_COLUMNS ", " key " AS sort_key FROM matter m WHERE " where \
  " AND" IS_BELOW("m.holder_path || ''") " AND ?18 = ?18 ORDER BY " order " LIMIT ?6"
constexpr store::Sql kBelowByDue =
    STRETCH("m.due_at", "m.ended_at = 0 AND m.due_at > 0 AND (m.due_at, m.id) > (?4, ?5)",
            "m.due_at, m.id");
constexpr store::Sql kBelowWithoutDue =
    STRETCH(KEY_NO_DEADLINE,
            "m.ended_at = 0 AND m.due_at = 0 AND (?4 < " KEY_NO_DEADLINE " OR m.id > ?5)", "m.id");
constexpr store::Sql kBelowBySince =
    STRETCH("m.holder_since", "m.ended_at = 0 AND (m.holder_since, m.id) > (?4, ?5)",
            "m.holder_since, m.id");
constexpr store::Sql kBelowEnded =
    STRETCH(KEY_ENDED,
            "m.ended_at > 0 AND m.filed_at >= ?9 AND m.filed_at < ?10 "
            "AND m.filed_at <= 9300000000000000 - ?4 "
            "AND (m.filed_at < 9300000000000000 - ?4 OR m.id > ?5)",
            "m.filed_at DESC, m.id");
constexpr store::Sql kBelowByFiled =
    STRETCH("-m.filed_at",
            "m.filed_at >= ?9 AND m.filed_at < ?10 AND m.filed_at <= -?4 "
            "AND (m.filed_at < -?4 OR m.id > ?5)",
            "m.filed_at DESC, m.id");
constexpr store::Sql kBelowOpenByNumber =
    STRETCH(KEY_NUMBER, "m.ended_at = 0 AND m.number > ?4 AND ?5 = ?5", "m.number");
constexpr store::Sql kBelowByNumber = STRETCH(KEY_NUMBER, "m.number > ?4 AND ?5 = ?5", "m.number");

struct Cursor {
  std::int64_t key = std::numeric_limits<std::int64_t>::min() + 1;
  std::int64_t id = 0;
};

Result<Cursor> read_cursor(const std::string& text) {
  if (text.empty()) return Cursor{};
  const auto parts = split(text, '.');
  if (parts.size() != 2) return invalid("desk.cursor_wrong");
  const auto key = parse_int64(parts[0]);
  const auto id = parse_int64(parts[1]);
  if (!key || !id) return invalid("desk.cursor_wrong");
  return Cursor{*key, *id};
}

// The public number behind a sort key, as it is stored: in groups of four digits.
std::string number_of(std::int64_t key) {
  if (key <= 0) return {};
  std::string out = std::to_string(key);
  for (std::size_t at = 4; at < out.size(); at += 5) out.insert(at, 1, ' ');
  return out;
}

// Where a list is limited to: paths, and the village when it is one or lies in one.
struct Where {
  std::string path, path_end;  // of the village, or of what lies above it
  UnitId village;
  std::string inner, inner_end;  // of the unit, when it is finer than the village
};

Result<Where> where_of(store::Snapshot& read, UnitId id) {
  Where out;
  if (!id) return out;
  const auto unit = TRY(registry::unit(read, id));
  const auto village = TRY(registry::unit_at_level(read, id, kVillageLevel));
  out.path = village ? village->path : unit.path;
  out.path_end = end_of_path(out.path);
  if (!village) return out;
  out.village = village->id;
  if (village->id == id) return out;
  out.inner = unit.path;
  out.inner_end = end_of_path(unit.path);
  return out;
}

// The parameters in the order in which every list binds them.
struct Bound {
  std::vector<store::Value> values;
  void cursor(const Cursor& at) {
    values[3] = at.key;
    values[4] = at.id;
  }
  void limit(int rows) { values[5] = rows; }
};

Bound bind(const rights::Actor& actor, Instant now, const Reach& reach, const InboxQuery& query,
           const Where& where) {
  const InboxFilter& filter = query.filter;
  const bool filed = query.scope == Scope::filer || query.scope == Scope::opener;
  const State state = filter.state.value_or(filed ? State::all : State::open);
  // What people filed is listed newest first.
  const Sort sort = filed && query.sort == Sort::until ? Sort::filed : query.sort;
  return {{actor.person,
           now,
           static_cast<int>(sort),
           0,
           0,
           query.limit,
           reach.path,
           reach.path_end,
           filter.filed_from.value_or(Instant{0}),
           filter.filed_to.value_or(Instant{kEver}),
           filter.category,
           filter.step,
           filter.grade,
           std::int64_t{state == State::ended ? 1 : 0},
           state == State::open ? std::int64_t{0} : kEver,
           where.path,
           where.path_end,
           where.village.value,
           where.inner,
           where.inner_end,
           reach.desks}};
}

InboxRow read_row(const store::Row& row) {
  InboxRow out = read_inbox_row(row);
  out.sort_key = row.integer(16);
  return out;
}

Result<std::vector<InboxRow>> found(const Kernel& kernel, store::Snapshot& read,
                                    const InboxQuery& query, Bound bound, const Reach& reach,
                                    const Where& where) {
  // Only what lies below is known to lie there; a desk may hold what happened elsewhere.
  UnitId unit = where.village ? where.village : query.filter.unit;
  if (!unit && query.scope == Scope::below) unit = registry::ids_in_path(reach.path).back();
  store::IntList ids = reach.desks;
  for (const auto id : TRY(find_by_title(kernel.vault, read, query.filter.words, unit))) {
    ids.push_back(id.value);
  }
  bound.values.back() = std::move(ids);
  return read.all(found_of(query.scope), bound.values, read_row);
}

// What is open and hers: she filed it, it was entered for her, or it is about her.
Result<store::IntList> own_open(store::Snapshot& read, PersonId person) {
  if (!person) return store::IntList{};
  return read.all(
      "SELECT id FROM matter WHERE ended_at = 0 AND filer_person = ?1 "
      "UNION SELECT id FROM matter WHERE ended_at = 0 AND affected_person = ?1 "
      "UNION SELECT matter_id FROM matter_about WHERE person_id = ?1",
      {person}, [](const store::Row& row) { return row.integer(0); });
}

struct Stretch {
  store::Sql sql;
  std::int64_t above;  // every key of it lies above this
  bool ended = false;  // holds what has ended, else what is open
};

std::vector<Stretch> stretches(Sort sort, State state) {
  constexpr std::int64_t kLow = std::numeric_limits<std::int64_t>::min() + 1;
  switch (sort) {
    case Sort::until:
      return {{kBelowByDue, kLow},
              {kBelowWithoutDue, kKeyNoDeadline - 1},
              {kBelowEnded, kKeyEnded, true}};
    case Sort::since:
      return {{kBelowBySince, kLow}, {kBelowEnded, kKeyEnded, true}};
    case Sort::filed:
      return {{kBelowByFiled, kLow}};
    case Sort::number:
      return {{state == State::open ? kBelowOpenByNumber : kBelowByNumber, kLow}};
  }
  return {};
}

Result<std::vector<InboxRow>> below(store::Snapshot& read, const InboxQuery& query, Bound bound,
                                    Cursor cursor) {
  const State state = query.filter.state.value_or(State::open);
  std::vector<InboxRow> out;
  const auto parts = stretches(query.sort, state);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& part = parts[i];
    const bool both = parts.size() == 1;
    if (!both && state == (part.ended ? State::open : State::ended)) continue;
    if (i + 1 < parts.size() && cursor.key > parts[i + 1].above) continue;
    bound.cursor(cursor.key > part.above ? cursor : Cursor{part.above, 0});
    if (query.sort == Sort::number) bound.values[3] = number_of(cursor.key);
    bound.limit(query.limit - static_cast<int>(out.size()));
    for (auto& row : TRY(read.all(part.sql, bound.values, read_row))) out.push_back(std::move(row));
    if (static_cast<int>(out.size()) >= query.limit) break;
  }
  return out;
}

}  // namespace

InboxRow read_inbox_row(const store::Row& row) {
  InboxRow out;
  out.id = MatterId{row.integer(0)};
  out.number = row.text(1);
  out.procedure = row.text(2);
  out.version = static_cast<int>(row.integer(3));
  out.step = row.text(4);
  out.grade = row.text(5);
  out.category = row.text(6);
  out.village = UnitId{row.integer(7)};
  out.holder = PositionId{row.integer(8)};
  out.offered = PositionId{row.integer(9)};
  out.title = TextId{row.integer(10)};
  out.filed = row.instant(11);
  out.since = row.instant(12);
  out.due = row.instant(13);
  out.paused = row.instant(14);
  out.ended = row.instant(15);
  return out;
}

std::string end_of_path(std::string path) {
  if (!path.empty()) path.back() = '0';  // the character after '/'
  return path;
}

Reach reach_of(const Rules& rules, const rights::Actor& actor) {
  Reach out;
  for (const auto& hat : actor.hats) {
    out.desks.push_back(hat.position.value);
    if (!hat.unit || !rules.overseeing.contains(hat.key)) continue;
    if (out.path.empty() || hat.unit_path.size() < out.path.size()) out.path = hat.unit_path;
  }
  if (out.desks.empty()) out.desks.push_back(0);
  out.path_end = end_of_path(out.path);
  return out;
}

Result<InboxPage> inbox_page(const Kernel& kernel, store::Snapshot& read,
                             const rights::Actor& actor, const Reach& reach,
                             const InboxQuery& asked) {
  InboxQuery query = asked;
  query.limit = std::clamp(query.limit, 1, kInboxPage);
  const Cursor cursor = TRY(read_cursor(query.cursor));
  const Where where = TRY(where_of(read, query.filter.unit));
  InboxPage out;
  if (query.scope == Scope::below && reach.path.empty()) return out;
  Bound bound = bind(actor, kernel.clock.now(), reach, query, where);
  bound.cursor(cursor);
  if (!query.filter.words.empty()) {
    out.rows = TRY(found(kernel, read, query, std::move(bound), reach, where));
  } else if (query.scope == Scope::below && !where.village) {
    out.rows = TRY(below(read, query, std::move(bound), cursor));
  } else {
    out.rows = TRY(read.all(list_of(query.scope), bound.values, read_row));
  }
  if (static_cast<int>(out.rows.size()) == query.limit) {
    const auto& last = out.rows.back();
    out.next = std::to_string(last.sort_key) + "." + std::to_string(last.id.value);
  }
  return out;
}

Result<InboxCounts> inbox_counts(store::Snapshot& read, const rights::Actor& actor,
                                 const Reach& reach, Instant now) {
  // Counted from indexes alone, less the few that are not hers to judge.
  store::IntList desks_and_own = reach.desks;
  for (const auto id : TRY(own_open(read, actor.person))) desks_and_own.push_back(id);
  const bool some = desks_and_own.size() > reach.desks.size();
  const auto count = [&](store::Sql all, store::Sql own) -> Result<std::int64_t> {
    const auto held = TRY(read.number(all, {now, reach.path, reach.path_end, reach.desks}));
    if (!some || held == 0) return held;
    return held - TRY(read.number(own, {now, reach.path, reach.path_end, desks_and_own}));
  };
#define COUNT(where) "SELECT count(*) FROM " where " AND ?1 = ?1 AND ?2 = ?2 AND ?3 = ?3"
#define COUNTED(where) COUNT(where), COUNT(where FOUND)
  InboxCounts out;
  out.mine = TRY(count(COUNTED("matter m WHERE m.ended_at = 0 AND m.holder_position IN (?*)")));
  out.offered = TRY(count(
      COUNTED("matter m WHERE m.offered_position IS NOT NULL AND m.offered_position IN (?*)")));
  out.assist =
      TRY(count(COUNTED("participant p JOIN matter m ON m.id = p.matter_id WHERE p.role = 'assist' "
                        "AND p.ended_at = 0 AND p.position_id IN (?*)")));
  out.supervised = TRY(
      count(COUNTED("participant p JOIN matter m ON m.id = p.matter_id WHERE p.role = 'supervisor' "
                    "AND p.ended_at = 0 AND p.position_id IN (?*)")));
  out.late =
      TRY(count(COUNTED("matter m WHERE m.ended_at = 0 AND m.holder_position IN (?*) "
                        "AND m.due_at > 0 AND m.due_at < ?1")));
  out.shared =
      TRY(count(COUNTED("participant p JOIN matter m ON m.id = p.matter_id WHERE p.role = 'shared' "
                        "AND p.ended_at = 0 AND m.confidential = 0 AND p.position_id IN (?*)")));
  if (reach.path.empty()) return out;
  out.below = TRY(
      count(COUNTED("matter m WHERE m.ended_at = 0 AND m.holder_path >= ?2 AND m.holder_path < ?3 "
                    "AND m.village_path >= ?2 AND m.village_path < ?3 AND m.confidential = 0 "
                    "AND m.holder_position NOT IN (?*)")));
#undef COUNTED
#undef COUNT
  return out;
}

}  // namespace linli::desk
