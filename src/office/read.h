// office/read.h – what a system administrator reads of the registry.
//
// Thread safety: functions of a snapshot. Errors: registry.no_such_unit,
// registry.no_such_organisation, office.unit_too_high (Invalid: people are shown below one village,
// not of a town or the county), office.place_missing (Invalid: neither unit nor organisation, or
// both), those of vault and store.
#pragma once

#include <string>

#include "desk/kernel.h"
#include "office/views.h"
#include "registry/organisations.h"

namespace linli::office {

Result<UnitCensus> read_unit(const desk::Kernel& kernel, store::Snapshot& read, UnitId unit);
// Of the unit or of the organisation; the other id is 0.
Result<PositionList> read_positions(const desk::Kernel& kernel, store::Snapshot& read, UnitId unit,
                                    OrganisationId organisation);
Result<OrganisationPage> read_organisations(const desk::Kernel& kernel, store::Snapshot& read,
                                            const registry::OrganisationQuery& query);
// Those who live there, after the person `after`.
Result<PeoplePage> read_people(const desk::Kernel& kernel, store::Snapshot& read, UnitId unit,
                               PersonId after);

}  // namespace linli::office
