// access/letters.h – secrets that people read aloud, print and type: activation and recovery codes.
//
// Digits and letters that are not taken for each other (Crockford's base 32), five bits each, in
// groups of four with hyphens. Thread safety: pure.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"

namespace linli::access {

// `count` letters: "7K2M-9QXD-40TV" for 12.
std::string new_letters(Random& random, std::size_t count);
// As they are compared: case, spaces and hyphens do not matter, O is 0, I and L are 1.
std::string normal_letters(std::string_view text);

}  // namespace linli::access
