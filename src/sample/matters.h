// sample/matters.h – years of a sample county at work: many matters with everything that was done.
//
// Every matter is filed and every act done by the code that residents and desks use
// (request/file.h, desk/act.h, desk/scheduler.h), under a clock that is moved through the days, so
// rows, counters, index of titles and record are those of a county that really worked. Left out is
// only what would be swept by then: messages and receipts. The same seed, county and days raise the
// same matters. Thread safety: one thread; the store must not be used by others meanwhile. Errors:
// sample.not_a_sample (Forbidden: made-up matters in a real county), sample.nobody_lives_here
// (Invalid), those of the kernel and store.
#pragma once

#include <cstdint>
#include <functional>

#include "base/clock.h"
#include "desk/kernel.h"
#include "record/integrator.h"

namespace linli::sample {

struct MattersOptions {
  std::uint64_t seed = 1;
  std::int64_t count = 10'000;  // matters to file
  int days = 1096;              // over so many days
  // Half of them come from the village of the sample's roles, and at the end every role has
  // something to do (sample/lively.h): for who looks at the sample.
  bool lively = false;
};

struct MattersDone {
  std::int64_t filed = 0;
  std::int64_t acts = 0;     // of people
  std::int64_t fired = 0;    // deadlines and reminders
  std::int64_t refused = 0;  // acts that were not possible when their time came
  Instant until;             // where the clock stands at the end
};

// The matter that a filing adds; 0 when it adds none.
MatterId matter_in(const store::WriteSet& changes);

// From the day on which the county's people hold their seats, or the newest matter was filed. The
// kernel's clock must be `clock`. `progress` is called after each day with what was done so far.
Result<MattersDone> fill_matters(desk::Kernel& kernel, FixedClock& clock,
                                 record::Integrator& integrator, const MattersOptions& options,
                                 const std::function<void(const MattersDone&)>& progress);

}  // namespace linli::sample
