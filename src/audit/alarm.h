// audit/alarm.h – what the security administrator must hear of, and how it is found.
//
// A watch walks along the chain and holds what is new against the limits (audit/limits.h). What
// holds becomes an alarm, open until an administrator has seen it; while one is open, or within an
// hour after it was raised, the same about the same is counted in it and nobody is told again.
// Source: issue "nothing escapes the audit", GB/T 22239-2019 §8.1.3.5, docs/adr/0022-audit.md.
// Thread safety: a watch one thread at a time, not the store's writer thread; functions of a
// snapshot.
#pragma once

#include <boost/describe.hpp>
#include <functional>
#include <string>
#include <vector>

#include "audit/entry.h"
#include "base/clock.h"
#include "model/ids.h"
#include "store/store.h"

namespace linli::audit {

using AlarmId = Id<struct AlarmTag>;

inline constexpr int kWatchedMax = 500;  // links in one run
inline constexpr std::int64_t kFailuresMs = 15 * kMsPerMinute;
inline constexpr std::int64_t kRevealsMs = kMsPerHour;
inline constexpr std::int64_t kQuietMs = kMsPerHour;  // after an alarm about the same
inline constexpr int kOpenMax = 200;  // alarms nobody has seen; more of what comes from outside is
                                      // not kept one by one
inline constexpr int kToldPerHour = 10;  // messages
inline constexpr int kAlarmPage = 50;
inline constexpr std::int64_t kAlarmsKeptMs = 365 * kMsPerDay;

enum class Rule {
  failures_account,   // many refused sign-ins of one account
  failures_address,   // many from one address
  failures_all,       // many in all
  mass_reveals,       // somebody looks at very many filers
  new_administrator,  // somebody became one: an entry of kind account says "administrator=KIND"
  access_reset,       // access was made anew: an entry of kind account says "reset"
  first_access,       // somebody is to get an account, or a seat worn by phone, for the first time
  phone_changes,      // the phones of many people are to change
  phone_in_office,    // the phone of somebody in office is to change
  phone_objected,     // somebody says that a phone entered for her is not hers
  clock_jump,         // the machine's time jumped
  chain_broken,       // the audit was tampered with
  copy_failing,       // the audit cannot be copied out
  entries_dropped,    // so many refusals that not every one was kept
};
BOOST_DESCRIBE_ENUM(Rule, failures_account, failures_address, failures_all, mass_reveals,
                    new_administrator, access_reset, first_access, phone_changes, phone_in_office,
                    phone_objected, clock_jump, chain_broken, copy_failing, entries_dropped)

struct Alarm {
  AlarmId id;
  std::int64_t version = 0;
  std::string rule;
  std::string subject;  // "account=73", "person=5", a network, or ""
  Instant at, last_at;
  std::int64_t times = 1;
  AuditId entry;
  Instant seen_at;  // 0: not yet
  PersonId seen_person;
  AccountId seen_account;
};

// What is to be said of to whoever keeps watch.
struct Finding {
  Rule rule = Rule::failures_all;
  std::string subject;
  AuditId entry;  // 0 when none raised it
};

// Queues the message about a new alarm to the security administrators; handed in by app/.
using Tell = std::function<Result<void>(store::Snapshot&, store::WriteSet&, const Finding&)>;

class Watch {
 public:
  // References must outlive it.
  Watch(store::Store& store, const Clock& clock, IdSource& ids, Tell tell)
      : store_(store), clock_(clock), ids_(ids), tell_(std::move(tell)) {}

  // Looks at the next links, at most kWatchedMax. Returns how many. Errors: those of the store.
  Result<int> run_once();
  // Raises what no entry shows: the machine's time, a broken chain, a copy that fails.
  Result<void> raise(const Finding& finding);
  // Removes alarms that are older than a year, a few. Errors: those of the store.
  Result<void> sweep();

 private:
  Result<void> add(store::Snapshot& read, store::WriteSet& changes, const Finding& finding);

  store::Store& store_;
  const Clock& clock_;
  IdSource& ids_;
  const Tell tell_;
};

// Newest first, those before `before` (0: from the newest); only open ones if asked.
enum class Which { All, Open };
Result<std::vector<Alarm>> alarms(store::Snapshot& read, Which which, AlarmId before, int limit);
// How many are open, at most kOpenMax.
Result<std::int64_t> open_alarms(store::Snapshot& read);
// Takes note of an alarm; one that was seen already stays as it was. Errors: audit.no_such_alarm
// (NotFound).
Result<void> see_alarm(store::Snapshot& read, store::WriteSet& changes, AlarmId id, PersonId person,
                       AccountId account, Instant now);

}  // namespace linli::audit
