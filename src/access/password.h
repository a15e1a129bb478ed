// access/password.h – hashing passwords, and which passwords are refused.
//
// argon2id by libsodium, t=2, m=19 MiB (OWASP), about 25 ms: on the pool (access/hashing.h), never
// on an I/O thread. A password is taken as the bytes that came: pages send it in Unicode's composed
// form (NFC), other callers should. Source: RFC 9106, ASVS 5.0 6.2, 11.4.2; docs/adr/0020.
// Thread safety: any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/guesses.h"
#include "base/result.h"

namespace linli::access {

inline constexpr unsigned long long kArgonPasses = 2;
inline constexpr std::size_t kArgonBytes = 19u << 20;
// A password that is found within 2^30 guesses is refused: a billion, hashed 25 ms each, is ten
// months of a processor's time.
inline constexpr double kGuessBitsMin = 30;

// The hash as libsodium's text ("$argon2id$v=19$…"), salt within. Takes its salt from the operating
// system. Slow.
std::string hash_password(std::string_view password);
// Slow, whatever the outcome.
bool password_matches(std::string_view hash, std::string_view password);

// What a password may not be made of, whoever's it is.
class PasswordRules {
 public:
  // `min` in characters; `places` are names of the county and its parts.
  PasswordRules(std::size_t min, const std::vector<std::string>& places);

  // `hers`: login, name, phone, date of birth, where known. No rules about kinds of characters.
  // Errors (Invalid): access.password_short (detail: the least number of characters),
  // access.password_long, access.password_common (one of the commonest, a word of the county or of
  // hers with digits and signs around it, or found within 2^kGuessBitsMin guesses).
  Result<void> check(std::string_view password, const std::vector<std::string>& hers) const;
  std::size_t min() const { return min_; }

 private:
  const std::size_t min_;
  GuessedWords common_;  // common_passwords.txt, local_words.txt
  GuessedWords places_;
};

}  // namespace linli::access
