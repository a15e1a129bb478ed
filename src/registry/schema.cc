#include "registry/schema.h"

namespace linli::registry {
namespace {

constexpr std::string_view kUnits = R"sql(
-- derived: the tree of governance units, from county down to household clusters
CREATE TABLE unit (
  id {pk}, -- UnitId
  version BIGINT NOT NULL, -- counts changes
  code TEXT NOT NULL UNIQUE, -- natural key; 12 digits of the state down to the village
  parent_id BIGINT, -- the unit above; NULL for the county
  level TEXT NOT NULL, -- word of the pack: county, town, village …
  kind TEXT NOT NULL, -- rural or urban
  name_zh TEXT NOT NULL, -- name on screens
  name_en TEXT NOT NULL, -- the same in English
  short_name TEXT NOT NULL, -- 向巷村
  official_name TEXT NOT NULL, -- 向巷村村民委员会
  path TEXT NOT NULL, -- ids from the county to the unit itself, "/1/5/27/"
  valid_from BIGINT NOT NULL, -- instant, ms UTC
  valid_to BIGINT -- instant, ms UTC; NULL while it exists
){end};
CREATE INDEX unit_by_parent ON unit(parent_id, code);
CREATE INDEX unit_by_level ON unit(level, code);

-- derived: named sets of units that need not fit the tree
CREATE TABLE area (
  id {pk}, -- AreaId
  version BIGINT NOT NULL, -- counts changes
  key TEXT NOT NULL UNIQUE, -- natural key
  kind TEXT NOT NULL, -- word of the pack: grid, service, property …
  line TEXT NOT NULL, -- party, self_governance or other
  name_zh TEXT NOT NULL, -- name on screens
  name_en TEXT NOT NULL, -- the same in English
  valid_from BIGINT NOT NULL, -- instant, ms UTC
  valid_to BIGINT -- instant, ms UTC; NULL while it exists
){end};

-- derived: which units an area holds; areas may overlap
CREATE TABLE area_unit (
  id {pk}, -- id of the row
  version BIGINT NOT NULL, -- counts changes
  area_id BIGINT NOT NULL, -- area.id
  unit_id BIGINT NOT NULL, -- unit.id, with all below it
  UNIQUE (area_id, unit_id)
){end};
CREATE INDEX area_unit_by_unit ON area_unit(unit_id, area_id);
)sql";

constexpr std::string_view kPeople = R"sql(
-- derived: buildings and flats that people live in, own or work in
CREATE TABLE dwelling (
  id {pk}, -- DwellingId
  version BIGINT NOT NULL, -- counts changes
  unit_id BIGINT NOT NULL, -- unit.id: cluster, hamlet or building
  door TEXT NOT NULL, -- "3栋2单元501"; names nobody (ADR 0008)
  floor_area_cm2 BIGINT NOT NULL -- 0: not known
){end};

-- derived: household files
CREATE TABLE household (
  id {pk}, -- HouseholdId
  version BIGINT NOT NULL, -- counts changes
  number TEXT NOT NULL UNIQUE, -- 户号, natural key
  unit_id BIGINT NOT NULL, -- unit.id: the cluster it belongs to
  dwelling_id BIGINT NOT NULL -- dwelling.id where it lives
){end};
CREATE INDEX household_by_unit ON household(unit_id);

-- vault: people; what tells who they are is sealed
CREATE TABLE person (
  id {pk}, -- PersonId
  version BIGINT NOT NULL, -- counts changes
  sealed {blob} NOT NULL, -- PersonDetails as JSON, sealed as "person.sealed"; empty when erased
  phone_blind BIGINT, -- vault blind of the phone; NULL when not known or erased
  identity_blind BIGINT UNIQUE, -- vault blind of the identity number; NULL when not known
  self_declared BIGINT NOT NULL, -- 1: she said so herself, no register did
  source TEXT UNIQUE, -- where the row came from, when there is no identity number
  erased_at BIGINT -- instant, ms UTC; NULL while not erased
){end};
CREATE INDEX person_by_phone ON person(phone_blind, self_declared) WHERE phone_blind IS NOT NULL;
CREATE INDEX person_erased ON person(erased_at) WHERE erased_at IS NOT NULL;
CREATE UNIQUE INDEX person_declared_once ON person(phone_blind) WHERE self_declared = 1;

-- derived: the dated ties of people to households, units and dwellings
CREATE TABLE person_tie (
  id {pk}, -- id of the row
  version BIGINT NOT NULL, -- counts changes
  person_id BIGINT NOT NULL, -- person.id
  kind TEXT NOT NULL, -- registered, living, collective_member, owner or business
  household_id BIGINT, -- household.id for registered and living
  unit_id BIGINT, -- unit.id for collective_member, or living without a household file
  dwelling_id BIGINT, -- dwelling.id for owner and business
  floor_area_cm2 BIGINT NOT NULL, -- of an owner; 0: not known
  head BIGINT NOT NULL, -- 1: 户主 of the household
  valid_from BIGINT NOT NULL, -- instant, ms UTC
  valid_to BIGINT -- instant, ms UTC; NULL while it holds
){end};
CREATE INDEX person_tie_by_person ON person_tie(person_id, kind);
CREATE INDEX person_tie_head ON person_tie(household_id) WHERE head = 1;
)sql";

