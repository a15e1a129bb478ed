// rights/actor.h – who acts, and in which hats.
//
// An Actor is made at the door (access/) from a session and is read fresh for every request.
// Thread safety: value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.h"

namespace linli::rights {

enum class ActorKind {
  Anonymous,  // nobody signed in; may hold a follow-up code
  Resident,   // a person signed in by a one-time code
  Staff,      // a person signed in by password; is a resident too
  System,     // deadlines and imports
};

// A position that the person holds now (or stands in for).
struct Hat {
  TermId term;
  std::int64_t term_version = 0;  // goes into the read set of what is done under this hat
  PositionId position;
  std::string key;  // what kind of position: "intake", "handler", "secretary" … (pack)
  UnitId unit;      // the unit it stands at, or 0
  OrganisationId organisation;  // or the organisation
  std::string unit_path;        // "/1/5/27/": ids of the unit (served unit for an organisation's)
                                // and all above it, from the county down
  std::string level;            // "county" … "hamlet": the level of that unit
  bool deputy = false;
};

// What an account administers (三员分立, GB/T 22239-2019 §8.1.5; ADR 0019). One person is one of
// these at most, and none of them sees a matter for it. The numbers stand in access_account.
enum class AdministratorKind {
  None = 0,
  System = 1,    // 系统管理员: registry, offices, imports; asks for accounts
  Security = 2,  // 安全管理员: confirms resets and administrators, ends sessions, gets alarms
  Audit = 3,     // 审计管理员: reads the audit and the looks, changes nothing
};

// "system", "security", "audit"; "" for none.
constexpr std::string_view word_of(AdministratorKind kind) {
  switch (kind) {
    case AdministratorKind::None:
      return "";
    case AdministratorKind::System:
      return "system";
    case AdministratorKind::Security:
      return "security";
    case AdministratorKind::Audit:
      return "audit";
  }
  return "";
}

struct Actor {
  ActorKind kind = ActorKind::Anonymous;
  PersonId person;
  AccountId account;
  std::vector<Hat> hats;
  AdministratorKind administrator = AdministratorKind::None;
  // Must set up a second factor before anything else (access/own_account.h); the gate holds it.
  bool must_set_second_factor = false;
};

}  // namespace linli::rights
