#include "desk/officers.h"

#include <algorithm>

#include "registry/people.h"

namespace linli::desk {
namespace {

#define OFFICER "SELECT p.id, t.person_id, p.key, u.level, t.valid_from, t.valid_to "
#define SERVES                           \
  "JOIN term t ON t.position_id = p.id " \
  "AND (t.valid_to IS NULL OR t.valid_to > ?2) "
#define ORDER " ORDER BY 1, 2 LIMIT ?3"
constexpr store::Sql kOfUnit = OFFICER
    "FROM unit u JOIN position p ON p.unit_id = u.id " SERVES "WHERE u.id = ?1 UNION ALL " OFFICER
    "FROM unit u JOIN organisation o ON o.unit_id = u.id "
    "JOIN position p ON p.organisation_id = o.id " SERVES "WHERE u.id = ?1" ORDER;
constexpr store::Sql kOfVillage =
    "WITH RECURSIVE below (id) AS (SELECT id FROM unit WHERE id = ?1 "
    "UNION ALL SELECT c.id FROM unit c JOIN below b ON c.parent_id = b.id) " OFFICER
    "FROM below b JOIN unit u ON u.id = b.id JOIN position p ON p.unit_id = u.id " SERVES
    "UNION ALL " OFFICER
    "FROM below b JOIN unit u ON u.id = b.id "
    "JOIN organisation o ON o.unit_id = u.id JOIN position p ON p.organisation_id = o.id " SERVES
        ORDER;

Officer read_officer(const store::Row& row) {
  Officer out;
  out.position = row.id<PositionId>(0);
  out.person = row.id<PersonId>(1);
  out.key = row.string(2);
  out.level = row.string(3);
  out.from = row.instant(4);
  if (!row.is_null(5)) out.to = row.instant(5);
  return out;
}

}  // namespace

Result<std::vector<Officer>> officers_of(store::Snapshot& read, const vault::Vault& vault,
                                         const registry::Unit& unit, Instant now) {
  const store::Sql sql = unit.level == registry::kVillageLevel ? kOfVillage : kOfUnit;
  auto out = TRY(read.all(sql, {unit.id, Instant{now.ms - kLatelyMs}, kOfficersMax}, read_officer));
  std::vector<PersonId> people;
  for (const auto& officer : out) people.push_back(officer.person);
  std::ranges::sort(people);
  people.erase(std::ranges::unique(people).begin(), people.end());
  const auto names = TRY(registry::names_of(read, vault, people));
  for (auto& officer : out) {
    if (const auto name = names.find(officer.person); name != names.end()) {
      officer.name = name->second;
    }
  }
  return out;
}

}  // namespace linli::desk
