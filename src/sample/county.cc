#include "sample/county.h"

#include <algorithm>
#include <set>

#include "exchange/import_organisations.h"
#include "exchange/import_units.h"
#include "sample/filler.h"
#include "sample/made_up.h"
#include "sample/sample.h"

namespace linli::sample {
namespace {

using registry::Position;

bool stands_at(const pack::PositionKind& kind, const registry::Organisation& organisation) {
  return kind.organisation == organisation.key ||
         std::ranges::count(kind.organisation_kinds, organisation.kind) > 0;
}

Position seat(const pack::PositionKind& kind, const std::string& zh, const std::string& en,
              IdSource& ids) {
  Position position;
  position.id = ids.make<PositionId>();
  position.key = kind.key;
  position.name = {zh + " · " + kind.title.zh, en + " · " + kind.title.en};
  return position;
}

// A pack is proven before it is installed, so a bad row here is worth stopping for.
Result<void> whole(const Result<exchange::ImportReport>& report) {
  if (!report) return Failure(report.error());
  if (report->bad.empty()) return {};
  const auto& bad = report->bad.front();
  return invalid("sample.bad_units",
                 "row " + std::to_string(bad.row) + ", " + bad.column + ": " + bad.code);
}

Result<void> import_tables(const exchange::ImportContext& context, const pack::Pack& pack) {
  const auto units = pack.files.find("units.csv");
  if (units == pack.files.end()) return invalid("sample.no_units");
  TRY(whole(exchange::import_units(context, units->second)));
  const auto bodies = pack.files.find("organisations.csv");
  if (bodies == pack.files.end()) return {};
  return whole(exchange::import_organisations(context, bodies->second));
}

}  // namespace

std::vector<Position> seats_at(const pack::Pack& pack, const registry::Unit& unit, IdSource& ids) {
  std::vector<Position> out;
  for (const auto& kind : pack.positions) {
    if (std::ranges::count(kind.levels, unit.level) == 0) continue;
    out.push_back(seat(kind, unit.name.zh, unit.name.en, ids));
    out.back().unit = unit.id;
  }
  return out;
}

std::vector<Position> seats_at(const pack::Pack& pack, const registry::Organisation& organisation,
                               IdSource& ids) {
  std::vector<Position> out;
  for (const auto& kind : pack.positions) {
    if (!stands_at(kind, organisation)) continue;
    out.push_back(seat(kind, organisation.name.zh, organisation.name.en, ids));
    out.back().organisation = organisation.id;
  }
  return out;
}

Result<std::vector<registry::Unit>> all_units(store::Snapshot& read, const pack::Pack& pack) {
  std::vector<registry::Unit> out;
  for (const auto& level : pack.levels) {
    auto units = TRY(registry::units_of_level(read, level.key));
    out.insert(out.end(), units.begin(), units.end());
  }
  return out;
}

Result<std::vector<registry::Organisation>> seated_organisations(store::Snapshot& read,
                                                                 const pack::Pack& pack) {
  std::set<std::string> kinds;
  std::vector<registry::Organisation> out;
  for (const auto& kind : pack.positions) {
    kinds.insert(kind.organisation_kinds.begin(), kind.organisation_kinds.end());
    if (kind.organisation.empty()) continue;
    auto one = TRY(registry::find_organisation_by_key(read, kind.organisation));
    if (one) out.push_back(std::move(*one));
  }
  for (const auto& kind : kinds) {
    auto some = TRY(registry::organisations_of_kind(read, kind));
    out.insert(out.end(), some.begin(), some.end());
  }
  std::ranges::sort(out, {}, &registry::Organisation::key);
  const auto doubled = std::ranges::unique(out, {}, &registry::Organisation::key);
  out.erase(doubled.begin(), doubled.end());
  return out;
}

Result<void> init_registry_from_pack(store::Store& store, const vault::Vault& vault, IdSource& ids,
                                     const pack::Pack& pack, Instant now, Phones phones) {
  exchange::ImportContext context{store, vault, ids, now, &pack, pack.key};
  context.zone_minutes = pack.county.zone_minutes;
  TRY(import_tables(context, pack));
  const auto units = TRY(all_units(*TRY(store.read()), pack));
  const auto organisations = TRY(seated_organisations(*TRY(store.read()), pack));
  Filler filler(store);
  std::int64_t offices = 0;
  const auto furnish = [&](std::vector<Position> positions) {
    const auto phone = phones == Phones::MadeUp ? made_up_landline(++offices) : std::string();
    for (auto& position : positions) {
      position.phone = phone;
      registry::add(filler.rows(), position);
    }
    return filler.pass();
  };
  for (const auto& unit : units) TRY(furnish(seats_at(pack, unit, ids)));
  for (const auto& organisation : organisations) TRY(furnish(seats_at(pack, organisation, ids)));
  return filler.finish();
}

}  // namespace linli::sample
