// registry/humans.h – whether two rows are one human, as far as the register can tell.
//
// One human may have several rows: an import without a phone, another with one, what she said
// herself when she signed in. The same identity number is the same human and two different ones are
// two humans. A phone is not a person: people of a house share one, so it counts only together with
// an agreeing name or a common household. What names or phones cannot tell is not guessed. Source:
// issue 12 (recusal by human, not by row), ADR 0023. Thread safety: functions of a snapshot; a row
// is read by its id or by the blind index of a phone, never by a scan.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "registry/people.h"

namespace linli::registry {

inline constexpr int kPhoneSharedMax = 20;     // rows with one phone that are looked at
inline constexpr int kHousemembersMax = 50;    // people of a household that are looked at
inline constexpr std::size_t kHumansMax = 64;  // rows compared at once

// A row, or (id 0) somebody who left no more than a name and a phone with her request.
struct Human {
  PersonId id;
  PersonDetails details;
};

// Likely counts, too, two rows with one full name of which one has no phone to compare, or a phone
// that no register knows under that name. It is for keeping somebody out of his own matter, where a
// mistake costs no more than another desk; never for letting anybody in.
enum class Likeness { Sure, Likely };

// Both names are known and read alike without spaces and dots.
bool names_agree(std::string_view a, std::string_view b);

Result<bool> same_human(store::Snapshot& read, const vault::Vault& vault, const Human& a,
                        const Human& b, Likeness likeness);

// The rows of these ids, at most kHumansMax; erased and unknown ones are left out. One statement.
Result<std::vector<Human>> humans(store::Snapshot& read, const vault::Vault& vault,
                                  std::vector<PersonId> ids);

// The person with this phone and name: a row that has both, a member of the household of a row with
// the phone who has the name, or a row with the phone and no name. Nothing when none agrees.
Result<std::optional<PersonId>> find_person_called(store::Snapshot& read, const vault::Vault& vault,
                                                   std::string_view phone, std::string_view name);

// Who is or was of this household under this name, at most kHousemembersMax looked at.
Result<std::vector<PersonId>> members_called(store::Snapshot& read, const vault::Vault& vault,
                                             HouseholdId household, std::string_view name);
// Those of the register whose row has both this phone and this name. Errors: vault.phone_invalid.
Result<std::vector<PersonId>> owners_called(store::Snapshot& read, const vault::Vault& vault,
                                            std::string_view phone, std::string_view name);

}  // namespace linli::registry