constexpr std::string_view kOrganisations = R"sql(
-- derived: departments, offices, party, self-governance, mass, social and economic bodies, firms
CREATE TABLE organisation (
  id {pk}, -- OrganisationId
  version BIGINT NOT NULL, -- counts changes
  key TEXT NOT NULL UNIQUE, -- natural key
  name_zh TEXT NOT NULL, -- name on screens
  name_en TEXT NOT NULL, -- the same in English
  kind TEXT NOT NULL, -- word of the pack: department, section, station …
  line TEXT NOT NULL, -- party, self_governance or other
  tier BIGINT NOT NULL, -- 1–5 of the 351 system; 0 outside it
  line_parent_id BIGINT, -- organisation.id that leads it in its line
  unit_id BIGINT, -- unit.id it belongs to
  category TEXT NOT NULL -- of social organisations; empty for others
){end};
CREATE INDEX organisation_by_kind ON organisation(kind, key);
CREATE INDEX organisation_by_unit ON organisation(unit_id, key);

-- derived: which units or areas an organisation serves
CREATE TABLE organisation_area (
  id {pk}, -- id of the row
  version BIGINT NOT NULL, -- counts changes
  organisation_id BIGINT NOT NULL, -- organisation.id
  unit_id BIGINT, -- unit.id, with all below it; or
  area_id BIGINT, -- area.id
  UNIQUE (organisation_id, unit_id),
  UNIQUE (organisation_id, area_id)
){end};
CREATE INDEX organisation_area_by_unit ON organisation_area(unit_id);
CREATE INDEX organisation_area_by_area ON organisation_area(area_id);
)sql";

constexpr std::string_view kPositions = R"sql(
-- derived: positions at units and organisations
CREATE TABLE position (
  id {pk}, -- PositionId
  version BIGINT NOT NULL, -- counts changes
  key TEXT NOT NULL, -- kind of position, word of the pack: intake, handler …
  unit_id BIGINT, -- unit.id where it stands, or
  organisation_id BIGINT, -- organisation.id where it stands
  name_zh TEXT NOT NULL, -- name on screens
  name_en TEXT NOT NULL, -- the same in English
  UNIQUE (unit_id, key),
  UNIQUE (organisation_id, key),
  CHECK ((unit_id IS NULL) <> (organisation_id IS NULL))
){end};
CREATE INDEX position_by_key ON position(key, unit_id);

