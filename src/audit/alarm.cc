#include "audit/alarm.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <set>

#include "audit/address.h"
#include "audit/limits.h"
#include "base/text.h"

namespace linli::audit {
namespace {

constexpr int kAlarmCursor = 1;  // of audit_cursor

// Whether one of the words of a detail is this one, or this one with an id: "reset",
// "administrator=security".
bool tells(const Entry& entry, std::string_view word) {
  for (const auto one : split(entry.detail, ' ')) {
    if (one.substr(0, one.find('=')) == word) return true;
  }
  return false;
}

std::string_view word(Rule rule) {
  return boost::describe::enum_to_string(rule, "");
}

// Raised by strangers in any number; the others are never left out.
bool from_outside(Rule rule) {
  return rule == Rule::failures_account || rule == Rule::failures_address ||
         rule == Rule::failures_all || rule == Rule::entries_dropped;
}

struct Watched {
  std::int64_t number = 0;
  Kept kept;
  std::string whole, network;
};

Watched watched_from(const store::Row& row) {
  return {row.integer(0), kept_from(row, 1), row.string(1 + kKeptColumns),
          row.string(2 + kKeptColumns)};
}

// The password was right and the second factor is asked for: each sign-in of who has one leaves
// such an entry, and none is a failure.
constexpr std::string_view kHalfWay = "access.second_factor_wanted";

bool failed(const Entry& entry) {
  return entry.refused() && entry.code != kHalfWay &&
         (entry.kind == Kind::sign_in || entry.kind == Kind::code);
}

// Counts each question once a run, whatever many entries ask it.
class Counting {
 public:
  Counting(store::Snapshot& read, std::int64_t failures_from, std::int64_t hour_from)
      : read_(read), failures_from_(failures_from), hour_from_(hour_from) {}

  Result<void> look_at(const Watched& one) {
    const Entry& entry = one.kept.entry;
    const auto id = one.kept.id;
    if (failed(entry)) TRY(look_at_failure(one));
    if (entry.kind == Kind::reveal && !entry.refused() && entry.person) {
      const auto subject = "person=" + std::to_string(entry.person.value);
      TRY(hold(Limit::mass_reveals, Rule::mass_reveals, subject, id,
               "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM audit_entry WHERE person_id = "
               "?1 AND "
               "kind = 'reveal' AND refused = 0 AND id >= ?2",
               {entry.person, hour_from_}));
    }
    if (entry.kind == Kind::dropped) found_.push_back({Rule::entries_dropped, "", id});
    if (entry.refused()) return {};
    if (entry.kind == Kind::office) return look_at_phone(entry, id);
    if (entry.kind != Kind::account) return {};
    if (entry.route == "account_create" || entry.route == "account_create_many") {
      found_.push_back({Rule::first_access, "", id});
    }
    if (tells(entry, "administrator")) {
      found_.push_back({Rule::new_administrator, entry.detail, id});
    }
    if (tells(entry, "reset")) found_.push_back({Rule::access_reset, entry.detail, id});
    return {};
  }
  const std::vector<Finding>& found() const { return found_; }

 private:
  // The steps of office/phone_checks.h.
  Result<void> look_at_phone(const Entry& entry, AuditId id) {
    if (entry.route == "seat_ask") found_.push_back({Rule::first_access, "", id});
    if (entry.route == "phone_objected") {
      found_.push_back({Rule::phone_objected, subject_of(entry), id});
    }
    if (entry.route != "phone_ask") return {};
    if (tells(entry, "in_office")) {
      found_.push_back({Rule::phone_in_office, subject_of(entry), id});
    }
    return hold(Limit::phone_changes, Rule::phone_changes, "", id,
                "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM audit_entry WHERE refused = 0"
                " AND kind = 'office' AND route = 'phone_ask' AND id >= ?1",
                {hour_from_});
  }

  // "person=5" of a detail.
  static std::string subject_of(const Entry& entry) {
    for (const auto one : split(entry.detail, ' ')) {
      if (one.starts_with("person=")) return std::string(one);
    }
    return "";
  }

