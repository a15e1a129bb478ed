#include "inbox/query.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "desk/place.h"
#include "desk/title_index.h"
#include "inbox/search.h"
#include "inbox/walk.h"
#include "registry/units.h"

namespace linli::inbox {
namespace {

constexpr int kWalkedAtOnce = 500;

// Parameters that a list does not need are still named, so that every list binds the same ones.
#define UNUSED " AND ?2 = ?2 AND ?3 = ?3 AND ?7 = ?7 AND ?8 = ?8 AND ?18 = ?18"

#define PAGE(where)                                                                            \
  "SELECT " INBOX_ROW_COLUMNS ", q.sort_key FROM (SELECT * FROM (SELECT m.id AS id, " SORT_KEY \
  " AS sort_key FROM " where                                                                   \
  ") AS k WHERE k.sort_key > ?4 OR (k.sort_key = ?4 AND k.id > ?5) "                           \
  "ORDER BY k.sort_key, k.id LIMIT ?6) AS q JOIN matter m ON m.id = q.id "                     \
  "ORDER BY q.sort_key, q.id"

#define MINE "matter m WHERE m.holder_position IN (?*)" FILTERED NOT_MINE_TO_JUDGE UNUSED
// Without words only what is open is not walked.
#define OPEN_MINE MINE " AND m.ended_at = 0"
#define OFFERED                                                                           \
  "matter m WHERE m.offered_position IS NOT NULL AND m.offered_position IN (?*)" FILTERED \
      NOT_MINE_TO_JUDGE UNUSED
#define PART(role)                                                                        \
  "participant p JOIN matter m ON m.id = p.matter_id WHERE p.role = '" role               \
  "' AND p.role <> 'first' AND p.role <> 'lead' AND p.ended_at = 0 AND p.position_id IN " \
  "(?*)" FILTERED NOT_MINE_TO_JUDGE UNUSED
#define LATE                                                                      \
  "matter m WHERE m.ended_at = 0 AND m.holder_position IN (?*) AND m.due_at > 0 " \
  "AND m.due_at < ?2" FILTERED NOT_MINE_TO_JUDGE UNUSED
#define LIMITED IS_BELOW("m.holder_path", "m.village_path", FILTERED)
// What is held by the reader's own desks is left out afterwards: asking each matter whether its
// desk is none of those that stand among all that was found would take longer than all the rest.
#define BELOW_FOUND                                                               \
  "matter m WHERE m.id IN (?*) AND" LIES_BELOW("m.holder_path", "m.village_path", \
                                               FILTERED) " AND ?18 = ?18"
#define BELOW_IN_VILLAGE "matter m WHERE m.village_id = ?18 AND" LIMITED
#define SHARED PART("shared") " AND m.confidential = 0"
#define FILER                                                              \
  "matter m WHERE m.id IN (SELECT id FROM matter WHERE filer_person = ?1 " \
  "UNION SELECT id FROM matter WHERE affected_person = ?1)" FILTERED UNUSED
// Who left the desk lists nothing of it any more, who sits there now does (issue 12, M12).
#define OPENER                                                                 \
  "matter m WHERE m.opener_position IS NOT NULL AND m.opener_position IN (?*)" \
  " AND m.above_path = ''" FILTERED NOT_MINE_TO_JUDGE UNUSED
// Desks are no part of the question, but of its parameters: no matter has the id of a desk.
#define NO_DESK " AND m.id NOT IN (?*)"
// With words: the list holds what was found beside the desks. Ids are made in one sequence, so a
// matter is never taken for a desk.
#define FOUND " AND m.id IN (?*)"

store::Sql list_of(Scope scope) {
  switch (scope) {
    case Scope::mine:
      return PAGE(OPEN_MINE);
    case Scope::offered:
      return PAGE(OFFERED);
    case Scope::assist:
      return PAGE(PART("assist"));
    case Scope::supervised:
      return PAGE(PART("supervisor"));
    case Scope::late:
      return PAGE(LATE);
    case Scope::below:
    case Scope::within:
      return PAGE(BELOW_IN_VILLAGE);
    case Scope::shared:
      return PAGE(SHARED);
    case Scope::filer:
      return PAGE(FILER NO_DESK);
    case Scope::opener:
      return PAGE(OPENER);
  }
  return PAGE(OPEN_MINE);
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
    case Scope::within:
      return PAGE(BELOW_FOUND);
    case Scope::shared:
      return PAGE(SHARED FOUND);
    case Scope::filer:
      return PAGE(FILER FOUND);
    case Scope::opener:
      return PAGE(OPENER FOUND);
  }
  return PAGE(MINE FOUND);
}

Result<Cursor> read_cursor(const std::string& text) {
  if (text.empty()) return Cursor{};
  const auto parts = split(text, '.');
  if (parts.size() != 2) return invalid("desk.cursor_wrong");
  const auto key = parse_int64(parts[0]);
  const auto id = parse_int64(parts[1]);
  if (!key || !id) return invalid("desk.cursor_wrong");
  return Cursor{*key, *id};
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
  const auto village = TRY(registry::unit_at_level(read, id, registry::kVillageLevel));
  out.path = village ? village->path : unit.path;
  out.path_end = desk::end_of_path(out.path);
  if (!village) return out;
  out.village = village->id;
  if (village->id == id) return out;
  out.inner = unit.path;
  out.inner_end = desk::end_of_path(unit.path);
  return out;
}

bool is_of_a_person(Scope scope) {
  return scope == Scope::filer || scope == Scope::opener;
}

State asked_state(const Query& query) {
  return query.filter.state.value_or(is_of_a_person(query.scope) ? State::all : State::open);
}

Bound bind(const rights::Actor& actor, Instant now, const Reach& reach, const Query& query,
           const Where& where) {
  const Filter& filter = query.filter;
  const bool filed = is_of_a_person(query.scope);
  // What people filed is listed newest first.
  const Sort until = filed ? Sort::filed : Sort::until;
  const Sort sort = query.sort == Sort::until ? until : query.sort.value_or(until);
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
           0,
           kEver,
           where.path,
           where.path_end,
           where.village.value,
           where.inner,
           where.inner_end,
           filter.which ? boost::describe::enum_to_string(*filter.which, "") : "",
           filter.procedure,
           reach.desks}};
}

