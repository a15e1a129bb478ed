#include "overview/published.h"

#include <algorithm>

#include "base/hash.h"
#include "desk/read_matter.h"
#include "overview/rounding.h"
#include "record/entry.h"
#include "registry/units.h"

namespace linli::overview {
namespace {

constexpr std::int64_t States::*kStates[] = {&States::open, &States::solved, &States::other_end};

// The first day of the quarter `count` after that of `date`.
CivilDate quarter_of(CivilDate date, int count) {
  const int quarters = date.year * 4 + (date.month - 1) / 3 + count;
  return {quarters / 4, quarters % 4 * 3 + 1, 1};
}

// "A quarter is made public a month after its end."
CivilDate made_public_on(CivilDate quarter) {
  CivilDate out = quarter_of(quarter, 1);
  ++out.month;  // January, April, July, October: never over the year's end
  return out;
}

// The newest quarter that is due on that day.
CivilDate newest_due(CivilDate today) {
  const CivilDate last = quarter_of(today, -1);
  return made_public_on(last) <= today ? last : quarter_of(today, -2);
}

Result<CountedByPath> counted(store::Snapshot& read, Instant from, Instant to) {
  CountedByPath out;
  TRY(
      read.visit("SELECT village_path, wish_public, CASE WHEN ended_at = 0 THEN 0"
                 " WHEN outcome = 'solved' THEN 1 ELSE 2 END, count(*) FROM matter"
                 " WHERE filed_at >= ?1 AND filed_at < ?2 AND confidential = 0 AND category <> ''"
                 " GROUP BY 1, 2, 3",
                 {from, to}, [&](const store::Row& row) {
                   Counted& at = out[row.string(0)];
                   States& states = row.flag(1) ? at.listed : at.hidden;
                   states.*kStates[row.integer(2)] = row.integer(3);
                   return true;
                 }));
  return out;
}

struct Quarter {
  std::int64_t number = 0;
  Instant from, to, now;
};

// 20261: the first quarter of 2026.
std::int64_t number_of(CivilDate quarter) {
  return quarter.year * 10 + (quarter.month - 1) / 3 + 1;
}

constexpr int kHashed = 9;  // columns of a row

// What one publication told of each place, in the order of units, as lines to be hashed.
class Told {
 public:
  void add(const std::vector<std::int64_t>& row) {
    for (const auto number : row) lines_ += std::to_string(number) + " ";
    lines_.back() = '\n';
  }
  std::string hash() const { return to_hex(sha256(lines_)); }

