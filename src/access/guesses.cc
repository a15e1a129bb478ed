#include "access/guesses.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace linli::access {
namespace {

// Bits of one character that belongs to nothing: about what guessers need who try likely letters
// first.
constexpr double kLetterBits = 4;
constexpr double kDigitBits = 3.33;
constexpr double kSeparatorBits = 2;
constexpr double kSignBits = 5;
constexpr double kOtherScriptBits = 8;  // one character of some thousand
// Bits of a kind of piece.
constexpr double kDisguiseBits = 1;  // signs for letters, backwards
constexpr double kYearBits = 6;
constexpr double kDateBits = 14;  // a day of forty years
constexpr double kRunBits = 4;
constexpr double kTurnBits = 1.5;  // a change of direction among keys
constexpr double kAgainBits = 2;   // a piece said before

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}
bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

double character_bits(char c) {
  if (is_letter(c)) return kLetterBits;
  if (is_digit(c)) return kDigitBits;
  if (!is_ascii(c)) return continues(c) ? 0 : kOtherScriptBits;
  return std::string_view(" .-_@!#*+").find(c) != std::string_view::npos ? kSeparatorBits
                                                                         : kSignBits;
}

// Signs and digits as the letters they are written for; `one` is what 1 and ! stand for.
std::string letters_for_signs(std::string_view text, char one) {
  std::string out(text);
  for (char& c : out) {
    switch (c) {
      case '@':
      case '4':
        c = 'a';
        break;
      case '$':
      case '5':
        c = 's';
        break;
      case '0':
        c = 'o';
        break;
      case '3':
        c = 'e';
        break;
      case '7':
        c = 't';
        break;
      case '1':
      case '!':
        c = one;
        break;
      default:
        break;
    }
  }
  return out;
}

// Where a key stands: row and place in it; the shifted signs stand on their digits.
struct Key {
  int row, place;
};
std::optional<Key> key_of(char c) {
  constexpr std::array<std::string_view, 4> kRows{"1234567890-=", "qwertyuiop[]", "asdfghjkl;'",
                                                  "zxcvbnm,./"};
  constexpr std::string_view kShifted = "!@#$%^&*()_+";
  const auto shifted = kShifted.find(c);
  if (shifted != std::string_view::npos) return Key{0, static_cast<int>(shifted)};
  for (std::size_t row = 0; row < kRows.size(); ++row) {
    const auto place = kRows[row].find(c);
    if (place != std::string_view::npos) return Key{static_cast<int>(row), static_cast<int>(place)};
  }
  return std::nullopt;
}

struct KeyStep {
  int rows, places;
  bool operator==(const KeyStep&) const = default;
};
// From one key to the next, when they touch.
std::optional<KeyStep> step_between(char from, char to) {
  const auto a = key_of(from);
  const auto b = key_of(to);
  if (!a || !b) return std::nullopt;
  const KeyStep step{b->row - a->row, b->place - a->place};
  if (std::abs(step.rows) > 1 || std::abs(step.places) > 1) return std::nullopt;
  return step;
}

