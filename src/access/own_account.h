// access/own_account.h – what somebody does with her own account: password, second factor,
// sessions.
//
// Whatever changes password or second factor carries the proof with it – the present password and,
// where there is one, a code of the second factor – in the same request: no earlier proof counts,
// and a session that was left open changes nothing. Wrong proofs are counted like wrong sign-ins.
// Functions that take a Proof hash: they run on the Hashing pool. Source: ASVS 5.0 6.2.3, 6.5, 7.4,
// 7.5; RFC 6238; docs/adr/0026. Thread safety: values.
//
// Errors: access.no_account (NotFound: signed in without an account, by a code), access.proof_wrong
// (Forbidden), access.second_factor_wanted, access.second_factor_wrong (Unauthorized: at sign-in
// only), access.wait (Overloaded), access.no_second_factor (Conflict: none set up, or the one begun
// is over), access.second_factor_required (Conflict: hers may not be taken off),
// access.no_such_session (NotFound), access.password_*.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"

namespace linli::access {

inline constexpr int kSessionsMax = 10;        // of one account, or one resident; the oldest end
inline constexpr int kSessionsListedMax = 50;  // the newest; more can only be in a sample
inline constexpr std::int64_t kFactorSetupMs = 10 * kMsPerMinute;  // from showing to confirming
inline constexpr int kFactorTriesMax = 5;  // wrong codes with the right password, before waits
inline constexpr std::int64_t kFactorWaitMs = kMsPerMinute;  // the first wait, doubled each time
inline constexpr std::int64_t kFactorWaitMaxMs = kMsPerDay;  // the longest
inline constexpr int kRecoveryCodes = 10;                    // of one account, each good once
inline constexpr std::size_t kRecoveryLetters = 12;          // 60 bits

// What took part in a sign-in or a proof besides the password; for the audit.
enum class Factor {
  None,      // the account has no second factor
  Code,      // of the authenticator
  Recovery,  // a recovery code, which is used up by it
  Reset,     // access was made anew: the factor from before is gone
};
// "factor=code", "factor=recovery", "factor=reset"; "" for none.
std::string_view detail_of(Factor factor);

// It is she: asked before anything of the account changes.
struct Proof {
  std::string password;
  std::string code;  // of the second factor, or a recovery code; "" without one
};

struct OwnAccount {
  std::string login;
  bool has_second_factor = false;
  bool must_have_second_factor = false;
  int recovery_left = 0;  // codes not used yet
  std::size_t password_min = 0;
  Factor by = Factor::None;  // with what the change was proven
};

struct OwnSession {
  SessionId id;
  bool staff = false;
  Instant made_at, seen_at;
  std::string browser;  // http/browser.h
  bool current = false;
};

// What an authenticator needs, shown once.
struct FactorOffer {
  std::string secret;   // base 32, to type
  std::string address;  // otpauth://…, for the QR code
  Factor by = Factor::None;
};

struct RecoveryCodes {
  std::vector<std::string> codes;
  Factor by = Factor::None;
};

}  // namespace linli::access
