// registry/stats.h – how many units, households, people and positions there are (`linli stats`).
// Thread safety: function of a snapshot.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <string>

#include "store/snapshot.h"

namespace linli::registry {

struct Stats {
  std::map<std::string, std::int64_t> units;  // by level
  std::int64_t areas = 0;
  std::int64_t dwellings = 0;
  std::int64_t households = 0;
  std::int64_t people = 0;  // not erased
  std::int64_t organisations = 0;
  std::int64_t positions = 0;
  std::int64_t empty_positions = 0;  // without a holder at `now`
  std::int64_t terms = 0;            // served at `now`
};
BOOST_DESCRIBE_STRUCT(Stats, (),
                      (units, areas, dwellings, households, people, organisations, positions,
                       empty_positions, terms))

Result<Stats> stats(store::Snapshot& read, Instant now);

}  // namespace linli::registry
