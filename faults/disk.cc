#include "faults/disk.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/check.h"
#include "faults/calls.h"
#include "faults/disk_file.h"
#include "faults/memory.h"

namespace linli::faults {
namespace {

std::atomic<Disk*> in_force = nullptr;

bool is_there(const std::string& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0;
}

bool is_folder(const std::string& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode);
}

std::string parent_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

// The mutex, and memory enough for what this test tool itself keeps.
class Hold {
 public:
  explicit Hold(std::mutex& mutex) : lock_(mutex) {}

 private:
  const Spared spared_;
  const std::lock_guard<std::mutex> lock_;
};

int refused(int error) {
  errno = error;
  return -1;
}

}  // namespace

Disk::Disk(std::string folder) : folder_(std::move(folder)), graves_(folder_ + "-graves") {
  real();
  CHECK(in_force.exchange(this) == nullptr);
}

Disk::~Disk() {
  in_force = nullptr;
  std::error_code ignored;
  std::filesystem::remove_all(graves_, ignored);
}

Disk* Disk::current() {
  return in_force.load(std::memory_order_acquire);
}

bool Disk::holds(const char* path) const {
  return std::strncmp(path, folder_.c_str(), folder_.size()) == 0 &&
         (path[folder_.size()] == '/' || path[folder_.size()] == '\0');
}

bool Disk::holds(int descriptor) {
  const Hold hold(mutex_);
  return handles_.contains(descriptor);
}

bool Disk::refuses_to_map(int descriptor) {
  const Hold hold(mutex_);
  return dead_ || (maps_refused_ && !handles_[descriptor].path.ends_with("-shm"));
}

void Disk::cut_power_at(std::int64_t n) {
  const Hold hold(mutex_);
  cut_at_ = changes_ + n;
}

void Disk::fail_at(Call call, std::int64_t n, Times times, int error) {
  const Hold hold(mutex_);
  failing_ = call;
  fail_in_ = n;
  times_ = times;
  error_ = error;
  failed_ = false;
}

void Disk::heal() {
  const Hold hold(mutex_);
  fail_in_ = -1;
}

// Whether this call fails, with errno set.
bool Disk::refuses(Call call) {
  if (dead_) {
    errno = EIO;
    return true;
  }
  if (fail_in_ < 0 || call != failing_) return false;
  if (fail_in_ > 1) {
    --fail_in_;
    return false;
  }
  fail_in_ = times_ == Times::Once ? -1 : 1;
  failed_ = true;
  errno = error_;
  return true;
}

// Counts a change; whether the power goes with it.
bool Disk::cut_now() {
  if (++changes_ != cut_at_) return false;
  dead_ = true;
  errno = EIO;
  return true;
}

std::shared_ptr<File> Disk::file_at(const std::string& path) {
  auto& file = files_[path];
  if (!file) {
    file = std::make_shared<File>(path);
    all_files_.push_back(file);
  }
  return file;
}

int Disk::open(const char* path, int flags, mode_t mode) {
  const Hold hold(mutex_);
  if (refuses(Call::Open)) return -1;
  const bool makes = (flags & O_CREAT) != 0 && !is_there(path);
  if (makes && cut_now()) return -1;
  const bool empties = (flags & O_TRUNC) != 0 && !makes && is_there(path);
  if (empties) {
    const auto file = file_at(path);
    file->remember(0, file->size());
    if (cut_now()) return -1;
  }
  const int descriptor = real().open(path, flags, mode);
  if (descriptor < 0) return descriptor;
  if (is_folder(path)) {
    handles_[descriptor] = {nullptr, path};
    return descriptor;
  }
  const auto file = file_at(path);
  if (makes) {
    file->flushed_size = 0;
    steps_.push_back({Step::Kind::Made, path, {}});
  }
  handles_[descriptor] = {file, path};
  return descriptor;
}

ssize_t Disk::read(int descriptor, void* to, std::size_t size, off_t from) {
  const Hold hold(mutex_);
  if (refuses(Call::Read)) return -1;
  return real().pread(descriptor, to, size, from);
}

