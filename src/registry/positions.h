// registry/positions.h – positions at a unit or an organisation, and the terms people serve in
// them.
//
// A position gives a person authority: a kind (key, of the pack) at a place, from–to, with deputies
// and stand-ins; employer and served unit may differ (驻村, 下沉). Thread safety: functions of a
// snapshot. Errors: registry.no_such_position (NotFound).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/words.h"
#include "registry/rows.h"
#include "store/snapshot.h"

namespace linli::registry {

// Exactly one of `unit` and `organisation` is set; (key, place) is unique.
struct Position {
  PositionId id;
  std::int64_t version = 1;
  std::string key;
  UnitId unit;
  OrganisationId organisation;
  Words name;         // "向巷村 · 受理岗"
  std::string phone;  // public telephone of the desk, normal form; "" when it has none
};

struct Term {
  TermId id;
  std::int64_t version = 1;
  PositionId position;
  PersonId person;
  Dates valid;
  bool deputy = false;
  TermId stands_in_for;     // the term of the absent holder
  OrganisationId employer;  // who pays, if not the place itself
  UnitId served_unit;       // 驻村, 下沉: the unit served
  TermId handed_over_to;    // the successor's term
};

store::Columns columns_of(const Position& position);
void add(store::WriteSet& out, const Position& position);
int change(store::WriteSet& out, const Position& stored, const Position& wanted);

store::Columns columns_of(const Term& term);
void add(store::WriteSet& out, const Term& term);
int change(store::WriteSet& out, const Term& stored, const Term& wanted);
// Ends a term; `successor` may be 0.
void end_term(store::WriteSet& out, const Term& term, Instant at, TermId successor);

Result<Position> position(store::Snapshot& read, PositionId id);
// Of this key at the unit or organisation (the other id is 0).
Result<std::optional<Position>> find_position(store::Snapshot& read, std::string_view key,
                                              UnitId unit, OrganisationId organisation);
// Every position at the unit or organisation, by key.
Result<std::vector<Position>> positions_at(store::Snapshot& read, UnitId unit,
                                           OrganisationId organisation);
// Errors: registry.no_such_term (NotFound).
Result<Term> term(store::Snapshot& read, TermId id);
// Every term of the position, past ones too, newest first.
Result<std::vector<Term>> terms_of_position(store::Snapshot& read, PositionId position);
// The terms the person serves at `now`.
Result<std::vector<Term>> current_terms(store::Snapshot& read, PersonId person, Instant now);

}  // namespace linli::registry
