// base/line_file.h – a file of lines that only grows, and that a power cut leaves whole lines of.
// Source: docs/adr/0004-journal.md, docs/adr/0022-audit.md. Thread safety: one writer a file.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace linli {

class LineFile {
 public:
  // Made with `mode` at the first use. No append may be longer than kTailBytes.
  LineFile(std::string path, mode_t mode) : path_(std::move(path)), mode_(mode) {}

  static constexpr std::size_t kTailBytes = 1 << 20;

  const std::string& path() const { return path_; }
  // The last line without its end, "" of a file without lines. What a power cut left in parts, a
  // line that was cut off or all from a sector on that was never written, is removed.
  // Nothing if the file cannot be read or cut.
  std::optional<std::string> last_line() const;
  // Whether the bytes, lines with their ends, are on the disk. Of what failed a part may be there.
  bool append(std::string_view lines) const;

 private:
  const std::string path_;
  const mode_t mode_;
};

}  // namespace linli
