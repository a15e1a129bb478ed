#include "desk/seen.h"

#include "desk/routes.h"
#include "desk/standing_of.h"

namespace linli::desk {

Result<Seen> seen_as(Kernel& kernel, store::Snapshot& read, SharedMatter matter,
                     const api::Request& request) {
  Seen out;
  out.matter = std::move(matter);
  out.standing =
      TRY(standing_of(kernel, read, request.actor, out.matter->dossier, out.matter->ties));
  if (!out.standing.sees) return fail(ErrorKind::NotFound, "desk.no_such_matter");
  return out;
}

Result<Seen> see(Kernel& kernel, store::Snapshot& read, const api::Request& request) {
  return seen_as(kernel, read, TRY(kernel.kept.matter(read, TRY(matter_id_of(request)))), request);
}

}  // namespace linli::desk
