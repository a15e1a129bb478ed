#include "model/personal_number.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "model/code_points.h"

namespace linli {
namespace {

constexpr std::size_t kMobileSize = 11;
constexpr std::size_t kIdentitySize = 18;
constexpr std::size_t kOldIdentitySize = 15;
constexpr std::size_t kDigitsMax = 24;  // no number with a country code is longer

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

int number_of(std::string_view digits) {
  int out = 0;
  for (const char c : digits) out = out * 10 + (c - '0');
  return out;
}

bool is_date(int year, int month, int day) {
  constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1850 || year > 2200 || month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days = kDays[static_cast<std::size_t>(month - 1)] + (leap && month == 2 ? 1 : 0);
  return day <= days;
}

// GB 11643-1999: the sum of the digits times 2^(18-i) mod 11 picks the check character.
char check_character(std::string_view first17) {
  constexpr std::array<int, 17> kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view kCharacters = "10X98765432";
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += kWeights[i] * (first17[i] - '0');
  return kCharacters[static_cast<std::size_t>(sum % 11)];
}

// Numbers given until 1999 have no check digit: province, then the day of birth in this century's
// manner.
bool is_old_identity_number(std::string_view digits) {
  const int province = number_of(digits.substr(0, 2));
  return digits.size() == kOldIdentitySize && province >= 11 && province <= 65 &&
         is_date(1900 + number_of(digits.substr(6, 2)), number_of(digits.substr(8, 2)),
                 number_of(digits.substr(10, 2)));
}

struct DigitWord {
  char32_t character;
  char digit;
};
constexpr DigitWord kDigitWords[] = {
    {U'〇', '0'}, {U'零', '0'}, {U'○', '0'},  {U'◯', '0'},   {U'⓪', '0'},  {U'一', '1'},
    {U'幺', '1'}, {U'壹', '1'}, {U'二', '2'}, {U'贰', '2'},  {U'貳', '2'}, {U'三', '3'},
    {U'叁', '3'}, {U'參', '3'}, {U'四', '4'}, {U'肆', '4'},  {U'五', '5'}, {U'伍', '5'},
    {U'六', '6'}, {U'陆', '6'}, {U'陸', '6'}, {U'七', '7'},  {U'柒', '7'}, {U'八', '8'},
    {U'捌', '8'}, {U'九', '9'}, {U'玖', '9'}, {0x2070, '0'}, {0xB9, '1'},  {0xB2, '2'},
    {0xB3, '3'},
};

// Rows of ten digits or nine that lie together in Unicode.
struct DigitRow {
  char32_t first;
  int lowest, highest;
};
constexpr DigitRow kDigitRows[] = {
    {U'0', 0, 9},    {0xFF10, 0, 9},  {0x2460, 1, 9},  {0x2474, 1, 9},  {0x2488, 1, 9},
    {0x2776, 1, 9},  {0x24F5, 1, 9},  {0x0660, 0, 9},  {0x06F0, 0, 9},  {0x1D7CE, 0, 9},
    {0x1D7D8, 0, 9}, {0x1D7E2, 0, 9}, {0x1D7EC, 0, 9}, {0x1D7F6, 0, 9}, {0x3220, 1, 9},
    {0x3280, 1, 9},  {0x1F101, 0, 9}, {0x2080, 0, 9},  {0x3021, 1, 9},  {0x2780, 1, 9},
    {0x278A, 1, 9},  {0x1FBF0, 0, 9}, {0x0966, 0, 9},  {0x09E6, 0, 9},  {0x0E50, 0, 9},
    {0x0ED0, 0, 9},  {0x0F20, 0, 9},  {0x1810, 0, 9},  {0x2074, 4, 9}};

std::optional<char> digit_of(char32_t c) {
  for (const auto& row : kDigitRows) {
    const auto span = static_cast<char32_t>(row.highest - row.lowest);
    if (c >= row.first && c <= row.first + span) {
      return static_cast<char>('0' + row.lowest + static_cast<int>(c - row.first));
    }
  }
  for (const auto& word : kDigitWords) {
    if (word.character == c) return word.digit;
  }
  return std::nullopt;
}

// Letters that stand for digits once a number has begun.
std::optional<char> digit_like(char32_t c) {
  if (c == 'O' || c == 'o' || c == 0xFF2F || c == 0xFF4F) return '0';
  if (c == 'l' || c == 'I') return '1';
  return std::nullopt;
}

bool is_x(char32_t c) {
  return c == 'X' || c == 'x' || c == 0xFF38 || c == 0xFF58 || c == 0xD7;
}

// What people put between the digits of one number. A colon, which parts hours from minutes, and
// the brackets of a document's number 〔2022〕 are none.
bool is_mark(char32_t c) {
  constexpr std::u32string_view kMarks =
      U" \t-._*~+=|/'\"`()·•。．・－—–‐‑‒―﹣～…￣／（）＿＊＋　\u00A0";
  return kMarks.find(c) != std::u32string_view::npos || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x202F || c == 0x205F || c == 0x2800;
}

// Pictures between digits part nothing to who reads them. Arrows and operators do: 1500→3200.
bool is_picture(char32_t c) {
  return (c >= 0x2300 && c <= 0x245F) || (c >= 0x25A0 && c <= 0x27BF) ||
         (c >= 0x2B00 && c <= 0x2BFF) || c == 0x3030 || (c >= 0x1F000 && c <= 0x1FAFF);
}
// Letters of alphabets: one alone between two digits hides a number, 138a0000b1234. What stands in
// a measure (2x3) does not.
bool is_letter(char32_t c) {
  if (is_x(c)) return false;
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xFF21 && c <= 0xFF3A) ||
         (c >= 0xFF41 && c <= 0xFF5A) || (c >= 0x391 && c <= 0x3C9) || (c >= 0x400 && c <= 0x45F);
}

// What parts the items of a list, and thousands.
bool is_list_mark(char32_t c) {
  return c == ',' || c == U'，' || c == U'、' || c == '\n' || c == U';' || c == U'；';
}

struct Group {
  std::string digits;
  bool own_item = false;  // a mark of lists stands before it
};
using Groups = std::span<const Group>;

bool is_year(const std::string& digits) {
  return digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
}

// Amounts and days in a row have as many digits as a telephone: 1,500、3,200 and 1985.6-2003.12.
// Items of a list are one number only in the groups in which everybody writes it: 138,0000,1234.
bool is_row_of_others(Groups groups) {
  if (groups.size() > 2 && is_year(groups[0].digits)) {
    if (std::ranges::any_of(groups.subspan(1), is_year, &Group::digits)) return true;
  }
  if (std::ranges::none_of(groups.subspan(1), &Group::own_item)) return false;
  if (groups.size() == 4) groups = groups.subspan(1);
  return groups.size() != 3 || groups[0].digits.size() != 3 || groups[1].digits.size() != 4;
}

std::optional<PersonalNumber> personal(std::string_view digits, Groups groups) {
  if (digits.size() == kIdentitySize && is_identity_number(digits)) {
    return PersonalNumber{PersonalNumberKind::identity_number, std::string(digits)};
  }
  if (!all_digits(digits) || is_row_of_others(groups)) return std::nullopt;
  std::string_view number = digits;
  for (const std::string_view country : {"0086", "86"}) {
    if (number.size() == kMobileSize + country.size() && number.starts_with(country)) {
      number.remove_prefix(country.size());
    }
  }
  if (number.size() == kMobileSize && number[0] == '1' && number[1] >= '3') {
    return PersonalNumber{PersonalNumberKind::mobile_phone, std::string(number)};
  }
  if (groups.size() == 1 && is_old_identity_number(digits)) {
    return PersonalNumber{PersonalNumberKind::identity_number, std::string(digits)};
  }
  return std::nullopt;
}

// The groups of digits of a stretch that only marks part, joined in every way that keeps their
// order; what was found uses its groups up.
void find_in(const std::vector<Group>& groups, std::vector<PersonalNumber>& out) {
  for (std::size_t from = 0; from < groups.size();) {
    std::string joined;
    std::size_t next = from + 1;
    for (std::size_t i = from; i < groups.size(); ++i) {
      joined += groups[i].digits;
      if (joined.size() > kDigitsMax) break;
      const auto found = personal(joined, Groups(groups).subspan(from, i - from + 1));
      if (!found) continue;
      if (out.size() < kPersonalNumbersMax) out.push_back(*found);
      next = i + 1;
      break;
    }
    from = next;
  }
}

// Takes the characters one by one and keeps the present stretch.
class Reader {
 public:
  explicit Reader(std::vector<PersonalNumber>& out) : out_(out) {}

