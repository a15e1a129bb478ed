#include "overview/overview.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "desk/counts.h"
#include "desk/read_matter.h"
#include "overview/rounding.h"
#include "rights/standing.h"

namespace linli::overview {
namespace {

constexpr int kDefaultDays = 30;
constexpr int kByDayMax = 31;
constexpr int kByWeekMax = 92;

// What is being told, and to whom.
struct Telling : Asked {
  store::Snapshot& read;
  const desk::Rules& rules;
  std::vector<Marked> marked;
};

int day_number(CivilDate date) {
  const std::chrono::sys_days day = std::chrono::year{date.year} / date.month / date.day;
  return static_cast<int>(day.time_since_epoch().count());
}

bool is_within(const std::string& category, const std::string& wanted) {
  return wanted.empty() || category == wanted || category.starts_with(wanted + ".");
}

// The keys under which a category's counters stand: all together, or it and its parts.
std::vector<std::string> keys_of(const desk::Rules& rules, const std::string& category) {
  if (category.empty()) return {desk::kAllCategories};
  std::vector<std::string> out;
  for (const auto& one : rules.pack().categories) {
    if (is_within(one.key, category)) out.push_back(one.key);
  }
  return out;
}

Result<Sum> sum_of(const Telling& in, UnitId unit, const std::string& category) {
  Sum out;
  for (const auto& key : keys_of(in.rules, category)) {
    for (const auto& [date, sum] : TRY(sums(in.read, unit, key, in.days, Grain::by_month)))
      out.add(sum);
  }
  return out;
}

Result<Days> days_of(const desk::Rules& rules, const OverviewQuery& query, Instant now) {
  const WorkCalendar& calendar = rules.calendar;
  Days out;
  // `to` is not in it: the last day is that of the instant before.
  const Instant last = query.to ? Instant{query.to->ms - 1} : now;
  if (last.ms < 0 || (query.from && *query.from > last)) return invalid("overview.span_wrong");
  out.last = calendar.date_of(last);
  out.first = query.from ? calendar.date_of(*query.from) : plus_days(out.last, 1 - kDefaultDays);
  const int count = day_number(out.last) - day_number(out.first) + 1;
  if (count < 1 || count > kSpanDaysMax) return invalid("overview.span_wrong");
  return out;
}

Result<registry::Unit> unit_for(store::Snapshot& read, const rights::Actor& actor, UnitId wanted) {
  const rights::Hat* highest = nullptr;
  for (const auto& hat : actor.hats) {
    if (hat.unit_path.empty()) continue;
    if (highest == nullptr || hat.unit_path.size() < highest->unit_path.size()) highest = &hat;
  }
  if (highest == nullptr) return fail(ErrorKind::Forbidden, "overview.not_your_unit");
  const UnitId id = wanted ? wanted : registry::ids_in_path(highest->unit_path).back();
  auto unit = TRY(registry::unit(read, id));
  const bool hers = std::ranges::any_of(actor.hats, [&](const rights::Hat& hat) {
    return rights::lies_below(unit.path, hat.unit_path);
  });
  if (!hers) return fail(ErrorKind::Forbidden, "overview.not_your_unit");
  const auto village = TRY(registry::unit_at_level(read, id, registry::kVillageLevel));
  if (village && village->id != id) return invalid("overview.unit_too_fine");
  return unit;
}

Span span_of(const Days& days) {
  const int count = day_number(days.last) - day_number(days.first) + 1;
  if (count <= kByDayMax) return Span::day;
  return count <= kByWeekMax ? Span::week : Span::month;
}

// The first day of the span that `date` lies in; weeks begin on Monday.
CivilDate start_of(Span span, CivilDate date) {
  if (span == Span::month) return {date.year, date.month, 1};
  if (span == Span::day) return date;
  const int since_monday = (day_number(date) + 3) % 7;  // 1970-01-01 was a Thursday
  return plus_days(date, -since_monday);
}

CivilDate next_of(Span span, CivilDate start) {
  if (span == Span::day) return plus_days(start, 1);
  if (span == Span::week) return plus_days(start, 7);
  return start.month == 12 ? CivilDate{start.year + 1, 1, 1}
                           : CivilDate{start.year, start.month + 1, 1};
}

Words day_words(CivilDate date) {
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  Words out;
  out.zh = std::to_string(date.month) + "月" + std::to_string(date.day) + "日";
  out.en = std::to_string(date.day) + " " + kMonths[date.month - 1];
  return out;
}

Words span_words(Span span, CivilDate first, CivilDate last) {
  if (span == Span::day) return day_words(first);
  if (span == Span::week) {
    const Words from = day_words(first);
    const Words to = day_words(last);
    return {from.zh + "至" + to.zh, from.en + " – " + to.en};
  }
  const Words day = day_words(first);
  const std::string year = std::to_string(first.year);
  return {year + "年" + std::to_string(first.month) + "月",
          day.en.substr(day.en.find(' ') + 1) + " " + year};
}

Result<std::vector<OverviewRow>> by_unit(const Telling& in) {
  std::vector<registry::Unit> units;
  if (in.unit.level == registry::kVillageLevel) {
    units.push_back(in.unit);
  } else {
    units = TRY(registry::children(in.read, in.unit.id));
  }
  std::vector<OverviewRow> out;
  for (const auto& unit : units) {
    Sum sum = TRY(sum_of(in, unit.id, in.category));
    for (const auto& one : in.marked) {
      if (rights::lies_below(one.village_path, unit.path)) sum.add(one.mark);
    }
    OverviewRow row;
    row.key = std::to_string(unit.id.value);
    row.words = unit.name;
    row.unit = desk::unit_view(in.rules, unit);
    row.figures = sum.figures();
    out.push_back(std::move(row));
  }
  return out;
}

Result<std::vector<OverviewRow>> by_time(const Telling& in) {
  const Span span = span_of(in.days);
  const Grain grain = span == Span::month ? Grain::by_month : Grain::by_day;
  std::map<CivilDate, Sum> found;
  for (const auto& key : keys_of(in.rules, in.category)) {
    for (const auto& [date, sum] : TRY(sums(in.read, in.unit.id, key, in.days, grain))) {
      found[start_of(span, date)].add(sum);
    }
  }
  for (const auto& one : in.marked) found[start_of(span, one.filed)].add(one.mark);
  std::vector<OverviewRow> out;
  const WorkCalendar& calendar = in.rules.calendar;
  for (CivilDate at = start_of(span, in.days.first); at <= in.days.last; at = next_of(span, at)) {
    const CivilDate first = std::max(at, in.days.first);
    const CivilDate last = std::min(plus_days(next_of(span, at), -1), in.days.last);
    OverviewRow row;
    row.key = to_text(first);
    row.words = span_words(span, first, last);
    row.from_at = calendar.start_of(first).ms;
    row.to_at = calendar.start_of(plus_days(last, 1)).ms;
    row.figures = found[at].figures();
    out.push_back(std::move(row));
  }
  return out;
}

// The parents of the catalogue; or, within one of them, itself and its parts.
Result<std::vector<OverviewRow>> by_category(const Telling& in) {
  std::vector<OverviewRow> out;
  for (const auto& category : in.rules.pack().categories) {
    const bool parent = category.key == in.category;
    const bool wanted =
        in.category.empty() ? category.parent.empty() : parent || category.parent == in.category;
    if (!wanted) continue;
    Sum sum;
    if (parent) {
      // Its own: what its parts do not hold.
      for (const auto& [date, one] :
           TRY(sums(in.read, in.unit.id, category.key, in.days, Grain::by_month))) {
        sum.add(one);
      }
    } else {
      sum = TRY(sum_of(in, in.unit.id, category.key));
    }
    for (const auto& one : in.marked) {
      if (parent ? one.category == category.key : is_within(one.category, category.key)) {
        sum.add(one.mark);
      }
    }
    OverviewRow row;
    row.key = category.key;
    row.words = category.title;
    row.figures = sum.figures();
    if (parent && row.figures.filed == 0) continue;
    out.push_back(std::move(row));
  }
  return out;
}

Result<std::vector<OverviewRow>> rows_of(const Telling& in, By by) {
  switch (by) {
    case By::unit:
      return by_unit(in);
    case By::time:
      return by_time(in);
    case By::category:
      return by_category(in);
  }
  return std::vector<OverviewRow>{};
}

}  // namespace

std::string Asked::key() const {
  std::string out = std::to_string(unit.id.value);
  for (const auto& part : {to_text(days.first), to_text(days.last),
                           std::string(boost::describe::enum_to_string(by, "")), category}) {
    out.append(" ").append(part);
  }
  return out + (opens_cases ? " all" : " told");
}

Result<Asked> asked_by(const desk::Kernel& kernel, store::Snapshot& read,
                       const rights::Actor& actor, const OverviewQuery& query) {
  const auto rules = kernel.rules.get();
  Asked out;
  out.unit = TRY(unit_for(read, actor, query.unit));
  out.days = TRY(days_of(*rules, query, kernel.clock.now()));
  out.by = query.by;
  out.category = query.category;
  out.opens_cases = std::ranges::any_of(actor.hats, [&](const rights::Hat& hat) {
    return rules->overseeing.contains(hat.key) && rights::lies_below(out.unit.path, hat.unit_path);
  });
  return out;
}

Result<OverviewView> overview(const desk::Kernel& kernel, store::Snapshot& read,
                              const Asked& asked) {
  const auto rules = kernel.rules.get();
  const Instant now = kernel.clock.now();
  Telling in{asked, read, *rules, {}};
  in.marked = TRY(marked_below(read, *rules, in.unit.path, in.days, now));
  std::erase_if(in.marked,
                [&](const Marked& one) { return !is_within(one.category, in.category); });
  OverviewView out;
  out.unit = desk::unit_view(*rules, in.unit);
  for (const auto& above : TRY(registry::ancestors(read, in.unit.id))) {
    out.place.push_back(desk::unit_view(*rules, above));
  }
  out.from_at = rules->calendar.start_of(in.days.first).ms;
  out.to_at = rules->calendar.start_of(plus_days(in.days.last, 1)).ms;
  out.by = boost::describe::enum_to_string(asked.by, "");
  out.span = boost::describe::enum_to_string(span_of(in.days), "");
  out.category = asked.category;
  Sum total = TRY(sum_of(in, in.unit.id, asked.category));
  for (const auto& one : in.marked) total.add(one.mark);
  out.total = total.figures();
  out.rows = TRY(rows_of(in, asked.by));
  if (!asked.opens_cases) round_figures(out, rules->pack().county.round_to);
  return out;
}

void round_figures(OverviewView& view, std::int64_t base) {
  constexpr std::int64_t Figures::*kRounded[] = {
      &Figures::open,         &Figures::late,     &Figures::waiting,  &Figures::solved,
      &Figures::cannot_solve, &Figures::declined, &Figures::other_end};
  for (const auto figure : kRounded) {
    std::vector<std::int64_t> along;
    for (const auto& row : view.rows) along.push_back(row.figures.*figure);
    const auto told = round_along(along, base);
    for (std::size_t i = 0; i < told.size(); ++i) view.rows[i].figures.*figure = told[i];
  }
  view.total = Figures{.workdays_median = view.total.workdays_median};
  for (auto& row : view.rows) {
    Figures& figures = row.figures;
    figures.late = std::min(figures.late, figures.open);
    figures.waiting = std::min(figures.waiting, figures.open);
    figures.ended = figures.solved + figures.cannot_solve + figures.declined + figures.other_end;
    figures.filed = figures.open + figures.ended;
    if (figures.ended == 0) figures.workdays_median = 0;
    for (const auto figure : kRounded) view.total.*figure += figures.*figure;
    view.total.ended += figures.ended;
    view.total.filed += figures.filed;
  }
  if (view.total.ended == 0) view.total.workdays_median = 0;
  view.rounded_to = base;
}

}  // namespace linli::overview
