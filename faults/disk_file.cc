#include "faults/disk_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/check.h"
#include "faults/calls.h"

namespace linli::faults {
namespace {

// What became of everything that was not flushed.
enum class Mood { Dropped, Kept, Mixed };

}  // namespace

File::File(const std::string& path) : own(real().open(path.c_str(), O_RDWR | O_CLOEXEC)) {
  CHECK(own >= 0);
  flushed_size = size();
}

File::~File() {
  real().close(own);
}

std::int64_t File::size() const {
  struct stat about {};
  CHECK(::fstat(own, &about) == 0);
  return about.st_size;
}

void File::remember(std::int64_t from, std::int64_t to) {
  for (std::int64_t sector = from / kSectorBytes; sector * kSectorBytes < to; ++sector) {
    if (before.contains(sector)) continue;
    std::string bytes(kSectorBytes, '\0');
    CHECK(real().pread(own, bytes.data(), bytes.size(), sector * kSectorBytes) >= 0);
    before.emplace(sector, std::move(bytes));
  }
}

void File::flushed() {
  before.clear();
  flushed_size = size();
}

void File::tear(std::int64_t sector, const std::string& old, Random& random) const {
  std::string bytes(kSectorBytes, '\0');
  const off_t at = sector * kSectorBytes;
  CHECK(real().pread(own, bytes.data(), bytes.size(), at) >= 0);
  switch (random.below(4)) {
    case 0:  // it got there
      break;
    case 1: {  // its first part got there
      const auto part = static_cast<std::size_t>(random.below(kSectorBytes));
      bytes.replace(part, std::string::npos, old, part, std::string::npos);
      break;
    }
    default:
      bytes = old;
  }
  CHECK(real().pwrite(own, bytes.data(), bytes.size(), at) == kSectorBytes);
}

void File::lose(Random& random) {
  const auto mood = static_cast<Mood>(random.below(3));
  const std::int64_t now = size();
  if (before.empty() && now == flushed_size) return;
  std::int64_t end = now;
  if (mood == Mood::Dropped || (mood == Mood::Mixed && random.below(2) == 0)) end = flushed_size;
  for (const auto& [sector, old] : before) {
    if (mood == Mood::Mixed) tear(sector, old, random);
    if (mood == Mood::Dropped) {
      const auto wrote = real().pwrite(own, old.data(), old.size(), sector * kSectorBytes);
      CHECK(wrote == kSectorBytes);
    }
  }
  CHECK(real().ftruncate(own, end) == 0);
}

}  // namespace linli::faults
