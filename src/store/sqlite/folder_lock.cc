#include "store/sqlite/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"

namespace linli::store::sqlite {

Result<disk::Descriptor> lock_folder(const std::string& folder) {
  const std::string path = folder + "/lock";
  disk::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (file.number() < 0) return disk::refused("open", path);
  if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return disk::refused("lock", path);
    const auto holder = disk::read_whole(path);
    return fail(ErrorKind::Conflict, "store.locked",
                "process " + std::string(trim(holder ? *holder : "?")));
  }
  const std::string process = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file.number(), 0) != 0 ||
      ::pwrite(file.number(), process.data(), process.size(), 0) < 0) {
    return disk::refused("write", path);
  }
  return file;
}

}  // namespace linli::store::sqlite
