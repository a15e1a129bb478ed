// The functions below stand before those of libc for the whole process, libraries included: a
// program's own definition wins when names are bound. Calls that a Disk does not hold pass through.
#include "faults/calls.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstdarg>

#include "faults/disk.h"

namespace linli::faults {
namespace {

template <class Function>
void find(Function& function, const char* name) {
  function = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

Real find_all() {
  Real out{};
  find(out.open, "open");
  find(out.read, "read");
  find(out.pread, "pread");
  find(out.write, "write");
  find(out.pwrite, "pwrite");
  find(out.fsync, "fsync");
  find(out.fdatasync, "fdatasync");
  find(out.ftruncate, "ftruncate");
  find(out.rename, "rename");
  find(out.unlink, "unlink");
  find(out.mkdir, "mkdir");
  find(out.rmdir, "rmdir");
  find(out.close, "close");
  find(out.mmap, "mmap");
  return out;
}

Disk* disk_of(const char* path) {
  Disk* disk = Disk::current();
  return disk != nullptr && disk->holds(path) ? disk : nullptr;
}
Disk* disk_of(int descriptor) {
  Disk* disk = Disk::current();
  return disk != nullptr && disk->holds(descriptor) ? disk : nullptr;
}

// Where a read or write begins whose caller does not say.
off_t here(int descriptor) {
  return ::lseek(descriptor, 0, SEEK_CUR);
}
ssize_t go_on(int descriptor, off_t from, ssize_t done) {
  if (done > 0) ::lseek(descriptor, from + done, SEEK_SET);
  return done;
}

int open_any(const char* path, int flags, mode_t mode) {
  if (Disk* disk = disk_of(path)) return disk->open(path, flags, mode);
  return real().open(path, flags, mode);
}
ssize_t pread_any(int descriptor, void* to, std::size_t size, off_t from) {
  if (Disk* disk = disk_of(descriptor)) return disk->read(descriptor, to, size, from);
  return real().pread(descriptor, to, size, from);
}
ssize_t pwrite_any(int descriptor, const void* bytes, std::size_t size, off_t to) {
  if (Disk* disk = disk_of(descriptor)) return disk->write(descriptor, bytes, size, to);
  return real().pwrite(descriptor, bytes, size, to);
}
int truncate_any(int descriptor, off_t size) {
  if (Disk* disk = disk_of(descriptor)) return disk->truncate(descriptor, size);
  return real().ftruncate(descriptor, size);
}
void* map_any(void* at, std::size_t size, int protection, int flags, int descriptor, off_t from) {
  if (descriptor >= 0) {
    Disk* disk = disk_of(descriptor);
    if (disk != nullptr && disk->refuses_to_map(descriptor)) {
      errno = ENODEV;
      return MAP_FAILED;
    }
  }
  return real().mmap(at, size, protection, flags, descriptor, from);
}

}  // namespace

const Real& real() {
  static const Real all = find_all();
  return all;
}

}  // namespace linli::faults

using namespace linli::faults;

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_any(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_any(path, flags, mode);
}
ssize_t read(int descriptor, void* to, std::size_t size) {
  Disk* disk = disk_of(descriptor);
  if (disk == nullptr) return real().read(descriptor, to, size);
  const off_t from = here(descriptor);
  return go_on(descriptor, from, disk->read(descriptor, to, size, from));
}
ssize_t pread(int descriptor, void* to, std::size_t size, off_t from) {
  return pread_any(descriptor, to, size, from);
}
ssize_t pread64(int descriptor, void* to, std::size_t size, off_t from) {
  return pread_any(descriptor, to, size, from);
}
ssize_t write(int descriptor, const void* bytes, std::size_t size) {
  Disk* disk = disk_of(descriptor);
  if (disk == nullptr) return real().write(descriptor, bytes, size);
  const bool append = (::fcntl(descriptor, F_GETFL) & O_APPEND) != 0;
  const off_t to = append ? ::lseek(descriptor, 0, SEEK_END) : here(descriptor);
  return go_on(descriptor, to, disk->write(descriptor, bytes, size, to));
}
ssize_t pwrite(int descriptor, const void* bytes, std::size_t size, off_t to) {
  return pwrite_any(descriptor, bytes, size, to);
}
ssize_t pwrite64(int descriptor, const void* bytes, std::size_t size, off_t to) {
  return pwrite_any(descriptor, bytes, size, to);
}
int fsync(int descriptor) {
  Disk* disk = disk_of(descriptor);
  return disk != nullptr ? disk->sync(descriptor) : real().fsync(descriptor);
}
int fdatasync(int descriptor) {
  Disk* disk = disk_of(descriptor);
  return disk != nullptr ? disk->sync(descriptor) : real().fdatasync(descriptor);
}
int ftruncate(int descriptor, off_t size) noexcept {
  return truncate_any(descriptor, size);
}
int ftruncate64(int descriptor, off_t size) noexcept {
  return truncate_any(descriptor, size);
}
int rename(const char* from, const char* to) noexcept {
  Disk* disk = disk_of(from);
  return disk != nullptr ? disk->rename(from, to) : real().rename(from, to);
}
int unlink(const char* path) noexcept {
  Disk* disk = disk_of(path);
  return disk != nullptr ? disk->unlink(path) : real().unlink(path);
}
int mkdir(const char* path, mode_t mode) noexcept {
  Disk* disk = disk_of(path);
  return disk != nullptr ? disk->mkdir(path, mode) : real().mkdir(path, mode);
}
int close(int descriptor) {
  if (Disk* disk = disk_of(descriptor)) disk->closed(descriptor);
  return real().close(descriptor);
}
void* mmap(void* at, std::size_t size, int protection, int flags, int descriptor,
           off_t from) noexcept {
  return map_any(at, size, protection, flags, descriptor, from);
}
void* mmap64(void* at, std::size_t size, int protection, int flags, int descriptor,
             off_t from) noexcept {
  return map_any(at, size, protection, flags, descriptor, from);
}

}  // extern "C"
