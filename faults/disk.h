// faults/disk.h – a disk that breaks: loses its power, fails one call, runs full.
//
// While a Disk lives, every file call of this process below its folder goes through it, those of
// SQLite's VFS and those of store/disk alike: faults/calls.cc takes over the functions of libc
// themselves. So it is linked into tests and benches, never into the program.
//
// What is not flushed is not safe: of each file the disk remembers the sectors as they were when it
// was last flushed, and of each folder what was made, renamed or removed in it since. When the
// power is cut every later call fails; lose() then leaves in the folder what a disk could hold.
// Source: docs/adr/0015-faults.md. Thread safety: any thread; one Disk at a time.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.h"

namespace linli::faults {

// Write is also truncating, making, renaming and removing.
enum class Call { Open, Read, Write, Sync };
enum class Times { Once, ForGood };

struct File;

class Disk {
 public:
  explicit Disk(std::string folder);
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  ~Disk();

  // The power goes at the n-th change or flush from now on, n ≥ 1. That call and all later ones
  // fail with EIO; the change itself may have reached the disk, whole or in parts.
  void cut_power_at(std::int64_t n);
  void cut_power() { dead_ = true; }
  bool dead() const { return dead_; }
  // After the cut, when nobody has a file open any more: keeps, drops or tears (512 bytes are
  // written whole or in two pieces) what was not flushed. At random, so every outcome is met.
  void lose(Random& random);

  // The n-th call of this kind from now on fails with `error`, n ≥ 1; afterwards the next ones
  // succeed, or none does.
  void fail_at(Call call, std::int64_t n, Times times, int error);
  void heal();
  bool failed() const { return failed_; }
  // Reads go through calls, which can fail, instead of mapped memory.
  void refuse_maps() { maps_refused_ = true; }

  // So many bytes may still be added to files; then ENOSPC. Negative: without limit.
  void leave_room(std::int64_t bytes) { room_ = bytes; }

  // Calls that change or flush, so far.
  std::int64_t changes() const { return changes_; }

  // The Disk in force, or nullptr: for calls.cc.
  static Disk* current();

  // Each does what the function of libc does, for a path or descriptor of this folder.
  bool holds(const char* path) const;
  bool holds(int descriptor);
  int open(const char* path, int flags, mode_t mode);
  ssize_t read(int descriptor, void* to, std::size_t size, off_t from);
  ssize_t write(int descriptor, const void* bytes, std::size_t size, off_t to);
  int sync(int descriptor);
  int truncate(int descriptor, off_t size);
  int rename(const char* from, const char* to);
  int unlink(const char* path);
  int mkdir(const char* path, mode_t mode);
  void closed(int descriptor);
  // The log's index is memory that processes share, not something to read.
  bool refuses_to_map(int descriptor);

 private:
  struct Handle {
    std::shared_ptr<File> file;  // null for a folder
    std::string path;
  };
  // Something done in a folder that is not flushed yet.
  struct Step {
    enum class Kind { Made, MadeFolder, Renamed, Removed } kind;
    std::string path, to;
  };

  bool refuses(Call call);
  bool cut_now();
  std::shared_ptr<File> file_at(const std::string& path);
  bool has_room(const File& file, std::int64_t end);
  void steps_of_folder_are_safe(const std::string& folder);
  void undo(const Step& step);

  const std::string folder_;
  const std::string graves_;  // removed files lie here until the Disk goes
  std::mutex mutex_;
  std::unordered_map<int, Handle> handles_;
  std::map<std::string, std::shared_ptr<File>> files_;  // by path now
  std::vector<std::shared_ptr<File>> all_files_;
  std::vector<Step> steps_;
  int buried_ = 0;
  std::atomic<bool> dead_ = false;
  std::atomic<bool> failed_ = false;
  std::atomic<bool> maps_refused_ = false;
  std::atomic<std::int64_t> room_ = -1;
  std::atomic<std::int64_t> changes_ = 0;
  std::int64_t cut_at_ = -1;  // by changes_
  Call failing_ = Call::Open;
  std::int64_t fail_in_ = -1;  // calls of that kind; negative: never
  Times times_ = Times::Once;
  int error_ = 0;
};

}  // namespace linli::faults
