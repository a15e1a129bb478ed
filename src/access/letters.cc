#include "access/letters.h"

namespace linli::access {

std::string new_letters(Random& random, std::size_t count) {
  constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0 && i % 4 == 0) out += '-';
    out += kLetters[random.below(kLetters.size())];
  }
  return out;
}

std::string normal_letters(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    out += c;
  }
  return out;
}

}  // namespace linli::access
