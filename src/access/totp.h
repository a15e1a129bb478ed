// access/totp.h – one-time codes of an authenticator: six digits that change every half minute.
//
// HMAC-SHA-1, six digits, steps of 30 s: what every authenticator of a phone knows. A code of the
// step before or after is taken, because clocks differ. Source: RFC 4226, RFC 6238, RFC 4648 (base
// 32), ASVS 5.0 6.5.1, 6.5.5, 6.5.6; docs/adr/0020. Thread safety: pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace linli::access {

inline constexpr std::size_t kTotpSecretBytes = 20;
inline constexpr std::int64_t kTotpStepMs = 30 * kMsPerSecond;
inline constexpr std::int64_t kTotpWindow = 1;  // steps before and after
inline constexpr std::size_t kTotpDigits = 6;

// The step that an instant lies in.
std::int64_t totp_step(Instant at);
// The code of a step.
std::string totp_code(std::string_view secret, std::int64_t step);
// The step whose code was given, later than `after` and at most kTotpWindow from now; nothing when
// there is none. Spaces in `given` do not matter. Takes the same time whatever is wrong.
std::optional<std::int64_t> totp_match(std::string_view secret, std::string_view given,
                                       std::int64_t after, Instant now);

// As an authenticator takes it by hand: base 32 without padding.
std::string to_base32(std::string_view bytes);
// As a QR code carries it: otpauth://totp/ISSUER:LOGIN?secret=…&issuer=ISSUER.
std::string totp_address(std::string_view secret, std::string_view issuer, std::string_view login);

}  // namespace linli::access
