// CSV and XLSX: any bytes are read within limits or refused.
#include "exchange/table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto read = linli::exchange::read_table(
      bytes, [](const linli::exchange::TableRow& row) { return row.number < 10'000; });
  (void)read.has_value();
  return 0;
}
