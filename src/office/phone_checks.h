// office/phone_checks.h – what a phone would open waits until a second pair of eyes has looked.
//
// A system administrator enters people, their phones and their seats. Alone she must not become
// anybody by that. So what she enters (imports and `linli import` alike) waits:
//   a phone that replaces another, or the first one of somebody who has come in before or holds a
//     seat, until she herself confirms it from a session of hers, a security administrator does
//     (the audit one for a security administrator's), or the days of audit::Limit::phone_days have
//     passed without her objection – days count for nobody who holds a seat, has an account, or
//     has objected before;
//   the first seat that is worn after signing in by phone, until that administrator confirms it.
// The first phone of somebody who has none and never came in is free. Until then the old phone
// signs in and is told; then her sessions by phone end. Every step is an entry of the record and
// of the audit, by ids. Source: ADR 0028. Thread safety: any thread.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "exchange/import_run.h"
#include "office/accounts.h"
#include "registry/phone_check.h"

namespace linli::office {

inline constexpr int kChecksPage = 100;  // shown, and decided, at once

// For imports (exchange/import_run.h); `kernel` must outlive it.
exchange::Care care_for(desk::Kernel& kernel, Doer doer);

// Lets a seat that is worn by phone wait, when nobody has confirmed one of hers yet and she wears
// none so; for whoever adds the term in `changes`. Returns the new row's id, or 0.
Result<std::int64_t> ask_for_seat(desk::Kernel& kernel, const Doer& doer, store::Snapshot& read,
                                  store::WriteSet& changes, PersonId person,
                                  std::string_view position);

struct CheckIds {
  std::vector<std::string> ids;
};
BOOST_DESCRIBE_STRUCT(CheckIds, (), (ids))

enum class Verdict { Confirm, Decline };

// Decides those of `ids` that still wait, all or none. Answers ChecksDone. Errors:
// office.checks_many (Invalid: none, or more than kChecksPage), office.no_such_request,
// office.not_yours_to_confirm, office.own_account, office.own_request, office.no_name.
void decide_checks(const Accounts& accounts, Doer doer, CheckIds body, Verdict verdict,
                   desk::Idempotency idempotency, desk::Answered done);
// Her own word about a phone that is to become hers. Errors: office.no_such_request,
// office.request_over.
void decide_own_check(const Accounts& accounts, Doer doer, std::int64_t id, Verdict verdict,
                      desk::Idempotency idempotency, desk::Answered done);
// Carries out what time has decided, at most kChecksPage; returns how many. Waits.
Result<int> pass_due_checks(const Accounts& accounts);

struct ChecksDone {
  std::int64_t decided = 0;
};
BOOST_DESCRIBE_STRUCT(ChecksDone, (), (decided))

struct PhoneCheckView {
  std::string id;
  std::string what;              // phone, seat
  std::string name;              // masked, but for those in office
  std::string phone, new_phone;  // masked; "" for none
  std::vector<Words> seats;      // what she holds now or will
  Words asked_by;
  std::int64_t asked_at = 0;
  std::int64_t due_at = 0;       // 0: time alone does not decide
  std::int64_t known_since = 0;  // since when she is in the register
  bool may_confirm = false;      // whoever reads this
};
BOOST_DESCRIBE_STRUCT(PhoneCheckView, (),
                      (id, what, name, phone, new_phone, seats, asked_by, asked_at, due_at,
                       known_since, may_confirm))

struct PhoneCheckPage {
  std::vector<PhoneCheckView> items;
  std::string next;
  std::int64_t waiting = 0;  // in all
};
BOOST_DESCRIBE_STRUCT(PhoneCheckPage, (), (items, next, waiting))

struct OwnPhoneCheck {
  std::string id;
  std::string what;
  std::string new_phone;  // masked; "" once decided
  Words asked_by;
  std::int64_t asked_at = 0;
  std::int64_t due_at = 0;
  std::int64_t decided_at = 0;  // 0: waits
  std::string outcome;
};
BOOST_DESCRIBE_STRUCT(OwnPhoneCheck, (),
                      (id, what, new_phone, asked_by, asked_at, due_at, decided_at, outcome))

struct OwnPhoneChecks {
  std::vector<OwnPhoneCheck> items;
};
BOOST_DESCRIBE_STRUCT(OwnPhoneChecks, (), (items))

// Those that wait, oldest first. Errors: desk.cursor_wrong.
Result<PhoneCheckPage> read_checks(const Accounts& accounts, store::Snapshot& read,
                                   const rights::Actor& reader, const std::string& cursor);
Result<OwnPhoneChecks> read_own_checks(const Accounts& accounts, store::Snapshot& read,
                                       const rights::Actor& reader);

}  // namespace linli::office
