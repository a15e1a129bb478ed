#include "store/disk.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/hash.h"

namespace linli::store::disk {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

std::string folder_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

Descriptor open_file(const std::string& path, int flags) {
  return Descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0600));
}

Result<void> write_all(int descriptor, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return refused("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> flush(int descriptor, const std::string& path) {
  if (::fsync(descriptor) == 0) return {};
  return fail(ErrorKind::Overloaded, "store.stopped", "fsync " + path + ": " + strerror(errno));
}

Result<Descriptor> open_to_read(const std::string& path) {
  Descriptor file = open_file(path, O_RDONLY);
  if (file.number() >= 0) return file;
  if (errno == ENOENT) return fail(ErrorKind::NotFound, "store.file_absent", path);
  return refused("open", path);
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Failure refused(std::string_view operation, const std::string& path) {
  const int reason = errno;
  const bool full = reason == ENOSPC || reason == EDQUOT;
  return fail(ErrorKind::Overloaded, full ? "store.full" : "store.disk",
              std::string(operation) + " " + path + ": " + strerror(reason));
}

bool exists(const std::string& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0;
}

std::int64_t size(const std::string& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 ? about.st_size : 0;
}

std::int64_t changed_ms(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return 0;
  return about.st_mtim.tv_sec * 1000 + about.st_mtim.tv_nsec / 1'000'000;
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    names.push_back(at->path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

Result<void> make_folder(const std::string& folder) {
  if (exists(folder)) return {};
  const std::string parent = folder_of(folder);
  if (parent != folder) TRY(make_folder(parent));
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return refused("mkdir", folder);
  return sync_folder(parent);
}

Result<void> sync_folder(const std::string& folder) {
  const Descriptor opened = open_file(folder, O_RDONLY | O_DIRECTORY);
  if (opened.number() < 0) return refused("open", folder);
  return flush(opened.number(), folder);
}

Result<void> sync_file(const std::string& path) {
  const Descriptor file = TRY(open_to_read(path));
  return flush(file.number(), path);
}

Result<void> write_durably(const std::string& path, std::string_view bytes) {
  {
    const Descriptor file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (file.number() < 0) return refused("create", path);
    TRY(write_all(file.number(), bytes, path));
    TRY(flush(file.number(), path));
  }
  return sync_folder(folder_of(path));
}

Result<void> replace_durably(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".new";
  TRY(write_durably(beside, bytes));
  if (::rename(beside.c_str(), path.c_str()) != 0) return refused("rename", path);
  return sync_folder(folder_of(path));
}

Result<std::string> read_whole(const std::string& path) {
  const Descriptor file = TRY(open_to_read(path));
  struct stat about {};
  if (::fstat(file.number(), &about) != 0) return refused("stat", path);
  std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::read(file.number(), bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refused("read", path);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

Result<void> copy_durably(const std::string& from, const std::string& to) {
  const Descriptor source = TRY(open_to_read(from));
  const Descriptor target = open_file(to, O_WRONLY | O_CREAT | O_TRUNC);
  if (target.number() < 0) return refused("create", to);
  std::string chunk(kChunkBytes, '\0');
  while (true) {
    const ssize_t got = ::read(source.number(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refused("read", from);
    if (got == 0) break;
    const std::string_view part(chunk.data(), static_cast<std::size_t>(got));
    TRY(write_all(target.number(), part, to));
  }
  return flush(target.number(), to);
}

Result<std::string> sha256_of(const std::string& path) {
  const Descriptor file = TRY(open_to_read(path));
  struct stat about {};
  if (::fstat(file.number(), &about) != 0) return refused("stat", path);
  const auto bytes = static_cast<std::size_t>(about.st_size);
  if (bytes == 0) return to_hex(sha256(std::string_view{}));
  void* mapped = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file.number(), 0);
  if (mapped == MAP_FAILED) return refused("map", path);
  const Digest digest = sha256(std::string_view(static_cast<const char*>(mapped), bytes));
  ::munmap(mapped, bytes);
  return to_hex(digest);
}

Result<void> erase(const std::string& path) {
  {
    const Descriptor file = open_file(path, O_WRONLY);
    if (file.number() < 0 && errno == ENOENT) return {};
    if (file.number() < 0) return refused("open", path);
    struct stat about {};
    if (::fstat(file.number(), &about) != 0) return refused("stat", path);
    const std::string zeros(kChunkBytes, '\0');
    for (std::int64_t left = about.st_size; left > 0;) {
      const auto part = std::min(left, static_cast<std::int64_t>(zeros.size()));
      TRY(write_all(file.number(),
                    std::string_view(zeros).substr(0, static_cast<std::size_t>(part)), path));
      left -= part;
    }
    TRY(flush(file.number(), path));
  }
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return refused("unlink", path);
  return sync_folder(folder_of(path));
}

}  // namespace linli::store::disk
