// procedure/verify.h – proves a definition before it runs: what is wrong with it, and the path.
//
// Each class of fault has an id, listed with its reason in docs/procedures.md; each has a broken
// pack in tests/packs. Reachability is decided over the steps with every act and every lateness
// possible, so a fault that is reported is a fault whatever the forms hold. Source: charter,
// "Procedures are proven before they run". Thread safety: pure functions.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "procedure/definition.h"
#include "procedure/engine.h"

namespace linli::procedure {

// Where a kind of position must, or may, exist.
struct PositionFacts {
  std::set<std::string> levels;  // levels whose every unit has one: "county", "town", "village"
  bool at_organisations = false;
  bool must_exist = false;
};

// A rule of law/*.yaml; what each check means stands there and in docs/procedures.md.
enum class LawCheck {
  act_levels,       // act `act` is done by these levels only
  form_requires,    // act `act` has the required field `field`
  leads_to_review,  // after act `act` the filer can reach a step decided above or by a third person
  window_at_least,  // act `act` stays open for `period` or longer
  decided_above,    // every act of kind grant_more_time is done above only
  extensions_max,   // more time is granted `count` times at most
  extension_at_most,  // grant_more_time moves the deadline by `period` or less
  first_step_within,  // the first step has `period` or less
  handling_within,    // every step with a running clock has `period` or less
  filer_told,         // every act that leads to a final step tells the filer
  off_list_returns,   // where a village may hold it in its first step it has an act to return it
};
BOOST_DESCRIBE_ENUM(LawCheck, act_levels, form_requires, leads_to_review, window_at_least,
                    decided_above, extensions_max, extension_at_most, first_step_within,
                    handling_within, filer_told, off_list_returns)

struct LawRule {
  std::string key;
  LawCheck check = LawCheck::filer_told;
  std::vector<std::string> procedures;  // "*" is all
  std::string act;
  std::string field;
  std::vector<std::string> values;
  int count = 0;
  Period period;
  std::string source;
};

// What the rest of the pack offers to a procedure.
struct PackFacts {
  std::set<std::string> levels;  // of institutions, and "department"
  std::set<std::string> places;  // every level of units
  std::map<std::string, PositionFacts> positions;
  std::string dispatch;  // the position that an empty line ends at; "" when there is none
  Choices choices;
  std::map<std::string, std::map<std::string, Period>> limits;
  std::set<std::string> texts;  // message codes with a sentence in both languages
  std::vector<LawRule> law;
  std::map<std::string, const Definition*> procedures;  // of the pack, by key
};

struct Fault {
  std::string id;                 // "F04"
  std::string procedure;          // key, or "" for the rest of the pack
  std::string place;              // "intake.accept": step, act, field
  std::string what;               // an English sentence
  std::vector<std::string> path;  // shortest way there: "intake", "accept", "handling", …
  bool operator==(const Fault&) const = default;
};

// "F04 request intake.accept: …; path: intake –accept→ handling".
std::string to_line(const Fault& fault);

// Every fault, in the order of the definition; empty when it is proven.
std::vector<Fault> verify(const Definition& definition, const PackFacts& facts);

// Roughly how long a period is, in minutes, to compare periods of different units: a day is a
// calendar day, a workday counts as 24 hours, a work hour as an hour.
std::int64_t rough_minutes(const Period& period);

}  // namespace linli::procedure
