// Checking a form: what its fields ask for, nothing more and nothing less.
#include <algorithm>

#include "procedure/field_kinds.h"

namespace linli::procedure {
namespace {

bool holds(const Form& form, const std::string& key, const std::string& value) {
  const auto found = form.find(key);
  if (found == form.end()) return false;
  const auto* flag = std::get_if<bool>(&found->second);
  if (flag != nullptr) return word_of(*flag) == value;
  const auto* text = std::get_if<std::string>(&found->second);
  return text != nullptr && *text == value;
}

}  // namespace

Result<void> check_form(const std::vector<Field>& fields, const Choices& choices, const Form& form,
                        CivilDate today) {
  for (const auto& [key, value] : form) {
    const auto field = std::ranges::find(fields, key, &Field::key);
    if (field == fields.end()) return invalid("procedure.form_unknown", key);
    TRY(check_value(*field, choices, value, today));
  }
  for (const auto& field : fields) {
    const bool needed = field.required || (!field.when_field.empty() &&
                                           holds(form, field.when_field, field.when_value));
    if (needed && !is_given(form, field)) return invalid("procedure.form_missing", field.key);
  }
  return {};
}

}  // namespace linli::procedure
