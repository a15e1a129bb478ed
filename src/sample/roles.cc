#include "sample/roles.h"

#include <optional>

#include "registry/organisations.h"
#include "registry/people.h"
#include "registry/positions.h"
#include "registry/seats.h"
#include "registry/units.h"

namespace linli::sample {
namespace {

using registry::Unit;

class Roles {
 public:
  Roles(store::Snapshot& read, const vault::Vault& vault, const pack::Pack& pack, Instant now)
      : read_(read), vault_(vault), pack_(pack), now_(now) {}

  Result<std::vector<SampleRole>> find() {
    const auto resident = TRY(registry::find_person_by_source(read_, kResidentSource));
    if (!resident) return std::vector<SampleRole>{};
    const auto home = TRY(registry::home_of(read_, *resident, now_));
    if (!home) return std::vector<SampleRole>{};
    const auto above = TRY(registry::ancestors(read_, home->unit));
    const auto& village = at_level(above, "village");
    const Words title{village.name.zh + " · 居民", village.name.en + " · resident"};
    TRY(add("resident", title, *resident, rights::ActorKind::Resident));
    TRY(add_seat("liaison", "liaison", home->unit, OrganisationId{}));
    TRY(add_seat("village_intake", "intake", village.id, OrganisationId{}));
    TRY(add_seat("village_handler", "handler", village.id, OrganisationId{}));
    const auto& town = at_level(above, "town");
    for (const auto* key : {"intake", "handler", "supervisor", "callback"}) {
      TRY(add_seat(std::string("town_") + key, key, town.id, OrganisationId{}));
    }
    TRY(add_department());
    for (const auto* key : {"intake", "supervisor"}) {
      TRY(add_seat(std::string("county_") + key, key, above.front().id, OrganisationId{}));
    }
    TRY(add_seat("county_dispatch", pack_.county.dispatch, above.front().id, OrganisationId{}));
    TRY(add_administrators());
    return std::move(out_);
  }

 private:
  static const Unit& at_level(const std::vector<Unit>& units, std::string_view level) {
    for (const auto& unit : units) {
      if (unit.level == level) return unit;
    }
    return units.back();
  }

  Result<void> add(std::string key, Words title, PersonId person, rights::ActorKind kind) {
    auto name = TRY(registry::name_of(read_, vault_, person));
    out_.push_back({std::move(key), std::move(title), person, std::move(name), kind,
                    rights::AdministratorKind::None});
    return {};
  }

  Result<void> add_seat(std::string key, std::string_view position, UnitId unit,
                        OrganisationId organisation) {
    const auto found = TRY(registry::find_position(read_, position, unit, organisation));
    if (!found) return {};
    const auto seat = TRY(registry::seat_by_position(read_, found->id, now_));
    if (seat.holders.empty()) return {};
    return add(std::move(key), seat.name, seat.holders.front().person, rights::ActorKind::Staff);
  }

  Result<void> add_department() {
    const auto department = TRY(registry::find_organisation_by_key(read_, kSampleDepartment));
    if (!department) return {};
    TRY(add_seat("department_intake", "intake", UnitId{}, department->id));
    return add_seat("department_handler", "handler", UnitId{}, department->id);
  }

  Result<void> add_administrators() {
    for (const auto& one : kAdministrators) {
      const auto person = TRY(registry::find_person_by_source(read_, one.source));
      if (!person) continue;
      TRY(add(one.role, {one.title_zh, one.title_en}, *person, rights::ActorKind::Staff));
      out_.back().administrator = one.kind;
    }
    return {};
  }

  store::Snapshot& read_;
  const vault::Vault& vault_;
  const pack::Pack& pack_;
  Instant now_;
  std::vector<SampleRole> out_;
};

}  // namespace

Result<std::vector<SampleRole>> sample_roles(store::Snapshot& read, const vault::Vault& vault,
                                             const pack::Pack& pack, Instant now) {
  return Roles(read, vault, pack, now).find();
}

}  // namespace linli::sample
