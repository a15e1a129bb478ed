// pack/organisation_kinds.h – which kinds of organisation a pack knows. Thread safety: pure.
#pragma once

#include <map>
#include <string>

#include "pack/pack.h"

namespace linli::pack {

// The choice list with their words.
inline constexpr const char* kOrganisationKinds = "organisation_kinds";

// Every kind that a list, position, template or row of the pack names, by its key and, where the
// list has them, by its words; the value is the key.
std::map<std::string, std::string> organisation_kinds(const Pack& pack);

}  // namespace linli::pack
