// registry/place_words.h – the unit that words of a place mean: 仙女镇向巷村, 向巷1组, 向巷村委会.
//
// Words name a unit by its name, short name or official name, after the names of units above it or
// not; 村委会, 居委会 and 镇政府 stand for the place of their office, and a group is numbered in
// either digits. The tree has thousands of units, never millions: each step reads it once.
// Thread safety: functions of a snapshot.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registry/units.h"
#include "store/snapshot.h"

namespace linli::registry {

// As many as the words can mean, upper levels first, at most `limit` (≤ kUnitsFoundMax).
Result<std::vector<Unit>> find_units_called(store::Snapshot& read, std::string_view words,
                                            int limit);

}  // namespace linli::registry