desk::TitlesOf titles_of(const Where& where) {
  if (where.village) return {where.village, {}};
  const auto units = registry::ids_in_path(where.path);
  // Everything lies in the county: asking for it would only lengthen the search.
  return units.size() < 2 ? desk::TitlesOf{} : desk::TitlesOf{{}, units.back()};
}

std::size_t drop_held(std::vector<Row>& rows, const store::IntList& desks) {
  return std::erase_if(rows, [&desks](const Row& row) {
    return std::ranges::find(desks, row.holder.value) != desks.end();
  });
}

Result<desk::TitleSearch> search_of(const desk::Kernel& kernel, store::Snapshot& read,
                                    const Query& query, const Reach& reach, const Where& where) {
  // Only what lies below is known to lie there; a desk may hold what happened elsewhere.
  const bool below = query.scope == Scope::below && !query.filter.unit;
  const desk::TitlesOf titles =
      below ? titles_of(TRY(where_of(read, registry::ids_in_path(reach.path).back())))
            : titles_of(where);
  return desk::title_search(kernel.vault, query.filter.words, titles);
}

Result<std::vector<Row>> found(store::Snapshot& read, const desk::TitleSearch& search,
                               const Query& query, Bound bound, const Reach& reach) {
  const bool below = query.scope == Scope::below;
  const int most = below ? desk::kFoundBelowMax : desk::kFoundMax;
  store::IntList ids = below ? store::IntList{} : reach.desks;
  for (const auto& text : TRY(desk::find_titles(read, search, most))) ids.push_back(text.id);
  bound.values.back() = std::move(ids);
  auto rows = TRY(read.all(found_of(query.scope), bound.values, read_row));
  if (!below || drop_held(rows, reach.desks) == 0) return rows;
  bound.limit(most);
  rows = TRY(read.all(found_of(query.scope), bound.values, read_row));
  drop_held(rows, reach.desks);
  if (rows.size() > static_cast<std::size_t>(query.limit)) {
    rows.resize(static_cast<std::size_t>(query.limit));
  }
  return rows;
}

// What desks hold open is short, whatever the words: it is walked, and what was found picked out.
Result<std::vector<Row>> found_at_desks(const desk::Kernel& kernel, store::Snapshot& read,
                                        Walk walk, const Query& query, const Bound& bound,
                                        Cursor cursor, const store::IntList& desks) {
  const auto search = TRY(desk::title_search(kernel.vault, query.filter.words, desk::TitlesOf{}));
  store::IntList ids;
  for (const auto& text : TRY(desk::find_titles(read, search, desk::kFoundMax)))
    ids.push_back(text.id);
  std::ranges::sort(ids);
  Query stretch = query;
  stretch.limit = kWalkedAtOnce;
  std::vector<Row> out;
  while (!ids.empty()) {
    const auto rows = TRY(walk_desks(read, walk, stretch, State::open, bound, cursor, desks));
    for (const auto& row : rows) {
      if (static_cast<int>(out.size()) == query.limit) return out;
      if (std::ranges::binary_search(ids, row.id.value)) out.push_back(row);
    }
    if (static_cast<int>(rows.size()) < stretch.limit) break;
    cursor = {rows.back().sort_key, rows.back().id.value};
  }
  return out;
}

