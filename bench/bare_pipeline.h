// bench/bare_pipeline.h – the rows of one real filing, written to PostgreSQL by the bare pipeline.
//
// This is what creating on PostgreSQL is measured against: 64 filings and their COMMIT in one go,
// of prepared statements, no answer looked at – and no decision, no sealing, no server.
#pragma once

#include <string>

namespace linli::bench {

struct Written {
  long long filings = 0;
  double seconds = 0;
};
// Writes the rows of the file again and again for `seconds`, into the schema of the database (as
// libpq takes it). `run`: a number of its own for each time on the same database. What the server
// refuses throws.
Written write_filings(const std::string& database, const std::string& schema,
                      const std::string& file, int run, double seconds);

}  // namespace linli::bench
