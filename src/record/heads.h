// record/heads.h – the file that heads are copied out to.
// Source: docs/adr/0004-journal.md. Thread safety: one writer a file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/line_file.h"
#include "journal/head.h"
#include "store/snapshot.h"

namespace linli::record {

// The heads in a file that an integrator wrote; none if there is no such file. A last line that was
// cut off by a crash is left out. Errors: journal.head_malformed (Corrupt; detail: the line's
// number).
Result<std::vector<journal::Head>> read_heads(const std::string& heads_file);

// Appends to a file of heads, one line each.
class HeadsFile {
 public:
  explicit HeadsFile(std::string path) : file_(std::move(path), 0640) {}

  // The size of the last head in the file, 0 if it has none; what a power cut left in parts, a line
  // that was cut off or all from a sector on that was never written, is removed.
  // Errors: journal.heads_not_copied, journal.head_malformed.
  Result<std::int64_t> last_size() const;
  // The lines are on the disk when it returns. Errors: journal.heads_not_copied.
  Result<void> append(const std::vector<journal::Head>& heads) const;

 private:
  const LineFile file_;
};

// A row "size, root, at, signature". Errors: journal.head_malformed (detail: the size).
Result<journal::Head> head_from_row(const store::Row& row);

}  // namespace linli::record
