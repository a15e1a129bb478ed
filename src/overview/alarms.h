// overview/alarms.h – alarms and limits as the security administrator reads and sets them.
//
// Source: issue "nothing escapes the audit". Thread safety: functions of a snapshot. Errors:
// desk.cursor_wrong (Invalid), those of the store, registry and vault.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "audit/alarm.h"
#include "audit/limits.h"
#include "desk/kernel.h"
#include "model/words.h"

namespace linli::overview {

struct AlarmItem {
  std::string id;
  std::string rule;  // audit::Rule
  Words what;        // 一个账号多次登录失败
  Words about;       // whose account, who looks, which network; empty for the whole county
  std::int64_t at = 0;
  std::int64_t last_at = 0;
  std::int64_t times = 1;
  std::int64_t seen_at = 0;  // 0: not yet
  Words seen_by;
};
BOOST_DESCRIBE_STRUCT(AlarmItem, (), (id, rule, what, about, at, last_at, times, seen_at, seen_by))

struct LimitItem {
  std::string name;  // audit::Limit
  std::int64_t value = 0;
  bool by_default = true;
  std::int64_t otherwise = 0;  // the default
  std::int64_t least = 0;
  std::int64_t most = 0;
};
BOOST_DESCRIBE_STRUCT(LimitItem, (), (name, value, by_default, otherwise, least, most))

struct AlarmsView {
  std::vector<AlarmItem> items;   // newest first
  std::string next;               // cursor of the next page, "" at the end
  std::int64_t open = 0;          // that nobody has seen
  std::vector<LimitItem> limits;  // with the first page
};
BOOST_DESCRIBE_STRUCT(AlarmsView, (), (items, next, open, limits))

Result<AlarmsView> read_alarms(const desk::Kernel& kernel, store::Snapshot& read,
                               audit::Which which, const std::string& cursor);

}  // namespace linli::overview
