// Journal entries: bytes that parse are the canonical bytes of what they parse to.
#include <cstdlib>

#include "journal/entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto entry = linli::journal::parse_entry(bytes);
  if (entry && linli::journal::canonical_bytes(*entry) != bytes) std::abort();
  return 0;
}
