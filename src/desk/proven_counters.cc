// desk/proven_counters.cc – every counter against the matters, without holding either in memory.
//
// Two things make that exact. A month's counter is the sum of its days', which one view of a unit's
// counters of one category shows. And for each unit and day, counters and matters are added up to a
// keyed fingerprint; where the two differ, they are compared one by one in one view, for somebody
// may have acted meanwhile.

#include <array>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "base/text.h"
#include "desk/counts.h"
#include "desk/proven.h"

namespace linli::desk {
namespace {

constexpr int kCountedPerPage = 1000;
constexpr std::string_view kCountersFirst = "cases/";
constexpr std::string_view kCountersEnd = "cases0";

// "cases/5/village.lighting/d20260302/open"
struct CounterKey {
  std::int64_t unit = 0;
  std::string_view category;
  std::string_view period;
  std::string_view cell;
  bool of_day() const { return period.starts_with('d'); }
  std::string_view month() const { return period.substr(1, 6); }
};

std::optional<CounterKey> counter_key(std::string_view key) {
  const auto parts = split(key, '/');
  if (parts.size() != 5 || parts[0] != "cases" || parts[4].empty()) return std::nullopt;
  const auto unit = parse_int64(parts[1]);
  const auto period = parts[3];
  const bool day = period.starts_with('d') && period.size() == 9;
  const bool month = period.starts_with('m') && period.size() == 7;
  if (!unit || (!day && !month)) return std::nullopt;
  return CounterKey{*unit, parts[2], period, parts[4]};
}

// How many working days it took was counted by the calendar of its day; that it ended is certain.
std::string_view certain_cell(std::string_view cell) {
  return cell.starts_with('w') ? cell.substr(0, 1) : cell;
}

using UnitDay = std::pair<std::int64_t, std::string>;
using Sums = std::map<std::string, std::int64_t>;

std::string says(const std::string& key, std::int64_t kept, std::int64_t right) {
  return key + ": it says " + std::to_string(kept) + ", and " + std::to_string(right) +
         " is what its matters add up to";
}

class Counters {
 public:
  Counters(store::Store& store, const Rules& rules, Random& random)
      : store_(store), rules_(rules), secret_(random.bytes(16)) {
    categories_.insert(kAllCategories);
    for (const auto& category : rules.pack().categories) categories_.insert(category.key);
  }

  Result<std::optional<std::string>> fault() {
    TRY(add_matters());
    TRY(add_units());
    TRY(subtract_counters());
    for (const auto& [where, difference] : differ_) {
      if (difference != 0 && !fault_) TRY(compare(where));
    }
    return fault_;
  }

 private:
  std::uint64_t print_of(const CounterKey& key) const {
    const auto digest = sha256({secret_, key.category, "/", certain_cell(key.cell)});
    std::uint64_t out = 0;
    for (int i = 0; i < 8; ++i) out = out << 8 | digest[static_cast<std::size_t>(i)];
    return out;
  }
  void add(const CounterKey& key, std::int64_t count) {
    differ_[{key.unit, std::string(key.period)}] +=
        static_cast<std::uint64_t>(count) * print_of(key);
  }

  Result<void> add_matters() {
    MatterId after;
    while (true) {
      const auto read = TRY(store_.read());
      const auto rows = TRY(matters_to_count(*read, after, kCountedPerPage));
      for (const auto& matter : rows) {
        after = matter.id;
        categories_.insert(matter.category);
        for (const auto& [text, one] : counts_of(rules_.calendar, matter)) {
          const auto key = counter_key(text);
          if (key && key->of_day()) add(*key, one);
        }
      }
      if (rows.size() < kCountedPerPage) return {};
    }
  }

  Result<void> add_units() {
    const auto read = TRY(store_.read());
    return read->visit("SELECT id FROM unit", {}, [&](const store::Row& row) {
      units_.insert(std::to_string(row.integer(0)));
      return true;
    });
  }

