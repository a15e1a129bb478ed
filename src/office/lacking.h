// office/lacking.h – who holds a seat and cannot come in yet, and accounts for all of them at once.
//
// Somebody lacks an account when she serves a term at a seat that wants a password, and has none;
// or has one that she never used and whose code is good no more, because the letter ran out or
// nobody confirmed it in time. Whose account was closed lacks none: closing was somebody's will.
// What is asked here is confirmed like any first account (ADR 0028), each by an entry of its own.
// Source: issue #13. Thread safety: functions of a snapshot; ask_many() any thread.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "office/accounts.h"

namespace linli::office {

inline constexpr int kAccountsAtOnce = 500;  // shown, and asked for

struct Holders {
  std::int64_t all = 0;      // people at seats that want a password
  std::int64_t lacking = 0;  // of them
};
Result<Holders> count_holders(store::Snapshot& read, Instant now);

// A seat that somebody holds, with the place where it stands.
struct SeatView {
  Words name;  // "向巷村 · 受理分办"
  std::optional<UnitId> unit;
  std::optional<std::string> organisation;  // its name, which finds it
};
BOOST_DESCRIBE_STRUCT(SeatView, (), (name, unit, organisation))
// Those whose term is served now, at most kSeatsShown.
inline constexpr std::size_t kSeatsShown = 5;
Result<std::vector<SeatView>> seats_of(store::Snapshot& read, PersonId person, Instant now);

struct LackingView {
  PersonId person;
  std::string name;  // whole: she is in office
  std::vector<SeatView> seats;
  std::string known;   // identity, phone; "" when no letter could be for her alone
  bool phone = false;  // a code can be sent to her
  std::string login;   // of an account that she never used; "" when a login is made for her
};
BOOST_DESCRIBE_STRUCT(LackingView, (), (person, name, seats, known, phone, login))

// How many of one kind of seat lack one.
struct LackingRole {
  std::string key;
  Words words;
  std::int64_t lacking = 0;
};
BOOST_DESCRIBE_STRUCT(LackingRole, (), (key, words, lacking))

struct LackingList {
  std::int64_t total = 0;
  std::vector<LackingRole> roles;  // at the place asked for, whatever the role
  std::vector<LackingView> items;  // at most kAccountsAtOnce
};
BOOST_DESCRIBE_STRUCT(LackingList, (), (total, roles, items))

struct LackingQuery {
  UnitId unit;           // there and below; 0: everywhere
  std::string position;  // a kind of position; "": any
};
// Errors: registry.no_such_unit.
Result<LackingList> read_lacking(const Accounts& accounts, store::Snapshot& read,
                                 const LackingQuery& query);

struct ManyAccounts {
  std::vector<std::string> people;  // ids
  std::string way;                  // phone, letter
};
BOOST_DESCRIBE_STRUCT(ManyAccounts, (), (people, way))

struct LeftOut {
  std::string person;
  std::string name;
  std::string code;  // why: of the catalogue
  Words words;
};
BOOST_DESCRIBE_STRUCT(LeftOut, (), (person, name, code, words))

struct ManyAsked {
  std::vector<AccountReceipt> items;
  std::vector<LeftOut> left_out;
};
BOOST_DESCRIBE_STRUCT(ManyAsked, (), (items, left_out))

// Asks for the accounts of these people, all that can be or none; the others are named. Answers
// ManyAsked. Errors: access.setting_up, office.no_name, office.code_way, office.accounts_many
// (Invalid: none, or more than kAccountsAtOnce), office.requests_many, access.no_codes (Conflict:
// no message reaches a phone).
void ask_many(const Accounts& accounts, Doer doer, ManyAccounts body, desk::Idempotency idempotency,
              desk::Answered done);

}  // namespace linli::office
