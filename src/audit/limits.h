// audit/limits.h – every limit of the audit that a county may set, with its default.
//
// A default holds until the security administrator sets another value; what is shown says which
// of both it is. Source: issue "nothing escapes the audit"; 网络安全法 Art. 21 (3) asks for six
// months of logs, the issue for a year. Thread safety: functions of a snapshot.
#pragma once

#include <array>
#include <boost/describe.hpp>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::audit {

enum class Limit {
  keep_days,         // how long entries are kept
  failures_account,  // refused sign-ins of one account within 15 minutes: alarm
  failures_address,  // refused sign-ins and codes from one address (IPv6: /48) in 15 minutes: alarm
  failures_all,      // refused sign-ins and codes in all within 15 minutes: alarm
  mass_reveals,      // looks at filers by one person within an hour: alarm
  reveals_hour,      // looks at filers by one person within an hour: refused above
  reveals_day,       // the same within 24 hours
  phone_changes,     // phones of people that are to change, within an hour: alarm
  phone_days,        // days without her objection after which a changed phone is hers
  clock_jump_s,      // seconds that the machine's time may jump: alarm
  copy_late_s,       // seconds that copying out may fail: alarm
};
BOOST_DESCRIBE_ENUM(Limit, keep_days, failures_account, failures_address, failures_all,
                    mass_reveals, reveals_hour, reveals_day, phone_changes, phone_days,
                    clock_jump_s, copy_late_s)

struct LimitRule {
  Limit limit;
  std::int64_t otherwise;  // the default
  std::int64_t least, most;
};
inline constexpr std::array<LimitRule, 11> kLimits = {{
    {Limit::keep_days, 365, 365, 3650},
    {Limit::failures_account, 10, 3, 1000},
    {Limit::failures_address, 30, 3, 10'000},
    {Limit::failures_all, 200, 10, 100'000},
    {Limit::mass_reveals, 15, 2, 1000},
    {Limit::reveals_hour, 20, 1, 1000},
    {Limit::reveals_day, 60, 1, 10'000},
    {Limit::phone_changes, 20, 1, 100'000},
    {Limit::phone_days, 7, 3, 60},
    {Limit::clock_jump_s, 300, 10, 86'400},
    {Limit::copy_late_s, 300, 10, 86'400},
}};

struct LimitValue {
  std::int64_t value = 0;
  bool by_default = true;
};
const LimitRule& rule_of(Limit limit);
Result<LimitValue> limit_of(store::Snapshot& read, Limit limit);
// Errors: audit.limit_range (Invalid; detail: "least–most").
Result<void> set_limit(store::Snapshot& read, store::WriteSet& changes, std::int64_t new_id,
                       Limit limit, std::int64_t value);

}  // namespace linli::audit
