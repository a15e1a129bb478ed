// registry/people.h – persons: one sealed record each, found by blind phone or identity number.
//
// Name, phone and identity number are sealed together in person.sealed under the vault; nothing of
// them is in the clear, masks are made when opened. RISK-4: a liaison head gets names and doors
// of the cluster, never phone or identity number. Erasure empties the record and its blinds and
// keeps the row (个人信息保护法 Art. 47). Thread safety: any thread; snapshots as they are. Errors:
// registry.no_such_person (NotFound), registry.person_erased (NotFound), registry.name_invalid
// (Invalid: empty or over kPersonNameMax code points), vault.phone_invalid, vault.identity_invalid,
// registry.email_invalid, vault.damaged, vault.key_missing.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/households.h"
#include "store/snapshot.h"
#include "vault/reseal.h"
#include "vault/vault.h"

namespace linli::registry {

inline constexpr std::size_t kPersonNameMax = 60;  // code points

// What the sealed record holds; empty where not known.
struct PersonDetails {
  std::string name;
  std::string phone;            // 11 digits
  std::string identity_number;  // 18 characters
  // Both absent in rows from before there were any.
  std::optional<std::string> email = {};          // she confirmed it
  std::optional<std::string> email_on_file = {};  // a register says so; never used
  bool operator==(const PersonDetails&) const = default;
};
BOOST_DESCRIBE_STRUCT(PersonDetails, (), (name, phone, identity_number, email, email_on_file))

enum class Origin {
  Register,      // imported from a register or entered by a clerk
  SelfDeclared,  // said so herself when signing in by phone
};

struct Person {
  PersonId id;
  std::int64_t version = 1;
  PersonDetails details;
  Origin origin = Origin::Register;
  std::string source;  // "file:row key" natural key when there is no identity number; may be ""
  Instant erased_at;
};

// Phone and identity number in normal form, the name trimmed. Errors: registry.name_invalid,
// vault.phone_invalid, vault.identity_invalid.
Result<PersonDetails> normal_details(const PersonDetails& details);

// Details must be normal. A second row with the same identity number or source, or a second
// self-declared one with the same phone, makes store.unique at commit.
Result<void> add(store::WriteSet& out, const vault::Vault& vault, const Person& person);
// Returns how many of name, phone, identity number, addresses and origin change; 0 adds nothing.
Result<int> change(store::WriteSet& out, const vault::Vault& vault, const Person& stored,
                   const Person& wanted);
// Empties record and blinds. Ties and terms stay as ids without a name; texts and files are
// vault/erase.h's.
void erase(store::WriteSet& out, const Person& stored, Instant now);

// A person who signed in by phone and was not in the register. Errors: as normal_details.
Result<PersonId> add_self_declared(store::WriteSet& out, const vault::Vault& vault,
                                   std::string_view name, std::string_view phone);

// Errors: registry.no_such_person, registry.person_erased.
Result<Person> person(store::Snapshot& read, const vault::Vault& vault, PersonId id);
// Registered people before self-declared ones, then the older row. Nothing when unknown.
Result<std::optional<PersonId>> find_person_by_phone(store::Snapshot& read,
                                                     const vault::Vault& vault,
                                                     std::string_view phone);
Result<std::optional<PersonId>> find_person_by_identity_number(store::Snapshot& read,
                                                               const vault::Vault& vault,
                                                               std::string_view number);
Result<std::optional<PersonId>> find_person_by_source(store::Snapshot& read,
                                                      std::string_view source);

// What may be shown to those who need not see more.
struct MaskedPerson {
  PersonId id;
  std::string name;   // 张**
  std::string phone;  // 138****1234; "" when not known
};
// "" for an erased person.
Result<std::string> name_of(store::Snapshot& read, const vault::Vault& vault, PersonId id);
// Several names at once, in one statement; unknown and erased ones are left out.
Result<std::map<PersonId, std::string>> names_of(store::Snapshot& read, const vault::Vault& vault,
                                                 const std::vector<PersonId>& ids);
// Everything of several people at once, in one statement; unknown and erased ones are left out.
Result<std::map<PersonId, PersonDetails>> details_of(store::Snapshot& read,
                                                     const vault::Vault& vault,
                                                     const std::vector<PersonId>& ids);
Result<MaskedPerson> masked(store::Snapshot& read, const vault::Vault& vault, PersonId id);

// A line of a liaison head's list: name of the head of the household and door, nothing more
// (RISK-4). By door.
struct HouseholdLine {
  HouseholdId household;
  std::string door;
  std::string head;  // name; "" when nobody is entered as head
};
inline constexpr int kHouseholdLinesMax = 200;
Result<std::vector<HouseholdLine>> households_of_unit(store::Snapshot& read,
                                                      const vault::Vault& vault, UnitId unit,
                                                      Instant now);

// The sealed column of this folder, for sealing anew after a rotation of keys.
std::vector<vault::SealedTable> sealed_tables();
}  // namespace linli::registry
