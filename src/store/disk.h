// store/disk.h – files and folders that survive a power cut.
//
// Thread safety: any thread. Errors: store.full (Overloaded: no room), store.disk (Overloaded: the
// disk refused otherwise); detail names path and reason; store.stopped (a flush failed: what is on
// the disk is unknown and must not be flushed again, USENIX ATC'20 "Can applications recover from
// fsync failures?").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace linli::store::disk {

// Closes the descriptor when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor();
  int number() const { return number_; }

 private:
  int number_;
};

bool exists(const std::string& path);
// Bytes; 0 if there is no such file.
std::int64_t size(const std::string& path);
// Milliseconds since 1970 of the last change; 0 if there is no such file.
std::int64_t changed_ms(const std::string& path);
// Names in a folder, sorted, without "." and ".."; none if there is no such folder.
std::vector<std::string> names_in(const std::string& folder);

// Makes the folder and its parents where they are missing, only for the owner (0700).
Result<void> make_folder(const std::string& folder);
Result<void> sync_folder(const std::string& folder);
Result<void> sync_file(const std::string& path);

// Writes a whole file, flushes it and its folder.
Result<void> write_durably(const std::string& path, std::string_view bytes);
// The same, but whoever reads meanwhile, or after a power cut, has the file before or this one
// whole.
Result<void> replace_durably(const std::string& path, std::string_view bytes);
// The whole file. Errors besides: store.file_absent (NotFound).
Result<std::string> read_whole(const std::string& path);
// Copies a file and flushes the copy. Errors besides: store.file_absent.
Result<void> copy_durably(const std::string& from, const std::string& to);
// SHA-256 in hexadecimal. Errors besides: store.file_absent.
Result<std::string> sha256_of(const std::string& path);
// Overwrites the bytes with zeros, flushes, deletes. Nothing to do if the file is absent.
Result<void> erase(const std::string& path);

// What errno says about an operation on a path, as an error store.full or store.disk.
Failure refused(std::string_view operation, const std::string& path);

}  // namespace linli::store::disk
