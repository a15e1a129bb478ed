#include "access/own_account.h"

#include "access/access.h"
#include "access/accounts.h"
#include "base/text.h"

namespace linli::access {

std::string_view detail_of(Factor factor) {
  switch (factor) {
    case Factor::None:
      return "";
    case Factor::Code:
      return "factor=code";
    case Factor::Recovery:
      return "factor=recovery";
    case Factor::Reset:
      return "factor=reset";
  }
  return "";
}

Result<Access::OwnRow> Access::own_row(store::Snapshot& snapshot, const rights::Actor& actor) {
  auto row = TRY(snapshot.one(
      "SELECT version, login, password_hash, second_factor, administrator FROM access_account"
      " WHERE id = ?1 AND closed = 0",
      {actor.account}, [&](const store::Row& r) {
        return OwnRow{actor.account, r.integer(0),
                      r.string(1),   r.string(2),
                      r.flag(3),     static_cast<rights::AdministratorKind>(r.integer(4))};
      }));
  // Without a password there is nothing to prove: an account of a sample, or one that only an
  // identity provider proves.
  if (!row || row->password_hash.empty() || row->password_hash == kNoPasswordFits) {
    return fail(ErrorKind::NotFound, "access.no_account");
  }
  return *std::move(row);
}

Result<OwnAccount> Access::own_account(store::Snapshot& snapshot, const rights::Actor& actor) {
  const auto row = TRY(own_row(snapshot, actor));
  const auto left =
      TRY(snapshot.number("SELECT count(*) FROM access_recovery WHERE account_id = ?1", {row.id}));
  return OwnAccount{row.login,
                    row.second_factor,
                    must_have_second_factor(row.administrator),
                    static_cast<int>(left),
                    password_rules_.min(),
                    Factor::None};
}

Result<Factor> Access::prove(store::Snapshot& snapshot, store::WriteSet& changes, const OwnRow& row,
                             const Proof& proof, const Caller& caller, Instant now) {
  const std::string thing = guessed_login(row.login);
  const Known known = TRY(knows_device(snapshot, thing, caller));
  TRY(tries_.charge(thing, caller, known, now));
  const bool right =
      proof.password.size() <= kPasswordMax && password_matches(row.password_hash, proof.password);
  if (!right) return fail(ErrorKind::Forbidden, "access.proof_wrong");
  auto by = Factor::None;
  if (row.second_factor) {
    const auto used = use_second_factor(snapshot, changes, row.id, proof.code, now);
    // No 401 here: that would say that the session has ended.
    if (!used && used.error().kind == ErrorKind::Unauthorized) {
      return fail(ErrorKind::Forbidden, "access.proof_wrong");
    }
    by = TRY(used);
  }
  tries_.succeeded(thing, caller, known);
  return by;
}

Result<Step<OwnAccount>> Access::change_password(store::Snapshot& snapshot,
                                                 const rights::Actor& actor,
                                                 std::string_view session_token, const Proof& proof,
                                                 std::string_view password, const Caller& caller,
                                                 Instant now) {
  const auto row = TRY(own_row(snapshot, actor));
  Step<OwnAccount> step{{}, OwnAccount{}};
  const auto proven = prove(snapshot, step.changes, row, proof, caller, now);
  if (!proven) {
    step.answer = Failure(proven.error());
    return step;
  }
  // A code that was used up for a password that is refused may be used again: nothing is committed.
  TRY(check_password(snapshot, password, row.login, actor.person));
  step.changes.update("access_account", row.id.value, row.version,
                      {{"password_hash", hash_password(password)},
                       {"activation_hash", store::Null{}},
                       {"activation_ends_at", store::Null{}}});
  TRY(end_others(snapshot, step.changes, row.id, session_token));
  step.answer = TRY(own_account(snapshot, actor));
  step.answer->by = *proven;
  return step;
}

}  // namespace linli::access
