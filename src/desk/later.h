// desk/later.h – words that come later are read like the first ones, before anybody reads them.
//
// What the filer says, or somebody else for her, may name who has the matter as well as her first
// words: then it lies above her from that act on, and she reads neither. This is asked of every act
// of every procedure, whatever its key: an act is the filer's when she may do it as filer, as
// affected or as who entered it for her. What a third person wrote down who asked her (an act that
// no handler may do) counts when a word of complaint stands near the name: there, names are
// everyday. Source: RISK-3, docs/adr/0024. Thread safety: functions of a snapshot.
#pragma once

#include "desk/draft.h"
#include "rights/standing.h"

namespace linli::desk {

// Hands it above in the draft if the texts of this act name somebody it is not yet about. Returns
// the act whose messages are sent instead of this one's, or null. Errors: desk.nobody_above
// (Conflict: it is about everybody who could have it; nothing is kept) and those of the vault.
Result<const procedure::Act*> read_later_words(Kernel& kernel, Draft& draft,
                                               const procedure::Act& act,
                                               const rights::Standing& standing,
                                               const rights::Actor& actor);

}  // namespace linli::desk
