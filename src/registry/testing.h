// registry/testing.h – a small county for tests of this folder and those below.
//
// county 1 ─ town 2 (village 4 ─ cluster 6, village 5), town 3. Ids are given, so tests read
// easily. Thread safety: one thread.
#pragma once

#include <string>
#include <utility>

#include "registry/organisations.h"
#include "registry/people.h"
#include "registry/positions.h"
#include "registry/schema.h"
#include "registry/units.h"
#include "vault/testing.h"

namespace linli::registry {

inline Unit test_unit(std::int64_t id, const Unit* parent, std::string level, std::string name) {
  Unit unit;
  unit.id = UnitId{id};
  unit.code = "u" + std::to_string(id);
  unit.level = std::move(level);
  unit.kind = "rural";
  unit.name = {name, "unit " + std::to_string(id)};
  unit.short_name = name;
  unit.official_name = std::move(name);
  if (parent != nullptr) unit.parent = parent->id;
  unit.path = child_path(parent == nullptr ? "" : parent->path, unit.id);
  unit.valid.from = Instant{1};
  return unit;
}

inline Position test_position(std::int64_t id, std::string key, UnitId unit,
                              OrganisationId organisation = {}) {
  Position position;
  position.id = PositionId{id};
  position.key = std::move(key);
  position.unit = unit;
  position.organisation = organisation;
  position.name = {"岗位" + std::to_string(id), "position " + std::to_string(id)};
  return position;
}

inline Term test_term(std::int64_t id, PositionId position, std::int64_t person) {
  Term term;
  term.id = TermId{id};
  term.position = position;
  term.person = PersonId{person};
  term.valid.from = Instant{1};
  return term;
}

inline Organisation test_organisation(std::int64_t id, UnitId unit, OrganisationId parent = {}) {
  Organisation organisation;
  organisation.id = OrganisationId{id};
  organisation.key = "o" + std::to_string(id);
  organisation.name = {"机构" + std::to_string(id), "body " + std::to_string(id)};
  organisation.kind = "department";
  organisation.line = "other";
  organisation.line_parent = parent;
  organisation.unit = unit;
  return organisation;
}

class RegistryTest : public vault::VaultTest {
 protected:
  explicit RegistryTest(std::vector<store::Migration> more = {})
      : VaultTest([&] {
          auto all = registry::migrations();
          all.insert(all.end(), more.begin(), more.end());
          return all;
        }()) {}

  // Commits whatever `fill` adds.
  template <class Fill>
  void write(Fill fill) {
    store::WriteSet out;
    fill(out);
    const auto done = commit(std::move(out));
    ASSERT_TRUE(done) << done.error().code << " " << done.error().detail;
  }
  template <class... Rows>
  void put(const Rows&... rows) {
    write([&](store::WriteSet& out) { (add(out, rows), ...); });
  }

  void put_county() {
    const auto top = test_unit(1, nullptr, "county", "枝江市");
    const auto town = test_unit(2, &top, "town", "仙女镇");
    const auto other = test_unit(3, &top, "town", "董市镇");
    const auto village = test_unit(4, &town, "village", "向巷村");
    const auto beside = test_unit(5, &town, "village", "100%_村");
    const auto cluster = test_unit(6, &village, "cluster", "第1联户");
    put(top, town, other, village, beside, cluster);
  }

  PersonId put_person(std::int64_t id, const PersonDetails& details) {
    Person person;
    person.id = PersonId{id};
    person.details = details;
    write([&](store::WriteSet& out) { ASSERT_TRUE(add(out, vault_, person)); });
    return person.id;
  }

  Instant now() const { return clock_.now(); }
};

}  // namespace linli::registry
