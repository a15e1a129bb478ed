#include "exchange/zip_reader.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "exchange/table.h"
#include "exchange/xlsx.h"

namespace linli::exchange {

// minizip reads files through these functions; `stream` is the reader's Memory.
struct ZipMemory {
  static ZipReader::Memory& of(void* stream) { return *static_cast<ZipReader::Memory*>(stream); }
  static void* open(void* opaque, const void*, int) { return opaque; }
  static uLong read(void*, void* stream, void* out, uLong size) {
    auto& memory = of(stream);
    const auto count = std::min<std::size_t>(size, memory.bytes.size() - memory.at);
    std::memcpy(out, memory.bytes.data() + memory.at, count);
    memory.at += count;
    return static_cast<uLong>(count);
  }
  static ZPOS64_T tell(void*, void* stream) { return of(stream).at; }
  static long seek(void*, void* stream, ZPOS64_T offset, int origin) {
    auto& memory = of(stream);
    std::size_t base = 0;
    if (origin == ZLIB_FILEFUNC_SEEK_CUR) base = memory.at;
    if (origin == ZLIB_FILEFUNC_SEEK_END) base = memory.bytes.size();
    if (offset > memory.bytes.size() || base + offset > memory.bytes.size()) return -1;
    memory.at = base + static_cast<std::size_t>(offset);
    return 0;
  }
  static int close(void*, void*) { return 0; }
  static int error(void*, void*) { return 0; }
};

ZipReader::ZipReader(std::string_view bytes) : memory_{bytes, 0} {
  zlib_filefunc64_def functions{};
  functions.zopen64_file = ZipMemory::open;
  functions.zread_file = ZipMemory::read;
  functions.ztell64_file = ZipMemory::tell;
  functions.zseek64_file = ZipMemory::seek;
  functions.zclose_file = ZipMemory::close;
  functions.zerror_file = ZipMemory::error;
  functions.opaque = &memory_;
  zip_ = unzOpen2_64("", &functions);
}

ZipReader::~ZipReader() {
  if (zip_ != nullptr) unzClose(zip_);
}

bool ZipReader::has(const std::string& part) const {
  return unzLocateFile(zip_, part.c_str(), 2) == UNZ_OK;
}

Result<void> ZipReader::read(const std::string& part,
                             const std::function<bool(std::string_view)>& take) {
  unz_file_info64 info{};
  if (!has(part) || unzGetCurrentFileInfo64(zip_, &info, nullptr, 0, nullptr, 0, nullptr, 0) != 0) {
    return invalid("exchange.xlsx_damaged", part);
  }
  if ((info.flag & 1) != 0) return invalid("exchange.xlsx_encrypted");
  if (unzOpenCurrentFile(zip_) != UNZ_OK) return invalid("exchange.xlsx_damaged", part);
  auto outcome = pump(part, static_cast<std::int64_t>(info.compressed_size), take);
  unzCloseCurrentFile(zip_);
  return outcome;
}

// Counts what really comes out: the sizes in the directory may lie.
Result<void> ZipReader::pump(const std::string& part, std::int64_t packed,
                             const std::function<bool(std::string_view)>& take) {
  constexpr std::int64_t kAlwaysFine = 1 << 20;
  const auto most = std::min(static_cast<std::int64_t>(kTableBytesMax),
                             std::max(kAlwaysFine, packed * kXlsxRatioMax));
  std::array<char, 64 * 1024> buffer{};
  std::int64_t total = 0;
  for (;;) {
    const int count = unzReadCurrentFile(zip_, buffer.data(), buffer.size());
    if (count < 0) return invalid("exchange.xlsx_damaged", part);
    if (count == 0) return {};
    total += count;
    if (total > most) return invalid("exchange.too_large", part);
    if (!take({buffer.data(), static_cast<std::size_t>(count)})) return {};
  }
}

}  // namespace linli::exchange
