#include "registry/households.h"

namespace linli::registry {
namespace {

Household household_of(const store::Row& row) {
  Household household;
  household.id = row.id<HouseholdId>(0);
  household.version = row.integer(1);
  household.number = row.string(2);
  household.unit = row.id<UnitId>(3);
  household.dwelling = row.id<DwellingId>(4);
  return household;
}

Tie tie_of(const store::Row& row) {
  Tie tie;
  tie.id = row.integer(0);
  tie.version = row.integer(1);
  tie.person = row.id<PersonId>(2);
  tie.kind = row.string(3);
  tie.household = row.id<HouseholdId>(4);
  tie.unit = row.id<UnitId>(5);
  tie.dwelling = row.id<DwellingId>(6);
  tie.floor_area_cm2 = row.integer(7);
  tie.head = row.flag(8);
  tie.valid = {row.instant(9), row.instant(10)};
  return tie;
}

}  // namespace

store::Columns columns_of(const Dwelling& dwelling) {
  return {{"unit_id", dwelling.unit},
          {"door", dwelling.door},
          {"floor_area_cm2", dwelling.floor_area_cm2}};
}

void add(store::WriteSet& out, const Dwelling& dwelling) {
  add_row(out, "dwelling", dwelling.id.value, columns_of(dwelling));
}

int change(store::WriteSet& out, const Dwelling& stored, const Dwelling& wanted) {
  return change_row(out, "dwelling", stored.id.value, stored.version, columns_of(stored),
                    columns_of(wanted));
}

store::Columns columns_of(const Household& household) {
  return {{"number", household.number},
          {"unit_id", household.unit},
          {"dwelling_id", household.dwelling}};
}

void add(store::WriteSet& out, const Household& household) {
  add_row(out, "household", household.id.value, columns_of(household));
}

int change(store::WriteSet& out, const Household& stored, const Household& wanted) {
  return change_row(out, "household", stored.id.value, stored.version, columns_of(stored),
                    columns_of(wanted));
}

store::Columns columns_of(const Tie& tie) {
  return {{"person_id", tie.person},
          {"kind", tie.kind},
          {"household_id", tie.household},
          {"unit_id", tie.unit},
          {"dwelling_id", tie.dwelling},
          {"floor_area_cm2", tie.floor_area_cm2},
          {"head", tie.head},
          {"valid_from", tie.valid.from},
          {"valid_to", open_end(tie.valid.to)}};
}

void add(store::WriteSet& out, const Tie& tie) {
  add_row(out, "person_tie", tie.id, columns_of(tie));
}

int change(store::WriteSet& out, const Tie& stored, const Tie& wanted) {
  return change_row(out, "person_tie", stored.id, stored.version, columns_of(stored),
                    columns_of(wanted));
}

Result<std::optional<Household>> find_household(store::Snapshot& read, HouseholdId id) {
  return read.one("SELECT id, version, number, unit_id, dwelling_id FROM household WHERE id = ?1",
                  {id}, household_of);
}

Result<std::optional<Household>> find_household_by_number(store::Snapshot& read,
                                                          std::string_view number) {
  return read.one(
      "SELECT id, version, number, unit_id, dwelling_id FROM household WHERE number = ?1", {number},
      household_of);
}

Result<std::optional<Dwelling>> find_dwelling(store::Snapshot& read, DwellingId id) {
  return read.one("SELECT id, version, unit_id, door, floor_area_cm2 FROM dwelling WHERE id = ?1",
                  {id}, [](const store::Row& row) {
                    return Dwelling{row.id<DwellingId>(0), row.integer(1), row.id<UnitId>(2),
                                    row.string(3), row.integer(4)};
                  });
}

Result<std::vector<Tie>> ties_of(store::Snapshot& read, PersonId person) {
  return read.all(
      "SELECT id, version, person_id, kind, household_id, unit_id, dwelling_id, floor_area_cm2,"
      " head, valid_from, valid_to FROM person_tie WHERE person_id = ?1 ORDER BY id",
      {person}, tie_of);
}

Result<std::optional<Home>> home_of(store::Snapshot& read, PersonId person, Instant now) {
  return read.one(
      "SELECT h.id, u.id, u.path, COALESCE(d.door, '') FROM person_tie t"
      " LEFT JOIN household h ON h.id = t.household_id"
      " LEFT JOIN dwelling d ON d.id = h.dwelling_id"
      " JOIN unit u ON u.id = COALESCE(h.unit_id, t.unit_id)"
      " WHERE t.person_id = ?1 AND t.kind = 'living' AND t.valid_from <= ?2"
      " AND (t.valid_to IS NULL OR t.valid_to > ?2) ORDER BY t.valid_from DESC, t.id DESC LIMIT 1",
      {person, now}, [](const store::Row& row) {
        return Home{row.id<HouseholdId>(0), row.id<UnitId>(1), row.string(2), row.string(3)};
      });
}

}  // namespace linli::registry
