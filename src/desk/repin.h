// desk/repin.h – moving running matters to another version of their procedure, on the record.
//
// A matter stays with the version under which it began until somebody moves it. A matter whose step
// the other version does not have stays where it is and is reported. Source: charter "Rules live in
// data". Thread safety: any thread. Errors: desk.no_such_procedure, those of the store.
#pragma once

#include <string>
#include <vector>

#include "desk/kernel.h"

namespace linli::desk {

struct Repinned {
  int moved = 0;
  std::vector<std::string> stayed;  // public numbers of matters whose step is not there
};

// Moves every open matter of `procedure` that runs under version `from` to version `to`; each with
// an entry of its own on the record, under the reason's word.
Result<Repinned> repin(Kernel& kernel, const std::string& procedure, int from, int to,
                       const std::string& reason);

}  // namespace linli::desk
