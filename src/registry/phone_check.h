// registry/phone_check.h – what a phone would open, and waits until somebody else has looked.
//
// Who holds a phone signs in as the person who has it. So a phone that replaces another is not
// hers at once, and a seat that is worn after signing in by phone is not worn at once: a row waits
// until she, another administrator or, for a phone only, time has decided (office/phone_checks.h).
// The new phone lies sealed in the row while it waits, and is emptied then. A declined seat stays
// shut until it is given and confirmed anew. Source: ADR 0028. Thread safety: functions of a
// snapshot. Errors: those of vault and store.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "store/marks.h"
#include "store/snapshot.h"
#include "store/write_set.h"
#include "vault/vault.h"

namespace linli::registry {

inline constexpr int kChecksShown = 20;  // to the person herself

enum class Checked { Phone, Seat };
// "phone", "seat".
std::string_view word_of(Checked what);

struct PhoneCheck {
  std::int64_t id = 0;
  std::int64_t version = 1;
  PersonId person;
  Checked what = Checked::Phone;
  std::string sealed;  // the new phone while it waits
  AccountId asked_by;  // 0: at the machine
  Instant asked_at;
  Instant due_at;        // when time alone decides; 0: it never does
  AccountId decided_by;  // 0: she herself, time, or nobody yet
  Instant decided_at;    // 0: it waits
  std::string outcome;  // confirmed, hers, passed, objected, declined, withdrawn; "" while it waits
};

// The table, as a mark (store/marks.h): who wears a hat by phone depends on it.
inline constexpr std::uint64_t kCheckMarks = store::mark_any("phone_check");

// `phone` in normal form, "" for a seat. A second one that waits makes store.unique at commit.
Result<void> add(store::WriteSet& out, const vault::Vault& vault, const PhoneCheck& check,
                 std::string_view phone);
// Ends the waiting; the phone is emptied.
void decide(store::WriteSet& out, const PhoneCheck& check, AccountId by, Instant at,
            std::string_view outcome);
// The phone that waits.
Result<std::string> phone_of(const vault::Vault& vault, const PhoneCheck& check);

Result<std::optional<PhoneCheck>> find_check(store::Snapshot& read, std::int64_t id);
Result<std::optional<PhoneCheck>> waiting_check(store::Snapshot& read, PersonId person,
                                                Checked what);
// Those that wait with an id above `after`, oldest first, at most `limit`.
Result<std::vector<PhoneCheck>> waiting_checks(store::Snapshot& read, std::int64_t after,
                                               int limit);
Result<std::int64_t> count_waiting_checks(store::Snapshot& read);
// Those that time decides now, at most `limit`.
Result<std::vector<PhoneCheck>> due_checks(store::Snapshot& read, Instant now, int limit);
// About one person, newest first, at most kChecksShown.
Result<std::vector<PhoneCheck>> checks_of(store::Snapshot& read, PersonId person);

// Whether she may wear her hats after signing in by phone: the newest row about her seat, if there
// is one, was confirmed.
Result<bool> wears_by_phone(store::Snapshot& read, PersonId person);
// Whether somebody has confirmed that already.
Result<bool> seat_confirmed(store::Snapshot& read, PersonId person);
// Whether she has ever said that a phone is not hers.
Result<bool> has_objected(store::Snapshot& read, PersonId person);

// Time decides none of those that wait any more, at most `limit` of them.
Result<void> stop_time(store::Snapshot& read, int limit, store::WriteSet& out);

// Removes all rows about a person, or with this blind of a phone; for erasure.
Result<void> erase_checks(store::Snapshot& read, PersonId person, store::WriteSet& out);
Result<void> erase_checks_of_phone(store::Snapshot& read, std::int64_t phone, store::WriteSet& out);

}  // namespace linli::registry
