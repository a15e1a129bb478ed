// desk/field_views.h – fields of forms as a page draws them, and what they held in words.
//
// Thread safety: functions of a snapshot.
#pragma once

#include "desk/kernel.h"
#include "desk/views.h"
#include "procedure/definition.h"

namespace linli::desk {

// As it is asked for on that day.
FieldView field_view(const Rules& rules, const procedure::Field& field, CivilDate today);

// What the record holds of a field that is kept as a word. Errors: those of the registry.
Result<FactView> fact_view(const Kernel& kernel, store::Snapshot& read, const Rules& rules,
                           const procedure::Field& field, const std::string& value);

// The small rows that the vault holds as JSON.
FactView rows_view(const Rules& rules, const procedure::Field& field, const std::string& json);

// Whether somebody who is no staff reads this field; nullopt: as its act tells.
std::optional<bool> parties_read(const procedure::Field& field);

}  // namespace linli::desk
