#include <algorithm>

#include "access/access.h"
#include "access/accounts.h"
#include "access/letters.h"
#include "access/own_account.h"
#include "access/schema.h"
#include "access/totp.h"

namespace linli::access {
namespace {

// What the authenticator shows above the code.
constexpr std::string_view kIssuer = "邻里 Linli";
constexpr std::string_view kSecret = "access_factor.secret";
constexpr std::string_view kOffered = "access_factor_offer.secret";

struct FactorRow {
  std::int64_t version = 0;
  std::string secret;  // sealed
  std::int64_t last_step = 0;
  std::int64_t tries = 0;
  Instant free_at;
};

Result<std::optional<FactorRow>> find_factor(store::Snapshot& snapshot, AccountId account) {
  return snapshot.one(
      "SELECT version, secret, last_step, tries, free_at FROM access_factor WHERE id = ?1",
      {account}, [](const store::Row& row) {
        return FactorRow{row.integer(0), row.string(1), row.integer(2), row.integer(3),
                         row.instant(4)};
      });
}

// What was shown and not confirmed yet.
struct OfferRow {
  std::int64_t version = 0;
  std::string secret;  // sealed
  Instant ends_at;
};

Result<std::optional<OfferRow>> find_offer(store::Snapshot& snapshot, AccountId account) {
  return snapshot.one("SELECT version, secret, ends_at FROM access_factor_offer WHERE id = ?1",
                      {account}, [](const store::Row& row) {
                        return OfferRow{row.integer(0), row.string(1), row.instant(2)};
                      });
}

// The first wrong codes are free; then each waits twice as long as the one before.
Instant free_after(std::int64_t tries, Instant now) {
  if (tries < kFactorTriesMax) return now;
  std::int64_t wait = kFactorWaitMs;
  for (std::int64_t i = kFactorTriesMax; i < tries && wait < kFactorWaitMaxMs; ++i) wait *= 2;
  return plus_ms(now, std::min(wait, kFactorWaitMaxMs));
}

Result<void> remove_recovery_codes(store::Snapshot& snapshot, store::WriteSet& changes,
                                   AccountId account, std::int64_t but = 0) {
  return snapshot.visit(
      "SELECT id, version FROM access_recovery WHERE account_id = ?1", {account},
      [&](const store::Row& row) {
        if (row.integer(0) == but) return true;
        changes.add(store::Remove{"access_recovery", row.integer(0), row.integer(1)});
        return true;
      });
}

// The row that a change removes from this table already; 0 when none.
std::int64_t removed_from(const store::WriteSet& changes, std::string_view table) {
  for (const auto& change : changes.changes) {
    const auto* remove = std::get_if<store::Remove>(&change);
    if (remove != nullptr && std::string_view(remove->table.text) == table) return remove->id;
  }
  return 0;
}

}  // namespace

std::vector<vault::SealedTable> sealed_tables() {
  return {{"access_factor",
           "SELECT id, version, secret FROM access_factor WHERE id > ?1 ORDER BY id LIMIT ?2",
           {"secret"}},
          {"access_factor_offer",
           "SELECT id, version, secret FROM access_factor_offer WHERE id > ?1 ORDER BY id LIMIT ?2",
           {"secret"}}};
}

bool Access::must_have_second_factor(rights::AdministratorKind kind) const {
  return kind != rights::AdministratorKind::None ||
         settings_.second_factor == SecondFactor::AllStaff;
}

std::int64_t Access::recovery_hash(AccountId account, std::string_view code) const {
  return vault_.blind().of("access.recovery",
                           std::to_string(account.value) + " " + normal_letters(code));
}

Result<bool> Access::use_recovery_code(store::Snapshot& snapshot, store::WriteSet& changes,
                                       AccountId account, std::string_view given) {
  if (normal_letters(given).size() != kRecoveryLetters) return false;
  const auto found = TRY(snapshot.one(
      "SELECT id, version FROM access_recovery WHERE account_id = ?1 AND code_hash = ?2",
      {account, recovery_hash(account, given)}, [](const store::Row& row) {
        return std::pair{row.integer(0), row.integer(1)};
      }));
  if (!found) return false;
  changes.add(store::Remove{"access_recovery", found->first, found->second});
  return true;
}

Result<Factor> Access::use_second_factor(store::Snapshot& snapshot, store::WriteSet& changes,
                                         AccountId account, std::string_view given, Instant now) {
  if (given.empty()) return fail(ErrorKind::Unauthorized, "access.second_factor_wanted");
  const auto row = TRY(find_factor(snapshot, account));
  if (!row) return fail(ErrorKind::Conflict, "access.no_second_factor");
  // Recovery codes are too long to guess: they open also while codes of six digits wait.
  if (TRY(use_recovery_code(snapshot, changes, account, given))) return Factor::Recovery;
  if (now < row->free_at) {
    const std::int64_t wait = std::min(row->free_at.ms - now.ms, kFactorWaitMaxMs);
    return fail(ErrorKind::Overloaded, "access.wait",
                std::to_string((wait + kMsPerSecond - 1) / kMsPerSecond));
  }
  const std::string secret = TRY(vault_.open_field(kSecret, account.value, row->secret));
  const auto step = totp_match(secret, given, row->last_step, now);
  // The guess is counted under the version that was read: of guesses made at once, all but one
  // get a conflict and learn nothing.
  const std::int64_t tries = step ? 0 : row->tries + 1;
  changes.update("access_factor", account.value, row->version,
                 {{"last_step", step.value_or(row->last_step)},
                  {"tries", tries},
                  {"free_at", step ? Instant{} : free_after(tries, now)}});
  if (!step) return fail(ErrorKind::Unauthorized, "access.second_factor_wrong");
  return Factor::Code;
}

Result<Step<FactorOffer>> Access::begin_second_factor(store::Snapshot& snapshot,
                                                      const rights::Actor& actor,
                                                      const Proof& proof, const Caller& caller,
                                                      Instant now) {
  const auto account = TRY(own_row(snapshot, actor));
  Step<FactorOffer> step{{}, FactorOffer{}};
  const auto proven = prove(snapshot, step.changes, account, proof, caller, now);
  if (!proven) {
    step.answer = Failure(proven.error());
    return step;
  }
  const std::string secret = random_.bytes(kTotpSecretBytes);
  store::Columns columns{
      {"secret", store::Blob{vault_.seal_field(kOffered, account.id.value, secret)}},
      {"ends_at", plus_ms(now, kFactorSetupMs)}};
  if (const auto offer = TRY(find_offer(snapshot, account.id))) {
    step.changes.update("access_factor_offer", account.id.value, offer->version,
                        std::move(columns));
  } else {
    columns.push_back({"id", account.id});
    columns.push_back({"version", 1});
    step.changes.insert("access_factor_offer", std::move(columns));
  }
  step.answer =
      FactorOffer{to_base32(secret), totp_address(secret, kIssuer, account.login), *proven};
  return step;
}

Result<Step<RecoveryCodes>> Access::confirm_second_factor(store::Snapshot& snapshot,
                                                          const rights::Actor& actor,
                                                          std::string_view session_token,
                                                          std::string_view code, Instant now) {
  const auto account = TRY(own_row(snapshot, actor));
  const auto offer = TRY(find_offer(snapshot, account.id));
  if (!offer || now >= offer->ends_at) return fail(ErrorKind::Conflict, "access.no_second_factor");
  const std::string secret = TRY(vault_.open_field(kOffered, account.id.value, offer->secret));
  const auto matched = totp_match(secret, code, 0, now);
  // Nothing to guess here: whoever asks was shown the secret.
  if (!matched) return fail(ErrorKind::Forbidden, "access.proof_wrong");
  Step<RecoveryCodes> step{{}, RecoveryCodes{}};
  store::Columns columns{
      {"secret", store::Blob{vault_.seal_field(kSecret, account.id.value, secret)}},
      {"last_step", *matched},
      {"tries", 0},
      {"free_at", Instant{}}};
  if (const auto row = TRY(find_factor(snapshot, account.id))) {
    step.changes.update("access_factor", account.id.value, row->version, std::move(columns));
  } else {
    columns.push_back({"id", account.id});
    columns.push_back({"version", 1});
    step.changes.insert("access_factor", std::move(columns));
  }
  step.changes.add(store::Remove{"access_factor_offer", account.id.value, offer->version});
  step.changes.update("access_account", account.id.value, account.version, {{"second_factor", 1}});
  // Whoever came in by the password alone must not stay.
  TRY(end_others(snapshot, step.changes, account.id, session_token));
  step.answer = RecoveryCodes{TRY(replace_recovery_codes(snapshot, step.changes, account.id)), {}};
  return step;
}

Result<std::vector<std::string>> Access::replace_recovery_codes(store::Snapshot& snapshot,
                                                                store::WriteSet& changes,
                                                                AccountId account) {
  TRY(remove_recovery_codes(snapshot, changes, account, removed_from(changes, "access_recovery")));
  std::vector<std::string> out;
  for (int i = 0; i < kRecoveryCodes; ++i) {
    out.push_back(new_letters(random_, kRecoveryLetters));
    changes.insert("access_recovery", {{"id", ids_.next()},
                                       {"version", 1},
                                       {"account_id", account},
                                       {"code_hash", recovery_hash(account, out.back())}});
  }
  return out;
}

Result<Step<RecoveryCodes>> Access::new_recovery_codes(store::Snapshot& snapshot,
                                                       const rights::Actor& actor,
                                                       const Proof& proof, const Caller& caller,
                                                       Instant now) {
  const auto account = TRY(own_row(snapshot, actor));
  if (!account.second_factor) return fail(ErrorKind::Conflict, "access.no_second_factor");
  Step<RecoveryCodes> step{{}, RecoveryCodes{}};
  const auto proven = prove(snapshot, step.changes, account, proof, caller, now);
  if (!proven) {
    step.answer = Failure(proven.error());
    return step;
  }
  step.answer =
      RecoveryCodes{TRY(replace_recovery_codes(snapshot, step.changes, account.id)), *proven};
  return step;
}

Result<Step<OwnAccount>> Access::end_second_factor(store::Snapshot& snapshot,
                                                   const rights::Actor& actor, const Proof& proof,
                                                   const Caller& caller, Instant now) {
  const auto account = TRY(own_row(snapshot, actor));
  if (!account.second_factor) return fail(ErrorKind::Conflict, "access.no_second_factor");
  if (must_have_second_factor(account.administrator)) {
    return fail(ErrorKind::Conflict, "access.second_factor_required");
  }
  Step<OwnAccount> step{{}, OwnAccount{}};
  const auto proven = prove(snapshot, step.changes, account, proof, caller, now);
  if (!proven) {
    step.answer = Failure(proven.error());
    return step;
  }
  // The proof's count of tries goes with the rows: the removal is committed instead of it.
  step.changes = {};
  step.changes.update("access_account", account.id.value, account.version, {{"second_factor", 0}});
  TRY(remove_second_factor(snapshot, step.changes, account.id));
  step.answer = OwnAccount{account.login, false, false, 0, password_rules_.min(), *proven};
  return step;
}

Result<void> remove_second_factor(store::Snapshot& snapshot, store::WriteSet& changes,
                                  AccountId account) {
  if (const auto row = TRY(find_factor(snapshot, account))) {
    changes.add(store::Remove{"access_factor", account.value, row->version});
  }
  if (const auto offer = TRY(find_offer(snapshot, account))) {
    changes.add(store::Remove{"access_factor_offer", account.value, offer->version});
  }
  return remove_recovery_codes(snapshot, changes, account);
}

}  // namespace linli::access
