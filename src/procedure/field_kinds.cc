#include "procedure/field_kinds.h"

#include <algorithm>
#include <array>
#include <boost/mp11.hpp>
#include <limits>
#include <set>

#include "base/fold.h"
#include "base/text.h"
#include "model/public_number.h"

namespace linli::procedure {
namespace {

struct Asked {
  const Field& field;
  const Choices& choices;
  CivilDate today;
};

Result<void> wrong_type(const Asked& asked) {
  return invalid("procedure.form_type", asked.field.key);
}

Result<void> no_such_choice(const Asked& asked) {
  return invalid("procedure.form_choice", asked.field.key);
}

Result<void> check_text(const Asked& asked, const FormValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || !is_utf8(*text)) return wrong_type(asked);
  const int most = asked.field.length_max;
  if (most > 0 && code_points(*text) > static_cast<std::size_t>(most)) {
    return invalid("procedure.form_too_long", asked.field.key);
  }
  return {};
}

bool among(const Asked& asked, const std::string& key) {
  const auto list = asked.choices.find(asked.field.choices);
  return list != asked.choices.end() && std::ranges::find(list->second, key) != list->second.end();
}

// What is empty is not given; is_given() looks at that.
Result<void> check_choice(const Asked& asked, const FormValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return wrong_type(asked);
  return text->empty() || among(asked, *text) ? Result<void>{} : no_such_choice(asked);
}

Result<void> check_list_length(const Asked& asked, std::size_t count) {
  if (count <= static_cast<std::size_t>(std::max(asked.field.length_max, 0))) return {};
  return invalid("procedure.form_too_long", asked.field.key);
}

Result<void> check_choices(const Asked& asked, const FormValue& value) {
  const auto* keys = std::get_if<std::vector<std::string>>(&value);
  if (keys == nullptr) return wrong_type(asked);
  TRY(check_list_length(asked, keys->size()));
  const bool known = std::ranges::all_of(*keys, [&](const auto& key) { return among(asked, key); });
  const bool once = std::set<std::string>(keys->begin(), keys->end()).size() == keys->size();
  return known && once ? Result<void>{} : no_such_choice(asked);
}

Result<void> check_flag(const Asked& asked, const FormValue& value) {
  return std::holds_alternative<bool>(value) ? Result<void>{} : wrong_type(asked);
}

Result<void> check_amount(const Asked& asked, const FormValue& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr) return wrong_type(asked);
  const auto most = asked.field.most.value_or(std::numeric_limits<std::int64_t>::max());
  if (*number >= asked.field.least.value_or(0) && *number <= most) return {};
  return invalid("procedure.form_bounds", asked.field.key);
}

Result<void> check_date(const Asked& asked, const FormValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return wrong_type(asked);
  if (text->empty()) return {};
  const auto date = parse_date(*text);
  if (!date || to_text(*date) != *text) return wrong_type(asked);
  const Field& field = asked.field;
  const bool wrong_side = (field.span == DateSpan::past && *date > asked.today) ||
                          (field.span == DateSpan::future && *date < asked.today);
  const bool far = field.days_max > 0 && (*date > plus_days(asked.today, field.days_max) ||
                                          *date < plus_days(asked.today, -field.days_max));
  return wrong_side || far ? invalid("procedure.form_date", field.key) : Result<void>{};
}

bool two_digits_below(std::string_view text, int limit) {
  const auto number = parse_int64(text);
  return text.size() == 2 && text.find_first_not_of("0123456789") == std::string_view::npos &&
         *number < limit;
}

Result<void> check_time(const Asked& asked, const FormValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return wrong_type(asked);
  const std::string_view at = *text;
  const bool whole = at.size() == 5 && at[2] == ':' && two_digits_below(at.substr(0, 2), 24) &&
                     two_digits_below(at.substr(3), 60);
  return at.empty() || whole ? Result<void>{} : wrong_type(asked);
}

// An id as it is written; that it is there is looked at where it is used.
Result<void> check_id(const Asked& asked, const FormValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return wrong_type(asked);
  const auto id = parse_int64(*text);
  const bool written = id && *id > 0 && std::to_string(*id) == *text;
  return text->empty() || written ? Result<void>{} : no_such_choice(asked);
}

Result<void> check_ids(const Asked& asked, const FormValue& value) {
  const auto* ids = std::get_if<std::vector<std::string>>(&value);
  if (ids == nullptr) return wrong_type(asked);
  TRY(check_list_length(asked, ids->size()));
  for (const auto& id : *ids) {
    TRY(check_id(asked, id));
    if (id.empty()) return no_such_choice(asked);
  }
  const bool once = std::set<std::string>(ids->begin(), ids->end()).size() == ids->size();
  return once ? Result<void>{} : no_such_choice(asked);
}

Result<void> check_matter(const Asked& asked, const FormValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return wrong_type(asked);
  return text->empty() || parse_public_number(*text) ? Result<void>{} : no_such_choice(asked);
}

