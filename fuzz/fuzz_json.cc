// JSON: what parses is written as JSON that parses again.
#include <cstdlib>

#include "base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = linli::parse_json({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  std::string text;
  linli::write_json(text, *value);
  if (!linli::parse_json(text)) std::abort();
  return 0;
}
