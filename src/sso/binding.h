// sso/binding.h – whose account or person a provider's subject is.
//
// Bound by a verified identity number, or by two administrators of different kinds: one names the
// account for a code that its owner told him, the other confirms. Never by a name, an address or a
// phone. Source: OWASP ASVS 5.0 10.5.2 (sub and iss alone identify), RISK-3; docs/adr/0025.
// Thread safety: functions of a snapshot. Errors: those of the store, and those named.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "model/ids.h"
#include "store/snapshot.h"
#include "store/write_set.h"
#include "vault/blind.h"

namespace linli::sso {

inline constexpr std::int64_t kAskMs = 3 * kMsPerDay;  // a default: the sources are silent
inline constexpr int kSweptAtOnce = 20;
inline constexpr int kListMax = 200;

// A subject at an issuer, blinded: 128 bits.
struct Subject {
  std::int64_t id = 0;
  std::int64_t check = 0;
};
Subject subject_of(const vault::Blind& blind, std::string_view issuer, std::string_view subject);

struct Binding {
  std::int64_t id = 0;
  std::int64_t version = 0;
  std::string provider;
  PersonId person;
  AccountId account;  // 0 for a resident
  std::string basis;
  Instant made_at;
};

struct AskRow {
  std::int64_t id = 0;
  std::int64_t version = 0;
  Subject subject;
  std::string provider;
  AccountId account;   // 0: nobody was named yet
  AccountId asked_by;  // 0 likewise
  Instant ends_at;
};

Result<std::optional<Binding>> find_binding(store::Snapshot& read, const Subject& subject);
Result<std::optional<Binding>> binding_by_id(store::Snapshot& read, std::int64_t id);
// Those of staff, the newest first, at most kListMax.
Result<std::vector<Binding>> staff_bindings(store::Snapshot& read);
void add_binding(store::WriteSet& out, const Subject& subject, const Binding& binding);
// Adds the changes that forget all bindings of a person.
Result<void> erase_person(store::Snapshot& read, PersonId person, store::WriteSet& out);

// A new ask, which replaces an older one of the same subject; returns its code, eight letters and
// digits in two groups. Removes some that are over.
Result<std::string> add_ask(store::Snapshot& read, store::WriteSet& out, const vault::Blind& blind,
                            Random& random, const Subject& subject, std::string_view provider,
                            Instant now);
// Ends asks, at most `limit`.
Result<void> end_asks(store::Snapshot& read, int limit, store::WriteSet& out);
// The open ask of this code. Errors: sso.no_such_ask (NotFound).
Result<AskRow> ask_by_code(store::Snapshot& read, const vault::Blind& blind, std::string_view code,
                           Instant now);
Result<AskRow> ask_by_id(store::Snapshot& read, std::int64_t id, Instant now);
// Those with an account named that wait to be confirmed, at most kListMax.
Result<std::vector<AskRow>> asks_to_confirm(store::Snapshot& read, Instant now);

}  // namespace linli::sso
