#include <algorithm>

#include "access/access.h"
#include "access/own_account.h"
#include "access/token.h"

namespace linli::access {
namespace {

// Another sign-in may end many at once only in a sample.
constexpr int kEndedAtOnceMax = 500;

SessionId id_in(std::string_view token) {
  const auto parsed = parse_token(token);
  return parsed ? parsed->session : SessionId{};
}

}  // namespace

Result<std::vector<OwnSession>> Access::own_sessions(store::Snapshot& snapshot,
                                                     const rights::Actor& actor,
                                                     std::string_view token, Instant now) {
  const SessionId current = id_in(token);
  std::vector<OwnSession> out;
  const auto take = [&](const store::Row& row) {
    OwnSession one{row.id<SessionId>(0), row.integer(1) == 2, row.instant(2),
                   row.instant(3),       row.string(4),       false};
    one.current = one.id == current;
    const auto& limit = limits(one.staff ? SessionKind::Staff : SessionKind::Resident);
    const bool over =
        now.ms - one.made_at.ms >= limit.absolute_ms || now.ms - one.seen_at.ms >= limit.idle_ms;
    const bool known = std::ranges::find(out, one.id, &OwnSession::id) != out.end();
    if (!over && !known) out.push_back(std::move(one));
    return true;
  };
  if (actor.person) {
    TRY(
        snapshot.visit("SELECT s.id, s.kind, s.made_at, COALESCE(u.seen_at, s.seen_at), u.browser"
                       " FROM access_session s LEFT JOIN access_use u ON u.id = s.id"
                       " WHERE s.person_id = ?1 ORDER BY s.id DESC LIMIT ?2",
                       {actor.person, kSessionsListedMax}, take));
  }
  if (actor.account) {
    TRY(
        snapshot.visit("SELECT s.id, s.kind, s.made_at, COALESCE(u.seen_at, s.seen_at), u.browser"
                       " FROM access_session s LEFT JOIN access_use u ON u.id = s.id"
                       " WHERE s.account_id = ?1 ORDER BY s.id DESC LIMIT ?2",
                       {actor.account, kSessionsListedMax}, take));
  }
  std::ranges::sort(out, std::ranges::greater(), &OwnSession::id);
  return out;
}

Result<store::WriteSet> Access::end_session(store::Snapshot& snapshot, const rights::Actor& actor,
                                            SessionId id) {
  struct Found {
    std::int64_t version;
    PersonId person;
    AccountId account;
  };
  const auto found =
      TRY(snapshot.one("SELECT version, person_id, account_id FROM access_session WHERE id = ?1",
                       {id}, [](const store::Row& row) {
                         return Found{row.integer(0), row.id<PersonId>(1), row.id<AccountId>(2)};
                       }));
  const bool hers = found && ((actor.person && found->person == actor.person) ||
                              (actor.account && found->account == actor.account));
  if (!hers) return fail(ErrorKind::NotFound, "access.no_such_session");
  store::WriteSet changes;
  changes.add(store::Remove{"access_session", id.value, found->version});
  return changes;
}

Result<void> Access::end_others(store::Snapshot& snapshot, store::WriteSet& changes,
                                AccountId account, std::string_view token) {
  const SessionId current = id_in(token);
  return snapshot.visit(
      "SELECT id, version FROM access_session WHERE account_id = ?1", {account},
      [&](const store::Row& row) {
        if (row.id<SessionId>(0) != current) {
          changes.add(store::Remove{"access_session", row.integer(0), row.integer(1)});
        }
        return true;
      });
}

void Access::note_browser(store::WriteSet& changes, const SignedIn& signed_in,
                          std::string_view browser, Instant now) const {
  changes.insert("access_use", {{"id", signed_in.session},
                                {"version", 1},
                                {"seen_at", now},
                                {"browser", std::string(browser)}});
}

Result<store::WriteSet> Access::tidy_sessions(store::Snapshot& snapshot, const SignedIn& signed_in,
                                              std::string_view presented) {
  store::WriteSet changes;
  const auto before = parse_token(presented);
  std::int64_t replaced = 0;
  if (before && before->session != signed_in.session) {
    const auto row =
        TRY(snapshot.one("SELECT version, secret_hash FROM access_session WHERE id = ?1",
                         {before->session}, [](const store::Row& r) {
                           return std::pair{r.integer(0), r.string(1)};
                         }));
    if (row && secret_matches(row->second, *before)) {
      replaced = before->session.value;
      changes.add(store::Remove{"access_session", replaced, row->first});
    }
  }
  const auto end = [&](const store::Row& row) {
    if (row.integer(0) != replaced) {
      changes.add(store::Remove{"access_session", row.integer(0), row.integer(1)});
    }
    return true;
  };
  if (signed_in.account) {
    TRY(
        snapshot.visit("SELECT id, version FROM access_session WHERE account_id = ?1"
                       " ORDER BY id DESC LIMIT ?2 OFFSET ?3",
                       {signed_in.account, kEndedAtOnceMax, kSessionsMax}, end));
  } else if (signed_in.person) {
    TRY(snapshot.visit(
        "SELECT id, version FROM access_session WHERE person_id = ?1 AND kind = ?2"
        " ORDER BY id DESC LIMIT ?3 OFFSET ?4",
        {signed_in.person, static_cast<int>(SessionKind::Resident), kEndedAtOnceMax, kSessionsMax},
        end));
  }
  return changes;
}

}  // namespace linli::access
