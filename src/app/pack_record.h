// app/pack_record.h – which packs were installed, which holidays put in and which figures made
// public, on the record: the rules decide what happens to a matter and who reads it, so a pack that
// was taken away or put in beside the program must show, and so must a figure.
//
// An entry "pack.install" of no matter has the facts by, pack, number and hash. Packs older than
// the first such entry are of a program that wrote none. Source: issue #12. Thread safety: any
// thread.
#pragma once

#include <optional>
#include <string>

#include "app/house.h"
#include "pack/install.h"

namespace linli::app {

// Installs `pack` after `before` (nullptr: the first), and its entry with it. Errors: those of
// pack::install and of the store.
Result<void> install_on_record(House& house, const pack::Pack& pack, const pack::Installed* before);

// The first installed pack that is not as the record says, in words: "pack 3: …"; nothing: all are.
Result<std::optional<std::string>> packs_fault(store::Store& store);

// An entry of no matter that says which holidays were put in: facts by, year, number and hash.
inline constexpr const char* kHolidaysAct = "holidays.install";
// The same for them.
Result<std::optional<std::string>> holidays_fault(store::Store& store);
// And for figures that were made public (overview/published.h).
Result<std::optional<std::string>> figures_fault(store::Store& store);

}  // namespace linli::app
