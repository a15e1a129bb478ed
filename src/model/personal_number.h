// model/personal_number.h – mobile telephones and identity numbers of people, found in a text.
//
// The one detector for everything that goes on a public page (RISK-13, attack M8). A number is seen
// however it is written: full width, circled or Chinese digits (一三八, 〇零幺, 壹), spaces, dots,
// hyphens, pictures, a single letter and other marks between digits, raised and Suzhou digits,
// characters that nobody sees, +86, 0086 or 86 before it.
// Groups of digits with marks between them count alone and together, so that two numbers side by
// side are two; more than kNumberMarksMax marks, two letters or a character of Chinese part them.
// No numbers of people are: landlines (0717-4212345), service numbers (12345), days, times,
// amounts, years in a row, numbers of matters and documents. Source: GB 11643-1999 (identity
// number), YD/T 1489 (mobile numbers). Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace linli {

enum class PersonalNumberKind { mobile_phone, identity_number };

struct PersonalNumber {
  PersonalNumberKind kind = PersonalNumberKind::mobile_phone;
  std::string digits;  // 11 digits without a country code; 18 or 15 characters, X in upper case
  bool operator==(const PersonalNumber&) const = default;
};

inline constexpr std::size_t kNumberMarksMax = 4;       // between two digits of one number
inline constexpr std::size_t kPersonalNumbersMax = 16;  // more than these are not listed

// What is found, in the order of the text, at most kPersonalNumbersMax. Linear in the text, which
// need not be UTF-8.
std::vector<PersonalNumber> personal_numbers(std::string_view text);

// How it begins, which says which piece is meant and whose it is not: "138********".
std::string beginning_of(const PersonalNumber& number);

// Whether 18 characters are an identity number: date of birth and check character are right.
bool is_identity_number(std::string_view characters);

}  // namespace linli
