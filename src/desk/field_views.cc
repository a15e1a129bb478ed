#include "desk/field_views.h"

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "desk/kept.h"
#include "desk/place.h"
#include "desk/read_matter.h"
#include "registry/units.h"

namespace linli::desk {
namespace {

using procedure::FieldKind;

constexpr std::int64_t kFenOfYuan = 100;
constexpr std::int64_t kThousandths = 1000;

Words same(const std::string& text) {
  return {text, text};
}

Words choice_words(const Rules& rules, const procedure::Field& field, const std::string& key) {
  return field.choices == "categories" ? category_words(rules, key)
                                       : rules.pack().choice_words(field.choices, key);
}

Words joined(const Words& before, const Words& more) {
  if (before.zh.empty()) return more;
  return {before.zh + "、" + more.zh, before.en + ", " + more.en};
}

Words several_words(const Rules& rules, const procedure::Field& field, const std::string& keys) {
  Words out;
  for (const auto key : split(keys, ' ')) {
    out = joined(out, choice_words(rules, field, std::string(key)));
  }
  return out;
}

// 1234567 → "1,234,567".
std::string grouped(std::int64_t number) {
  std::string out = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = out.size(); at > first + 3;) {
    at -= 3;
    out.insert(at, ",");
  }
  return out;
}

std::string padded(std::int64_t number, std::size_t digits) {
  const std::string out = std::to_string(number);
  return std::string(digits - std::min(digits, out.size()), '0') + out;
}

Words money_words(std::int64_t fen) {
  const std::string sign = fen < 0 ? "-" : "";
  const auto size = std::abs(fen);
  const auto text = sign + grouped(size / kFenOfYuan) + "." + padded(size % kFenOfYuan, 2);
  return {text + "元", "¥" + text};
}

// 1500 → "1.5".
std::string quantity_text(std::int64_t thousandths) {
  const std::string sign = thousandths < 0 ? "-" : "";
  const auto size = std::abs(thousandths);
  std::string out = grouped(size / kThousandths) + "." + padded(size % kThousandths, 3);
  out.erase(out.find_last_not_of('0') + 1);
  if (out.back() == '.') out.pop_back();
  return sign + out;
}

Words with_unit(const procedure::Field& field, const std::string& number) {
  if (field.unit.zh.empty()) return same(number);
  return {number + field.unit.zh, number + " " + field.unit.en};
}

// Names of several units or desks; what is gone is left out.
Result<Words> names_of(const Kernel& kernel, store::Snapshot& read, FieldKind kind,
                       const std::string& ids) {
  Words out;
  for (const auto id : split(ids, ' ')) {
    const std::int64_t number = parse_int64(id).value_or(0);
    if (kind == FieldKind::places) {
      const auto unit = TRY(registry::find_unit(read, UnitId{number}));
      if (unit) out = joined(out, unit->name);
      continue;
    }
    const auto post = kernel.kept.post(read, PositionId{number});
    if (post) out = joined(out, seat_words(**post));
  }
  return out;
}

Result<Words> words_of(const Kernel& kernel, store::Snapshot& read, const Rules& rules,
                       const procedure::Field& field, const std::string& value) {
  const std::int64_t number = parse_int64(value).value_or(0);
  switch (field.kind) {
    case FieldKind::choice:
      return choice_words(rules, field, value);
    case FieldKind::choices:
      return several_words(rules, field, value);
    case FieldKind::flag:
      return value == "true" ? Words{"是", "Yes"} : Words{"否", "No"};
    case FieldKind::number:
      return with_unit(field, grouped(number));
    case FieldKind::money:
      return money_words(number);
    case FieldKind::quantity:
      return with_unit(field, quantity_text(number));
    case FieldKind::place:
      return TRY(registry::unit(read, UnitId{number})).name;
    case FieldKind::desk:
      return seat_words(*TRY(kernel.kept.post(read, PositionId{number})));
    case FieldKind::places:
    case FieldKind::desks:
      return names_of(kernel, read, field.kind, value);
    default:
      return same(value);
  }
}

void fill_column(const Rules& rules, const procedure::Field& field, CivilDate today,
                 ColumnView& out) {
  out.key = field.key;
  out.kind = boost::describe::enum_to_string(field.kind, "");
  out.title = field.title;
  out.required = field.required;
  out.length_max = field.length_max;
  out.least = field.least;
  out.most = field.most;
  if (!field.unit.zh.empty()) out.unit = field.unit;
  if (field.kind == FieldKind::date) {
    using procedure::DateSpan;
    if (field.span == DateSpan::future) out.first = to_text(today);
    if (field.span == DateSpan::past) out.last = to_text(today);
    const int days = field.days_max;
    if (days > 0 && !out.first) out.first = to_text(plus_days(today, -days));
    if (days > 0 && !out.last) out.last = to_text(plus_days(today, days));
  }
  const auto list = rules.choices.find(field.choices);
  if (field.choices.empty() || list == rules.choices.end()) return;
  for (const auto& key : list->second) {
    out.choices.push_back({key, choice_words(rules, field, key)});
  }
}

}  // namespace

FieldView field_view(const Rules& rules, const procedure::Field& field, CivilDate today) {
  FieldView out;
  fill_column(rules, field, today, out);
  out.levels = field.levels;
  for (const auto& column : field.columns) {
    fill_column(rules, column, today, out.columns.emplace_back());
  }
  if (!field.purpose.zh.empty()) out.help = field.purpose;
  out.when_field = field.when_field;
  out.when_value = field.when_value;
  return out;
}

Result<FactView> fact_view(const Kernel& kernel, store::Snapshot& read, const Rules& rules,
                           const procedure::Field& field, const std::string& value) {
  FactView out;
  out.key = field.key;
  out.kind = boost::describe::enum_to_string(field.kind, "");
  out.title = field.title;
  out.value = value;
  // The page says a day, a time and a number as its reader is used to.
  constexpr FieldKind kAsTheyStand[] = {FieldKind::date, FieldKind::time, FieldKind::matter};
  if (std::ranges::find(kAsTheyStand, field.kind) == std::end(kAsTheyStand)) {
    auto words = words_of(kernel, read, rules, field, value);
    // What is gone, or never was, makes no matter unreadable.
    const bool absent = !words && words.error().kind == ErrorKind::NotFound;
    if (!absent) out.words = TRY(std::move(words));
  }
  return out;
}

FactView rows_view(const Rules& rules, const procedure::Field& field, const std::string& json) {
  FactView out;
  out.key = field.key;
  out.kind = boost::describe::enum_to_string(field.kind, "");
  out.title = field.title;
  if (auto rows = parse_json(json)) out.value = std::move(*rows);
  auto& columns = out.columns.emplace();
  for (const auto& column : field.columns) fill_column(rules, column, {}, columns.emplace_back());
  return out;
}

std::optional<bool> parties_read(const procedure::Field& field) {
  if (!field.seen_by) return std::nullopt;
  return *field.seen_by != procedure::SeenBy::staff;
}

}  // namespace linli::desk
