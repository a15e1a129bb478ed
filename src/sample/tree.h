// sample/tree.h – the levels below the village: groups and estates, hamlets and buildings,
// clusters. Thread safety: one thread.
#pragma once

#include <vector>

#include "base/random.h"
#include "model/ids.h"
#include "registry/units.h"
#include "sample/filler.h"
#include "sample/sample.h"

namespace linli::sample {

// A cluster of households with the units above it; indexes into the vectors of Tree.
struct Cluster {
  registry::Unit unit;
  std::size_t hamlet = 0;
};
struct Hamlet {
  registry::Unit unit;
  std::size_t group = 0;
};
struct Group {
  registry::Unit unit;
  std::size_t village = 0;
};

struct Tree {
  std::vector<registry::Unit> villages;  // those with a population; the sample's village first
  std::vector<Group> groups;
  std::vector<Hamlet> hamlets;
  std::vector<Cluster> clusters;
};

// Groups go to rural villages, estates to urban ones; a kind without a village has none.
Result<Tree> grow_tree(Filler& filler, IdSource& ids, std::vector<registry::Unit> villages,
                       const SampleOptions& options, Random& random);

}  // namespace linli::sample
