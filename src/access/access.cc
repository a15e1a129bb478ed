#include "access/access.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "access/accounts.h"
#include "access/token.h"
#include "base/hash.h"
#include "store/marks.h"

namespace linli::access {
namespace {

constexpr int kSweepMax = 500;
// New sessions change nothing about those that are there. Last uses are not among these marks.
constexpr std::uint64_t kSessionMarks =
    store::mark_rewrite("access_session") | store::mark_rewrite("access_account");
constexpr Instant kNever{std::numeric_limits<std::int64_t>::max()};

struct SessionRow {
  Session session;
  std::int64_t version = 0;
  SessionKind kind = SessionKind::Resident;
  bool has_password = false;  // not an account of a sample, nor one that only a provider proves
  bool has_second_factor = false;
};

// What the columns of a session say; the hats come from elsewhere.
SessionRow session_row(const store::Row& row) {
  SessionRow out;
  out.session.secret_hash = row.string(0);
  out.version = row.integer(1);
  out.kind = row.integer(2) == 2 ? SessionKind::Staff : SessionKind::Resident;
  const bool staff = out.kind == SessionKind::Staff;
  rights::Actor& actor = out.session.actor;
  actor.kind = staff ? rights::ActorKind::Staff : rights::ActorKind::Resident;
  actor.person = row.id<PersonId>(3);
  actor.account = row.id<AccountId>(4);
  if (staff) actor.administrator = static_cast<rights::AdministratorKind>(row.integer(6));
  out.session.made_at = row.instant(5);
  out.session.closed = row.flag(7);
  out.session.seen_at = row.instant(8);
  out.session.use_version = row.integer(9);
  out.has_second_factor = row.flag(10);
  out.has_password = staff && actor.account && row.flag(11);
  return out;
}

}  // namespace

Access::Access(store::Store& store, const Clock& clock, Random& random, IdSource& ids,
               const vault::Vault& vault, People people, Settings settings, audit::Log& audit)
    : store_(store),
      clock_(clock),
      random_(random),
      ids_(ids),
      vault_(vault),
      blind_(vault.blind()),
      people_(std::move(people)),
      settings_(std::move(settings)),
      audit_(audit),
      pace_(settings_.pace.value_or(county_pace())),
      password_rules_(settings_.staff_password_min, settings_.places),
      nobody_(hash_password(random.bytes(kSecretBytes))),
      hashing_(settings_.hashing) {}

const SessionLimits& Access::limits(SessionKind kind) const {
  return kind == SessionKind::Staff ? settings_.staff : settings_.resident;
}

Result<std::shared_ptr<const Session>> Access::session(store::Snapshot& snapshot, SessionId id,
                                                       Instant now) {
  auto row = TRY(
      snapshot.one("SELECT s.secret_hash, s.version, s.kind, s.person_id, s.account_id, s.made_at,"
                   " a.administrator, a.closed, COALESCE(u.seen_at, s.seen_at), u.version,"
                   " a.second_factor,"
                   " CASE WHEN a.password_hash IN ('', ?2) THEN 0 ELSE 1 END"
                   " FROM access_session s LEFT JOIN access_account a ON a.id = s.account_id"
                   " LEFT JOIN access_use u ON u.id = s.id WHERE s.id = ?1",
                   {id, kNoPasswordFits}, session_row));
  if (!row) return fail(ErrorKind::Unauthorized, "access.session_unknown");
  Session& out = row->session;
  out.actor.must_set_second_factor = row->has_password && !row->has_second_factor &&
                                     must_have_second_factor(out.actor.administrator);
  out.from = now;
  out.until = kNever;
  if (out.actor.person) {
    auto worn = TRY(people_.hats_of(snapshot, out.actor.person, now));
    out.actor.hats = std::move(worn.hats);
    out.until = worn.until;
  }
  // Who administers works no matter, whatever seat came to her meanwhile.
  if (out.actor.administrator != rights::AdministratorKind::None) out.actor.hats.clear();
  if (row->kind == SessionKind::Resident) {
    std::erase_if(out.actor.hats, [](const rights::Hat& hat) { return !worn_by_code(hat.key); });
    if (!out.actor.hats.empty() && !TRY(people_.wears_by_phone(snapshot, out.actor.person))) {
      out.actor.hats.clear();
    }
  }
  return std::make_shared<const Session>(std::move(out));
}

Result<rights::Actor> Access::actor_for(store::Snapshot& snapshot, std::string_view text,
                                        Instant now) {
  const Token token = TRY(parse_token(text));
  const std::uint64_t changes = snapshot.changes(kSessionMarks | people_.hat_marks);
  auto known = kept_.find(token.session, changes, now);
  // Its last use stands in a row that counts as no change of the session: one that is old enough to
  // matter is read again.
  if (!known || now.ms - known->seen_at.ms >= kSeenMs) {
    known = TRY(session(snapshot, token.session, now));
    kept_.keep(token.session, changes, known);
  }
  if (!secret_matches(known->secret_hash, token)) {
    return fail(ErrorKind::Unauthorized, "access.session_unknown");
  }
  const bool staff = known->actor.kind == rights::ActorKind::Staff;
  const auto& limit = limits(staff ? SessionKind::Staff : SessionKind::Resident);
  if (known->closed || now.ms - known->made_at.ms >= limit.absolute_ms ||
      now.ms - known->seen_at.ms >= limit.idle_ms) {
    return fail(ErrorKind::Unauthorized, "access.session_ended");
  }
  if (now.ms - known->seen_at.ms >= kSeenMs) note_use(token.session, known->use_version, now);
  return known->actor;
}

void Access::note_use(SessionId session, std::int64_t version, Instant now) {
  store::WriteSet changes;
  if (version == 0) {
    changes.insert("access_use", {{"id", session}, {"version", 1}, {"seen_at", now}});
  } else {
    changes.update("access_use", session.value, version, {{"seen_at", now}});
  }
  // A conflict means another request noted it; any other failure costs one minute of the idle time.
  store_.commit(std::move(changes), [](Result<void> outcome) { static_cast<void>(outcome); });
}

SignedIn Access::add_session(store::WriteSet& changes, PersonId person, AccountId account,
                             SessionKind kind, Instant now) {
  const Token token{ids_.make<SessionId>(), random_.bytes(kSecretBytes)};
  const store::Blob hash{std::string(as_bytes(sha256(token.secret)))};
  changes.insert("access_session", {{"id", token.session},
                                    {"version", 1},
                                    {"secret_hash", hash},
                                    {"kind", static_cast<int>(kind)},
                                    {"person_id", person},
                                    {"account_id", account},
                                    {"made_at", now},
                                    {"seen_at", now}});
  return {.token = write_token(token),
          .kind = kind,
          .person = person,
          .account = account,
          .ends_at = plus_ms(now, limits(kind).absolute_ms),
          .session = token.session};
}

Result<void> Access::remove_sessions(store::Snapshot& snapshot, store::WriteSet& changes,
                                     PersonId person, AccountId account) {
  const auto remove = [&](const store::Row& row) {
    changes.add(store::Remove{"access_session", row.integer(0), row.integer(1)});
    return true;
  };
  if (person) {
    TRY(snapshot.visit("SELECT id, version FROM access_session WHERE person_id = ?1", {person},
                       remove));
  }
  if (account) {
    // Those of the person are removed already; two removals of one row would be a conflict.
    TRY(
        snapshot.visit("SELECT id, version FROM access_session"
                       " WHERE account_id = ?1 AND (person_id IS NULL OR person_id <> ?2)",
                       {account, person.value}, remove));
  }
  return {};
}

Result<store::WriteSet> Access::sign_out(store::Snapshot& snapshot, std::string_view text) {
  store::WriteSet changes;
  const auto token = parse_token(text);
  if (!token) return changes;
  const auto row = TRY(snapshot.one("SELECT version, secret_hash FROM access_session WHERE id = ?1",
                                    {token->session}, [](const store::Row& r) {
                                      return std::pair{r.integer(0), r.string(1)};
                                    }));
  if (row && secret_matches(row->second, *token)) {
    changes.add(store::Remove{"access_session", token->session.value, row->first});
  }
  return changes;
}

Result<store::WriteSet> Access::end_all(store::Snapshot& snapshot, const rights::Actor& actor) {
  store::WriteSet changes;
  TRY(remove_sessions(snapshot, changes, actor.person, actor.account));
  return changes;
}

Result<store::WriteSet> Access::end_sessions(store::Snapshot& snapshot, AccountId account) {
  store::WriteSet changes;
  TRY(remove_sessions(snapshot, changes, PersonId{}, account));
  return changes;
}

Step<SignedIn> Access::sign_in_as(PersonId person, SessionKind kind, Instant now) {
  store::WriteSet changes;
  auto signed_in = add_session(changes, person, AccountId{}, kind, now);
  return {std::move(changes), std::move(signed_in)};
}

Result<store::WriteSet> Access::sweep(store::Snapshot& snapshot, Instant now) {
  store::WriteSet changes;
  const std::int64_t longest =
      std::max(settings_.staff.absolute_ms, settings_.resident.absolute_ms);
  const std::int64_t oldest = first_id_at(plus_ms(made_at(ids_.next()), -longest));
  TRY(snapshot.visit("SELECT id, version FROM access_session WHERE id < ?1 ORDER BY id LIMIT ?2",
                     {oldest, kSweepMax}, [&](const store::Row& row) {
                       changes.add(store::Remove{"access_session", row.integer(0), row.integer(1)});
                       return true;
                     }));
  TRY(snapshot.visit("SELECT id, version FROM access_use WHERE id < ?1 ORDER BY id LIMIT ?2",
                     {oldest, kSweepMax}, [&](const store::Row& row) {
                       changes.add(store::Remove{"access_use", row.integer(0), row.integer(1)});
                       return true;
                     }));
  const auto sweep_table = [&](store::Sql select, store::Name table, Instant before) {
    return snapshot.visit(select, {before, kSweepMax}, [&](const store::Row& row) {
      changes.add(store::Remove{table, row.integer(0), row.integer(1)});
      return true;
    });
  };
  TRY(
      sweep_table("SELECT id, version FROM access_sent_code WHERE ends_at < ?1"
                  " ORDER BY ends_at LIMIT ?2",
                  "access_sent_code", plus_ms(now, -kMsPerDay)));
  TRY(
      sweep_table("SELECT id, version FROM access_browser WHERE seen_at < ?1"
                  " ORDER BY seen_at LIMIT ?2",
                  "access_browser", plus_ms(now, -kDeviceMs)));
  TRY(snapshot.visit("SELECT id, version FROM access_request WHERE id < ?1 ORDER BY id LIMIT ?2",
                     {first_id_at(plus_ms(made_at(ids_.next()), -kRequestKeptMs)), kSweepMax},
                     [&](const store::Row& row) {
                       changes.add(store::Remove{"access_request", row.integer(0), row.integer(1)});
                       return true;
                     }));
  return changes;
}

}  // namespace linli::access
