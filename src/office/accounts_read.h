// office/accounts_read.h – accounts and what is asked about them, as administrators and owners see
// them.
//
// Names are whole: who has an account works for the county. Thread safety: functions of a snapshot.
// Errors: desk.cursor_wrong (Invalid), those of vault and store.
#pragma once

#include <vector>

#include "access/accounts.h"
#include "model/words.h"
#include "office/accounts.h"
#include "office/lacking.h"
#include "office/readiness.h"

namespace linli::office {

struct AccountView {
  AccountId account;
  std::string login;
  std::string name;
  std::optional<std::string> administrator;  // system, security, audit
  std::string state;                         // open, waiting (for its owner), closed
  std::int64_t made_at = 0;
  bool used = false;                 // its owner has come in
  std::vector<SeatView> seats = {};  // that she holds now
};
BOOST_DESCRIBE_STRUCT(AccountView, (),
                      (account, login, name, administrator, state, made_at, used, seats))

struct AccountPage {
  std::vector<AccountView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(AccountPage, (), (items, next))

struct RequestView {
  std::string id;
  std::string act;  // make, reset, open, close
  std::string way;  // phone, letter; "" for close
  AccountView about;
  std::int64_t known_since = 0;  // since when its owner is in the register
  Words asked_by;                // 系统管理员 李四
  std::int64_t asked_at = 0;
  std::int64_t ends_at = 0;
  bool may_confirm = false;  // whoever reads this
  bool asked_by_me = false;
};
BOOST_DESCRIBE_STRUCT(RequestView, (),
                      (id, act, way, about, known_since, asked_by, asked_at, ends_at, may_confirm,
                       asked_by_me))

struct RequestList {
  std::vector<RequestView> items;
};
BOOST_DESCRIBE_STRUCT(RequestList, (), (items))

// What was asked about my account, and what came of it.
struct OwnAct {
  std::string act, way;
  Words asked_by;
  std::int64_t asked_at = 0;
  std::string outcome;  // confirmed, declined, over, done (at once); "" while it waits
  Words decided_by;
  std::int64_t decided_at = 0;
};
BOOST_DESCRIBE_STRUCT(OwnAct, (), (act, way, asked_by, asked_at, outcome, decided_by, decided_at))

struct OwnAccount {
  std::string login;
  std::optional<std::string> administrator;
  std::string state;
  std::int64_t made_at = 0;
  std::vector<OwnAct> acts;
};
BOOST_DESCRIBE_STRUCT(OwnAccount, (), (login, administrator, state, made_at, acts))

struct OwnAccounts {
  std::vector<OwnAccount> items;
};
BOOST_DESCRIBE_STRUCT(OwnAccounts, (), (items))

struct CountyView {
  bool setting_up = false;
  bool phone_codes = true;           // codes and messages reach phones
  std::int64_t unheld = 0;           // matters at a desk nobody holds; only administrators are told
  std::vector<std::string> missing;  // kinds of administrator nobody of whom came in; to them only
  bool nameless = false;             // whoever asks is an administrator without a name
  std::int64_t left = 0;             // steps of readiness.h; only administrators are told
};
BOOST_DESCRIBE_STRUCT(CountyView, (), (setting_up, phone_codes, unheld, missing, nameless, left))

// A finding in words.
struct FindingView {
  std::string level;  // fault, warning, note
  std::string code;
  Words words, remedy;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(FindingView, (), (level, code, words, remedy, detail))

struct StepView {
  std::string key;
  bool done = false;
  std::int64_t have = 0, all = 0;
  std::vector<FindingView> findings;
};
BOOST_DESCRIBE_STRUCT(StepView, (), (key, done, have, all, findings))

struct ReadinessView {
  std::vector<StepView> items;
  std::int64_t left = 0;
  std::optional<PositionId> duty_desk;  // where its officer is appointed
};
BOOST_DESCRIBE_STRUCT(ReadinessView, (), (items, left, duty_desk))

// 系统管理员 李四; 0: whoever sat at the machine.
Result<Words> whose(const Accounts& accounts, store::Snapshot& read, AccountId id);
// The newest first; `login` finds one as typed, or hers who has this phone.
Result<AccountPage> read_accounts(const Accounts& accounts, store::Snapshot& read,
                                  const std::string& cursor, const std::string& login);
// Those of administrators, oldest first.
Result<AccountPage> read_administrators(const Accounts& accounts, store::Snapshot& read);
Result<RequestList> read_requests(const Accounts& accounts, store::Snapshot& read,
                                  const rights::Actor& reader);
Result<OwnAccounts> read_own(const Accounts& accounts, store::Snapshot& read,
                             const rights::Actor& reader);
Result<CountyView> read_county(const Accounts& accounts, store::Snapshot& read,
                               const rights::Actor& reader);
// What is left to do, to an administrator. A sample lacks nothing.
Result<ReadinessView> read_readiness(const Accounts& accounts, store::Snapshot& read);

}  // namespace linli::office
