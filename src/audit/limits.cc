#include "audit/limits.h"

#include <algorithm>
#include <string>

#include "base/check.h"

namespace linli::audit {
namespace {

struct Row {
  std::int64_t id = 0;
  std::int64_t version = 0;
  std::int64_t value = 0;
};

Result<std::optional<Row>> row_of(store::Snapshot& read, Limit limit) {
  return read.one("SELECT id, version, value FROM audit_limit WHERE name = ?1",
                  {boost::describe::enum_to_string(limit, "")}, [](const store::Row& row) {
                    return Row{row.integer(0), row.integer(1), row.integer(2)};
                  });
}

}  // namespace

const LimitRule& rule_of(Limit limit) {
  const auto found = std::ranges::find(kLimits, limit, &LimitRule::limit);
  CHECK(found != kLimits.end());
  return *found;
}

Result<LimitValue> limit_of(store::Snapshot& read, Limit limit) {
  const auto row = TRY(row_of(read, limit));
  return row ? LimitValue{row->value, false} : LimitValue{rule_of(limit).otherwise, true};
}

Result<void> set_limit(store::Snapshot& read, store::WriteSet& changes, std::int64_t new_id,
                       Limit limit, std::int64_t value) {
  const auto& rule = rule_of(limit);
  if (value < rule.least || value > rule.most) {
    return invalid("audit.limit_range",
                   std::to_string(rule.least) + "–" + std::to_string(rule.most));
  }
  if (const auto row = TRY(row_of(read, limit))) {
    changes.update("audit_limit", row->id, row->version, {{"value", value}});
  } else {
    changes.insert("audit_limit", {{"id", new_id},
                                   {"version", 1},
                                   {"name", boost::describe::enum_to_string(limit, "")},
                                   {"value", value}});
  }
  return {};
}

}  // namespace linli::audit
