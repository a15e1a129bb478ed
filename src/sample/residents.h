// sample/residents.h – dwellings, households, people and their ties.
// Thread safety: one thread.
#pragma once

#include <vector>

#include "base/random.h"
#include "sample/filler.h"
#include "sample/tree.h"
#include "vault/vault.h"

namespace linli::sample {

// Heads of the households, by cluster (index into Tree::clusters): grown-ups who may hold seats.
using Heads = std::vector<std::vector<PersonId>>;

// The resident of the main scenario is the second person of the first household after the first
// that has two: she lives in the first cluster of the sample's village and holds no seat.
Result<Heads> settle(Filler& filler, const vault::Vault& vault, IdSource& ids, const Tree& tree,
                     const SampleOptions& options, Random& random);

}  // namespace linli::sample
