// county/stats.h – how many matters there are, and how many lack what every matter must have.
// Thread safety: function of a snapshot.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <string>

#include "store/snapshot.h"

namespace linli::county {

struct MatterStats {
  std::int64_t total = 0;
  std::int64_t open = 0;
  std::map<std::string, std::int64_t> by_procedure, by_grade, by_step, by_category;
  std::int64_t without_holder = 0;  // open, and its desk has no position
  std::int64_t without_grade = 0;
  std::int64_t without_category = 0;
  std::int64_t without_deadline = 0;  // open, clock running, and no end of time
};
BOOST_DESCRIBE_STRUCT(MatterStats, (),
                      (total, open, by_procedure, by_grade, by_step, by_category, without_holder,
                       without_grade, without_category, without_deadline))

Result<MatterStats> matter_stats(store::Snapshot& read);

}  // namespace linli::county
