#include "overview/who.h"

#include "desk/place.h"
#include "registry/people.h"
#include "registry/seats.h"

namespace linli::overview {

Result<PositionId> position_of(store::Snapshot& read, PersonId person, TermId term, Instant at) {
  const auto id = [](const store::Row& row) { return PositionId{row.integer(0)}; };
  if (term) {
    return TRY(read.one("SELECT position_id FROM term WHERE id = ?1", {term}, id))
        .value_or(PositionId{});
  }
  return TRY(read.one("SELECT position_id FROM term WHERE person_id = ?1 AND valid_from <= ?2"
                      " AND (valid_to IS NULL OR valid_to > ?2) ORDER BY id LIMIT 1",
                      {person.value, at}, id))
      .value_or(PositionId{});
}

Result<Words> who_was(const desk::Kernel& kernel, store::Snapshot& read, PersonId person,
                      TermId term, Instant at) {
  Words out;
  if (!person && !term) return out;
  if (const auto position = TRY(position_of(read, person, term, at))) {
    out = desk::seat_words(TRY(registry::seat_by_position(read, position, at)));
  }
  if (!person) return out;
  const auto names = TRY(registry::names_of(read, kernel.vault, {person}));
  const auto name = names.find(person);
  if (name == names.end() || name->second.empty()) return out;
  out.zh += (out.zh.empty() ? "" : " ") + name->second;
  out.en += (out.en.empty() ? "" : " ") + name->second;
  return out;
}

Result<std::string> login_of(store::Snapshot& read, AccountId account) {
  const auto login = TRY(read.one("SELECT login FROM access_account WHERE id = ?1", {account},
                                  [](const store::Row& row) { return row.string(0); }));
  return login.value_or("");
}

}  // namespace linli::overview
