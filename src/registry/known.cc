#include "registry/known.h"

#include <algorithm>

namespace linli::registry {
namespace {

std::string end_of(const std::string& text, std::size_t count) {
  return text.substr(text.size() - std::min(count, text.size()));
}

}  // namespace

std::string_view word_of(KnownKind kind) {
  switch (kind) {
    case KnownKind::Nothing:
      return "";
    case KnownKind::IdentityNumber:
      return "identity";
    case KnownKind::Phone:
      return "phone";
  }
  return "";
}

Known known_of(const PersonDetails& details) {
  if (!details.identity_number.empty()) {
    return {KnownKind::IdentityNumber, end_of(details.identity_number, kKnownOfIdentity)};
  }
  if (!details.phone.empty()) return {KnownKind::Phone, end_of(details.phone, kKnownOfPhone)};
  return {};
}

Result<Known> known_of(store::Snapshot& read, const vault::Vault& vault, PersonId id) {
  return known_of(TRY(person(read, vault, id)).details);
}

std::string normal_known(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ') out += c == 'x' ? 'X' : c;
  }
  return out;
}

Result<bool> same_human(store::Snapshot& read, PersonId one, PersonId other) {
  if (!one || !other) return false;
  if (one == other) return true;
  const auto same =
      TRY(read.number("SELECT count(*) FROM person a JOIN person b ON b.id = ?2 WHERE a.id = ?1 AND"
                      " (a.phone_blind = b.phone_blind OR a.identity_blind = b.identity_blind)",
                      {one, other}));
  return same > 0;
}

Result<bool> has_phone(store::Snapshot& read, const vault::Vault& vault, PersonId person,
                       std::string_view phone) {
  const auto blind = TRY(vault.blind().phone(phone));
  const auto found = TRY(read.number(
      "SELECT count(*) FROM person WHERE id = ?1 AND phone_blind = ?2", {person, blind}));
  return found > 0;
}

Result<PersonId> person_named(store::Snapshot& read, store::WriteSet& out,
                              const vault::Vault& vault, std::string_view name,
                              std::string_view phone) {
  Person wanted;
  wanted.details = TRY(normal_details({std::string(name), std::string(phone), {}}));
  // A phone may be that of a family: the name must agree.
  if (const auto found = TRY(find_person_by_phone(read, vault, wanted.details.phone))) {
    if (TRY(name_of(read, vault, *found)) == wanted.details.name) return *found;
  }
  wanted.id = vault.ids().make<PersonId>();
  TRY(add(out, vault, wanted));
  return wanted.id;
}

Result<bool> holds_office(store::Snapshot& read, PersonId person, Instant now) {
  const auto terms =
      TRY(read.number("SELECT count(*) FROM term WHERE person_id = ?1 AND (valid_to IS NULL OR"
                      " valid_to > ?2)",
                      {person, now}));
  return terms > 0;
}

}  // namespace linli::registry