  void take(char32_t c) {
    if (is_invisible(c)) return;
    if (const auto digit = digit_of(c)) return add(*digit, c >= 0x3000 && c < 0xFF00);
    if (!groups_.empty()) {
      if (const auto like = digit_like(c)) return add(*like, false);
      if (is_x(c) && digits_ >= kIdentitySize - 1) return add('X', false);
      const bool list = is_list_mark(c);
      own_item_ = own_item_ || list;
      // Only right behind a digit: in a sentence letters stand between spaces.
      const bool hides = is_letter(c) && marks_ == 0;
      if ((list || hides || is_mark(c) || is_picture(c)) && ++marks_ <= kNumberMarksMax) return;
    }
    end();
  }

  void end() {
    find_in(groups_, out_);
    groups_.clear();
    marks_ = digits_ = 0;
    own_item_ = false;
  }

 private:
  // The 三 of 张三13800001234 may belong to the number or not: it is a group of its own.
  void add(char digit, bool han) {
    if (groups_.empty() || marks_ > 0 || han != han_) groups_.push_back({"", own_item_});
    han_ = han;
    groups_.back().digits += digit;
    marks_ = 0;
    own_item_ = false;
    ++digits_;
  }

  std::vector<PersonalNumber>& out_;
  std::vector<Group> groups_;
  std::size_t marks_ = 0;
  std::size_t digits_ = 0;
  bool own_item_ = false;
  bool han_ = false;
};

}  // namespace

bool is_identity_number(std::string_view characters) {
  if (characters.size() != kIdentitySize || !all_digits(characters.substr(0, 17))) return false;
  return is_date(number_of(characters.substr(6, 4)), number_of(characters.substr(10, 2)),
                 number_of(characters.substr(12, 2))) &&
         check_character(characters.substr(0, 17)) == characters[17];
}

std::vector<PersonalNumber> personal_numbers(std::string_view text) {
  std::vector<PersonalNumber> out;
  Reader reader(out);
  for (std::size_t i = 0; i < text.size();) {
    const auto [character, size] = code_point_at(text, i);
    reader.take(character);
    i += size;
  }
  reader.end();
  return out;
}

std::string beginning_of(const PersonalNumber& number) {
  constexpr std::size_t kShown = 3;
  return number.digits.substr(0, kShown) + std::string(number.digits.size() - kShown, '*');
}

}  // namespace linli
