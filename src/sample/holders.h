// sample/holders.h – who sits where in a sample: every seat held, but for some left empty on
// purpose and some people with two hats. Thread safety: one thread.
#pragma once

#include "base/random.h"
#include "pack/pack.h"
#include "sample/filler.h"
#include "sample/residents.h"
#include "sample/tree.h"

namespace linli::sample {

// One seat in so many stays empty, one holder in so many takes the next seat of the place too.
inline constexpr int kEmptyEvery = 40;
inline constexpr int kTwoHatsEvery = 10;
inline constexpr int kDeputyEvery = 3;     // intake desks of towns with a deputy
inline constexpr int kSecondedEvery = 20;  // village seats held by somebody a department employs

// The sample's own village, its town, the county and the sample's department have no empty seat and
// nobody with two hats, so that the main scenario always finds its people.
Result<void> seat_holders(Filler& filler, store::Store& store, IdSource& ids,
                          const pack::Pack& pack, const Tree& tree, const Heads& heads,
                          const SampleOptions& options, Random& random);

}  // namespace linli::sample
