// faults/invariants.h – what must be true of a county after any fault.
// Thread safety: any thread; nobody else writes meanwhile.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/house.h"

namespace linli::faults {

// Sentences that name what is wrong with the pages of the file or with its rows (each question of
// bench/invariants.sql); none when all is well.
std::vector<std::string> wrong_rows(const std::string& database);

// The same of a county in PostgreSQL, asked beside the program.
std::vector<std::string> wrong_rows_on_postgres(const std::string& database);
// How many receipts there are for a key.
std::int64_t receipts_on_postgres(const std::string& database, const std::string& key);

// Takes what waits into the tree and proves the record: "" or the first fault.
std::string wrong_record(app::House& house);

// Kept files that cannot be read.
std::vector<std::string> wrong_files(app::House& house);

}  // namespace linli::faults