bool Disk::has_room(const File& file, std::int64_t end) {
  const std::int64_t more = end - file.size();
  if (room_ < 0 || more <= 0) return true;
  if (more > room_) return false;
  room_ -= more;
  return true;
}

ssize_t Disk::write(int descriptor, const void* bytes, std::size_t size, off_t to) {
  const Hold hold(mutex_);
  if (refuses(Call::Write)) return -1;
  File& file = *handles_[descriptor].file;
  const auto end = to + static_cast<off_t>(size);
  if (!has_room(file, end)) return refused(ENOSPC);
  file.remember(to, end);
  const bool cut = cut_now();
  // Not by the caller's descriptor: one that appends would ignore the place.
  const ssize_t done = real().pwrite(file.own, bytes, size, to);
  return cut ? refused(EIO) : done;
}

int Disk::sync(int descriptor) {
  const Hold hold(mutex_);
  if (refuses(Call::Sync)) return -1;
  if (cut_now()) return -1;
  const auto& handle = handles_[descriptor];
  if (handle.file) {
    handle.file->flushed();
  } else {
    steps_of_folder_are_safe(handle.path);
  }
  return 0;
}

void Disk::steps_of_folder_are_safe(const std::string& folder) {
  std::erase_if(steps_, [&folder](const Step& step) {
    return parent_of(step.path) == folder ||
           (step.kind == Step::Kind::Renamed && parent_of(step.to) == folder);
  });
}

int Disk::truncate(int descriptor, off_t size) {
  const Hold hold(mutex_);
  if (refuses(Call::Write)) return -1;
  File& file = *handles_[descriptor].file;
  if (!has_room(file, size)) return refused(ENOSPC);
  file.remember(std::min<std::int64_t>(size, file.size()), file.size());
  const bool cut = cut_now();
  const int done = real().ftruncate(file.own, size);
  return cut ? refused(EIO) : done;
}

int Disk::rename(const char* from, const char* to) {
  const Hold hold(mutex_);
  if (refuses(Call::Write) || cut_now()) return -1;
  const int done = real().rename(from, to);
  if (done != 0) return done;
  if (const auto found = files_.extract(from)) {
    files_[to] = found.mapped();
  }
  steps_.push_back({Step::Kind::Renamed, from, to});
  return 0;
}

// What is removed is put aside, so that a folder that was not flushed can have it again.
int Disk::unlink(const char* path) {
  const Hold hold(mutex_);
  if (refuses(Call::Write) || cut_now()) return -1;
  if (!is_there(path)) return refused(ENOENT);
  if (!is_there(graves_)) CHECK(real().mkdir(graves_.c_str(), 0700) == 0);
  const std::string grave = graves_ + '/' + std::to_string(++buried_);
  const int done = real().rename(path, grave.c_str());
  if (done != 0) return done;
  files_.erase(path);
  steps_.push_back({Step::Kind::Removed, path, grave});
  return 0;
}

int Disk::mkdir(const char* path, mode_t mode) {
  const Hold hold(mutex_);
  if (refuses(Call::Write) || cut_now()) return -1;
  const int done = real().mkdir(path, mode);
  if (done == 0) steps_.push_back({Step::Kind::MadeFolder, path, {}});
  return done;
}

void Disk::closed(int descriptor) {
  const Hold hold(mutex_);
  handles_.erase(descriptor);
}

void Disk::undo(const Step& step) {
  switch (step.kind) {
    case Step::Kind::Made:
      real().unlink(step.path.c_str());
      break;
    case Step::Kind::MadeFolder:
      real().rmdir(step.path.c_str());  // stays if something in it is safe
      break;
    case Step::Kind::Renamed:
    case Step::Kind::Removed:
      real().rename(step.to.c_str(), step.path.c_str());
      break;
  }
}

void Disk::lose(Random& random) {
  const Hold hold(mutex_);
  CHECK(dead_);
  CHECK(handles_.empty());
  for (const auto& file : all_files_) file->lose(random);
  // Folders are journalled: what was done later is never there without what was done before.
  const auto kept = random.below(steps_.size() + 1);
  while (steps_.size() > kept) {
    undo(steps_.back());
    steps_.pop_back();
  }
}

}  // namespace linli::faults
