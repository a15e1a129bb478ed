// overview/audit.h – who signed in or was refused, looked at personal data, changed offices, took
// in files.
//
// For the audit administrator, who sees no matter for it: who (position and name of staff), what
// kind of thing, why, from where, and the number of the matter – never whose data, nor a word of
// it. Acts that are on the record come off the record, the rest off the audit (audit/log.h);
// neither can be shortened unseen. Source: RISK-3, RISK-5, 个人信息保护法 Art. 54. Thread safety:
// functions of a snapshot. Errors: desk.cursor_wrong (Invalid), those of the store, journal,
// registry and vault.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "desk/kernel.h"
#include "model/words.h"

namespace linli::overview {

inline constexpr int kAuditPage = 50;

// look: at personal data · read: the registry and the audit read by administrators · account:
// accounts and who holds which office · import: files taken in · setting: packs, erasures, limits ·
// sign_in: done and refused · code: one-time codes · session: sessions ended · refusal: any other
// call that was refused.
enum class AuditKind { look, read, account, import, setting, sign_in, code, session, refusal };
BOOST_DESCRIBE_ENUM(AuditKind, look, read, account, import, setting, sign_in, code, session,
                    refusal)

enum class AuditResult { done, refused };
BOOST_DESCRIBE_ENUM(AuditResult, done, refused)

struct AuditItem {
  std::int64_t at = 0;
  std::string kind;
  std::string result;   // done or refused
  Words who;            // 向巷村 · 受理分办 张三; empty when it is not known who did it
  Words what;           // 查看反映人电话
  Words reason;         // empty when none was asked
  Words why;            // it was refused; empty when done
  std::string number;   // of the matter, "" when it is about none
  std::string address;  // where it came from; a network once it was cut, "" at the machine
  std::int64_t times = 1;  // how many such calls within a minute
};
BOOST_DESCRIBE_STRUCT(AuditItem, (),
                      (at, kind, result, who, what, reason, why, number, address, times))

struct AuditView {
  std::vector<AuditItem> items;
  std::string next;  // cursor of the next page, "" at the end
};
BOOST_DESCRIBE_STRUCT(AuditView, (), (items, next))

struct AuditQuery {
  std::optional<Instant> from, to;  // from, up to but not including
  std::optional<AuditKind> kind;
  std::optional<AuditResult> result;
  std::string cursor;
};

// Newest first.
Result<AuditView> audit(const desk::Kernel& kernel, store::Snapshot& read, const AuditQuery& query);

}  // namespace linli::overview
