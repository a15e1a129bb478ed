// app/people.h – what signing in needs of the registry and of delivery, wired together.
// Thread safety: the functions may be called from several threads.
#pragma once

#include "access/settings.h"
#include "app/house.h"

namespace linli::app {

// `house` must outlive the functions.
access::People people_for(House& house);

// The names of the county, its towns and villages, for access::Settings::places.
inline constexpr std::size_t kPlaceWordsMax = 5'000;
Result<std::vector<std::string>> place_words(House& house);

}  // namespace linli::app
