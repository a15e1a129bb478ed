// office/table_file.h – a table on its way in, on disk and in nobody's sight.
//
// What comes in pieces lies in a file that has no name, sealed piece by piece with a key that only
// this object has: it goes with the object, and what is left on the disk after a power cut opens
// for nobody. Thread safety: one thread. Errors: store.full, store.disk, vault.damaged.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "store/disk.h"
#include "vault/keys.h"

namespace linli::office {

class TableFile {
 public:
  // In this folder. `random` must outlive it.
  static Result<std::unique_ptr<TableFile>> make(const std::string& folder, Random& random);

  Result<void> append(std::string_view piece);
  std::size_t size() const { return size_; }
  std::size_t pieces() const { return pieces_.size(); }
  // All of it, in memory.
  Result<std::string> read() const;

 private:
  TableFile(store::disk::Descriptor file, Random& random);

  const store::disk::Descriptor file_;
  Random& random_;
  const vault::Secret key_;
  std::vector<std::size_t> pieces_;  // sealed bytes of each
  std::size_t size_ = 0;
  std::size_t end_ = 0;  // of the file
};

}  // namespace linli::office
