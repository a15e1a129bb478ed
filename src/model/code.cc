#include "model/code.h"

#include "base/fold.h"

namespace linli {

std::string make_follow_up_code(Random& random) {
  std::string code;
  while (code.size() < kFollowUpCodeSize) {
    code += kCodeAlphabet[static_cast<std::size_t>(random.below(kCodeAlphabet.size()))];
  }
  return code;
}

std::string show_follow_up_code(std::string_view code) {
  const std::size_t half = code.size() / 2;
  return std::string(code.substr(0, half)) + "-" + std::string(code.substr(half));
}

Result<std::string> parse_follow_up_code(std::string_view text) {
  std::string code;
  for (const char typed : fold_number(text)) {
    const char c = typed >= 'a' && typed <= 'z' ? static_cast<char>(typed - 'a' + 'A') : typed;
    if (kCodeAlphabet.find(c) == std::string_view::npos) return invalid("model.code_wrong");
    code += c;
  }
  if (code.size() != kFollowUpCodeSize) return invalid("model.code_wrong");
  return code;
}

std::string make_one_time_code(Random& random) {
  std::string code;
  while (code.size() < kOneTimeCodeSize) code += static_cast<char>('0' + random.below(10));
  return code;
}

}  // namespace linli