  // What is more than a view can read in its time is split by unit, and that by category: never
  // within one, so a month and its days are always seen together.
  Result<void> subtract_counters() {
    std::set<std::string> units;
    std::set<std::string> categories;
    for (const auto& unit : units_) {
      const std::string of_unit = std::string(kCountersFirst) + unit;
      units.insert(of_unit + '0');  // '0' follows '/'
      for (const auto& category : categories_) categories.insert(of_unit + '/' + category + '0');
    }
    return subtract(std::string(kCountersFirst), std::string(kCountersEnd),
                    std::array{std::move(units), std::move(categories)});
  }

  Result<void> subtract(const std::string& from, const std::string& end,
                        std::span<const std::set<std::string>> splits) {
    const auto found = TRY(store_.read())->counters(from, end);
    if (found) {
      subtract_all(*found);
      return {};
    }
    if (found.error().code != "store.read_too_long" || splits.empty()) {
      return Failure(found.error());
    }
    std::string begin = from;
    const auto& at = splits.front();
    for (auto next = at.upper_bound(from); next != at.end() && *next < end; ++next) {
      TRY(subtract(begin, *next, splits.subspan(1)));
      begin = *next;
    }
    return subtract(begin, end, splits.subspan(1));
  }

  void subtract_all(const std::vector<std::pair<std::string, std::int64_t>>& found) {
    // By the month's key.
    Sums days;
    Sums months;
    for (const auto& [text, value] : found) {
      const auto key = counter_key(text);
      const bool known = key && units_.contains(std::to_string(key->unit)) &&
                         categories_.contains(std::string(key->category));
      if (!known) {
        if (value != 0 && !fault_) fault_ = says(text, value, 0);
        continue;
      }
      const std::string month = count_prefix(UnitId{key->unit}, key->category) + 'm' +
                                std::string(key->month()) + '/' + std::string(key->cell);
      (key->of_day() ? days : months)[month] += value;
      if (key->of_day()) add(*key, -value);
    }
    for (const auto& [month, value] : months) {
      const auto sum = days[month];
      if (sum != value && !fault_) fault_ = says(month, value, sum);
      days.erase(month);
    }
    for (const auto& [month, sum] : days) {
      if (sum != 0 && !fault_) fault_ = says(month, 0, sum);
    }
  }

  // In one view.
  Result<void> compare(const UnitDay& where) {
    const auto& [unit, period] = where;
    const auto date =
        parse_date(period.substr(1, 4) + '-' + period.substr(5, 2) + '-' + period.substr(7, 2));
    Sums right;
    Sums kept;
    const auto read = TRY(store_.read());
    if (date) {
      const Instant begin = rules_.calendar.start_of(*date);
      const Instant end = rules_.calendar.start_of(plus_days(*date, 1));
      for (const auto& matter : TRY(matters_filed(*read, begin, end))) {
        for (const auto& [text, one] : counts_of(rules_.calendar, matter)) {
          const auto key = counter_key(text);
          if (key && key->unit == unit && key->period == period) right[certain(text, *key)] += one;
        }
      }
    }
    for (const auto& category : categories_) {
      const std::string from = count_prefix(UnitId{unit}, category) + period;
      for (const auto& [text, value] : TRY(read->counters(from + '/', from + '0'))) {
        if (const auto key = counter_key(text)) kept[certain(text, *key)] += value;
      }
    }
    for (const auto& [key, value] : right) {
      if (kept[key] != value && !fault_) fault_ = says(key, kept[key], value);
    }
    for (const auto& [key, value] : kept) {
      if (right[key] != value && !fault_) fault_ = says(key, value, right[key]);
    }
    return {};
  }

  static std::string certain(std::string_view text, const CounterKey& key) {
    return std::string(text.substr(0, text.size() - key.cell.size())) +
           std::string(certain_cell(key.cell));
  }

  store::Store& store_;
  const Rules& rules_;
  const std::string secret_;
  std::set<std::string> units_, categories_;
  std::map<UnitDay, std::uint64_t> differ_;
  std::optional<std::string> fault_;
};

}  // namespace

Result<std::optional<std::string>> counters_fault(store::Store& store, const Rules& rules,
                                                  Random& random) {
  return Counters(store, rules, random).fault();
}

}  // namespace linli::desk
