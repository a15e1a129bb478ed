// record/schema.h – the tables of the journal (migrations 40–44).
// Source: docs/adr/0004-journal.md. Thread safety: values.
#pragma once

#include <vector>

#include "store/store.h"

namespace linli::record {

std::vector<store::Migration> migrations();

}  // namespace linli::record
