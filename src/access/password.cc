#include "access/password.h"

#include <sodium.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "access/settings.h"
#include "base/check.h"
#include "base/embedded.h"
#include "base/text.h"

namespace linli {
// common_passwords.txt and local_words.txt, put into the program by cmake/assets.cmake.
std::span<const EmbeddedFile> embedded_passwords();
}  // namespace linli

namespace linli::access {
namespace {

constexpr double kLocalWordBits = 4;
constexpr double kHerWordBits = 1;
constexpr std::size_t kDifferentMin = 5;  // characters that differ

// The file ranks its words: the n-th is found with the n-th guess.
void add_ranked(GuessedWords& words, std::string_view file) {
  double rank = 1;
  for (const auto line : split(file, '\n')) {
    if (!line.empty()) words.add(line, std::max(1.0, std::log2(rank++)));
  }
}

void add_local(GuessedWords& words, std::string_view file) {
  for (const auto line : split(file, '\n')) {
    if (line.starts_with('#')) continue;
    for (const auto word : split(line, ' ')) words.add(word, kLocalWordBits);
  }
}

// A login, and what it is made of: "li.na@town" is guessed by "li", "na" and "town" too.
void add_hers(GuessedWords& words, std::string_view hers) {
  words.add(hers, kHerWordBits);
  constexpr std::size_t kPartMin = 3;
  constexpr std::size_t kDigitsMin = 4;
  std::string part;
  const auto end_part = [&] {
    if (part.size() >= kPartMin) words.add(part, kHerWordBits);
    part.clear();
  };
  for (const char c : hers) {
    if (std::string_view(".-_@ ").find(c) != std::string_view::npos) {
      end_part();
    } else {
      part += c;
    }
  }
  end_part();
  // The end of a phone, the year or the day of a birth.
  const bool digits =
      std::all_of(hers.begin(), hers.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return;
  for (std::size_t size = kDigitsMin; size < hers.size(); ++size) {
    words.add(hers.substr(hers.size() - size), kHerWordBits);
    words.add(hers.substr(0, size), kHerWordBits);
  }
}

}  // namespace

std::string hash_password(std::string_view password) {
  std::string out(crypto_pwhash_STRBYTES, '\0');
  // Fails only for want of memory.
  CHECK(crypto_pwhash_str(out.data(), password.data(), password.size(), kArgonPasses,
                          kArgonBytes) == 0);
  out.resize(out.find('\0'));
  return out;
}

bool password_matches(std::string_view hash, std::string_view password) {
  const std::string text(hash);
  return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

PasswordRules::PasswordRules(std::size_t min, const std::vector<std::string>& places)
    : min_(std::max(min, kPasswordMin)) {
  for (const auto& file : embedded_passwords()) {
    if (file.path.ends_with("common_passwords.txt")) add_ranked(common_, file.content);
    if (file.path.ends_with("local_words.txt")) add_local(places_, file.content);
  }
  for (const auto& place : places) places_.add(place, kLocalWordBits);
}

Result<void> PasswordRules::check(std::string_view password,
                                  const std::vector<std::string>& hers) const {
  if (password.size() > kPasswordMax) return invalid("access.password_long");
  if (code_points(password) < min_) {
    return invalid("access.password_short", std::to_string(min_));
  }
  GuessedWords of_hers;
  for (const auto& word : hers) add_hers(of_hers, word);
  const std::vector<const GuessedWords*> lists{&common_, &places_, &of_hers};
  const std::string folded = folded_password(password);
  const bool one_word =
      word_bits(folded, lists) >= 0 || word_bits(without_trimmings(folded), lists) >= 0;
  const bool few = std::set<char>(folded.begin(), folded.end()).size() < kDifferentMin;
  if (one_word || few || guess_bits(folded, lists) < kGuessBitsMin) {
    return invalid("access.password_common");
  }
  return {};
}

}  // namespace linli::access
