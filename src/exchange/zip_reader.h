// exchange/zip_reader.h – parts of a ZIP file in memory, with limits on what they unpack to.
// Thread safety: one thread. Errors: exchange.xlsx_not_zip, exchange.xlsx_damaged,
// exchange.xlsx_encrypted, exchange.too_large.
#pragma once

#include <minizip/unzip.h>

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace linli::exchange {

class ZipReader {
 public:
  // Keeps a view of the bytes.
  explicit ZipReader(std::string_view bytes);
  ~ZipReader();
  ZipReader(const ZipReader&) = delete;
  ZipReader& operator=(const ZipReader&) = delete;

  bool opened() const { return zip_ != nullptr; }
  bool has(const std::string& part) const;
  // Hands the part on in pieces until `take` returns false.
  Result<void> read(const std::string& part, const std::function<bool(std::string_view)>& take);

 private:
  struct Memory {
    std::string_view bytes;
    std::size_t at = 0;
  };
  friend struct ZipMemory;

  Result<void> pump(const std::string& part, std::int64_t packed,
                    const std::function<bool(std::string_view)>& take);

  Memory memory_;
  unzFile zip_ = nullptr;
};

}  // namespace linli::exchange
