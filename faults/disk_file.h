// faults/disk_file.h – one file of a Disk: what it holds, and what it held when last flushed.
// Thread safety: under the mutex of its Disk.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>

#include "base/random.h"

namespace linli::faults {

inline constexpr std::int64_t kSectorBytes = 512;

struct File {
  // Opens a descriptor of its own, by which the file is found under any name.
  explicit File(const std::string& path);
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  std::int64_t size() const;
  // Remembers the sectors of [from, to) before they change.
  void remember(std::int64_t from, std::int64_t to);
  // What the file holds now is on the disk.
  void flushed();
  // Leaves what a disk could hold after the power went.
  void lose(Random& random);

  int own;                                     // descriptor
  std::int64_t flushed_size = 0;               // bytes
  std::map<std::int64_t, std::string> before;  // sector → its bytes when last flushed

 private:
  void tear(std::int64_t sector, const std::string& old, Random& random) const;
};

}  // namespace linli::faults
