// registry/schema.h – the tables of units, people, organisations and positions (migrations 20–29).
//
// Tables: unit, area, area_unit, dwelling, household, person, person_tie, organisation,
// organisation_area, position, term. What each column means stands in schema.cc. Source:
// charter, table of words; ADR 0008. Thread safety: pure.
#pragma once

#include <vector>

#include "store/store.h"

namespace linli::registry {

std::vector<store::Migration> migrations();

}  // namespace linli::registry
