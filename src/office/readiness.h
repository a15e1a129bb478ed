// office/readiness.h – what a county still lacks, step by step, from its opening on.
//
// One list for the page that leads through the first days and for `linli doctor`, so that the two
// never say different things. A step is what somebody does; what it lacks is a code of the
// catalogue with its sentence and remedy. A step is done by what is so, not by what was clicked. A
// sample lacks nothing. Source: issue #13. Thread safety: functions of a snapshot. Errors: those of
// the store.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "pack/pack.h"
#include "store/snapshot.h"

namespace linli::office {

// Faults and warnings ask for something to be done; notes do not.
enum class Level { Fault, Warning, Note };
// "fault", "warning", "note".
std::string_view word_of(Level level);

struct Finding {
  Level level;
  Error error;
};

struct ReadyStep {
  std::string key;  // name, administrators, duty_officer, units, people, seats, accounts, sender,
                    // backup, escrow, trial
  bool done = true;
  std::int64_t have = 0;  // of `all`; both 0 where nothing is counted
  std::int64_t all = 0;
  std::vector<Finding> lacks = {};
};

// What the database does not know.
struct Surroundings {
  Instant backup_found;         // the newest manifest that was looked at; 0: none
  std::int64_t newest_key = 0;  // number of the current data key; 0: not known
};

inline constexpr std::int64_t kBackupAgeMs = 26 * kMsPerHour;  // a nightly one, and two hours
inline constexpr int kMissingShare = 10;  // one of so many may be missing without a warning

// In the order in which a county does them.
Result<std::vector<ReadyStep>> readiness(store::Snapshot& read, const pack::Pack& pack,
                                         const Surroundings& around, Instant now);

// How many of them are not done.
std::int64_t steps_left(const std::vector<ReadyStep>& steps);

}  // namespace linli::office
