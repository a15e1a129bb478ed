#include "access/access.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"

namespace linli::access {
namespace {

constexpr std::size_t kIdBytes = 8;
constexpr std::size_t kSecretBytes = 32;
constexpr int kSweepMax = 500;

struct Token {
  SessionId session;
  std::string secret;
};

// Base64url of the session's id (8 bytes, big-endian) and 256 random bits: the row is found by its
// key, the secret compared in constant time.
std::string write_token(const Token& token) {
  std::string bytes;
  const auto id = static_cast<std::uint64_t>(token.session.value);
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((id >> shift) & 255);
  return to_base64url(bytes + token.secret);
}

Result<Token> parse_token(std::string_view text) {
  const auto bytes = from_base64url(text);
  if (!bytes || bytes->size() != kIdBytes + kSecretBytes) {
    return fail(ErrorKind::Unauthorized, "access.session_unknown");
  }
  std::uint64_t id = 0;
  for (std::size_t i = 0; i < kIdBytes; ++i) id = id << 8 | static_cast<unsigned char>((*bytes)[i]);
  return Token{SessionId{static_cast<std::int64_t>(id)}, bytes->substr(kIdBytes)};
}

struct SessionRow {
  std::string secret_hash;
  std::int64_t version = 0;
  SessionKind kind = SessionKind::Resident;
  PersonId person;
  AccountId account;
  Instant made_at;
  Instant seen_at;
  bool administrator = false;
  bool closed = false;
};

SessionRow session_row(const store::Row& row) {
  return {row.string(0),
          row.integer(1),
          row.integer(2) == 2 ? SessionKind::Staff : SessionKind::Resident,
          row.id<PersonId>(3),
          row.id<AccountId>(4),
          row.instant(5),
          row.instant(6),
          row.flag(7),
          row.flag(8)};
}

bool matches(const SessionRow& row, const Token& token) {
  return equal_secret(row.secret_hash, as_bytes(sha256(token.secret)));
}

}  // namespace

Access::Access(store::Store& store, const Clock& clock, Random& random, IdSource& ids,
               const vault::Blind& blind, People people, Settings settings)
    : store_(store),
      clock_(clock),
      random_(random),
      ids_(ids),
      blind_(blind),
      people_(std::move(people)),
      settings_(std::move(settings)),
      by_login_(kLoginPolicy),
      by_phone_(kPhonePolicy),
      by_client_(kClientPolicy),
      nobody_(hash_password(random.bytes(kSecretBytes))),
      hashing_(settings_.hashing_threads, kHashingQueueMax) {}

const SessionLimits& Access::limits(SessionKind kind) const {
  return kind == SessionKind::Staff ? settings_.staff : settings_.resident;
}

Result<rights::Actor> Access::actor_for(store::Snapshot& snapshot, std::string_view text,
                                        Instant now) {
  const Token token = TRY(parse_token(text));
  const auto row = TRY(snapshot.one(
      "SELECT s.secret_hash, s.version, s.kind, s.person_id, s.account_id, s.made_at, s.seen_at,"
      " a.administrator, a.closed"
      " FROM access_session s LEFT JOIN access_account a ON a.id = s.account_id WHERE s.id = ?1",
      {token.session}, session_row));
  if (!row || !matches(*row, token)) {
    return fail(ErrorKind::Unauthorized, "access.session_unknown");
  }
  const auto& limit = limits(row->kind);
  if (row->closed || now.ms - row->made_at.ms >= limit.absolute_ms ||
      now.ms - row->seen_at.ms >= limit.idle_ms) {
    return fail(ErrorKind::Unauthorized, "access.session_ended");
  }
  rights::Actor actor;
  const bool staff = row->kind == SessionKind::Staff;
  actor.kind = staff ? rights::ActorKind::Staff : rights::ActorKind::Resident;
  actor.person = row->person;
  actor.account = row->account;
  actor.administrator = staff && row->administrator;
  if (actor.person) actor.hats = TRY(people_.hats_of(snapshot, actor.person, now));
  if (!staff) {
    std::erase_if(actor.hats, [&](const rights::Hat& hat) {
      return !settings_.hats_by_code.contains(hat.key);
    });
  }
  if (now.ms - row->seen_at.ms >= kSeenMs) note_use(token.session, row->version, now);
  return actor;
}

void Access::note_use(SessionId session, std::int64_t version, Instant now) {
  store::WriteSet changes;
  changes.update("access_session", session.value, version, {{"seen_at", now}});
  // A conflict means another request noted it or the session has ended; any other failure costs
  // one minute of the idle time.
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
  return {write_token(token), kind, person, account, plus_ms(now, limits(kind).absolute_ms)};
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
  const auto row = TRY(snapshot.one(
      "SELECT secret_hash, version, kind, person_id, account_id, made_at, seen_at, 0, 0"
      " FROM access_session WHERE id = ?1",
      {token->session}, session_row));
  if (row && matches(*row, *token)) {
    changes.add(store::Remove{"access_session", token->session.value, row->version});
  }
  return changes;
}

Result<store::WriteSet> Access::end_all(store::Snapshot& snapshot, const rights::Actor& actor) {
  store::WriteSet changes;
  TRY(remove_sessions(snapshot, changes, actor.person, actor.account));
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
  const Instant made = made_at(ids_.next());
  TRY(snapshot.visit("SELECT id, version FROM access_session WHERE id < ?1 ORDER BY id LIMIT ?2",
                     {first_id_at(plus_ms(made, -longest)), kSweepMax}, [&](const store::Row& row) {
                       changes.add(store::Remove{"access_session", row.integer(0), row.integer(1)});
                       return true;
                     }));
  TRY(snapshot.visit("SELECT id, version FROM access_code WHERE ends_at < ?1 LIMIT ?2",
                     {plus_ms(now, -kMsPerDay), kSweepMax}, [&](const store::Row& row) {
                       changes.add(store::Remove{"access_code", row.integer(0), row.integer(1)});
                       return true;
                     }));
  return changes;
}

}  // namespace linli::access
