// Checking a form: what its fields ask for, nothing more and nothing less.
#include <algorithm>

#include "base/text.h"
#include "procedure/engine.h"

namespace linli::procedure {
namespace {

bool holds(const Form& form, const std::string& key, const std::string& value) {
  const auto found = form.find(key);
  if (found == form.end()) return false;
  const auto* text = std::get_if<std::string>(&found->second);
  return text != nullptr && *text == value;
}

// A required flag is an agreement: only true gives it.
bool is_given(const Form& form, const Field& field) {
  const auto found = form.find(field.key);
  if (found == form.end()) return false;
  const auto& value = found->second;
  if (const auto* text = std::get_if<std::string>(&value)) return !trim(*text).empty();
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* files = std::get_if<std::vector<std::string>>(&value)) return !files->empty();
  return true;
}

Result<void> check_text(const Field& field, const FormValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || !is_utf8(*text)) return invalid("procedure.form_type", field.key);
  if (field.length_max > 0 && code_points(*text) > static_cast<std::size_t>(field.length_max)) {
    return invalid("procedure.form_too_long", field.key);
  }
  return {};
}

Result<void> check_choice(const Field& field, const Choices& choices, const FormValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return invalid("procedure.form_type", field.key);
  if (text->empty()) return {};  // not chosen; required() has looked at that
  const auto list = choices.find(field.choices);
  if (list == choices.end() || std::ranges::find(list->second, *text) == list->second.end()) {
    return invalid("procedure.form_choice", field.key);
  }
  return {};
}

Result<void> check_number(const Field& field, const FormValue& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr) return invalid("procedure.form_type", field.key);
  if (*number < 1 || (field.length_max > 0 && *number > field.length_max)) {
    return invalid("procedure.form_choice", field.key);
  }
  return {};
}

Result<void> check_files(const Field& field, const FormValue& value) {
  const auto* files = std::get_if<std::vector<std::string>>(&value);
  if (files == nullptr) return invalid("procedure.form_type", field.key);
  if (files->size() > static_cast<std::size_t>(std::max(field.length_max, 0))) {
    return invalid("procedure.form_too_long", field.key);
  }
  return {};
}

Result<void> check_value(const Field& field, const Choices& choices, const FormValue& value) {
  switch (field.kind) {
    case FieldKind::text:
    case FieldKind::long_text:
      return check_text(field, value);
    case FieldKind::choice:
      return check_choice(field, choices, value);
    case FieldKind::number:
      return check_number(field, value);
    case FieldKind::files:
      return check_files(field, value);
    case FieldKind::flag:
      if (!std::holds_alternative<bool>(value)) return invalid("procedure.form_type", field.key);
      return {};
    case FieldKind::desk:
      if (!std::holds_alternative<std::string>(value)) {
        return invalid("procedure.form_type", field.key);
      }
      return {};
  }
  return invalid("procedure.form_type", field.key);
}

}  // namespace

Result<void> check_form(const std::vector<Field>& fields, const Choices& choices,
                        const Form& form) {
  for (const auto& [key, value] : form) {
    const auto field = std::ranges::find(fields, key, &Field::key);
    if (field == fields.end()) return invalid("procedure.form_unknown", key);
    TRY(check_value(*field, choices, value));
  }
  for (const auto& field : fields) {
    const bool needed = field.required || (!field.when_field.empty() &&
                                           holds(form, field.when_field, field.when_value));
    if (needed && !is_given(form, field)) return invalid("procedure.form_missing", field.key);
  }
  return {};
}

}  // namespace linli::procedure
