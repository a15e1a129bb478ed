#include "notice/rules.h"

#include <string>

#include "vault/blind.h"

namespace linli::notice {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_personal(const std::string& digits) {
  if (digits.size() == 11 && digits[0] == '1' && digits[1] >= '3') return true;
  return digits.size() == 18 && vault::normal_identity_number(digits).has_value();
}

}  // namespace

bool holds_personal_number(std::string_view text) {
  std::string run;
  std::size_t gap = 0;  // spaces and hyphens since the last digit
  for (const char c : text) {
    if (is_digit(c) || (run.size() == 17 && (c == 'X' || c == 'x'))) {
      run += c;
      gap = 0;
      continue;
    }
    if (!run.empty() && (c == ' ' || c == '-') && ++gap == 1) continue;
    if (is_personal(run)) return true;
    run.clear();
    gap = 0;
  }
  return is_personal(run);
}

}  // namespace linli::notice
