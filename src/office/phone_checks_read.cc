#include "base/text.h"
#include "office/account_rules.h"
#include "office/accounts_read.h"
#include "office/phone_checks.h"
#include "registry/known.h"
#include "registry/positions.h"
#include "registry/units.h"
#include "vault/blind.h"

namespace linli::office {
namespace {

using registry::Checked;
using registry::PhoneCheck;

// What she holds now or will.
Result<std::vector<Words>> seats_of(store::Snapshot& read, PersonId person, Instant now) {
  return read.all(
      "SELECT p.name_zh, p.name_en FROM term t JOIN position p ON p.id = t.position_id"
      " WHERE t.person_id = ?1 AND (t.valid_to IS NULL OR t.valid_to > ?2) ORDER BY t.id LIMIT ?3",
      {person, now, registry::kChecksShown}, [](const store::Row& row) {
        return Words{row.string(0), row.string(1)};
      });
}

Result<bool> may_decide(store::Snapshot& read, const rights::Actor& reader,
                        const PhoneCheck& check) {
  if (!reader.person) return false;
  if (!may_confirm(reader.administrator, TRY(access::administers(read, check.person)))) {
    return false;
  }
  if (TRY(registry::same_human(read, reader.person, check.person))) return false;
  const auto asker = TRY(access::find_account(read, check.asked_by));
  return !asker || !TRY(registry::same_human(read, reader.person, asker->person));
}

std::string masked(const std::string& phone) {
  return phone.empty() ? "" : vault::mask_phone(phone);
}

Result<PhoneCheckView> view_of(const Accounts& accounts, store::Snapshot& read,
                               const rights::Actor& reader, const PhoneCheck& check,
                               const registry::PersonDetails& person) {
  PhoneCheckView out;
  out.id = std::to_string(check.id);
  out.what = registry::word_of(check.what);
  out.seats = TRY(seats_of(read, check.person, accounts.kernel.clock.now()));
  out.name = out.seats.empty() ? vault::mask_name(person.name) : person.name;
  out.phone = masked(person.phone);
  out.new_phone = masked(TRY(registry::phone_of(accounts.kernel.vault, check)));
  out.asked_by = TRY(whose(accounts, read, check.asked_by));
  out.asked_at = check.asked_at.ms;
  out.due_at = check.due_at.ms;
  out.known_since = made_at(check.person.value).ms;
  out.may_confirm = TRY(may_decide(read, reader, check));
  return out;
}

}  // namespace

Result<PhoneCheckPage> read_checks(const Accounts& accounts, store::Snapshot& read,
                                   const rights::Actor& reader, const std::string& cursor) {
  std::int64_t after = 0;
  if (!cursor.empty()) {
    const auto given = parse_int64(cursor);
    if (!given) return invalid("desk.cursor_wrong");
    after = *given;
  }
  PhoneCheckPage out;
  out.waiting = TRY(registry::count_waiting_checks(read));
  const auto checks = TRY(registry::waiting_checks(read, after, kChecksPage));
  std::vector<PersonId> ids;
  for (const auto& check : checks) ids.push_back(check.person);
  const auto people = TRY(registry::details_of(read, accounts.kernel.vault, ids));
  for (const auto& check : checks) {
    const auto person = people.find(check.person);
    if (person == people.end()) continue;  // erased meanwhile
    out.items.push_back(TRY(view_of(accounts, read, reader, check, person->second)));
  }
  if (checks.size() == kChecksPage) out.next = std::to_string(checks.back().id);
  return out;
}

Result<OwnPhoneChecks> read_own_checks(const Accounts& accounts, store::Snapshot& read,
                                       const rights::Actor& reader) {
  OwnPhoneChecks out;
  if (!reader.person) return out;
  for (const auto& check : TRY(registry::checks_of(read, reader.person))) {
    OwnPhoneCheck own;
    own.id = std::to_string(check.id);
    own.what = registry::word_of(check.what);
    own.new_phone = masked(TRY(registry::phone_of(accounts.kernel.vault, check)));
    own.asked_by = TRY(whose(accounts, read, check.asked_by));
    own.asked_at = check.asked_at.ms;
    own.due_at = check.due_at.ms;
    own.decided_at = check.decided_at.ms;
    own.outcome = check.outcome;
    out.items.push_back(std::move(own));
  }
  return out;
}

}  // namespace linli::office
