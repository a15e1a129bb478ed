// access/guesses.h – how many guesses somebody needs who knows how people make passwords.
//
// The password is cut into pieces in the way that is cheapest to guess: known words (also written
// backwards or with signs for letters), dates, years, runs of characters and of neighbouring keys,
// repetitions; what is none of these counts by character. The sum is a power of two. No kind of
// character is demanded. Source: ASVS 5.0 6.2.4, 6.2.11, 6.2.12; Wheeler, "zxcvbn: low-budget
// password strength estimation", USENIX Security 2016; docs/adr/0020.
// Thread safety: values; const from any thread.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace linli::access {

// Words as a guesser knows them, by how soon she tries them.
class GuessedWords {
 public:
  static constexpr std::size_t kWordMax = 40;  // bytes; longer words are not looked for

  // Letters are folded to lower case; words shorter than two characters are left out. Of a word
  // given twice the fewer bits stay.
  void add(std::string_view word, double bits);
  // The bits of this word, or a negative number when it is not known.
  double bits_of(std::string_view folded) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::unordered_map<std::string, double, Hash, std::equal_to<>> bits_;
};

// Lower case; full-width forms as the ASCII they stand for, as some keyboards type them.
std::string folded_password(std::string_view text);

// Bits of a folded password: it is found within 2^bits guesses. Takes time with the square of its
// length. Words of every list count.
double guess_bits(std::string_view folded, const std::vector<const GuessedWords*>& lists);

// The folded password without digits and ASCII signs at both ends.
std::string_view without_trimmings(std::string_view folded);
// The least bits that a list gives to this whole text, also with signs for letters ("p@ssw0rd");
// negative when none knows it.
double word_bits(std::string_view folded, const std::vector<const GuessedWords*>& lists);

}  // namespace linli::access
