#include "registry/people.h"

#include <algorithm>

#include "base/clean_text.h"
#include "base/fold.h"
#include "base/json.h"
#include "base/natural_order.h"
#include "base/text.h"
#include "model/email.h"

namespace linli::registry {
namespace {

constexpr std::string_view kContext = "person.sealed";

store::Value optional_blind(const std::string& value, std::int64_t blind) {
  return value.empty() ? store::Value(store::Null{}) : store::Value(blind);
}

// What the person's row holds besides id and version.
Result<store::Columns> columns_of(const vault::Vault& vault, const Person& person) {
  const auto& details = person.details;
  std::int64_t phone = 0;
  std::int64_t identity = 0;
  if (!details.phone.empty()) phone = TRY(vault.blind().phone(details.phone));
  if (!details.identity_number.empty()) {
    identity = TRY(vault.blind().identity_number(details.identity_number));
  }
  auto sealed = vault.seal_field(kContext, person.id.value, to_json(details));
  return store::Columns{
      {"sealed", store::Blob{std::move(sealed)}},
      {"phone_blind", optional_blind(details.phone, phone)},
      {"identity_blind", optional_blind(details.identity_number, identity)},
      {"self_declared", person.origin == Origin::SelfDeclared},
      {"source", person.source.empty() ? store::Value(store::Null{}) : store::Value(person.source)},
      {"erased_at", store::Null{}}};
}

Result<PersonDetails> open_details(const vault::Vault& vault, std::int64_t id,
                                   std::string_view sealed) {
  const auto plain = TRY(vault.open_field(kContext, id, sealed));
  if (plain.empty()) return PersonDetails{};
  return read_json<PersonDetails>(TRY(parse_json(plain)));
}

struct SealedRow {
  Person person;
  std::string sealed;
};

SealedRow sealed_row_of(const store::Row& row) {
  SealedRow out;
  out.person.id = row.id<PersonId>(0);
  out.person.version = row.integer(1);
  out.sealed = row.string(2);
  out.person.origin = row.flag(3) ? Origin::SelfDeclared : Origin::Register;
  out.person.source = row.string(4);
  out.person.erased_at = row.instant(5);
  return out;
}

Result<SealedRow> sealed_row(store::Snapshot& read, PersonId id) {
  auto found = TRY(read.one(
      "SELECT id, version, sealed, self_declared, source, erased_at FROM person WHERE id = ?1",
      {id}, sealed_row_of));
  if (!found) return fail(ErrorKind::NotFound, "registry.no_such_person");
  return std::move(*found);
}

PersonId person_id_of(const store::Row& row) {
  return row.id<PersonId>(0);
}

}  // namespace

Result<PersonDetails> normal_details(const PersonDetails& details) {
  PersonDetails out;
  out.name = clean_line(details.name);
  if (!is_utf8(out.name) || !has_visible(out.name) || code_points(out.name) > kPersonNameMax) {
    return invalid("registry.name_invalid");
  }
  if (!details.phone.empty()) out.phone = TRY(vault::normal_phone(details.phone));
  if (!details.identity_number.empty()) {
    out.identity_number = TRY(vault::normal_identity_number(details.identity_number));
  }
  out.email = details.email;
  if (details.email_on_file) {
    out.email_on_file = normal_email(*details.email_on_file);
    if (!out.email_on_file) return invalid("registry.email_invalid");
    // What she has confirmed needs no second word.
    if (out.email_on_file == out.email) out.email_on_file = std::nullopt;
  }
  return out;
}

Result<void> add(store::WriteSet& out, const vault::Vault& vault, const Person& person) {
  add_row(out, "person", person.id.value, TRY(columns_of(vault, person)));
  return {};
}

Result<int> change(store::WriteSet& out, const vault::Vault& vault, const Person& stored,
                   const Person& wanted) {
  const auto& a = stored.details;
  const auto& b = wanted.details;
  const int changes = (a.name != b.name) + (a.phone != b.phone) +
                      (a.identity_number != b.identity_number) + (a.email != b.email) +
                      (a.email_on_file != b.email_on_file) + (stored.origin != wanted.origin);
  if (changes == 0) return 0;
  auto same_row = wanted;
  same_row.id = stored.id;
  out.update("person", stored.id.value, stored.version, TRY(columns_of(vault, same_row)));
  return changes;
}

void erase(store::WriteSet& out, const Person& stored, Instant now) {
  out.update("person", stored.id.value, stored.version,
             {{"sealed", store::Blob{}},
              {"phone_blind", store::Null{}},
              {"identity_blind", store::Null{}},
              {"source", store::Null{}},
              {"erased_at", now}});
}

Result<PersonId> add_self_declared(store::WriteSet& out, const vault::Vault& vault,
                                   std::string_view name, std::string_view phone) {
  Person person;
  person.id = vault.ids().make<PersonId>();
  person.details.name = clean_line(name);
  if (!is_utf8(person.details.name) || code_points(person.details.name) > kPersonNameMax) {
    return invalid("registry.name_invalid");
  }
  person.details.phone = TRY(vault::normal_phone(phone));
  person.origin = Origin::SelfDeclared;
  TRY(add(out, vault, person));
  return person.id;
}

Result<Person> person(store::Snapshot& read, const vault::Vault& vault, PersonId id) {
  auto row = TRY(sealed_row(read, id));
  if (row.person.erased_at.ms != 0) return fail(ErrorKind::NotFound, "registry.person_erased");
  row.person.details = TRY(open_details(vault, id.value, row.sealed));
  return std::move(row.person);
}

Result<std::optional<PersonId>> find_person_by_phone(store::Snapshot& read,
                                                     const vault::Vault& vault,
                                                     std::string_view phone) {
  const auto blind = TRY(vault.blind().phone(phone));
  return read.one("SELECT id FROM person WHERE phone_blind = ?1 ORDER BY self_declared, id LIMIT 1",
                  {blind}, person_id_of);
}

Result<std::optional<PersonId>> find_person_by_identity_number(store::Snapshot& read,
                                                               const vault::Vault& vault,
                                                               std::string_view number) {
  const auto blind = TRY(vault.blind().identity_number(number));
  return read.one("SELECT id FROM person WHERE identity_blind = ?1", {blind}, person_id_of);
}

Result<std::optional<PersonId>> find_person_by_source(store::Snapshot& read,
                                                      std::string_view source) {
  return read.one("SELECT id FROM person WHERE source = ?1", {source}, person_id_of);
}

Result<std::string> name_of(store::Snapshot& read, const vault::Vault& vault, PersonId id) {
  const auto row = TRY(sealed_row(read, id));
  return TRY(open_details(vault, id.value, row.sealed)).name;
}

Result<std::map<PersonId, std::string>> names_of(store::Snapshot& read, const vault::Vault& vault,
                                                 const std::vector<PersonId>& ids) {
  std::map<PersonId, std::string> out;
  for (auto& [id, details] : TRY(details_of(read, vault, ids))) out.emplace(id, details.name);
  return out;
}

Result<std::map<PersonId, PersonDetails>> details_of(store::Snapshot& read,
                                                     const vault::Vault& vault,
                                                     const std::vector<PersonId>& ids) {
  store::IntList list;
  for (const auto id : ids) list.push_back(id.value);
  const auto rows =
      TRY(read.all("SELECT id, version, sealed, self_declared, source, erased_at"
                   " FROM person WHERE erased_at IS NULL AND id IN (?*)",
                   {list}, sealed_row_of));
  std::map<PersonId, PersonDetails> out;
  for (const auto& row : rows) {
    out.emplace(row.person.id, TRY(open_details(vault, row.person.id.value, row.sealed)));
  }
  return out;
}

Result<MaskedPerson> masked(store::Snapshot& read, const vault::Vault& vault, PersonId id) {
  const auto row = TRY(sealed_row(read, id));
  const auto details = TRY(open_details(vault, id.value, row.sealed));
  MaskedPerson out{id, "", ""};
  if (!details.name.empty()) out.name = vault::mask_name(details.name);
  if (!details.phone.empty()) out.phone = vault::mask_phone(details.phone);
  return out;
}

Result<std::vector<HouseholdLine>> households_of_unit(store::Snapshot& read,
                                                      const vault::Vault& vault, UnitId unit,
                                                      Instant now) {
  struct Found {
    HouseholdLine line;
    PersonId head;
  };
  const auto found = TRY(read.all(
      "SELECT h.id, d.door, t.person_id FROM household h"
      " JOIN dwelling d ON d.id = h.dwelling_id"
      " LEFT JOIN person_tie t ON t.household_id = h.id AND t.head = 1 AND t.kind = 'living'"
      " AND t.valid_from <= ?2 AND (t.valid_to IS NULL OR t.valid_to > ?2)"
      " WHERE h.unit_id = ?1 ORDER BY d.door, h.id LIMIT ?3",
      {unit, now, kHouseholdLinesMax}, [](const store::Row& row) {
        return Found{{row.id<HouseholdId>(0), row.string(1), ""}, row.id<PersonId>(2)};
      }));
  std::vector<PersonId> heads;
  for (const auto& one : found) {
    if (one.head) heads.push_back(one.head);
  }
  const auto names = TRY(names_of(read, vault, heads));
  std::vector<HouseholdLine> out;
  for (const auto& one : found) {
    if (!out.empty() && out.back().household == one.line.household) continue;
    out.push_back(one.line);
    if (const auto name = names.find(one.head); name != names.end()) out.back().head = name->second;
  }
  std::ranges::stable_sort(out, natural_less, &HouseholdLine::door);
  return out;
}

std::vector<vault::SealedTable> sealed_tables() {
  return {{"person",
           "SELECT id, version, sealed FROM person WHERE id > ?1 ORDER BY id LIMIT ?2",
           {"sealed"}},
          {"phone_check",
           "SELECT id, version, sealed FROM phone_check WHERE id > ?1 AND decided_at IS NULL"
           " ORDER BY id LIMIT ?2",
           {"sealed"}}};
}

}  // namespace linli::registry
