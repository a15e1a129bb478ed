#include "registry/humans.h"

#include <algorithm>

#include "base/text.h"

namespace linli::registry {
namespace {

// "阿依古丽·买买提" is written with and without the dot.
std::string folded(std::string_view name) {
  constexpr std::string_view kLeftOut[] = {" ", "\u3000", "·", "•", "・", "．", "."};
  std::string out;
  while (!name.empty()) {
    const auto* skip =
        std::ranges::find_if(kLeftOut, [&](std::string_view one) { return name.starts_with(one); });
    if (skip != std::end(kLeftOut)) {
      name.remove_prefix(skip->size());
      continue;
    }
    out += name.front();
    name.remove_prefix(1);
  }
  return out;
}

PersonId person_of(const store::Row& row) {
  return row.id<PersonId>(0);
}

Result<std::vector<PersonId>> with_phone(store::Snapshot& read, const vault::Vault& vault,
                                         std::string_view phone) {
  const auto blind = TRY(vault.blind().phone(phone));
  return read.all(
      "SELECT id FROM person WHERE phone_blind = ?1 ORDER BY self_declared, id LIMIT ?2",
      {blind, kPhoneSharedMax}, person_of);
}

Result<bool> share_household(store::Snapshot& read, PersonId a, PersonId b) {
  const auto found = TRY(read.one(
      "SELECT 1 FROM person_tie x JOIN person_tie y ON y.person_id = ?2"
      " AND y.household_id = x.household_id WHERE x.person_id = ?1 AND x.household_id IS NOT NULL",
      {a, b}, [](const store::Row&) { return true; }));
  return found.has_value();
}

// Whether the phone that somebody left is known as that of another person with the name she left.
Result<bool> is_another(store::Snapshot& read, const vault::Vault& vault, const PersonDetails& left,
                        PersonId not_this) {
  for (const auto& one : TRY(humans(read, vault, TRY(with_phone(read, vault, left.phone))))) {
    if (one.id != not_this && names_agree(one.details.name, left.name)) return true;
  }
  return false;
}

Result<bool> by_phone(store::Snapshot& read, const vault::Vault& vault, const Human& a,
                      const Human& b) {
  if (a.details.name.empty() || b.details.name.empty()) return true;
  if (names_agree(a.details.name, b.details.name)) return true;
  if (a.id && b.id) return share_household(read, a.id, b.id);
  // A made-up name with his own phone is still his, unless the name and the phone are somebody's.
  const Human& row = a.id ? a : b;
  const Human& left = a.id ? b : a;
  return !TRY(is_another(read, vault, left.details, row.id));
}

// Whether a register knows this phone under this name; what she said herself is no register.
Result<bool> is_registered(store::Snapshot& read, const vault::Vault& vault,
                           const PersonDetails& details) {
  const auto blind = TRY(vault.blind().phone(details.phone));
  const auto ids =
      TRY(read.all("SELECT id FROM person WHERE phone_blind = ?1 AND self_declared = 0 ORDER BY id"
                   " LIMIT ?2",
                   {blind, kPhoneSharedMax}, person_of));
  const auto rows = TRY(humans(read, vault, ids));
  return std::ranges::any_of(
      rows, [&](const Human& one) { return names_agree(one.details.name, details.name); });
}

// His name with a phone that nobody knows is taken for his: two registered people of one name are
// two, each with a phone of her own.
Result<bool> by_name(store::Snapshot& read, const vault::Vault& vault, const PersonDetails& x,
                     const PersonDetails& y) {
  if (!names_agree(x.name, y.name)) return false;
  return !TRY(is_registered(read, vault, x)) || !TRY(is_registered(read, vault, y));
}

}  // namespace

bool names_agree(std::string_view a, std::string_view b) {
  return !a.empty() && !b.empty() && folded(a) == folded(b);
}

Result<bool> same_human(store::Snapshot& read, const vault::Vault& vault, const Human& a,
                        const Human& b, Likeness likeness) {
  if (a.id && a.id == b.id) return true;
  const PersonDetails& x = a.details;
  const PersonDetails& y = b.details;
  if (!x.identity_number.empty() && !y.identity_number.empty()) {
    return x.identity_number == y.identity_number;
  }
  if (!x.phone.empty() && !y.phone.empty()) {
    if (x.phone == y.phone) return by_phone(read, vault, a, b);
    return likeness == Likeness::Likely ? by_name(read, vault, x, y) : false;
  }
  return likeness == Likeness::Likely && names_agree(x.name, y.name);
}

Result<std::vector<Human>> humans(store::Snapshot& read, const vault::Vault& vault,
                                  std::vector<PersonId> ids) {
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  if (ids.size() > kHumansMax) ids.resize(kHumansMax);
  std::vector<Human> out;
  for (auto& [id, details] : TRY(details_of(read, vault, ids))) {
    out.push_back({id, std::move(details)});
  }
  return out;
}

Result<std::optional<PersonId>> find_person_called(store::Snapshot& read, const vault::Vault& vault,
                                                   std::string_view phone, std::string_view name) {
  const auto rows = TRY(humans(read, vault, TRY(with_phone(read, vault, phone))));
  for (const auto& row : rows) {
    if (names_agree(row.details.name, name)) return row.id;
  }
  for (const auto& row : rows) {
    const auto members =
        TRY(read.all("SELECT DISTINCT y.person_id FROM person_tie x JOIN person_tie y"
                     " ON y.household_id = x.household_id WHERE x.person_id = ?1"
                     " AND x.household_id IS NOT NULL ORDER BY y.person_id LIMIT ?2",
                     {row.id, kHousemembersMax}, person_of));
    for (const auto& member : TRY(humans(read, vault, members))) {
      if (names_agree(member.details.name, name)) return member.id;
    }
  }
  for (const auto& row : rows) {
    if (row.details.name.empty()) return row.id;
  }
  return std::nullopt;
}

namespace {

Result<std::vector<PersonId>> those_called(store::Snapshot& read, const vault::Vault& vault,
                                           const std::vector<PersonId>& ids,
                                           std::string_view name) {
  std::vector<PersonId> out;
  for (const auto& one : TRY(humans(read, vault, ids))) {
    if (names_agree(one.details.name, name)) out.push_back(one.id);
  }
  return out;
}

}  // namespace

Result<std::vector<PersonId>> members_called(store::Snapshot& read, const vault::Vault& vault,
                                             HouseholdId household, std::string_view name) {
  const auto members =
      TRY(read.all("SELECT DISTINCT person_id FROM person_tie WHERE household_id = ?1"
                   " ORDER BY person_id LIMIT ?2",
                   {household, kHousemembersMax}, person_of));
  return those_called(read, vault, members, name);
}

Result<std::vector<PersonId>> owners_called(store::Snapshot& read, const vault::Vault& vault,
                                            std::string_view phone, std::string_view name) {
  const auto blind = TRY(vault.blind().phone(phone));
  const auto owners =
      TRY(read.all("SELECT id FROM person WHERE phone_blind = ?1 AND self_declared = 0"
                   " ORDER BY id LIMIT ?2",
                   {blind, kPhoneSharedMax}, person_of));
  return those_called(read, vault, owners, name);
}

}  // namespace linli::registry
