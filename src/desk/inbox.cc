#include "desk/inbox.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

#include "base/text.h"
#include "desk/act.h"
#include "desk/matter.h"
#include "desk/place.h"
#include "desk/read_matter.h"
#include "registry/units.h"

namespace linli::desk {
namespace {

// Parameters of every list: ?1 person, ?2 now, ?3 sort by (0 until, 1 since, 2 newest), ?4 ?5 the
// cursor, ?6 limit, ?7 ?8 the path and its end; (?*) the desks. Open matters without a deadline,
// and those that wait for the filer, come last. Whoever the matter is about, or who filed it,
// handles none of it.
#define ITEM_COLUMNS                                                                              \
  "m.id, m.number, m.procedure_key, m.procedure_version, m.step, m.grade, m.category, "           \
  "m.village_id, m.holder_position, m.offered_position, m.title_text, m.holder_since, m.due_at, " \
  "m.paused_at, m.ended_at, "                                                                     \
  "CASE WHEN ?3 = 1 THEN m.holder_since WHEN ?3 = 2 THEN -m.filed_at WHEN m.due_at = 0 THEN "     \
  "9000000000000000 ELSE m.due_at "                                                               \
  "END AS sort_key"
#define NOT_MINE_TO_JUDGE                                       \
  " AND (m.filer_person IS NULL OR m.filer_person <> ?1)"       \
  " AND (m.affected_person IS NULL OR m.affected_person <> ?1)" \
  " AND NOT EXISTS (SELECT 1 FROM matter_about a WHERE a.matter_id = m.id AND a.person_id = ?1)"
#define LIST(where)                                                                       \
  "SELECT * FROM (SELECT " ITEM_COLUMNS " FROM " where                                    \
  ") AS q WHERE q.sort_key > ?4 OR (q.sort_key = ?4 AND q.id > ?5) ORDER BY q.sort_key, " \
  "q.id LIMIT ?6"
// Parameters that a list does not need are still named, so that every list binds the same ones.
#define UNUSED " AND ?2 = ?2 AND ?7 = ?7 AND ?8 = ?8"

constexpr store::Sql kMine =
    LIST("matter m WHERE m.ended_at = 0 AND m.holder_position IN (?*)" NOT_MINE_TO_JUDGE UNUSED);
constexpr store::Sql kOffered =
    LIST("matter m WHERE m.offered_position IS NOT NULL AND m.offered_position IN (?*)"  //
         NOT_MINE_TO_JUDGE UNUSED);
constexpr store::Sql kAssist = LIST(
    "participant p JOIN matter m ON m.id = p.matter_id WHERE p.role = 'assist' AND p.ended_at = 0 "
    "AND p.position_id IN (?*)" NOT_MINE_TO_JUDGE UNUSED);
constexpr store::Sql kSupervised = LIST(
    "participant p JOIN matter m ON m.id = p.matter_id WHERE p.role = 'supervisor' "
    "AND p.ended_at = 0 AND p.position_id IN (?*)" NOT_MINE_TO_JUDGE UNUSED);
constexpr store::Sql kLate = LIST(
    "matter m WHERE m.ended_at = 0 AND m.holder_position IN (?*) AND m.due_at > 0 "
    "AND m.due_at < ?2" NOT_MINE_TO_JUDGE UNUSED);
constexpr store::Sql kBelow = LIST(
    "matter m WHERE m.ended_at = 0 AND m.holder_path >= ?7 AND m.holder_path < ?8 "
    "AND m.village_path >= ?7 AND m.village_path < ?8 AND m.confidential = 0 "
    "AND m.holder_position NOT IN (?*) AND ?2 = ?2" NOT_MINE_TO_JUDGE);
constexpr store::Sql kFiler = LIST(
    "matter m WHERE (m.filer_person = ?1 OR m.affected_person = ?1) "
    "AND m.id NOT IN (?*)" UNUSED);
constexpr store::Sql kOpener =
    LIST("matter m WHERE m.opener_person = ?1 AND m.id NOT IN (?*)" UNUSED);

store::Sql list_of(Scope scope) {
  switch (scope) {
    case Scope::mine:
      return kMine;
    case Scope::offered:
      return kOffered;
    case Scope::assist:
      return kAssist;
    case Scope::supervised:
      return kSupervised;
    case Scope::late:
      return kLate;
    case Scope::below:
      return kBelow;
    case Scope::filer:
      return kFiler;
    case Scope::opener:
      return kOpener;
  }
  return kMine;
}

struct ItemRow {
  MatterId id;
  std::string number, procedure;
  int version = 1;
  std::string step, grade, category;
  UnitId village;
  PositionId holder, offered;
  TextId title;
  Instant since, due, paused, ended;
  std::int64_t sort_key = 0;
};

ItemRow read_item(const store::Row& row) {
  ItemRow out;
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
  out.since = row.instant(11);
  out.due = row.instant(12);
  out.paused = row.instant(13);
  out.ended = row.instant(14);
  out.sort_key = row.integer(15);
  return out;
}

// Desks of the actor, and the unit path below which she oversees ("" when none).
struct Reach {
  store::IntList desks;
  std::string path, path_end;
};

Reach reach_of(const Rules& rules, const rights::Actor& actor) {
  Reach out;
  for (const auto& hat : actor.hats) {
    out.desks.push_back(hat.position.value);
    if (!hat.unit || !rules.overseeing.contains(hat.key)) continue;
    if (out.path.empty() || hat.unit_path.size() < out.path.size()) out.path = hat.unit_path;
  }
  if (out.desks.empty()) out.desks.push_back(0);
  if (out.path.empty()) return out;
  out.path_end = out.path;
  out.path_end.back() = '0';  // the character after '/'
  return out;
}

struct Cursor {
  std::int64_t key = std::numeric_limits<std::int64_t>::min();
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

Result<InboxCounts> counts(store::Snapshot& read, const rights::Actor& actor, const Reach& reach,
                           Instant now) {
  InboxCounts out;
  const auto count = [&](store::Sql sql) {
    return read.number(sql, {actor.person, now, reach.path, reach.path_end, reach.desks});
  };
#define COUNT(where) \
  "SELECT count(*) FROM " where NOT_MINE_TO_JUDGE " AND ?2 = ?2 AND ?3 = ?3 AND ?4 = ?4"
  out.mine = TRY(count(COUNT("matter m WHERE m.ended_at = 0 AND m.holder_position IN (?*)")));
  out.offered = TRY(
      count(COUNT("matter m WHERE m.offered_position IS NOT NULL AND m.offered_position IN (?*)")));
  out.assist =
      TRY(count(COUNT("participant p JOIN matter m ON m.id = p.matter_id WHERE p.role = 'assist' "
                      "AND p.ended_at = 0 AND p.position_id IN (?*)")));
  out.supervised = TRY(
      count(COUNT("participant p JOIN matter m ON m.id = p.matter_id WHERE p.role = 'supervisor' "
                  "AND p.ended_at = 0 AND p.position_id IN (?*)")));
  out.late =
      TRY(count(COUNT("matter m WHERE m.ended_at = 0 AND m.holder_position IN (?*) "
                      "AND m.due_at > 0 AND m.due_at < ?2")));
  if (reach.path.empty()) return out;
  out.below = TRY(
      count(COUNT("matter m WHERE m.ended_at = 0 AND m.holder_path >= ?3 AND m.holder_path < ?4 "
                  "AND m.village_path >= ?3 AND m.village_path < ?4 AND m.confidential = 0 "
                  "AND m.holder_position NOT IN (?*)")));
#undef COUNT
  return out;
}

// What people filed is listed newest first.
int order_of(const InboxQuery& query) {
  if (query.scope == Scope::filer || query.scope == Scope::opener) return 2;
  return query.sort == Sort::since ? 1 : 0;
}

struct ItemWords {
  std::map<TextId, std::string> titles;
  std::map<UnitId, Words> villages;
  std::map<PositionId, Words> desks;
};

Result<ItemWords> words_of(const Kernel& kernel, store::Snapshot& read,
                           const std::vector<ItemRow>& rows) {
  ItemWords out;
  std::vector<TextId> titles;
  for (const auto& row : rows) {
    titles.push_back(row.title);
    if (!out.villages.contains(row.village)) {
      out.villages[row.village] = TRY(registry::unit(read, row.village)).name;
    }
    if (!out.desks.contains(row.holder)) {
      out.desks[row.holder] =
          seat_words(TRY(registry::seat_by_position(read, row.holder, kernel.clock.now())));
    }
  }
  out.titles = TRY(kernel.vault.texts(read, titles));
  return out;
}

InboxItem item_of(const Rules& rules, const ItemRow& row, const ItemWords& words, Scope scope,
                  Instant now) {
  InboxItem out;
  out.id = row.id;
  out.number = row.number;
  if (const auto title = words.titles.find(row.title); title != words.titles.end()) {
    out.title = title->second;
  }
  out.step = row.step;
  if (const auto* definition = rules.installed.find(row.procedure, row.version)) {
    const auto* step = definition->find_step(row.step);
    const bool outside = scope == Scope::filer || scope == Scope::opener;
    if (step != nullptr) out.step_title = outside ? step->public_title : step->title;
  }
  out.grade = row.grade;
  out.category = category_words(rules, row.category);
  out.village = words.villages.at(row.village);
  out.desk = words.desks.at(row.holder);
  const bool held = scope == Scope::mine || scope == Scope::late;
  out.role = held ? "holder" : boost::describe::enum_to_string(scope, "");
  out.since_at = row.since.ms;
  out.until_at = row.due.ms;
  out.paused = row.paused.ms != 0;
  if (row.due.ms != 0 && row.ended.ms == 0) {
    out.late = now > row.due;
    out.days_left =
        static_cast<int>(rules.calendar.left(now, Due{row.due, false}, PeriodUnit::workday));
  }
  return out;
}

}  // namespace

Result<InboxView> inbox(const Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                        const InboxQuery& query) {
  const auto rules = kernel.rules.get();
  const Instant now = kernel.clock.now();
  const Reach reach = reach_of(*rules, actor);
  const Cursor cursor = TRY(read_cursor(query.cursor));
  const int limit = std::clamp(query.limit, 1, kInboxPage);
  InboxView out;
  if (!actor.hats.empty()) out.counts = TRY(counts(read, actor, reach, now));
  if (query.scope == Scope::below && reach.path.empty()) return out;
  const auto rows = TRY(read.all(list_of(query.scope),
                                 {actor.person, now, order_of(query), cursor.key, cursor.id, limit,
                                  reach.path, reach.path_end, reach.desks},
                                 read_item));
  const auto words = TRY(words_of(kernel, read, rows));
  for (const auto& row : rows) out.items.push_back(item_of(*rules, row, words, query.scope, now));
  if (static_cast<int>(rows.size()) == limit) {
    out.next = std::to_string(rows.back().sort_key) + "." + std::to_string(rows.back().id.value);
  }
  return out;
}

}  // namespace linli::desk
