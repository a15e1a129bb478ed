// faults/power.h – simulated power cuts under the real store and kernel.
//
// In each life of the county some residents and clerks work at once, with files; at a random change
// of the disk the power goes, what was not flushed is kept, dropped or torn, and the folder is
// opened anew. Then nothing acknowledged may be missing, nothing half there, and the same key gives
// the same receipt. Thread safety: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace linli::faults {

// Normal is the control: SQLite's synchronous=NORMAL, which does not flush at each commit.
enum class Flushes { Full, Normal };

struct PowerReport {
  int cuts = 0;
  int cuts_while_opening = 0;
  std::int64_t sent = 0;
  std::int64_t acknowledged = 0;
  std::int64_t unanswered = 0;   // the power went before the answer
  std::int64_t there_whole = 0;  // of those
  std::int64_t lost = 0;         // acknowledged and gone
  int lives_with_losses = 0;
  std::int64_t half_done = 0;
  std::int64_t corrupt = 0;
  std::vector<std::string> wrongs;  // the first of all three, with the life's number
};

PowerReport cut_power(const std::string& folder, int cuts, std::uint64_t seed, Flushes flushes);

}  // namespace linli::faults