  Result<void> look_at_failure(const Watched& one) {
    const Entry& entry = one.kept.entry;
    const auto id = one.kept.id;
    if (entry.account) {
      TRY(hold(Limit::failures_account, Rule::failures_account,
               "account=" + std::to_string(entry.account.value), id,
               "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM audit_entry WHERE account_id = "
               "?1 AND "
               "kind = 'sign_in' AND refused = 1 AND code <> ?3 AND id >= ?2",
               {entry.account, failures_from_, kHalfWay}));
    }
    // Who has IPv6 has many addresses: her network counts as one.
    const bool v4 = one.network.ends_with("/24");
    if (!one.network.empty()) {
      TRY(hold(
          Limit::failures_address, Rule::failures_address, one.network, id,
          "SELECT CAST(COALESCE(SUM(e.times), 0) AS BIGINT) FROM audit_address a JOIN audit_entry e"
          " ON e.id = a.id WHERE a.network = ?1 AND a.id >= ?2 AND (?3 = '' OR a.whole = ?3)"
          " AND e.refused = 1 AND e.kind IN ('sign_in', 'code') AND e.code <> ?4",
          {one.network, failures_from_, v4 ? one.whole : std::string(), kHalfWay}));
    }
    return hold(
        Limit::failures_all, Rule::failures_all, "", id,
        "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM audit_entry WHERE refused = 1 AND "
        "kind IN ('sign_in', 'code') AND code <> ?2 AND id >= ?1",
        {failures_from_, kHalfWay});
  }

  Result<void> hold(Limit limit, Rule rule, const std::string& subject, AuditId id, store::Sql sql,
                    const std::vector<store::Value>& parameters) {
    if (!asked_.emplace(rule, subject).second) return {};
    const auto most = TRY(limit_of(read_, limit)).value;
    if (TRY(read_.number(sql, parameters)) >= most) found_.push_back({rule, subject, id});
    return {};
  }

