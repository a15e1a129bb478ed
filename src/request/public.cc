#include "request/public.h"

#include <algorithm>
#include <limits>
#include <map>

#include "base/text.h"
#include "desk/act.h"
#include "desk/kept.h"
#include "desk/read_matter.h"
#include "model/public_number.h"
#include "record/entry.h"
#include "registry/units.h"
#include "request/likeness.h"

namespace linli::request {
namespace {

struct Row {
  MatterId id;
  std::string number, procedure;
  int version = 1;
  std::string step, category, outcome;
  UnitId village;
  std::int64_t filed_at = 0, ended_at = 0;
  TextId title;
};

#define PUBLIC_COLUMNS                                                                            \
  "id, number, procedure_key, procedure_version, step, category, outcome, village_id, filed_at, " \
  "ended_at, fields"
#define PUBLIC_ONLY " wish_public = 1 AND confidential = 0 "

Row read_row(const store::Row& row) {
  Row out;
  out.id = MatterId{row.integer(0)};
  out.number = row.text(1);
  out.procedure = row.text(2);
  out.version = static_cast<int>(row.integer(3));
  out.step = row.text(4);
  out.category = row.text(5);
  out.outcome = row.text(6);
  out.village = UnitId{row.integer(7)};
  out.filed_at = row.integer(8);
  out.ended_at = row.integer(9);
  desk::Matter fields;
  fields.fields = row.text(10);
  const auto values = desk::read_fields(fields);
  if (const auto found = values.find("public_title"); found != values.end()) {
    out.title = TextId{parse_int64(found->second).value_or(0)};
  }
  return out;
}

// The day of an instant: nothing finer is public.
std::int64_t day_of(const WorkCalendar& calendar, std::int64_t ms) {
  return ms == 0 ? 0 : calendar.start_of(calendar.date_of(Instant{ms})).ms;
}

PublicMatter view_of(const desk::Rules& rules, const Row& row, const Words& village,
                     const std::string& title) {
  PublicMatter out;
  out.number = row.number;
  out.category = desk::category_words(rules, row.category);
  out.title = title.empty() ? out.category.zh : title;
  out.village = village;
  if (const auto* definition = rules.installed.find(row.procedure, row.version)) {
    if (const auto* step = definition->find_step(row.step)) out.state = step->public_title;
  }
  out.outcome = row.outcome;
  out.filed_at = day_of(rules.calendar, row.filed_at);
  out.ended_at = day_of(rules.calendar, row.ended_at);
  return out;
}

Result<std::vector<PublicMatter>> views_of(const desk::Kernel& kernel, store::Snapshot& read,
                                           const desk::Rules& rules, const std::vector<Row>& rows) {
  std::vector<TextId> ids;
  std::map<UnitId, Words> villages;
  for (const auto& row : rows) {
    if (row.title) ids.push_back(row.title);
    if (!villages.contains(row.village)) {
      villages[row.village] = TRY(kernel.kept.line(read, row.village))->back().name;
    }
  }
  std::map<TextId, std::string> titles;
  if (!ids.empty()) titles = TRY(kernel.vault.texts(read, ids));
  std::vector<PublicMatter> out;
  for (const auto& row : rows) {
    const auto title = titles.find(row.title);
    out.push_back(view_of(rules, row, villages[row.village],
                          title == titles.end() ? std::string() : title->second));
  }
  return out;
}

struct Likes {
  const desk::Kernel& kernel;
  const std::set<std::string>& pairs;
  std::string category;  // that the words suggest
};

struct Scored {
  Row row;
  int near = 0;
  int likeness = 0;
};

// Of the newest of each of these villages, those that are like it.
Result<void> add_similar(const Likes& like, store::Snapshot& read, const store::IntList& villages,
                         int near, std::vector<Scored>& out) {
  // Of each village as many, along its index: what all of them hold may be very much.
  constexpr int kLookedAtMax = 200;
  const int each = kLookedAtMax / std::max(1, static_cast<int>(villages.size())) + 1;
  const Instant since{like.kernel.clock.now().ms - kSimilarDays * kMsPerDay};
  std::vector<Row> rows;
  for (const auto village : villages) {
    const auto newest = TRY(read.all("SELECT " PUBLIC_COLUMNS " FROM matter WHERE" PUBLIC_ONLY
                                     "AND (ended_at = 0 OR ended_at >= ?1) AND village_id = ?2 "
                                     "ORDER BY id DESC LIMIT ?3",
                                     {since, village, each}, read_row));
    rows.insert(rows.end(), newest.begin(), newest.end());
  }
  std::vector<TextId> ids;
  for (const auto& row : rows) {
    if (row.title) ids.push_back(row.title);
  }
  const auto titles = TRY(like.kernel.vault.texts(read, ids));
  for (const auto& row : rows) {
    const auto title = titles.find(row.title);
    int score = row.category == like.category ? 1 : 0;
    if (title != titles.end()) score += 2 * likeness(like.pairs, pairs_of(title->second));
    if (score > 0) out.push_back({row, near, score});
  }
  return {};
}

}  // namespace

Result<PublicList> public_list(const desk::Kernel& kernel, store::Snapshot& read, UnitId village,
                               const std::string& cursor) {
  const auto rules = kernel.rules.get();
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  if (!cursor.empty()) {
    const auto id = parse_int64(cursor);
    if (!id) return invalid("desk.cursor_wrong");
    before = *id;
  }
  // Ids are ordered by time; one page more tells whether there is a next.
  const auto rows =
      TRY(village ? read.all("SELECT " PUBLIC_COLUMNS " FROM matter WHERE" PUBLIC_ONLY
                             "AND village_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
                             {village, before, kPublicPage}, read_row)
                  : read.all("SELECT " PUBLIC_COLUMNS " FROM matter WHERE" PUBLIC_ONLY
                             "AND id < ?1 ORDER BY id DESC LIMIT ?2",
                             {before, kPublicPage}, read_row));
  PublicList out;
  out.items = TRY(views_of(kernel, read, *rules, rows));
  if (static_cast<int>(rows.size()) == kPublicPage) {
    out.next = std::to_string(rows.back().id.value);
  }
  return out;
}

Result<SimilarList> public_similar(const desk::Kernel& kernel, store::Snapshot& read, UnitId unit,
                                   const std::string& words) {
  const auto rules = kernel.rules.get();
  SimilarList out;
  const auto wanted = pairs_of(words);
  const auto village = TRY(registry::unit_at_level(read, unit, "village"));
  if (wanted.empty() || !village) return out;
  std::vector<Scored> found;
  const Likes like{kernel, wanted, rules->pack().suggest_category(words).key};
  TRY(add_similar(like, read, {village->id.value}, 1, found));
  store::IntList others;
  for (const auto& other : TRY(registry::children(read, village->parent))) {
    if (other.id != village->id) others.push_back(other.id.value);
  }
  TRY(add_similar(like, read, others, 0, found));
  std::ranges::stable_sort(found, [](const Scored& a, const Scored& b) {
    return std::pair(a.near, a.likeness) > std::pair(b.near, b.likeness);
  });
  std::vector<Row> rows;
  for (const auto& one : found) {
    if (static_cast<int>(rows.size()) < kSimilarMax) rows.push_back(one.row);
  }
  out.items = TRY(views_of(kernel, read, *rules, rows));
  return out;
}

Result<PublicDetail> public_detail(const desk::Kernel& kernel, store::Snapshot& read,
                                   const std::string& number) {
  const auto rules = kernel.rules.get();
  const std::string clean = to_text(TRY(parse_public_number(number)));
  const auto row =
      TRY(read.one("SELECT " PUBLIC_COLUMNS " FROM matter WHERE" PUBLIC_ONLY "AND number = ?1",
                   {clean}, read_row));
  if (!row) return fail(ErrorKind::NotFound, "request.not_found");
  PublicDetail out;
  out.matter = TRY(views_of(kernel, read, *rules, {*row})).front();
  const auto* definition = rules->installed.find(row->procedure, row->version);
  if (definition == nullptr) return out;
  for (const auto& entry : TRY(record::read_entries(read, row->id, EntryId{}, 500))) {
    const auto to = entry.facts.find("to_step");
    if (to == entry.facts.end()) continue;
    const auto* step = definition->find_step(to->second);
    if (step == nullptr) continue;
    out.steps.push_back({day_of(rules->calendar, entry.at.ms), step->public_title});
  }
  return out;
}

}  // namespace linli::request
