// procedure/rhythm.h – the turns of a rhythm (节奏): which there are, and when each begins.
//
// A turn is a day, week (from Monday, ISO 8601), month, quarter, half-year or year of the county's
// calendar; it begins on one of its working days, at a time of day. Turns without that many working
// days begin on their last one, turns without any not at all. Source: design/blocks.md, 5.
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/calendar.h"
#include "model/words.h"
#include "procedure/definition.h"

namespace linli::procedure {

struct Turn {
  std::string key;  // "2026-12-01", "2026-W49", "2026-12", "2026-Q4", "2026-H2", "2026"; in order
  CivilDate first, last;
  bool operator==(const Turn&) const = default;
};

// The turn in which the day lies.
Turn turn_of(Every every, CivilDate day);
Turn turn_before(Every every, const Turn& turn);
// What people call it: 2026年第49周 / week 49 of 2026.
Words turn_words(Every every, const Turn& turn);

// When the program opens it: 从2027年3月1日起，每周第1个工作日08:30由程序开启.
Words rhythm_words(const Rhythm& rhythm);

// When it begins; none where it has no working day.
std::optional<Instant> beginning_of(const Rhythm& rhythm, const Turn& turn,
                                    const WorkCalendar& calendar);

// So many turns are looked back for the newest that has begun: the longest holidays are shorter.
inline constexpr int kTurnsBack = 40;

// The newest turn that has begun at `now`; none before the rhythm's first. Of days only today:
// nobody is asked on Sunday for what was Friday's.
std::optional<Turn> turn_begun(const Rhythm& rhythm, Instant now, const WorkCalendar& calendar);

inline constexpr int kLeftOutMax = 4000;  // turns counted as left out: days of eleven years

// The turns between the one of this key and `now` that began and were left out, the oldest first;
// none where there is no key.
std::vector<Turn> left_out(const Rhythm& rhythm, const std::string& last_key, const Turn& now,
                           const WorkCalendar& calendar);

}  // namespace linli::procedure
