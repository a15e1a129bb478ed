// registry/known.h – what somebody knows of herself, and whether two rows are one human.
//
// A letter with a code may be opened by whoever finds it: its code works only together with the end
// of her identity number or, where the registry has none, of her phone. One human may have several
// rows (from a register and by her own phone). Source: ADR 0019. Thread safety: functions of a
// snapshot; pure otherwise.
#pragma once

#include <string>
#include <string_view>

#include "registry/people.h"

namespace linli::registry {

inline constexpr std::size_t kKnownOfIdentity = 6;  // characters from the end
inline constexpr std::size_t kKnownOfPhone = 4;

enum class KnownKind { Nothing, IdentityNumber, Phone };

struct Known {
  KnownKind kind = KnownKind::Nothing;
  std::string word;
};

// "identity", "phone"; "" for nothing.
std::string_view word_of(KnownKind kind);

Known known_of(const PersonDetails& details);
// Errors: registry.no_such_person, registry.person_erased.
Result<Known> known_of(store::Snapshot& read, const vault::Vault& vault, PersonId id);
// As she may type it: without spaces, x as X.
std::string normal_known(std::string_view text);

// The same row, phone or identity number. Ids that are nobody's are nobody's.
Result<bool> same_human(store::Snapshot& read, PersonId one, PersonId other);

Result<bool> has_phone(store::Snapshot& read, const vault::Vault& vault, PersonId person,
                       std::string_view phone);

// Who has this phone and this name; added, as if from a register, when nobody does. Errors: as
// normal_details.
Result<PersonId> person_named(store::Snapshot& read, store::WriteSet& out,
                              const vault::Vault& vault, std::string_view name,
                              std::string_view phone);

// Whether she serves a term now or later.
Result<bool> holds_office(store::Snapshot& read, PersonId person, Instant now);

}  // namespace linli::registry