Result<void> check_files(const Asked& asked, const FormValue& value) {
  const auto* files = std::get_if<std::vector<std::string>>(&value);
  return files == nullptr ? wrong_type(asked) : check_list_length(asked, files->size());
}

FormValue whole(const Cell& cell) {
  return std::visit([](const auto& value) { return FormValue(value); }, cell);
}

Result<void> check_row(const Asked& asked, const FormRow& row) {
  const auto& columns = asked.field.columns;
  Form form;
  for (const auto& [key, cell] : row) form.emplace(key, whole(cell));
  const auto of_row = [&](std::string_view code, const std::string& column) {
    return invalid(code, asked.field.key + "." + column);
  };
  for (const auto& [key, value] : form) {
    const auto column = std::ranges::find(columns, key, &Field::key);
    if (column == columns.end()) return of_row("procedure.form_unknown", key);
    const auto checked = check_value(*column, asked.choices, value, asked.today);
    if (!checked) return of_row(checked.error().code, key);
  }
  for (const auto& column : columns) {
    if (column.required && !is_given(form, column)) {
      return of_row("procedure.form_missing", column.key);
    }
  }
  return {};
}

Result<void> check_rows(const Asked& asked, const FormValue& value) {
  const auto* rows = std::get_if<FormRows>(&value);
  if (rows == nullptr) return wrong_type(asked);
  TRY(check_list_length(asked, rows->size()));
  for (const auto& row : *rows) TRY(check_row(asked, row));
  return {};
}

struct KindRule {
  FieldKind kind;
  Result<void> (*check)(const Asked&, const FormValue&);
  Keep keep;
};

constexpr std::array kKinds = {
    KindRule{FieldKind::text, check_text, Keep::Text},
    KindRule{FieldKind::long_text, check_text, Keep::Text},
    KindRule{FieldKind::choice, check_choice, Keep::Word},
    KindRule{FieldKind::choices, check_choices, Keep::Word},
    KindRule{FieldKind::flag, check_flag, Keep::Word},
    KindRule{FieldKind::number, check_amount, Keep::Word},
    KindRule{FieldKind::money, check_amount, Keep::Word},
    KindRule{FieldKind::quantity, check_amount, Keep::Word},
    KindRule{FieldKind::date, check_date, Keep::Word},
    KindRule{FieldKind::time, check_time, Keep::Word},
    KindRule{FieldKind::place, check_id, Keep::Word},
    KindRule{FieldKind::desk, check_id, Keep::Word},
    KindRule{FieldKind::person, check_id, Keep::Text},
    KindRule{FieldKind::household, check_id, Keep::Text},
    KindRule{FieldKind::organisation, check_id, Keep::Word},
    KindRule{FieldKind::matter, check_matter, Keep::Word},
    KindRule{FieldKind::rows, check_rows, Keep::Text},
    KindRule{FieldKind::files, check_files, Keep::Files},
    KindRule{FieldKind::places, check_ids, Keep::Word},
    KindRule{FieldKind::desks, check_ids, Keep::Word},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds[i].kind != static_cast<FieldKind>(i)) return false;
  }
  return kKinds.size() == boost::mp11::mp_size<boost::describe::describe_enumerators<FieldKind>>();
}
static_assert(in_order(), "a row for each kind, in their order");

const KindRule& rule_of(const Field& field) {
  return kKinds[static_cast<std::size_t>(field.kind)];
}

}  // namespace

bool is_measure(FieldKind kind) {
  constexpr std::array kMeasures = {FieldKind::number, FieldKind::money, FieldKind::quantity,
                                    FieldKind::date,   FieldKind::time,  FieldKind::place,
                                    FieldKind::matter, FieldKind::places};
  return std::ranges::find(kMeasures, kind) != kMeasures.end();
}

Keep keep_of(const Field& field) {
  const Keep keep = rule_of(field).keep;
  return keep == Keep::Word && is_personal(field) ? Keep::Text : keep;
}

bool is_personal(const Field& field) {
  if (field.kind == FieldKind::person || field.kind == FieldKind::household) return true;
  // Her choice from a list says how it is dealt with; a sum, a day or a place of hers is about her.
  const bool hers = field.owner == FieldOwner::filer && is_measure(field.kind);
  return hers || field.owner == FieldOwner::party ||
         std::ranges::any_of(field.columns, is_personal);
}

std::string word_of(const FormValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  std::string out;
  if (const auto* keys = std::get_if<std::vector<std::string>>(&value)) {
    for (const auto& key : *keys) out += (out.empty() ? "" : " ") + key;
  }
  return out;
}

Result<void> check_value(const Field& field, const Choices& choices, const FormValue& value,
                         CivilDate today) {
  return rule_of(field).check({field, choices, today}, value);
}

bool is_given(const Form& form, const Field& field) {
  const auto found = form.find(field.key);
  if (found == form.end()) return false;
  const auto& value = found->second;
  if (const auto* text = std::get_if<std::string>(&value)) return has_visible(*text);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return !list->empty();
  if (const auto* rows = std::get_if<FormRows>(&value)) return !rows->empty();
  return true;
}

}  // namespace linli::procedure
