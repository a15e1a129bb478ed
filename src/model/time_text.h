// model/time_text.h – the one reader of days and times as people and programs write them.
//
// A day: 2026-01-06, 2026/1/6, 2026.1.6, 2026年1月6日, 20260106; after it, if any, a time of day:
// 12:09, 12:09:38(.5), 12时9分38秒, 12点09分, 上午/下午 or AM/PM with twelve hours; after that, if
// any, a zone: Z, +08:00, +0800, +08. Also 202601061209(38), seconds or milliseconds since 1970 (10
// or 13 digits), and a spreadsheet's days since its first day (46028.5069). Full width and spaces
// do not count. What could be two days (06/01/2026) or is only part of a time (2026-01-06 12) is
// not understood. Source: ECMA-376 part 1 §18.17.4.1 (first days, 1900's 29 February), ISO 8601.
// Thread safety: pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace linli {

// From which day a spreadsheet counts: Mac programs took 1904-01-01 for long.
enum class FirstDay { in_1900, in_1904 };

// Nothing when the text is no time between 1900 and 2200. A day alone is its first instant in the
// zone; so is a time without a zone one of the county's clock.
std::optional<Instant> read_time(std::string_view text, int zone_minutes,
                                 FirstDay first_day = FirstDay::in_1900);

}  // namespace linli
