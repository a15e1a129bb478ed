#include "base/line_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/check.h"

namespace linli {
namespace {

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags, mode_t mode)
      : number_(::open(path.c_str(), flags | O_CREAT | O_CLOEXEC, mode)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }
  bool open() const { return number_ >= 0; }

 private:
  const int number_;
};

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::optional<std::string> LineFile::last_line() const {
  const Descriptor file(path_, O_RDWR, mode_);
  struct stat status {};
  if (!file.open() || ::fstat(file.get(), &status) != 0) return std::nullopt;
  const auto size = static_cast<std::size_t>(status.st_size);
  std::string tail(std::min(size, kTailBytes), '\0');
  const auto from = static_cast<off_t>(size - tail.size());
  if (::pread(file.get(), tail.data(), tail.size(), from) != static_cast<ssize_t>(tail.size())) {
    return std::nullopt;
  }
  // Of an append that was not flushed when the power went, later sectors may be there and earlier
  // ones not: those are zeros, which no line has, whoever wrote it.
  const auto hole = std::min(tail.find('\0'), tail.size());
  const auto end = std::string_view(tail).substr(0, hole).rfind('\n');
  const auto whole = end == std::string::npos ? 0 : end + 1;
  if (whole != tail.size() && ::ftruncate(file.get(), from + static_cast<off_t>(whole)) != 0) {
    return std::nullopt;
  }
  if (whole == 0) return std::string();
  tail.resize(end);
  const auto start = tail.rfind('\n');
  return tail.substr(start == std::string::npos ? 0 : start + 1);
}

bool LineFile::append(std::string_view lines) const {
  CHECK(lines.size() <= kTailBytes);
  const Descriptor file(path_, O_WRONLY | O_APPEND, mode_);
  return file.open() && write_all(file.get(), lines) && ::fsync(file.get()) == 0;
}

}  // namespace linli
