#include "inbox/list.h"

#include <map>

#include "desk/kept.h"
#include "desk/place.h"
#include "desk/read_matter.h"
#include "registry/units.h"

namespace linli::inbox {
namespace {

struct ItemWords {
  std::map<TextId, std::string> titles;
  std::map<UnitId, Words> villages;
  std::map<PositionId, Words> desks;
};

Result<ItemWords> words_of(const desk::Kernel& kernel, store::Snapshot& read,
                           const std::vector<Row>& rows) {
  ItemWords out;
  std::vector<TextId> titles;
  for (const auto& row : rows) {
    titles.push_back(row.title);
    if (!out.villages.contains(row.village)) {
      out.villages[row.village] = TRY(kernel.kept.line(read, row.village))->back().name;
    }
    if (!out.desks.contains(row.holder)) {
      out.desks[row.holder] = desk::seat_words(*TRY(kernel.kept.post(read, row.holder)));
    }
  }
  out.titles = TRY(kernel.vault.texts(read, titles));
  return out;
}

// What the reader is to everything in such a list.
const char* role_in(Scope scope) {
  const bool held = scope == Scope::mine || scope == Scope::late;
  return held ? "holder" : boost::describe::enum_to_string(scope, "");
}

Item item_of(const desk::Rules& rules, const Row& row, const ItemWords& words, Scope scope,
             Instant now) {
  Item out;
  out.id = row.id;
  out.number = row.number;
  if (const auto title = words.titles.find(row.title); title != words.titles.end()) {
    out.title = title->second;
  }
  out.procedure = row.procedure;
  out.step = row.step;
  if (const auto* definition = rules.installed.find(row.procedure, row.version)) {
    out.procedure_title = definition->title;
    const auto* step = definition->find_step(row.step);
    const bool outside = scope == Scope::filer || scope == Scope::opener || scope == Scope::shared;
    if (step != nullptr) out.step_title = outside ? step->public_title : step->title;
  }
  out.grade = row.grade;
  out.category = category_words(rules, row.category);
  out.village = words.villages.at(row.village);
  out.desk = words.desks.at(row.holder);
  out.role = role_in(scope);
  out.filed_at = row.filed.ms;
  out.ended_at = row.ended.ms;
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

// Searching and reading on change no count.
bool wants_counts(const Query& query) {
  return query.filter.words.empty() && query.cursor.empty();
}

// How many stand in her lists, counted anew when anything did that could stand there.
Result<std::shared_ptr<const std::string>> counts_text(const desk::Kernel& kernel,
                                                       store::Snapshot& read,
                                                       const rights::Actor& actor,
                                                       const Reach& reach) {
  const auto rules = kernel.rules.get();
  desk::AnswerKey key{"counts " + std::to_string(actor.person.value) + ' ' + reach.path, 0,
                      rules.get(), desk::Kept::list_changes(read), kernel.clock.now()};
  for (const auto desk : reach.desks) key.reader += ' ' + std::to_string(desk);
  auto text = kernel.kept.answer(key);
  if (text) return text;
  Counts counts;
  if (!actor.hats.empty()) counts = TRY(counts_of(read, actor, reach, key.now));
  text = std::make_shared<const std::string>(to_json(counts));
  kernel.kept.keep(key, text);
  return text;
}

}  // namespace

Result<std::vector<Item>> items_of(const desk::Kernel& kernel, store::Snapshot& read,
                                   const std::vector<Row>& rows, Scope scope) {
  const auto rules = kernel.rules.get();
  const Instant now = kernel.clock.now();
  const auto words = TRY(words_of(kernel, read, rows));
  std::vector<Item> out;
  for (const auto& row : rows) out.push_back(item_of(*rules, row, words, scope, now));
  return out;
}

Result<std::set<MatterId>> confidential_among(store::Snapshot& read, const std::vector<Row>& rows) {
  store::IntList ids;
  for (const auto& row : rows) ids.push_back(row.id.value);
  std::set<MatterId> out;
  if (ids.empty()) return out;
  const auto found =
      TRY(read.all("SELECT id FROM matter WHERE id IN (?*) AND confidential = 1", {ids},
                   [](const store::Row& row) { return row.id<MatterId>(0); }));
  out.insert(found.begin(), found.end());
  return out;
}

Result<std::string> list_text(const desk::Kernel& kernel, store::Snapshot& read,
                              const rights::Actor& actor, const Query& query) {
  const auto rules = kernel.rules.get();
  const Instant now = kernel.clock.now();
  const Reach reach = reach_of(*rules, actor);
  std::shared_ptr<const std::string> counts;
  if (wants_counts(query)) counts = TRY(counts_text(kernel, read, actor, reach));
  const auto page = TRY(page_of(kernel, read, actor, reach, query));
  std::vector<desk::AnswerKey> keys;
  std::vector<std::shared_ptr<const std::string>> texts;
  std::vector<Row> missing;
  const std::string list = std::string("item ") + role_in(query.scope) + ' ';
  for (const auto& row : page.rows) {
    keys.push_back({list + std::to_string(row.id.value), row.matter_version, rules.get(),
                    desk::Kept::changes(read), now});
    texts.push_back(kernel.kept.answer(keys.back()));
    if (!texts.back()) missing.push_back(row);
  }
  auto items = TRY(items_of(kernel, read, missing, query.scope));
  std::string out = "{";
  if (counts) out.append("\"counts\":").append(*counts).append(",");
  out += "\"items\":[";
  auto next = items.begin();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!texts[i]) {
      texts[i] = std::make_shared<const std::string>(to_json(*next++));
      kernel.kept.keep(keys[i], texts[i]);
    }
    out.append(i == 0 ? "" : ",").append(*texts[i]);
  }
  return out + "],\"next\":" + to_json(page.next) + "}";
}

Result<View> list(const desk::Kernel& kernel, store::Snapshot& read, const rights::Actor& actor,
                  const Query& query) {
  const auto rules = kernel.rules.get();
  const Instant now = kernel.clock.now();
  const Reach reach = reach_of(*rules, actor);
  View out;
  if (wants_counts(query)) {
    out.counts = actor.hats.empty() ? Counts{} : TRY(counts_of(read, actor, reach, now));
  }
  auto page = TRY(page_of(kernel, read, actor, reach, query));
  out.items = TRY(items_of(kernel, read, page.rows, query.scope));
  out.next = std::move(page.next);
  return out;
}

}  // namespace linli::inbox
