// desk/standing_of.h – what an actor is to a matter as a human, whichever of her rows she acts
// under.
//
// rights/standing.h compares ids; here the other rows of the filer, of whom the matter is for, of
// whom a complaint is about and of whoever worked on it are found (registry/humans.h) before it is
// asked. What was found is kept as long as no person changes. Source: issue 12 (M7), ADR 0023.
// Thread safety: any thread. Errors: vault.damaged and those of the store.
#pragma once

#include <set>
#include <vector>

#include "desk/kept.h"
#include "desk/kernel.h"
#include "desk/matter.h"
#include "registry/seats.h"
#include "rights/standing.h"

namespace linli::desk {

// `ties` are those of the dossier.
Result<rights::Standing> standing_of(const Kernel& kernel, store::Snapshot& read,
                                     const rights::Actor& actor, const Dossier& dossier,
                                     const rights::MatterTies& ties, bool holds_code = false);
inline Result<rights::Standing> standing_of(const Kernel& kernel, store::Snapshot& read,
                                            const rights::Actor& actor, const Dossier& dossier,
                                            bool holds_code = false) {
  return standing_of(kernel, read, actor, dossier, ties(dossier), holds_code);
}

// Of these people, those who may not be given the matter: they are the filer, whom it is for or
// whom it is about, under this row or another.
Result<std::set<PersonId>> recused_among(const Kernel& kernel, store::Snapshot& read,
                                         const Dossier& dossier,
                                         const std::vector<registry::Holder>& holders);

// The same person or another row of hers, beyond doubt: for two people who must be two.
Result<bool> is_same_human(const Kernel& kernel, store::Snapshot& read, PersonId a, PersonId b);

}  // namespace linli::desk
