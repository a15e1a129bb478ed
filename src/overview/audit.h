// overview/audit.h – who looked at personal data, changed offices, took in files, signed in.
//
// For the administrator, who sees no matter for it: who (position and name of staff), what kind of
// thing, why, and the number of the matter – never whose data, nor a word of it. Looks and changes
// come off the record, which nobody can shorten; sign-ins are those of sessions still kept.
// Source: RISK-3, RISK-5, 个人信息保护法 Art. 54. Thread safety: functions of a snapshot.
// Errors: desk.cursor_wrong (Invalid), those of the store, journal, registry and vault.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "desk/kernel.h"
#include "model/words.h"

namespace linli::overview {

inline constexpr int kAuditPage = 50;

// look: at personal data · account: accounts and who holds which office · import: files taken in ·
// setting: packs and erasures · sign_in: of staff.
enum class AuditKind { look, account, import, setting, sign_in };
BOOST_DESCRIBE_ENUM(AuditKind, look, account, import, setting, sign_in)

struct AuditItem {
  std::int64_t at = 0;
  std::string kind;
  Words who;           // 向巷村 · 受理分办 张三; empty when nobody of the staff did it
  Words what;          // 查看反映人电话
  Words reason;        // empty when none was asked
  std::string number;  // of the matter, "" when it is about none
};
BOOST_DESCRIBE_STRUCT(AuditItem, (), (at, kind, who, what, reason, number))

struct AuditView {
  std::vector<AuditItem> items;
  std::string next;  // cursor of the next page, "" at the end
};
BOOST_DESCRIBE_STRUCT(AuditView, (), (items, next))

struct AuditQuery {
  std::optional<Instant> from, to;  // from, up to but not including
  std::optional<AuditKind> kind;
  std::string cursor;
};

// Newest first.
Result<AuditView> audit(const desk::Kernel& kernel, store::Snapshot& read, const AuditQuery& query);

}  // namespace linli::overview