  store::Snapshot& read_;
  const std::int64_t failures_from_;
  const std::int64_t hour_from_;
  std::set<std::pair<Rule, std::string>> asked_;
  std::vector<Finding> found_;
};

Alarm alarm_from(const store::Row& row) {
  Alarm out;
  out.id = row.id<AlarmId>(0);
  out.version = row.integer(1);
  out.rule = row.string(2);
  out.subject = row.string(3);
  out.at = row.instant(4);
  out.last_at = row.instant(5);
  out.times = row.integer(6);
  out.entry = row.id<AuditId>(7);
  out.seen_at = row.instant(8);
  out.seen_person = row.id<PersonId>(9);
  out.seen_account = row.id<AccountId>(10);
  return out;
}

#define LINLI_ALARM_COLUMNS                                                          \
  "id, version, rule, subject, at, last_at, times, entry_id, seen_at, seen_person, " \
  "seen_account"

void set_cursor(store::WriteSet& changes, std::int64_t version, std::int64_t number) {
  if (version > 0) {
    changes.update("audit_cursor", kAlarmCursor, version, {{"number", number}});
  } else {
    changes.insert("audit_cursor", {{"id", kAlarmCursor}, {"version", 1}, {"number", number}});
  }
}

}  // namespace

Result<int> Watch::run_once() {
  store::WriteSet changes;
  int count = 0;
  {
    const auto read = TRY(store_.read());
    const auto cursor = TRY(
        read->one("SELECT version, number FROM audit_cursor WHERE id = ?1", {kAlarmCursor},
                  [](const store::Row& row) { return std::pair(row.integer(0), row.integer(1)); }));
    const auto [version, number] = cursor.value_or(std::pair<std::int64_t, std::int64_t>());
    const auto links =
        TRY(read->all("SELECT l.id, " LINLI_AUDIT_COLUMNS ", a.whole, a.network FROM audit_link l"
                      " JOIN audit_entry e ON e.id = l.entry_id"
                      " LEFT JOIN audit_address a ON a.id = e.id"
                      " WHERE l.id > ?1 ORDER BY l.id LIMIT ?2",
                      {number, kWatchedMax}, watched_from));
    if (links.empty()) return 0;
    count = static_cast<int>(links.size());
    const Instant now = made_at(ids_.next());  // as ids have it
    Counting counting(*read, first_id_at(plus_ms(now, -kFailuresMs)),
                      first_id_at(plus_ms(now, -kRevealsMs)));
    for (const auto& one : links) TRY(counting.look_at(one));
    for (const auto& finding : counting.found()) TRY(add(*read, changes, finding));
    set_cursor(changes, version, links.back().number);
  }
  const auto done = store_.commit_and_wait(std::move(changes));
  if (!done && done.error().kind == ErrorKind::Conflict)
    return 0;  // another node, or seen just now
  TRY(done);
  return count;
}

Result<void> Watch::raise(const Finding& finding) {
  store::WriteSet changes;
  {
    const auto read = TRY(store_.read());
    TRY(add(*read, changes, finding));
  }
  if (changes.changes.empty()) return {};
  const auto done = store_.commit_and_wait(std::move(changes));
  if (!done && done.error().kind == ErrorKind::Conflict) return {};
  return done;
}

Result<void> Watch::add(store::Snapshot& read, store::WriteSet& changes, const Finding& finding) {
  const Instant now = clock_.now();
  const auto known = TRY(read.one("SELECT " LINLI_ALARM_COLUMNS
                                  " FROM audit_alarm WHERE rule = ?1 AND subject = ?2"
                                  " ORDER BY id DESC LIMIT 1",
                                  {word(finding.rule), finding.subject}, alarm_from));
  const auto same = [&](const store::Change& change) {
    const auto* update = std::get_if<store::Update>(&change);
    return known && update != nullptr && update->table.text == "audit_alarm" &&
           update->id == known->id.value;
  };
  if (std::ranges::any_of(changes.changes, same)) return {};
  const bool quiet =
      known && (known->seen_at == Instant{} || std::abs(now.ms - known->last_at.ms) < kQuietMs);
  if (quiet) {
    changes.update("audit_alarm", known->id.value, known->version,
                   {{"last_at", now}, {"times", known->times + 1}});
    return {};
  }
  if (from_outside(finding.rule) && TRY(open_alarms(read)) >= kOpenMax) return {};
  const auto hour_ago = first_id_at(plus_ms(made_at(ids_.next()), -kMsPerHour));
  const auto told =
      TRY(read.number("SELECT count(*) FROM audit_alarm WHERE id >= ?1 AND told = 1", {hour_ago}));
  const bool tells = told < kToldPerHour && tell_ != nullptr;
  changes.insert("audit_alarm", {{"id", ids_.make<AlarmId>()},
                                 {"version", 1},
                                 {"rule", word(finding.rule)},
                                 {"subject", finding.subject},
                                 {"at", now},
                                 {"last_at", now},
                                 {"times", 1},
                                 {"entry_id", finding.entry},
                                 {"told", tells}});
  return tells ? tell_(read, changes, finding) : Result<void>{};
}

Result<void> Watch::sweep() {
  store::WriteSet changes;
  {
    const auto read = TRY(store_.read());
    const auto before = first_id_at(plus_ms(made_at(ids_.next()), -kAlarmsKeptMs));
    TRY(read->visit("SELECT id, version FROM audit_alarm WHERE id < ?1 ORDER BY id LIMIT ?2",
                    {before, kOpenMax}, [&](const store::Row& row) {
                      changes.add(store::Remove{"audit_alarm", row.integer(0), row.integer(1)});
                      return true;
                    }));
  }
  if (changes.changes.empty()) return {};
  return store_.commit_and_wait(std::move(changes));
}

Result<std::vector<Alarm>> alarms(store::Snapshot& read, Which which, AlarmId before, int limit) {
  const std::int64_t below = before ? before.value : std::numeric_limits<std::int64_t>::max();
  if (which == Which::Open) {
    return read.all("SELECT " LINLI_ALARM_COLUMNS
                    " FROM audit_alarm WHERE seen_at IS NULL AND id < ?1 ORDER BY id DESC LIMIT ?2",
                    {below, limit}, alarm_from);
  }
  return read.all("SELECT " LINLI_ALARM_COLUMNS
                  " FROM audit_alarm WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
                  {below, limit}, alarm_from);
}

Result<std::int64_t> open_alarms(store::Snapshot& read) {
  return read.number(
      "SELECT count(*) FROM (SELECT 1 FROM audit_alarm WHERE seen_at IS NULL LIMIT ?1) AS open",
      {kOpenMax});
}

Result<void> see_alarm(store::Snapshot& read, store::WriteSet& changes, AlarmId id, PersonId person,
                       AccountId account, Instant now) {
  const auto alarm = TRY(
      read.one("SELECT " LINLI_ALARM_COLUMNS " FROM audit_alarm WHERE id = ?1", {id}, alarm_from));
  if (!alarm) return fail(ErrorKind::NotFound, "audit.no_such_alarm");
  if (alarm->seen_at != Instant{}) return {};
  changes.update("audit_alarm", id.value, alarm->version,
                 {{"seen_at", now}, {"seen_person", person}, {"seen_account", account}});
  return {};
}

}  // namespace linli::audit
