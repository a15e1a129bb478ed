#include "desk/record_heads.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>

namespace linli::desk {
namespace {

constexpr std::size_t kTailBytes = 1 << 18;  // more than one append, a thousand lines, writes

Failure not_copied(const std::string& path) {
  return fail(ErrorKind::Overloaded, "journal.heads_not_copied", path);
}

class File {
 public:
  File(const std::string& path, int flags)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }
  bool open() const { return descriptor_ >= 0; }

 private:
  const int descriptor_;
};

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

template <class Array>
bool copy_exactly(std::string_view from, Array& to) {
  if (from.size() != to.size()) return false;
  std::copy(from.begin(), from.end(), to.begin());
  return true;
}

}  // namespace

Result<std::vector<journal::Head>> read_heads(const std::string& heads_file) {
  std::vector<journal::Head> heads;
  std::ifstream in(heads_file, std::ios::binary);
  std::string line;
  while (std::getline(in, line) && !in.eof()) {  // at the end of the file without a line end
    auto head = journal::parse_head(line);
    if (!head) {
      auto error = head.error();
      error.detail = "line " + std::to_string(heads.size() + 1);
      return Failure(error);
    }
    heads.push_back(*head);
  }
  return heads;
}

Result<std::int64_t> HeadsFile::last_size() {
  const File file(path_, O_RDWR | O_CREAT);
  struct stat status {};
  if (!file.open() || ::fstat(file.get(), &status) != 0) return not_copied(path_);
  const auto size = static_cast<std::size_t>(status.st_size);
  std::string tail(std::min(size, kTailBytes), '\0');
  const auto from = static_cast<off_t>(size - tail.size());
  if (::pread(file.get(), tail.data(), tail.size(), from) != static_cast<ssize_t>(tail.size())) {
    return not_copied(path_);
  }
  // Of an append that was not flushed when the power went, later sectors may be there and earlier
  // ones not: those are zeros, which no line has, whoever wrote it.
  const auto hole = std::min(tail.find('\0'), tail.size());
  const auto end = std::string_view(tail).substr(0, hole).rfind('\n');
  const auto whole = end == std::string::npos ? 0 : end + 1;
  if (whole != tail.size() && ::ftruncate(file.get(), from + static_cast<off_t>(whole)) != 0) {
    return not_copied(path_);
  }
  if (whole == 0) return 0;
  tail.resize(end);
  const auto start = tail.rfind('\n');
  return TRY(journal::parse_head(std::string_view(tail).substr(start + 1))).size;
}

Result<void> HeadsFile::append(const std::vector<journal::Head>& heads) const {
  std::string lines;
  for (const auto& head : heads) lines += journal::to_line(head) + '\n';
  const File file(path_, O_WRONLY | O_APPEND | O_CREAT);
  if (!file.open() || !write_all(file.get(), lines) || ::fsync(file.get()) != 0) {
    return not_copied(path_);
  }
  return {};
}

Result<journal::Head> head_from_row(const store::Row& row) {
  journal::Head head;
  head.size = row.integer(0);
  head.at = row.instant(2);
  if (!copy_exactly(row.text(1), head.root) || !copy_exactly(row.text(3), head.signature)) {
    return fail(ErrorKind::Corrupt, "journal.head_malformed", std::to_string(head.size));
  }
  return head;
}

}  // namespace linli::desk
