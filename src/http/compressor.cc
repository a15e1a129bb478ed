#include "http/compressor.h"

#include <zlib.h>

namespace linli::http {

namespace {

// Level 1: on a list of 12 KB level 4 took 41 us instead of 22 for 4 % less (ADR 0009).
constexpr int kLevel = 1;
constexpr int kGzipWindow = 15 + 16;
constexpr int kMemory = 8;

}  // namespace

struct Compressor::Stream {
  z_stream z{};
  bool made = false;
};

Compressor::Compressor() : stream_(std::make_unique<Stream>()) {}

Compressor::~Compressor() {
  if (stream_->made) deflateEnd(&stream_->z);
}

std::string Compressor::gzip(std::string_view bytes) {
  auto& z = stream_->z;
  if (!stream_->made) {
    if (deflateInit2(&z, kLevel, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
      return {};
    }
    stream_->made = true;
  } else if (deflateReset(&z) != Z_OK) {
    return {};
  }
  std::string out(deflateBound(&z, static_cast<uLong>(bytes.size())), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  if (deflate(&z, Z_FINISH) != Z_STREAM_END) return {};
  out.resize(z.total_out);
  return out;
}

}  // namespace linli::http
