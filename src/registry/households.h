// registry/households.h – dwellings, households, and the dated ties of people to them.
//
// A person has dated ties, not one address: registered (户籍), living (常住), collective_member
// (集体成员), owner (业主, with floor area), business (经营). Doors are kept in the clear: a door
// without a name is a building's address; what joins it to somebody, the name, is sealed in the
// person's row, and erasing the person takes that away (RISK-4, ADR 0008).
// Thread safety: functions of a snapshot.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/rows.h"
#include "store/snapshot.h"

namespace linli::registry {

struct Dwelling {
  DwellingId id;
  std::int64_t version = 1;
  UnitId unit;
  std::string door;                 // "3栋2单元501", "李家湾12号"
  std::int64_t floor_area_cm2 = 0;  // 0: not known
};

struct Household {
  HouseholdId id;
  std::int64_t version = 1;
  std::string number;  // 户号, natural key
  UnitId unit;         // the cluster (联户), hamlet or building it belongs to
  DwellingId dwelling;
};

// The words travel as data; which of them exist is fixed by the charter.
inline constexpr const char* kRegistered = "registered";
inline constexpr const char* kLiving = "living";
inline constexpr const char* kCollectiveMember = "collective_member";
inline constexpr const char* kOwner = "owner";
inline constexpr const char* kBusiness = "business";

struct Tie {
  std::int64_t id = 0;
  std::int64_t version = 1;
  PersonId person;
  std::string kind;                 // one of the words above
  HouseholdId household;            // registered, living
  UnitId unit;                      // collective_member; living without a household file
  DwellingId dwelling;              // owner, business
  std::int64_t floor_area_cm2 = 0;  // owner
  bool head = false;                // 户主 of the household
  Dates valid;
};

store::Columns columns_of(const Dwelling& dwelling);
void add(store::WriteSet& out, const Dwelling& dwelling);
int change(store::WriteSet& out, const Dwelling& stored, const Dwelling& wanted);
store::Columns columns_of(const Household& household);
void add(store::WriteSet& out, const Household& household);
int change(store::WriteSet& out, const Household& stored, const Household& wanted);
store::Columns columns_of(const Tie& tie);
void add(store::WriteSet& out, const Tie& tie);
int change(store::WriteSet& out, const Tie& stored, const Tie& wanted);

Result<std::optional<Household>> find_household(store::Snapshot& read, HouseholdId id);
Result<std::optional<Household>> find_household_by_number(store::Snapshot& read,
                                                          std::string_view number);
Result<std::optional<Dwelling>> find_dwelling(store::Snapshot& read, DwellingId id);
// Every tie of the person, ended ones too.
Result<std::vector<Tie>> ties_of(store::Snapshot& read, PersonId person);

// Where a person lives now.
struct Home {
  HouseholdId household;  // 0 without a household file
  UnitId unit;            // the household's unit, or the tie's
  std::string unit_path;
  std::string door;
};
Result<std::optional<Home>> home_of(store::Snapshot& read, PersonId person, Instant now);

}  // namespace linli::registry
