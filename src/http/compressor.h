// http/compressor.h – gzip for replies made on the fly. Source: RFC 1952.
// Thread safety: one per thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace linli::http {

class Compressor {
 public:
  Compressor();
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  ~Compressor();
  // The bytes as gzip, or "" when that did not work.
  std::string gzip(std::string_view bytes);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace linli::http
