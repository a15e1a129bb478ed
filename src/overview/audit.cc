#include "overview/audit.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "desk/matter.h"
#include "desk/place.h"
#include "desk/record_entry.h"
#include "registry/people.h"
#include "registry/seats.h"

namespace linli::overview {
namespace {

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
};

struct Page {
  store::Snapshot& read;
  std::int64_t before;
  Instant from, to;
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
  return act.starts_with("registry.") ? AuditKind::account : AuditKind::setting;
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
                        [](const store::Row& row) { return desk::entry_row(row, 0); }));
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
      "WHEN act LIKE 'registry.%' THEN 'account' ELSE 'setting' END) "
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

Result<std::vector<Happened>> accounts(Page& page) {
  return page.read.all(
      "SELECT id, made_at, login FROM access_account WHERE id < ?1 AND made_at >= ?2 "
      "AND made_at < ?3 ORDER BY id DESC LIMIT ?4",
      {page.before, page.from, page.to, kAuditPage}, [](const store::Row& row) {
        Happened out;
        out.id = row.integer(0);
        out.at = row.instant(1);
        out.kind = AuditKind::account;
        out.act = "account_made";
        out.detail = row.string(2);
        return out;
      });
}

Result<std::vector<Happened>> sign_ins(Page& page) {
  return page.read.all(
      "SELECT s.id, s.made_at, s.person_id, a.login FROM access_session s "
      "JOIN access_account a ON a.id = s.account_id WHERE s.id < ?1 AND s.made_at >= ?2 "
      "AND s.made_at < ?3 ORDER BY s.id DESC LIMIT ?4",
      {page.before, page.from, page.to, kAuditPage}, [](const store::Row& row) {
        Happened out;
        out.id = row.integer(0);
        out.at = row.instant(1);
        out.kind = AuditKind::sign_in;
        out.act = "sign_in";
        out.actor = row.id<PersonId>(2);
        out.detail = row.string(3);
        return out;
      });
}

Result<std::vector<Happened>> all_of(Page& page, std::optional<AuditKind> kind) {
  std::vector<Happened> out;
  const auto wanted = [&](std::initializer_list<AuditKind> kinds) {
    return !kind || std::ranges::find(kinds, *kind) != kinds.end();
  };
  const auto take = [&](std::vector<Happened> found) {
    for (auto& one : found) out.push_back(std::move(one));
  };
  if (wanted({AuditKind::look})) take(TRY(looks(page)));
  // Whatever has no matter: exports too.
  if (!kind || *kind != AuditKind::sign_in) {
    take(TRY(changes(page, kind ? boost::describe::enum_to_string(*kind, "") : "")));
  }
  if (wanted({AuditKind::setting})) take(TRY(packs(page)));
  if (wanted({AuditKind::account})) take(TRY(accounts(page)));
  if (wanted({AuditKind::sign_in})) take(TRY(sign_ins(page)));
  std::ranges::sort(out, std::greater{}, &Happened::id);
  if (out.size() > kAuditPage) out.resize(kAuditPage);
  return out;
}

// Position and name of the staff who did it.
Result<Words> who_did(const desk::Kernel& kernel, store::Snapshot& read, const Happened& one) {
  Words out;
  const auto position =
      TRY(read.one("SELECT position_id FROM term WHERE id = ?1", {one.term.value},
                   [](const store::Row& row) { return PositionId{row.integer(0)}; }));
  if (position) {
    out = desk::seat_words(TRY(registry::seat_by_position(read, *position, one.at)));
  }
  if (!one.actor) return out;
  const auto names = TRY(registry::names_of(read, kernel.vault, {one.actor}));
  const auto name = names.find(one.actor);
  if (name == names.end() || name->second.empty()) return out;
  out.zh += (out.zh.empty() ? "" : " ") + name->second;
  out.en += (out.en.empty() ? "" : " ") + name->second;
  return out;
}

Result<AuditItem> item_of(const desk::Kernel& kernel, store::Snapshot& read, const pack::Pack& pack,
                          const Happened& one) {
  AuditItem out;
  out.at = one.at.ms;
  out.kind = boost::describe::enum_to_string(one.kind, "");
  out.who = TRY(who_did(kernel, read, one));
  out.what = pack.choice_words(kActs, one.act);
  if (!one.detail.empty()) {
    out.what.zh += " " + one.detail;
    out.what.en += " " + one.detail;
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
  const auto found = TRY(all_of(page, query.kind));
  AuditView out;
  for (const auto& one : found) {
    out.items.push_back(TRY(item_of(kernel, read, rules->pack(), one)));
  }
  if (found.size() == kAuditPage) out.next = std::to_string(found.back().id);
  return out;
}

}  // namespace linli::overview
