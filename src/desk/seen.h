// desk/seen.h – the matter that a route names, as whoever asks stands to it.
//
// Thread safety: functions of a snapshot. Errors: desk.no_such_matter (NotFound: there is none, or
// she sees it not), those of the store.
#pragma once

#include "api/route.h"
#include "desk/kept.h"
#include "desk/kernel.h"
#include "rights/standing.h"

namespace linli::desk {

struct Seen {
  SharedMatter matter;
  rights::Standing standing;
  const Dossier& dossier() const { return matter->dossier; }
};
// This matter with the caller's standing; no standing is the same as no matter.
Result<Seen> seen_as(Kernel& kernel, store::Snapshot& read, SharedMatter matter,
                     const api::Request& request);
// The path's matter.
Result<Seen> see(Kernel& kernel, store::Snapshot& read, const api::Request& request);

}  // namespace linli::desk
