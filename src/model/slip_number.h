// model/slip_number.h – the number on the outside of a pre-printed slip.
//
// "123 456 075": six random digits of the batch, two that count in it, a check digit. It says which
// slip it is and gives access to nothing; the code inside does, together with a matter's number
// (ADR 0023). Digits only, so that it is not mistaken for a code. Thread safety: pure.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace linli {

inline constexpr int kSlipsOfBatchMax = 60;  // twelve sheets of five

// Six digits.
std::string make_batch_number(Random& random);
// The number of the slip `index`, 1 to kSlipsOfBatchMax, of a batch: nine digits.
std::string slip_number(std::string_view batch, int index);
// "123 456 075", the form that is printed.
std::string show_slip_number(std::string_view number);
// What somebody typed, as nine digits. Errors: desk.slip_wrong (Invalid: no such number, or its
// check digit disagrees).
Result<std::string> parse_slip_number(std::string_view text);

}  // namespace linli
