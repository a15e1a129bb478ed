#include "registry/organisations.h"

#include <algorithm>

#include "registry/units.h"

namespace linli::registry {
namespace {

#define LINLI_ORGANISATION_COLUMNS                                         \
  "o.id, o.version, o.key, o.name_zh, o.name_en, o.kind, o.line, o.tier, " \
  "o.line_parent_id, o.unit_id, o.category"

Organisation organisation_of(const store::Row& row) {
  Organisation out;
  out.id = row.id<OrganisationId>(0);
  out.version = row.integer(1);
  out.key = row.string(2);
  out.name = {row.string(3), row.string(4)};
  out.kind = row.string(5);
  out.line = row.string(6);
  out.tier = static_cast<int>(row.integer(7));
  out.line_parent = row.id<OrganisationId>(8);
  out.unit = row.id<UnitId>(9);
  out.category = row.string(10);
  return out;
}

}  // namespace

store::Columns columns_of(const Organisation& organisation) {
  return {{"key", organisation.key},
          {"name_zh", organisation.name.zh},
          {"name_en", organisation.name.en},
          {"kind", organisation.kind},
          {"line", organisation.line},
          {"tier", organisation.tier},
          {"line_parent_id", organisation.line_parent},
          {"unit_id", organisation.unit},
          {"category", organisation.category}};
}

void add(store::WriteSet& out, const Organisation& organisation) {
  add_row(out, "organisation", organisation.id.value, columns_of(organisation));
}

int change(store::WriteSet& out, const Organisation& stored, const Organisation& wanted) {
  return change_row(out, "organisation", stored.id.value, stored.version, columns_of(stored),
                    columns_of(wanted));
}

void add(store::WriteSet& out, const OrganisationArea& served) {
  add_row(out, "organisation_area", served.id,
          {{"organisation_id", served.organisation},
           {"unit_id", served.unit},
           {"area_id", served.area}});
}

void remove(store::WriteSet& out, const OrganisationArea& served) {
  out.add(store::Remove{"organisation_area", served.id, served.version});
}

Result<std::vector<OrganisationArea>> served_by(store::Snapshot& read, OrganisationId id) {
  return read.all(
      "SELECT id, version, organisation_id, unit_id, area_id FROM organisation_area"
      " WHERE organisation_id = ?1 ORDER BY id",
      {id}, [](const store::Row& row) {
        return OrganisationArea{row.integer(0), row.integer(1), row.id<OrganisationId>(2),
                                row.id<UnitId>(3), row.id<AreaId>(4)};
      });
}

Result<std::optional<Organisation>> find_organisation(store::Snapshot& read, OrganisationId id) {
  return read.one("SELECT " LINLI_ORGANISATION_COLUMNS " FROM organisation o WHERE o.id = ?1", {id},
                  organisation_of);
}

Result<Organisation> organisation(store::Snapshot& read, OrganisationId id) {
  auto found = TRY(find_organisation(read, id));
  if (!found) return fail(ErrorKind::NotFound, "registry.no_such_organisation");
  return std::move(*found);
}

Result<std::optional<Organisation>> find_organisation_by_key(store::Snapshot& read,
                                                             std::string_view key) {
  return read.one("SELECT " LINLI_ORGANISATION_COLUMNS " FROM organisation o WHERE o.key = ?1",
                  {key}, organisation_of);
}

Result<std::vector<Organisation>> organisations_of_kind(store::Snapshot& read,
                                                        std::string_view kind) {
  return read.all("SELECT " LINLI_ORGANISATION_COLUMNS
                  " FROM organisation o WHERE o.kind = ?1 ORDER BY o.key",
                  {kind}, organisation_of);
}

Result<std::vector<Organisation>> organisations_at(store::Snapshot& read, UnitId unit) {
  return read.all("SELECT " LINLI_ORGANISATION_COLUMNS
                  " FROM organisation o WHERE o.unit_id = ?1 ORDER BY o.key",
                  {unit}, organisation_of);
}

Result<std::vector<Organisation>> organisations_serving(store::Snapshot& read, UnitId id) {
  const auto self = TRY(unit(read, id));
  store::IntList above;
  for (const auto one : ids_in_path(self.path)) above.push_back(one.value);
  auto out = TRY(read.all("SELECT DISTINCT " LINLI_ORGANISATION_COLUMNS
                          " FROM organisation_area s JOIN organisation o"
                          " ON o.id = s.organisation_id WHERE s.unit_id IN (?*)",
                          {above}, organisation_of));
  auto by_area = TRY(read.all("SELECT DISTINCT " LINLI_ORGANISATION_COLUMNS
                              " FROM area_unit m JOIN organisation_area s ON s.area_id = m.area_id"
                              " JOIN organisation o ON o.id = s.organisation_id"
                              " WHERE m.unit_id IN (?*)",
                              {above}, organisation_of));
  out.insert(out.end(), by_area.begin(), by_area.end());
  std::ranges::sort(out, {}, &Organisation::key);
  const auto doubled = std::ranges::unique(out, {}, &Organisation::key);
  out.erase(doubled.begin(), doubled.end());
  return out;
}

Result<std::vector<Organisation>> find_organisations(store::Snapshot& read,
                                                     const OrganisationQuery& query) {
  return read.all("SELECT " LINLI_ORGANISATION_COLUMNS
                  " FROM organisation o WHERE o.key > ?1 AND (?2 = '' OR o.kind = ?2)"
                  " AND (o.name_zh LIKE ?3 ESCAPE '!' OR o.name_en LIKE ?3 ESCAPE '!'"
                  " OR o.key LIKE ?3 ESCAPE '!') ORDER BY o.key LIMIT ?4",
                  {query.after, query.kind, contains_pattern(query.text), kOrganisationsMax},
                  organisation_of);
}

Result<std::vector<Organisation>> line_of(store::Snapshot& read, OrganisationId id) {
  std::vector<Organisation> out;
  out.push_back(TRY(organisation(read, id)));
  while (out.back().line_parent && out.size() < kLineMax) {
    const auto next = out.back().line_parent;
    if (std::ranges::find(out, next, &Organisation::id) != out.end()) break;
    auto parent = TRY(find_organisation(read, next));
    if (!parent) break;
    out.push_back(std::move(*parent));
  }
  return out;
}

}  // namespace linli::registry