 private:
  std::string lines_;
};

Result<store::WriteSet> publication(desk::Kernel& kernel, store::Snapshot& read,
                                    const pack::Pack& pack, const Quarter& quarter) {
  const std::int64_t base = pack.county.round_to;
  const auto told = as_told(TRY(counted(read, quarter.from, quarter.to)), base);
  std::map<UnitId, Counted> places;
  for (const auto& level : pack.levels) {
    if (!level.institution) continue;
    for (const auto& unit : TRY(registry::units_of_level(read, level.key))) {
      places.emplace(unit.id, below(told, unit.path));
    }
  }
  store::WriteSet out;
  if (places.empty()) return out;
  Told all;
  for (const auto& [unit, sums] : places) {
    States states = sums.hidden;
    states += sums.listed;
    all.add({unit.value, quarter.from.ms, quarter.to.ms, quarter.now.ms, base, states.open,
             states.solved, states.other_end, sums.listed.sum()});
    out.insert("published_figure", {{"id", kernel.ids.next()},
                                    {"version", 1},
                                    {"unit_id", unit},
                                    {"from_at", quarter.from},
                                    {"to_at", quarter.to},
                                    {"made_at", quarter.now},
                                    {"base", base},
                                    {"open", states.open},
                                    {"solved", states.solved},
                                    {"other_end", states.other_end},
                                    {"listed", sums.listed.sum()}});
  }
  journal::Entry entry;
  entry.id = kernel.ids.make<EntryId>();
  entry.at = quarter.now;
  entry.act = kPublishedAct;
  entry.facts = {
      {"by", "system"}, {"number", std::to_string(quarter.number)}, {"hash", all.hash()}};
  record::add(out, kernel.random, entry);
  return out;
}

#define PUBLISHED_COLUMNS "from_at, to_at, made_at, base, open, solved, other_end, listed"

PublishedFigures figures_in(const store::Row& row) {
  PublishedFigures out;
  out.from_at = row.integer(0);
  out.to_at = row.integer(1);
  out.made_at = row.integer(2);
  out.base = row.integer(3);
  out.open = row.integer(4);
  out.solved = row.integer(5);
  out.ended = out.solved + row.integer(6);
  out.filed = out.open + out.ended;
  out.listed = row.integer(7);
  return out;
}

// The first quarter that is not public yet; none while the county has no matter.
Result<std::optional<CivilDate>> first_missing(store::Snapshot& read, const WorkCalendar& calendar,
                                               CivilDate newest) {
  const auto last = TRY(read.number("SELECT COALESCE(MAX(from_at), 0) FROM published_figure"));
  if (last != 0) return quarter_of(calendar.date_of(Instant{last}), 1);
  const auto filed = TRY(read.number("SELECT COALESCE(MIN(filed_at), 0) FROM matter"));
  if (filed == 0) return std::nullopt;
  const CivilDate first = quarter_of(calendar.date_of(Instant{filed}), 0);
  return std::max(first, quarter_of(newest, 1 - kQuartersAtFirst));
}

}  // namespace

States& States::operator+=(const States& other) {
  for (const auto state : kStates) this->*state += other.*state;
  return *this;
}

CountedByPath as_told(const CountedByPath& counted, std::int64_t base) {
  CountedByPath out = counted;
  for (const auto state : kStates) {
    std::vector<std::int64_t> along;
    for (const auto& [path, at] : counted) along.push_back(at.hidden.*state);
    const auto told = round_along(along, base);
    std::size_t n = 0;
    for (auto& [path, at] : out) at.hidden.*state = told[n++];
  }
  return out;
}

Counted below(const CountedByPath& told, const std::string& path) {
  Counted out;
  for (auto at = told.lower_bound(path); at != told.end() && at->first.starts_with(path); ++at) {
    out.hidden += at->second.hidden;
    out.listed += at->second.listed;
  }
  return out;
}

Result<PublicFigures> public_figures(const desk::Kernel& kernel, store::Snapshot& read, UnitId id) {
  const auto rules = kernel.rules.get();
  auto unit = TRY(registry::unit(read, id));
  // Nothing finer than the village is public (RISK-13).
  if (auto village = TRY(registry::unit_at_level(read, id, registry::kVillageLevel))) {
    unit = *village;
  }
  PublicFigures out;
  out.unit = desk::unit_view(*rules, unit);
  for (const auto& above : TRY(registry::ancestors(read, unit.id))) {
    out.place.push_back(desk::unit_view(*rules, above));
  }
  const WorkCalendar& calendar = rules->calendar;
  const CivilDate newest = newest_due(calendar.date_of(kernel.clock.now()));
  out.next_at = calendar.start_of(made_public_on(quarter_of(newest, 1))).ms;
  out.quarters = TRY(read.all("SELECT " PUBLISHED_COLUMNS " FROM published_figure"
                              " WHERE unit_id = ?1 ORDER BY from_at DESC LIMIT ?2",
                              {unit.id, kQuartersShown}, figures_in));
  if (out.quarters.empty() || unit.level == registry::kVillageLevel) return out;
  for (const auto& child : TRY(registry::children(read, unit.id))) {
    const auto figures = TRY(read.one("SELECT " PUBLISHED_COLUMNS " FROM published_figure"
                                      " WHERE unit_id = ?1 AND from_at = ?2",
                                      {child.id, out.quarters.front().from_at}, figures_in));
    if (figures) out.below.push_back({desk::unit_view(*rules, child), *figures});
  }
  return out;
}

Result<std::map<std::int64_t, std::string>> published_hashes(store::Snapshot& read,
                                                             const WorkCalendar& calendar) {
  std::map<std::int64_t, Told> told;
  TRY(
      read.visit("SELECT unit_id, from_at, to_at, made_at, base, open, solved, other_end, listed"
                 " FROM published_figure ORDER BY unit_id",
                 {}, [&](const store::Row& row) {
                   std::vector<std::int64_t> numbers;
                   for (int i = 0; i < kHashed; ++i) numbers.push_back(row.integer(i));
                   told[number_of(calendar.date_of(Instant{numbers[1]}))].add(numbers);
                   return true;
                 }));
  std::map<std::int64_t, std::string> out;
  for (const auto& [number, lines] : told) out.emplace(number, lines.hash());
  return out;
}

Result<int> publish_due(desk::Kernel& kernel) {
  const auto rules = kernel.rules.get();
  const WorkCalendar& calendar = rules->calendar;
  const Instant now = kernel.clock.now();
  const CivilDate newest = newest_due(calendar.date_of(now));
  for (int made = 0;; ++made) {
    const auto read = TRY(kernel.store.read());
    const auto due = TRY(first_missing(*read, calendar, newest));
    if (!due || *due > newest) return made;
    const Quarter quarter{number_of(*due), calendar.start_of(*due),
                          calendar.start_of(quarter_of(*due, 1)), now};
    auto changes = TRY(publication(kernel, *read, rules->pack(), quarter));
    if (changes.changes.empty()) return made;
    const auto done = kernel.store.commit_and_wait(std::move(changes));
    if (!done && done.error().code == "store.unique") return made;
    TRY(done);
  }
}

}  // namespace linli::overview