int number(std::string_view digits) {
  int out = 0;
  for (const char c : digits) out = out * 10 + (c - '0');
  return out;
}
bool is_year(std::string_view digits) {
  return digits.starts_with("19") || digits.starts_with("20");
}
bool is_day(std::string_view month_and_day) {
  const int month = number(month_and_day.substr(0, 2));
  const int day = number(month_and_day.substr(2, 2));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
// A year, a day of a year, or a date; negative when it is none.
double date_bits(std::string_view piece) {
  if (!std::all_of(piece.begin(), piece.end(), is_digit)) return -1;
  if (piece.size() == 4 && is_year(piece)) return kYearBits;
  if (piece.size() == 4 && is_day(piece)) return 9;
  if (piece.size() == 6 && is_day(piece.substr(2))) return kDateBits;
  if (piece.size() == 8 && is_year(piece) && is_day(piece.substr(4))) return kDateBits;
  return -1;
}

// The cheapest way to the end of each prefix, found from front to back.
class Way {
 public:
  Way(std::string_view text, const std::vector<const GuessedWords*>& lists)
      : text_(text),
        lists_(lists),
        readings_{std::string(text), letters_for_signs(text, 'i'), letters_for_signs(text, 'l'),
                  std::string(text.rbegin(), text.rend())},
        bits_(text.size() + 1, std::numeric_limits<double>::infinity()) {
    bits_[0] = 0;
  }

  double walk() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      reach(at, at + 1, character_bits(text_[at]));
      words(at);
      dates(at);
      runs(at);
      keys(at);
      repetitions(at);
    }
    return bits_.back();
  }

 private:
  void reach(std::size_t from, std::size_t to, double bits) {
    bits_[to] = std::min(bits_[to], bits_[from] + bits);
  }
  double known(std::string_view word) const {
    double out = -1;
    for (const auto* list : lists_) {
      const double bits = list->bits_of(word);
      if (bits >= 0 && (out < 0 || bits < out)) out = bits;
    }
    return out;
  }
  void words(std::size_t at) {
    const std::size_t longest = std::min(text_.size() - at, GuessedWords::kWordMax);
    for (std::size_t size = 2; size <= longest; ++size) {
      for (std::size_t i = 0; i < readings_.size(); ++i) {
        const bool backwards = i == readings_.size() - 1;
        const std::size_t start = backwards ? text_.size() - at - size : at;
        const double bits = known(std::string_view(readings_[i]).substr(start, size));
        if (bits >= 0) reach(at, at + size, bits + (i == 0 ? 0 : kDisguiseBits));
      }
    }
  }
  void dates(std::size_t at) {
    for (const std::size_t size : {4u, 6u, 8u}) {
      if (at + size > text_.size()) return;
      const double bits = date_bits(text_.substr(at, size));
      if (bits >= 0) reach(at, at + size, bits);
    }
  }
  // "34567890", "abcdefgh", "11111111".
  void runs(std::size_t at) {
    if (at + 1 >= text_.size()) return;
    const auto step = [&](std::size_t i) {
      const int by = text_[i] - text_[i - 1];
      return by == '0' - '9' ? 1 : by == '9' - '0' ? -1 : by;
    };
    const int first = step(at + 1);
    if (first < -1 || first > 1) return;
    for (std::size_t end = at + 2; end < text_.size() && step(end) == first; ++end) {
      const auto size = static_cast<double>(end + 1 - at);
      reach(at, end + 1, kRunBits + std::log2(size));
    }
  }
  // "qwertyuiop", "1qaz2wsx", "!@#$%^".
  void keys(std::size_t at) {
    constexpr std::size_t kKeysMin = 4;
    double turns = 0;
    std::optional<KeyStep> before;
    for (std::size_t end = at + 1; end < text_.size(); ++end) {
      const auto step = step_between(text_[end - 1], text_[end]);
      if (!step) return;
      if (before && !(*before == *step)) turns += kTurnBits;
      before = step;
      const std::size_t size = end + 1 - at;
      if (size < kKeysMin) continue;
      reach(at, end + 1, kRunBits + std::log2(static_cast<double>(size)) + turns);
    }
  }
  // What stands here stood before.
  void repetitions(std::size_t at) {
    constexpr std::size_t kAgainMin = 3;
    std::size_t longest = 0;
    for (std::size_t from = 0; from < at; ++from) {
      std::size_t size = 0;
      while (at + size < text_.size() && from + size < at && text_[from + size] == text_[at + size])
        ++size;
      longest = std::max(longest, size);
    }
    for (std::size_t size = kAgainMin; size <= longest; ++size) reach(at, at + size, kAgainBits);
  }

  const std::string_view text_;
  const std::vector<const GuessedWords*>& lists_;
  const std::array<std::string, 4> readings_;
  std::vector<double> bits_;
};

}  // namespace

void GuessedWords::add(std::string_view word, double bits) {
  std::string folded = folded_password(word);
  if (folded.size() < 2 || folded.size() > kWordMax) return;
  const auto [place, added] = bits_.try_emplace(std::move(folded), bits);
  if (!added) place->second = std::min(place->second, bits);
}

double GuessedWords::bits_of(std::string_view folded) const {
  const auto found = bits_.find(folded);
  return found == bits_.end() ? -1 : found->second;
}

std::string folded_password(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    char c = text[i];
    // U+FF01 … U+FF5E are the printable ASCII characters, U+3000 is the space.
    if (byte(i) == 0xEF && i + 2 < text.size() && (byte(i + 1) == 0xBC || byte(i + 1) == 0xBD)) {
      const unsigned point = 0xF000u | (byte(i + 1) & 0x3Fu) << 6 | (byte(i + 2) & 0x3Fu);
      if (point >= 0xFF01 && point <= 0xFF5E) {
        c = static_cast<char>(point - 0xFEE0);
        i += 2;
      }
    } else if (text.substr(i).starts_with("\xE3\x80\x80")) {
      c = ' ';
      i += 2;
    }
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

double guess_bits(std::string_view folded, const std::vector<const GuessedWords*>& lists) {
  return Way(folded, lists).walk();
}

std::string_view without_trimmings(std::string_view folded) {
  const auto trimming = [](char c) { return is_ascii(c) && !is_letter(c); };
  while (!folded.empty() && trimming(folded.front())) folded.remove_prefix(1);
  while (!folded.empty() && trimming(folded.back())) folded.remove_suffix(1);
  return folded;
}

double word_bits(std::string_view folded, const std::vector<const GuessedWords*>& lists) {
  double out = -1;
  for (const auto& reading :
       {std::string(folded), letters_for_signs(folded, 'i'), letters_for_signs(folded, 'l')}) {
    for (const auto* list : lists) {
      const double bits = list->bits_of(reading);
      if (bits >= 0 && (out < 0 || bits < out)) out = bits;
    }
  }
  return out;
}

}  // namespace linli::access
