// vault/blind.h – finding what is encrypted: keyed hashes of phones, identity numbers and words.
//
// Exact lookup: HMAC-SHA-256 under the blind key, cut to 64 bits; among 500,000 people two collide
// with a chance under 10^-8, and whoever compares opens the value anyway. Words: SipHash-2-4 (a
// keyed function for short input) cut to 32 bits and sorted, so that their order is not kept. Among
// a million words a search for one finds a text of another with a chance of 1 in 4,000. What tokens
// still show to whoever holds the database without keys: which texts share words.
// Source: GB 11643-1999 (identity number), docs/adr/0006. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "vault/keys.h"

namespace linli::vault {

// A Chinese mobile number as 11 digits. Takes +86, 0086, spaces, hyphens and full-width digits.
// Errors: vault.phone_invalid (Invalid).
Result<std::string> normal_phone(std::string_view text);

// An 18-character identity number with its date of birth and check digit right; x becomes X.
// Errors: vault.identity_invalid (Invalid).
Result<std::string> normal_identity_number(std::string_view text);

// For people: 138****5678, 4205**********123X, "张**". They never fail; too short becomes stars.
std::string mask_phone(std::string_view phone);
std::string mask_identity_number(std::string_view number);
std::string mask_name(std::string_view name);

// The blind index. Keeps derived keys, not a reference.
class Blind {
 public:
  explicit Blind(const Keys& keys);

  // Errors: vault.phone_invalid.
  Result<std::int64_t> phone(std::string_view text) const;
  // Errors: vault.identity_invalid.
  Result<std::int64_t> identity_number(std::string_view text) const;
  // Any other exact value; `kind` keeps kinds apart, the value is taken as it is.
  std::int64_t of(std::string_view kind, std::string_view value) const;

  // The tokens of a text for store::IndexText: pairs of neighbouring Han characters or words, and
  // whole Latin words and numbers; eight hex digits each, sorted, each once, separated by spaces.
  std::string tokens(std::string_view text) const;
  // The tokens that a text must all have to contain `query`; "" if the query has no word or only
  // one Han character (a text is not indexed by single characters: they would give it away).
  std::string tokens_for_query(std::string_view query) const;

 private:
  Secret exact_;
  Secret words_;  // the first 16 bytes are used
};

}  // namespace linli::vault
