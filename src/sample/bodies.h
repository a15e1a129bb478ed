// sample/bodies.h – the organisations that units have by the pack's templates (351, 434, UNIT-18).
// Thread safety: one thread.
#pragma once

#include "sample/filler.h"
#include "sample/tree.h"

namespace linli::sample {

// One organisation for each template and unit (`count` of them), under the parent template's at the
// unit above.
Result<void> found_bodies(Filler& filler, IdSource& ids, const pack::Pack& pack, const Tree& tree);

}  // namespace linli::sample
