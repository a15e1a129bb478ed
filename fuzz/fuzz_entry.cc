// Journal entries: bytes that parse are the canonical bytes of what they parse to, and a body that
// is read is the packed body of its entry.
#include <cstdlib>

#include "journal/packed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace linli::journal;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto entry = parse_entry(bytes);
  if (entry && canonical_bytes(*entry) != bytes) std::abort();

  EntryRow row;
  row.id.value = 383098794411040778;
  row.act = "request.file";
  row.body = "\1" + bytes;
  const auto unpacked = entry_of(row);
  if (unpacked && packed(*unpacked) != row.body) std::abort();
  (void)leaf_of(row, unpacked);
  return 0;
}
