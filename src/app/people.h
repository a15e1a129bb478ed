// app/people.h – what signing in needs of the registry and of delivery, wired together.
// Thread safety: the functions may be called from several threads.
#pragma once

#include "access/settings.h"
#include "app/house.h"

namespace linli::app {

// `house` must outlive the functions.
access::People people_for(House& house);

}  // namespace linli::app
