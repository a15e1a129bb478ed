#include "overview/audit.h"

#include <algorithm>
#include <limits>

#include "audit/entry.h"
#include "base/text.h"
#include "desk/matter.h"
#include "overview/who.h"
#include "record/entry.h"

namespace linli::overview {
namespace {

constexpr const char* kAdministrators = "administrator_kinds";
constexpr const char* kActs = "audit_acts";  // the pack's words for what was done

// One thing that happened, before it is put into words. Ids are made in one sequence ordered by
// time, so lists of several tables merge by id.
struct Happened {
  std::int64_t id = 0;
  Instant at;
  AuditKind kind = AuditKind::look;
  std::string act;  // key in kActs
  PersonId actor;
  TermId term;
  MatterId matter;
  std::string reason;
  const char* reasons = "look_reasons";  // the list that it is from
  std::string detail;                    // added to the act: a login, a kind of file, a pack
  std::string by;                        // which kind of administrator did it
  bool called = false;                   // off the audit, where residents stand, too
  AccountId account;                     // by which, about which, or the one that was tried
  bool refused = false;
  std::string code;     // why
  std::string address;  // where it came from
  std::int64_t times = 1;
  std::string proof;  // words of kActs for an unusual proof: a recovery code
};

struct Page {
  store::Snapshot& read;
  std::int64_t before;
  Instant from, to;
  std::int64_t newest_call = 0;  // of the audit, that may stand on this page
};

std::string fact_of(const journal::Entry& entry, const std::string& key) {
  const auto found = entry.facts.find(key);
  return found == entry.facts.end() ? std::string() : found->second;
}

// Which list was exported: its scope, and what narrowed it, as keys.
std::string question_of(const journal::Entry& entry) {
  std::string out = fact_of(entry, "scope");
  if (out.empty()) out = "mine";
  for (const auto& [key, value] : entry.facts) {
    if (key != "scope" && key != "reason" && key != "sort") out += " " + key + "=" + value;
  }
  return out;
}

AuditKind kind_of(const std::string& act) {
  if (act.starts_with("inbox.export")) return AuditKind::look;
  if (act == "registry.import") return AuditKind::import;
  const bool people = act.starts_with("registry.") || act.starts_with("account.") ||
                      act.starts_with("administrator.");
  return people ? AuditKind::account : AuditKind::setting;
}

Happened happened(const journal::Entry& entry) {
  Happened out;
  out.id = entry.id.value;
  out.at = entry.at;
  out.actor = entry.actor;
  out.term = entry.term;
  out.matter = entry.matter;
  out.act = entry.act;
  std::ranges::replace(out.act, '.', '_');
  if (entry.matter) {
    out.kind = AuditKind::look;
    out.act = "look_" + fact_of(entry, "what");
    out.reason = fact_of(entry, "reason");
    return out;
  }
  out.kind = kind_of(entry.act);
  out.by = fact_of(entry, "by");
  out.account = AccountId{parse_int64(fact_of(entry, "account")).value_or(0)};
  if (out.kind == AuditKind::import) out.detail = fact_of(entry, "kind");
  if (entry.act == "inbox.export") {
    out.reason = fact_of(entry, "reason");
    out.reasons = "export_reasons";
    out.detail = question_of(entry);
  }
  if (entry.act == "inbox.export_end") {
    if (fact_of(entry, "whole") != "true") out.act += "_cut";
    out.detail = fact_of(entry, "rows");
  }
  return out;
}

Result<std::vector<Happened>> entries(Page& page, store::Sql sql, const std::string& kind) {
  const auto rows =
      TRY(page.read.all(sql, {page.before, page.from, page.to, kAuditPage, kind},
                        [](const store::Row& row) { return record::entry_row(row, 0); }));
  std::vector<Happened> out;
  for (const auto& row : rows) out.push_back(happened(TRY(journal::entry_of(row))));
  return out;
}

Result<std::vector<Happened>> looks(Page& page) {
  return entries(page,
                 "SELECT id, matter_id, previous_id, at, act, body FROM journal_entry "
                 "WHERE act = 'request.reveal' AND id < ?1 AND at >= ?2 AND at < ?3 AND ?5 = ?5 "
                 "ORDER BY id DESC LIMIT ?4",
                 "");
}

// `kind` as in kind_of(), "" for all.
Result<std::vector<Happened>> changes(Page& page, const std::string& kind) {
  return entries(
      page,
      "SELECT id, matter_id, previous_id, at, act, body FROM journal_entry "
      "WHERE matter_id IS NULL AND id < ?1 AND at >= ?2 AND at < ?3 AND (?5 = '' OR ?5 = CASE "
      "WHEN act LIKE 'inbox.%' THEN 'look' "
      "WHEN act = 'registry.import' THEN 'import' "
      "WHEN act LIKE 'registry.%' OR act LIKE 'account.%' OR act LIKE 'administrator.%' "
      "THEN 'account' ELSE 'setting' END) "
      "ORDER BY id DESC LIMIT ?4",
      kind);
}

Result<std::vector<Happened>> packs(Page& page) {
  return page.read.all(
      "SELECT id, installed_at, pack, number FROM pack_version WHERE id < ?1 "
      "AND installed_at >= ?2 AND installed_at < ?3 ORDER BY id DESC LIMIT ?4",
      {page.before, page.from, page.to, kAuditPage}, [](const store::Row& row) {
        Happened out;
        out.id = row.integer(0);
        out.at = row.instant(1);
        out.kind = AuditKind::setting;
        out.act = "pack_installed";
        out.detail = row.string(2) + " " + std::to_string(row.integer(3));
        return out;
      });
}

// What a kind of the audit's is for its reader.
AuditKind kind_of(audit::Kind kind) {
  switch (kind) {
    case audit::Kind::sign_in:
      return AuditKind::sign_in;
    case audit::Kind::code:
      return AuditKind::code;
    case audit::Kind::session:
      return AuditKind::session;
    case audit::Kind::account:
    case audit::Kind::own:
    case audit::Kind::office:
      return AuditKind::account;
    case audit::Kind::look:
      return AuditKind::read;
    case audit::Kind::reveal:
    case audit::Kind::download:
      return AuditKind::look;
    case audit::Kind::setting:
      return AuditKind::setting;
    case audit::Kind::refusal:
    case audit::Kind::dropped:
      break;
  }
  return AuditKind::refusal;
}

Happened called(const store::Row& row) {
  const auto kept = audit::kept_from(row);
  Happened out;
  out.called = true;
  out.id = kept.id.value;
  out.at = kept.entry.at;
  out.kind = kind_of(kept.entry.kind);
  out.act = kept.entry.route;
  out.actor = kept.entry.person;
  out.account = kept.entry.account;
  out.refused = kept.refused;
  out.code = kept.entry.code;
  out.times = kept.entry.times;
  out.address = row.string(audit::kKeptColumns);
  // At the machine there are neither person nor account (app/operator_audit.h).
  if (kept.entry.detail.starts_with("by=operator")) out.by = "operator";
  if (kept.entry.detail == "factor=recovery") out.proof = "factor_recovery";
  if (kept.entry.detail == "factor=reset") out.proof = "factor_reset";
  return out;
}

// Entries of the audit that are on no record beside it.
Result<std::vector<Happened>> all_calls(Page& page) {
  return page.read.all("SELECT " LINLI_AUDIT_COLUMNS
                       ", COALESCE(a.whole, a.network, '') FROM audit_entry e"
                       " LEFT JOIN audit_address a ON a.id = e.id WHERE e.recorded = 0"
                       " AND e.id <= ?1 AND e.at >= ?2 AND e.at < ?3 ORDER BY e.id DESC LIMIT ?4",
                       {page.newest_call, page.from, page.to, kAuditPage}, called);
}

Result<std::vector<Happened>> calls(Page& page, audit::Kind kind, AuditResult result) {
  return page.read.all("SELECT " LINLI_AUDIT_COLUMNS
                       ", COALESCE(a.whole, a.network, '') FROM audit_entry e"
                       " LEFT JOIN audit_address a ON a.id = e.id WHERE e.refused = ?5"
                       " AND e.kind = ?6 AND e.id <= ?1 AND e.at >= ?2 AND e.at < ?3"
                       " ORDER BY e.id DESC LIMIT ?4",
                       {page.newest_call, page.from, page.to, kAuditPage,
                        result == AuditResult::refused, audit::word_of(kind)},
                       called);
}

// Those of one of its reader's kinds, or of all, with one of both results, or with any.
Result<std::vector<Happened>> calls_of(Page& page, const AuditQuery& query) {
  if (!query.kind && !query.result) return all_calls(page);
  std::vector<Happened> out;
  for (const auto kind : audit::kKinds) {
    if (query.kind && kind_of(kind) != *query.kind) continue;
    for (const auto result : {AuditResult::done, AuditResult::refused}) {
      if (query.result && *query.result != result) continue;
      audit::Entry like;
      like.kind = kind;
      like.code = result == AuditResult::refused ? "refused" : "";
      if (audit::on_record(like)) continue;
      for (auto& one : TRY(calls(page, kind, result))) out.push_back(std::move(one));
    }
  }
  return out;
}

// The newest call before `to`: found by its time, so that those after it are not walked over.
Result<std::int64_t> newest_call(store::Snapshot& read, Instant to, std::int64_t before) {
  const auto newest = TRY(read.number(
      "SELECT id FROM audit_entry WHERE at < ?1 ORDER BY at DESC, id DESC LIMIT 1", {to}));
  return std::min(newest, before - 1);
}

Result<std::vector<Happened>> all_of(Page& page, const AuditQuery& query) {
  auto out = TRY(calls_of(page, query));
  const auto take = [&](std::vector<Happened> found) {
    for (auto& one : found) out.push_back(std::move(one));
  };
  // What is on the record was done.
  if (query.result != AuditResult::refused) {
    const auto kind = query.kind;
    if (!kind || *kind == AuditKind::look) take(TRY(looks(page)));
    // Whatever has no matter: exports too.
    if (!kind || *kind <= AuditKind::setting) {
      take(TRY(changes(page, kind ? boost::describe::enum_to_string(*kind, "") : "")));
    }
    if (!kind || *kind == AuditKind::setting) take(TRY(packs(page)));
  }
  std::ranges::sort(out, std::greater{}, &Happened::id);
  if (out.size() > kAuditPage) out.resize(kAuditPage);
  return out;
}

// Staff by position and name; who of the residents called is nobody's business here.
Result<Words> caller(const desk::Kernel& kernel, store::Snapshot& read, const pack::Pack& pack,
                     const Happened& one) {
  const bool known = !one.called || one.account || !one.actor ||
                     TRY(position_of(read, one.actor, one.term, one.at));
  if (!known) return pack.choice_words(kActs, "a_resident");
  return who_was(kernel, read, one.actor, one.term, one.at);
}

Result<AuditItem> item_of(const desk::Kernel& kernel, store::Snapshot& read, const pack::Pack& pack,
                          const Happened& one) {
  AuditItem out;
  out.at = one.at.ms;
  out.kind = boost::describe::enum_to_string(one.kind, "");
  out.result = one.refused ? "refused" : "done";
  out.address = one.address;
  out.times = one.times;
  out.who = TRY(caller(kernel, read, pack, one));
  if (!one.term && !one.by.empty()) {
    const Words by = pack.choice_words(kAdministrators, one.by);
    out.who.zh = by.zh + (out.who.zh.empty() ? "" : " ") + out.who.zh;
    out.who.en = by.en + (out.who.en.empty() ? "" : " ") + out.who.en;
  }
  out.what = pack.choice_words(kActs, one.act);
  // A call that leaves an entry only when it is refused need not have words of its own.
  if (out.what.zh == one.act) out.what = pack.choice_words(kActs, "other");
  const auto detail = one.account ? TRY(login_of(read, one.account)) : one.detail;
  if (!detail.empty()) {
    out.what.zh += " " + detail;
    out.what.en += " " + detail;
  }
  if (!one.proof.empty()) {
    const Words proof = pack.choice_words(kActs, one.proof);
    out.what.zh += "（" + proof.zh + "）";
    out.what.en += " (" + proof.en + ")";
  }
  if (one.refused) {
    out.why = {pack.catalogue.sentence(one.code, Language::Zh),
               pack.catalogue.sentence(one.code, Language::En)};
  }
  if (!one.reason.empty()) out.reason = pack.choice_words(one.reasons, one.reason);
  if (!one.matter) return out;
  if (const auto matter = TRY(desk::find_matter(read, one.matter))) out.number = matter->number;
  return out;
}

}  // namespace

Result<AuditView> audit(const desk::Kernel& kernel, store::Snapshot& read,
                        const AuditQuery& query) {
  constexpr auto kEver = std::numeric_limits<std::int64_t>::max();
  Page page{read, kEver, query.from.value_or(Instant{0}), query.to.value_or(Instant{kEver})};
  if (!query.cursor.empty()) {
    const auto before = parse_int64(query.cursor);
    if (!before) return invalid("desk.cursor_wrong");
    page.before = *before;
  }
  const auto rules = kernel.rules.get();
  page.newest_call = TRY(newest_call(read, page.to, page.before));
  const auto found = TRY(all_of(page, query));
  AuditView out;
  for (const auto& one : found) {
    out.items.push_back(TRY(item_of(kernel, read, rules->pack(), one)));
  }
  if (found.size() == kAuditPage) out.next = std::to_string(found.back().id);
  return out;
}

}  // namespace linli::overview
