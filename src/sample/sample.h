// sample/sample.h – filling a new folder: the pack's units, organisations and seats; and, for a
// sample, the levels below, people and holders at the county's true totals from a seed.
//
// Everybody in a sample is made up: names are drawn from lists, phones begin with 142 (a prefix
// that the national numbering plan gives to no operator), identity numbers have the region code
// 999999, which is nowhere, with a valid check digit, telephones of offices begin with 0717-0,
// which can be called nowhere. The same seed, pack and totals give the same rows but for ids and
// sealed bytes. Source: the county's totals (issue 2, GAP-1). Thread safety:
// one thread; the store must not be used by others meanwhile. Errors: sample.no_units (Invalid: the
// pack has no units.csv), sample.bad_units (Invalid; detail: first bad row), those of the store.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"
#include "pack/pack.h"
#include "store/store.h"
#include "vault/vault.h"

namespace linli::sample {

struct SampleTotals {
  int villages = 222;  // at most so many village-level units get a population
  int groups = 786;    // villagers' groups, in villages
  int estates = 154;   // estates, in communities
  int hamlets = 2358;  // 湾落 and buildings
  int clusters = 5059;
  int households = 172'583;
  int people = 500'000;
};

struct SampleOptions {
  std::uint64_t seed = 1;
  SampleTotals totals;
  Instant now;
};

// Whether offices get telephones: a real county enters its own.
enum class Phones { None, MadeUp };

// Units of units.csv, organisations of organisations.csv, served areas, and an empty seat for every
// position kind at each of its levels and organisations. For a county that starts.
Result<void> init_registry_from_pack(store::Store& store, const vault::Vault& vault, IdSource& ids,
                                     const pack::Pack& pack, Instant now,
                                     Phones phones = Phones::None);

// All of that, and everybody.
Result<void> generate_sample(store::Store& store, const vault::Vault& vault, IdSource& ids,
                             const pack::Pack& pack, const SampleOptions& options);

}  // namespace linli::sample