-- derived: who serves in a position, from when to when
CREATE TABLE term (
  id {pk}, -- TermId
  version BIGINT NOT NULL, -- counts changes
  position_id BIGINT NOT NULL, -- position.id
  person_id BIGINT NOT NULL, -- person.id
  valid_from BIGINT NOT NULL, -- instant, ms UTC
  valid_to BIGINT, -- instant, ms UTC; NULL while it is served
  deputy BIGINT NOT NULL, -- 1: deputy
  stands_in_for BIGINT, -- term.id of the absent holder
  employer_organisation_id BIGINT, -- organisation.id that employs, if not the place itself
  served_unit_id BIGINT, -- unit.id served (驻村, 下沉)
  handed_over_to BIGINT, -- term.id of the successor
  UNIQUE (position_id, person_id, valid_from)
){end};
CREATE INDEX term_by_person ON term(person_id);
)sql";

// phone: the public telephone of the desk, empty when it has none; never that of a person.
constexpr std::string_view kPositionPhone = R"sql(
ALTER TABLE position ADD COLUMN phone TEXT NOT NULL DEFAULT '';
)sql";

constexpr std::string_view kHouseholdPeople = R"sql(
CREATE INDEX person_tie_household ON person_tie(household_id, kind) WHERE household_id IS NOT NULL;
)sql";

// Holds all that a count of people asks for, so that it reads no rows.
constexpr std::string_view kHouseholdCount = R"sql(
DROP INDEX person_tie_household;
CREATE INDEX person_tie_household
  ON person_tie(household_id, kind, valid_to, valid_from, person_id) WHERE household_id IS NOT NULL;
)sql";

constexpr std::string_view kPositionByPhone = R"sql(
CREATE INDEX position_by_phone ON position(phone) WHERE phone <> '';
)sql";

constexpr std::string_view kPhoneCheck = R"sql(
-- vault: phones that wait to become somebody's, and seats that wait to be worn by phone
CREATE TABLE phone_check (
  id {pk}, -- of the row
  version BIGINT NOT NULL, -- counts changes
  person_id BIGINT NOT NULL, -- person.id it is about
  what TEXT NOT NULL, -- phone or seat
  sealed {blob} NOT NULL, -- the new phone, sealed as "phone_check.sealed"; empty once decided
  phone_blind BIGINT, -- vault blind of the new phone; NULL once decided
  asked_by BIGINT, -- access_account.id of whoever entered it; none at the machine
  asked_at BIGINT NOT NULL, -- instant, ms UTC
  due_at BIGINT, -- when time alone decides, ms UTC; NULL: it does not
  decided_by BIGINT, -- access_account.id of whoever decided; none: she herself or time
  decided_at BIGINT, -- instant, ms UTC; NULL while it waits
  outcome TEXT NOT NULL -- confirmed, hers, passed, objected, declined, withdrawn; '' while it waits
){end};
CREATE UNIQUE INDEX phone_check_one ON phone_check(person_id, what) WHERE decided_at IS NULL;
CREATE INDEX phone_check_waits ON phone_check(id) WHERE decided_at IS NULL;
CREATE INDEX phone_check_due ON phone_check(due_at) WHERE decided_at IS NULL;
CREATE INDEX phone_check_person ON phone_check(person_id, id);
CREATE INDEX phone_check_phone ON phone_check(phone_blind) WHERE phone_blind IS NOT NULL;
)sql";

}  // namespace

std::vector<store::Migration> migrations() {
  return {{20, "registry: units and areas", kUnits},
          {21, "registry: dwellings, households, people and ties", kPeople},
          {22, "registry: organisations", kOrganisations},
          {23, "registry: positions and terms", kPositions},
          {24, "registry: the public telephone of a position", kPositionPhone},
          {25, "registry: the people of a household", kHouseholdPeople},
          {26, "registry: the people of a household, counted", kHouseholdCount},
          {27, "registry: positions by telephone", kPositionByPhone},
          {28, "registry: phones and seats that wait to be confirmed", kPhoneCheck}};
}

}  // namespace linli::registry
