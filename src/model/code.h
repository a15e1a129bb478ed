// model/code.h – secret codes that people type: follow-up codes and one-time codes.
//
// A follow-up code stands on the receipt slip and opens one matter to whoever holds it; it is
// stored only as a keyed hash and trying is throttled (access/). A one-time code is sent to a
// phone. Thread safety: any thread, given its own Random.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace linli {

// 31 symbols without 0, 1, I, L and O, which are mistaken for one another.
inline constexpr std::string_view kCodeAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
inline constexpr std::size_t kFollowUpCodeSize = 8;  // 39.6 bits
inline constexpr std::size_t kOneTimeCodeSize = 6;

// Eight symbols, without separators: the form that is hashed.
std::string make_follow_up_code(Random& random);
// "K7QM-3XTW", the form that is shown.
std::string show_follow_up_code(std::string_view code);
// What somebody typed as the eight symbols: either case, spaces and hyphens left out. Errors:
// model.code_wrong (Invalid).
Result<std::string> parse_follow_up_code(std::string_view text);

// Six digits, "000000" to "999999".
std::string make_one_time_code(Random& random);

}  // namespace linli
