// procedure/field_kinds.h – the one table of what fields can hold: checked how, kept where.
//
// What a form holds goes on the record as a word (kept in clear for ever), or into the vault as a
// text (sealed, erasable), its hash on the record. Thread safety: pure functions.
#pragma once

#include <string>

#include "procedure/engine.h"

namespace linli::procedure {

enum class Keep { Word, Text, Files };

// Texts and rows, and whatever is about a person, are kept as texts.
Keep keep_of(const Field& field);

// A sum, a day, a place …: what is about whoever fills it in, unless it is the office's.
bool is_measure(FieldKind kind);
// What is about somebody, and so needs a purpose: a person, a household, what is a party's, and
// what a filer says of herself otherwise than in her own words or by choosing.
bool is_personal(const Field& field);

// A value that is kept as a word: "12.50" is 1250 fen, several choices are parted by spaces. "" for
// nothing, and for what is no word.
std::string word_of(const FormValue& value);

// Errors: procedure.form_type, form_too_long, form_choice, form_bounds, form_date (detail names the
// field, of a row "rows.column").
Result<void> check_value(const Field& field, const Choices& choices, const FormValue& value,
                         CivilDate today);

// A required flag is an agreement: only true gives it.
bool is_given(const Form& form, const Field& field);

}  // namespace linli::procedure
