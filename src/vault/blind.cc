#include "vault/blind.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/fold.h"
#include "base/hash.h"
#include "base/text.h"
#include "model/code_points.h"
#include "model/personal_number.h"

namespace linli::vault {
namespace {

// Full-width forms of ASCII, as phones type them, are ASCII; letters are lower case.
char32_t folded(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
  if (c == 0x3000) c = ' ';
  if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
  return c;
}

bool is_word(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Letters of other scripts, Han above all; punctuation and symbols separate.
bool is_han(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || c == 0x3007 ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Calls `visit` for every unit of a text: one Han character, or one Latin word or number, folded;
// and with "" where a run of them ends.
template <class Visit>
void for_each_unit(std::string_view text, const Visit& visit) {
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) visit(word);
    word.clear();
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto [value, size] = code_point_at(text, i);
    const char32_t c = folded(value);
    if (is_word(c)) {
      word += static_cast<char>(c);
    } else {
      end_word();
      visit(is_han(c) ? text.substr(i, size) : std::string_view());
    }
    i += size;
  }
  end_word();
}

}  // namespace

Result<std::string> normal_phone(std::string_view text) {
  std::string digits = fold_number(text);
  std::erase_if(digits, [](char c) { return c == '(' || c == ')' || c == '.'; });
  if (digits.starts_with("+86")) {
    digits.erase(0, 3);
  } else if (digits.starts_with("0086")) {
    digits.erase(0, 4);
  } else if (digits.size() == 13 && digits.starts_with("86")) {
    digits.erase(0, 2);
  }
  if (digits.size() != 11 || !all_digits(digits) || digits[0] != '1' || digits[1] < '3') {
    return invalid("vault.phone_invalid");
  }
  return digits;
}

Result<std::string> normal_identity_number(std::string_view text) {
  std::string number = fold_number(text);
  if (number.size() != 18 || !all_digits(std::string_view(number).substr(0, 17))) {
    return invalid("vault.identity_invalid");
  }
  if (number[17] == 'x') number[17] = 'X';
  if (!is_identity_number(number)) return invalid("vault.identity_invalid");
  return number;
}

std::string mask_phone(std::string_view phone) {
  if (phone.size() != 11) return std::string(phone.size(), '*');
  return std::string(phone.substr(0, 3)) + "****" + std::string(phone.substr(7));
}

std::string mask_identity_number(std::string_view number) {
  if (number.size() != 18) return std::string(number.size(), '*');
  return std::string(number.substr(0, 4)) + "**********" + std::string(number.substr(14));
}

std::string mask_name(std::string_view name) {
  const std::size_t length = code_points(name);
  std::string out(first_code_points(name, length > 1 ? 1 : 0));
  out.append(length > 1 ? length - 1 : length, '*');
  return out;
}

Blind::Blind(const Keys& keys)
    : exact_(Secret::of(as_bytes(hmac_sha256(keys.blind.view(), "linli blind exact")))),
      words_(Secret::of(as_bytes(hmac_sha256(keys.blind.view(), "linli blind words")))) {}

Result<std::int64_t> Blind::phone(std::string_view text) const {
  return of("phone", TRY(normal_phone(text)));
}

Result<std::int64_t> Blind::identity_number(std::string_view text) const {
  return of("identity_number", TRY(normal_identity_number(text)));
}

std::int64_t Blind::of(std::string_view kind, std::string_view value) const {
  std::string input(kind);
  input += '\0';
  input += value;
  const Digest digest = hmac_sha256(exact_.view(), input);
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) out = out << 8 | digest[i];
  return static_cast<std::int64_t>(out);
}

std::string Blind::tokens(std::string_view text) const {
  constexpr std::size_t kTokenBytes = 4;
  std::vector<std::uint32_t> hashes;
  const auto add = [&](std::string_view word) {
    std::array<unsigned char, crypto_shorthash_BYTES> hash;
    crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(word.data()), word.size(),
                     words_.data());
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < kTokenBytes; ++i) value = value << 8 | hash[i];
    hashes.push_back(value);
  };
  std::string before;
  std::string pair;
  for_each_unit(text, [&](std::string_view unit) {
    if (!unit.empty() && static_cast<unsigned char>(unit[0]) < 0x80) add(unit);
    if (!unit.empty() && !before.empty()) {
      // A space keeps "ab"+"c" and "a"+"bc" apart.
      pair.assign(before).append(1, ' ').append(unit);
      add(pair);
    }
    before.assign(unit);
  });
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  std::string out;
  out.reserve(hashes.size() * (2 * kTokenBytes + 1));
  for (const std::uint32_t hash : hashes) {
    if (!out.empty()) out += ' ';
    for (int shift = static_cast<int>(8 * kTokenBytes) - 4; shift >= 0; shift -= 4) {
      out += "0123456789abcdef"[(hash >> shift) & 15];
    }
  }
  return out;
}

std::string Blind::tokens_for_query(std::string_view query) const {
  return tokens(query);
}

}  // namespace linli::vault
