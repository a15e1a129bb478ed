// registry/organisations.h – bodies outside the tree: departments, their sections and stations,
// offices, party, self-governance, mass, social and economic organisations, firms.
//
// Three lines and five tiers (351, UNIT-4), 434 (UNIT-10), four categories of social organisations
// (UNIT-18), 六办五中心 (UNIT-35) are all words in the pack. Thread safety: functions of a
// snapshot.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/words.h"
#include "registry/rows.h"
#include "store/snapshot.h"

namespace linli::registry {

struct Organisation {
  OrganisationId id;
  std::int64_t version = 1;
  std::string key;  // natural key
  Words name;
  std::string kind;            // "department", "section", "station", "party_committee" … (pack)
  std::string line;            // "party", "self_governance" or "other"
  int tier = 0;                // 1–5 of the 351 system, 0 outside it
  OrganisationId line_parent;  // who leads it in its line
  UnitId unit;                 // the unit it belongs to; a department's is the county
  std::string category;        // of social organisations; "" for others
};

store::Columns columns_of(const Organisation& organisation);
void add(store::WriteSet& out, const Organisation& organisation);
int change(store::WriteSet& out, const Organisation& stored, const Organisation& wanted);

// That an organisation serves a unit (with all below it) or an area.
struct OrganisationArea {
  std::int64_t id = 0;
  std::int64_t version = 1;
  OrganisationId organisation;
  UnitId unit;
  AreaId area;
};
void add(store::WriteSet& out, const OrganisationArea& served);
void remove(store::WriteSet& out, const OrganisationArea& served);
// What the organisation serves.
Result<std::vector<OrganisationArea>> served_by(store::Snapshot& read, OrganisationId id);

// Errors: registry.no_such_organisation (NotFound).
Result<Organisation> organisation(store::Snapshot& read, OrganisationId id);
Result<std::optional<Organisation>> find_organisation(store::Snapshot& read, OrganisationId id);
Result<std::optional<Organisation>> find_organisation_by_key(store::Snapshot& read,
                                                             std::string_view key);
// Every organisation of this kind, by key.
Result<std::vector<Organisation>> organisations_of_kind(store::Snapshot& read,
                                                        std::string_view kind);
// Those that belong to the unit itself, by key.
Result<std::vector<Organisation>> organisations_at(store::Snapshot& read, UnitId unit);
// Those whose served units or areas hold the unit or one above it.
Result<std::vector<Organisation>> organisations_serving(store::Snapshot& read, UnitId unit);
inline constexpr int kOrganisationsMax = 50;
struct OrganisationQuery {
  std::string text;   // part of name or key; "" is any
  std::string kind;   // "" is any
  std::string after;  // the key after which the page begins
};
// By key, at most kOrganisationsMax.
Result<std::vector<Organisation>> find_organisations(store::Snapshot& read,
                                                     const OrganisationQuery& query);
// The organisation and its line parents, nearest first; ends after kLineMax or at a circle.
inline constexpr int kLineMax = 12;
Result<std::vector<Organisation>> line_of(store::Snapshot& read, OrganisationId id);

}  // namespace linli::registry
