#include "office/accounts_read.h"

#include <limits>

#include "base/text.h"
#include "delivery/way.h"
#include "desk/vacant.h"
#include "office/account_rules.h"
#include "registry/known.h"
#include "registry/positions.h"
#include "registry/units.h"
#include "vault/blind.h"

namespace linli::office {
namespace {

using access::AccountRow;
using rights::AdministratorKind;

constexpr const char* kKinds = "administrator_kinds";  // the pack's words

std::optional<std::string> administrator_word(const AccountRow& account) {
  if (account.administrator == AdministratorKind::None) return std::nullopt;
  return std::string(rights::word_of(account.administrator));
}

std::string state_of(const AccountRow& account) {
  if (account.closed) return "closed";
  return account.activated ? "open" : "waiting";
}

AccountView account_view(const AccountRow& row, const std::map<PersonId, std::string>& names) {
  AccountView out{row.id,        row.login,      {},           administrator_word(row),
                  state_of(row), row.made_at.ms, row.activated};
  if (const auto name = names.find(row.person); name != names.end()) out.name = name->second;
  return out;
}

Result<AccountPage> page_of(const Accounts& accounts, store::Snapshot& read,
                            const std::vector<AccountRow>& rows) {
  std::vector<PersonId> people;
  for (const auto& row : rows) {
    if (row.person) people.push_back(row.person);
  }
  const auto names = TRY(registry::names_of(read, accounts.kernel.vault, people));
  AccountPage out;
  const Instant now = accounts.kernel.clock.now();
  for (const auto& row : rows) {
    out.items.push_back(account_view(row, names));
    out.items.back().seats = TRY(seats_of(read, row.person, now));
  }
  return out;
}

Result<std::vector<ReadyStep>> steps_of(const Accounts& accounts, store::Snapshot& read) {
  const auto rules = accounts.kernel.rules.get();
  const Surroundings around{Instant{}, accounts.kernel.vault.keys().current()};
  return readiness(read, rules->pack(), around, accounts.kernel.clock.now());
}

Result<bool> may_confirm_it(store::Snapshot& read, const rights::Actor& reader,
                            const access::AccountRequest& request, const AccountRow& account) {
  if (!reader.person || !may_confirm(reader.administrator, account.administrator)) return false;
  if (TRY(registry::same_human(read, reader.person, account.person))) return false;
  const auto asker = TRY(access::find_account(read, request.asked_by));
  return !asker || !TRY(registry::same_human(read, reader.person, asker->person));
}

}  // namespace

Result<Words> whose(const Accounts& accounts, store::Snapshot& read, AccountId id) {
  const auto rules = accounts.kernel.rules.get();
  if (!id) return rules->pack().choice_words(kKinds, "operator");
  const auto account = TRY(access::find_account(read, id));
  if (!account) return Words{};
  Words out =
      rules->pack().choice_words(kKinds, std::string(rights::word_of(account->administrator)));
  if (!account->person) return out;
  const auto names = TRY(registry::names_of(read, accounts.kernel.vault, {account->person}));
  for (const auto& [person, name] : names) {
    out.zh += " " + name;
    out.en += " " + name;
  }
  return out;
}

Result<AccountPage> read_accounts(const Accounts& accounts, store::Snapshot& read,
                                  const std::string& cursor, const std::string& login) {
  if (!login.empty()) {
    const auto found = TRY(access::find_account(read, login));
    if (found) return page_of(accounts, read, {*found});
    if (!vault::normal_phone(login)) return AccountPage{};
    const auto owner = TRY(registry::find_person_by_phone(read, accounts.kernel.vault, login));
    return page_of(accounts, read,
                   owner ? TRY(access::accounts_of(read, *owner)) : std::vector<AccountRow>{});
  }
  AccountId before{std::numeric_limits<std::int64_t>::max()};
  if (!cursor.empty()) {
    const auto given = parse_int64(cursor);
    if (!given) return invalid("desk.cursor_wrong");
    before = AccountId{*given};
  }
  const auto rows = TRY(access::accounts_before(read, before));
  auto out = TRY(page_of(accounts, read, rows));
  if (rows.size() == access::kAccountsPage) out.next = json_text(rows.back().id);
  return out;
}

Result<AccountPage> read_administrators(const Accounts& accounts, store::Snapshot& read) {
  return page_of(accounts, read, TRY(access::administrators(read)));
}

Result<RequestList> read_requests(const Accounts& accounts, store::Snapshot& read,
                                  const rights::Actor& reader) {
  RequestList out;
  const Instant now = accounts.kernel.clock.now();
  for (const auto& one : TRY(access::waiting_requests(read))) {
    if (one.ends_at <= now) continue;
    const auto account = TRY(access::find_account(read, one.account));
    if (!account) continue;
    RequestView view;
    view.id = std::to_string(one.id);
    view.act = one.act;
    view.way = one.way;
    view.about = TRY(page_of(accounts, read, {*account})).items.front();
    if (account->person) view.known_since = made_at(account->person.value).ms;
    view.asked_by = TRY(whose(accounts, read, one.asked_by));
    view.asked_at = one.asked_at.ms;
    view.ends_at = one.ends_at.ms;
    view.may_confirm = TRY(may_confirm_it(read, reader, one, *account));
    view.asked_by_me = one.asked_by == reader.account;
    out.items.push_back(std::move(view));
  }
  return out;
}

Result<OwnAccounts> read_own(const Accounts& accounts, store::Snapshot& read,
                             const rights::Actor& reader) {
  OwnAccounts out;
  if (!reader.person) return out;
  for (const auto& account : TRY(access::accounts_of(read, reader.person))) {
    OwnAccount own{
        account.login, administrator_word(account), state_of(account), account.made_at.ms, {}};
    for (const auto& one : TRY(access::requests_about(read, account.id))) {
      OwnAct act{one.act,          one.way,     TRY(whose(accounts, read, one.asked_by)),
                 one.asked_at.ms,  one.outcome, {},
                 one.decided_at.ms};
      if (one.decided_by) act.decided_by = TRY(whose(accounts, read, one.decided_by));
      own.acts.push_back(std::move(act));
    }
    out.items.push_back(std::move(own));
  }
  return out;
}

Result<CountyView> read_county(const Accounts& accounts, store::Snapshot& read,
                               const rights::Actor& reader) {
  CountyView out;
  out.setting_up = TRY(setting_up(accounts, read));
  const bool real = accounts.kernel.folder != desk::Folder::Sample;
  const Instant now = accounts.kernel.clock.now();
  if (real) out.phone_codes = TRY(delivery::way_state(read)).works(now);
  if (reader.administrator == AdministratorKind::None) return out;
  out.nameless = !reader.person;
  if (!real) return out;
  const auto rules = accounts.kernel.rules.get();
  out.unheld = TRY(desk::matters_at_vacant(read, rules->pack().county.dispatch, now));
  for (const auto kind : TRY(access::missing_kinds(read))) {
    out.missing.emplace_back(rights::word_of(kind));
  }
  out.left = steps_left(TRY(steps_of(accounts, read)));
  return out;
}

Result<ReadinessView> read_readiness(const Accounts& accounts, store::Snapshot& read) {
  const auto rules = accounts.kernel.rules.get();
  const auto& catalogue = rules->pack().catalogue;
  ReadinessView out;
  for (const auto& step : TRY(steps_of(accounts, read))) {
    StepView view{step.key, step.done, step.have, step.all, {}};
    for (const auto& [level, error] : step.lacks) {
      view.findings.push_back(
          {std::string(word_of(level)),
           error.code,
           {catalogue.sentence(error.code, Language::Zh),
            catalogue.sentence(error.code, Language::En)},
           {catalogue.remedy(error.code, Language::Zh), catalogue.remedy(error.code, Language::En)},
           error.detail});
    }
    out.left += step.done ? 0 : 1;
    out.items.push_back(std::move(view));
  }
  const auto desk = TRY(registry::find_position(read, rules->pack().county.dispatch,
                                                TRY(registry::county(read)).id, OrganisationId{}));
  if (desk) out.duty_desk = desk->id;
  return out;
}

}  // namespace linli::office
