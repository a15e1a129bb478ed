// pack/csv.h – the rows of a pack's CSV file (RFC 4180, UTF-8, first row names the columns).
// Thread safety: pure function.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pack/yaml.h"

namespace linli::pack {

struct CsvRow {
  int line = 0;  // from 1
  std::map<std::string, std::string> cells;
};

// Rows with exactly `columns`; a row that does not fit is left out and noted as pack.csv.
std::vector<CsvRow> read_csv(const std::string& file, std::string_view content,
                             const std::vector<std::string>& columns,
                             std::vector<Problem>& problems);

}  // namespace linli::pack