// A step holds either what is open or what has ended: whoever asks for a step asks for that.
State state_of_step(const desk::Rules& rules, const std::string& step, State asked) {
  if (asked != State::all || step.empty()) return asked;
  bool open = false;
  bool ended = false;
  for (const auto& [key, definition] : rules.installed.definitions) {
    const auto* found = definition.find_step(step);
    if (found != nullptr) (found->final ? ended : open) = true;
  }
  if (open == ended) return asked;
  return open ? State::open : State::ended;
}

bool has_parts(const pack::Pack& pack, const std::string& category) {
  return std::ranges::any_of(pack.categories,
                             [&](const auto& one) { return one.parent == category; });
}

// How the list is walked along an index; none for those that are short.
std::optional<Walk> walk_of(const desk::Rules& rules, const Query& query, State state,
                            const Where& where) {
  const Filter& filter = query.filter;
  std::optional<Walk> out;
  if (query.scope == Scope::mine) out = Walk::at_desk;
  if (query.scope == Scope::late) out = Walk::late_at_desk;
  if (query.scope == Scope::below) {
    const bool in_order =
        query.sort == Sort::until || (query.sort == Sort::filed && state != State::open);
    const bool one =
        in_order && !filter.category.empty() && !has_parts(rules.pack(), filter.category);
    out = where.village ? Walk::in_village : one ? Walk::of_category : Walk::below;
  }
  if (!out || !can_walk(*out, *query.sort, state)) return std::nullopt;
  return out;
}

}  // namespace

Row row_of(const store::Row& row) {
  Row out;
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
  out.matter_version = row.integer(16);
  return out;
}

Row read_row(const store::Row& row) {
  Row out = row_of(row);
  out.sort_key = row.integer(17);
  return out;
}

Reach reach_of(const desk::Rules& rules, const rights::Actor& actor) {
  Reach out;
  for (const auto& hat : actor.hats) {
    out.desks.push_back(hat.position.value);
    if (!hat.unit || !rules.overseeing.contains(hat.key)) continue;
    if (out.path.empty() || hat.unit_path.size() < out.path.size()) out.path = hat.unit_path;
  }
  if (out.desks.empty()) out.desks.push_back(0);
  out.path_end = desk::end_of_path(out.path);
  return out;
}

Result<Page> page_of(const desk::Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                     const Reach& hers, const Query& asked) {
  Query query = asked;
  Reach reach = hers;
  if (query.scope == Scope::within) {  // as below, and no desk is left out
    query.scope = Scope::below;
    reach.desks = {0};
  }
  query.limit = std::clamp(query.limit, 1, kPageMax);
  query.sort = asked.sort.value_or(Sort::until);
  const Cursor cursor = TRY(read_cursor(query.cursor));
  const Where where = TRY(where_of(read, query.filter.unit));
  Page out;
  if (query.scope == Scope::below && reach.path.empty()) return out;
  const auto rules = kernel.rules.get();
  Bound bound = bind(actor, kernel.clock.now(), reach, query, where);
  const State state = state_of_step(*rules, query.filter.step, asked_state(query));
  bound.ended(state);
  bound.cursor(cursor);
  const auto walk = walk_of(*rules, query, state, where);
  const bool at_desks = walk == Walk::at_desk || walk == Walk::late_at_desk;
  if (!query.filter.words.empty() && at_desks && state == State::open) {
    out.rows = TRY(found_at_desks(kernel, read, *walk, query, bound, cursor, reach.desks));
  } else if (!query.filter.words.empty()) {
    const auto search = TRY(search_of(kernel, read, query, reach, where));
    if (query.scope == Scope::below && !asked.sort) {
      return newest_below(read, search, std::move(bound), query.limit, cursor, reach.desks);
    }
    out.rows = TRY(found(read, search, query, std::move(bound), reach));
  } else if (at_desks) {
    out.rows = TRY(walk_desks(read, *walk, query, state, bound, cursor, reach.desks));
  } else if (walk) {
    out.rows = TRY(walk_list(read, *walk, query, state, std::move(bound), cursor));
  } else {
    out.rows = TRY(read.all(list_of(query.scope), bound.values, read_row));
  }
  if (static_cast<int>(out.rows.size()) == query.limit) {
    const auto& last = out.rows.back();
    out.next = std::to_string(last.sort_key) + "." + std::to_string(last.id.value);
  }
  return out;
}

}  // namespace linli::inbox
