// Photos and voice notes: what is cleaned is of the same type and clean already.
#include <cstdlib>

#include "vault/media.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto once = linli::vault::clean({reinterpret_cast<const char*>(data), size});
  if (!once) return 0;
  const auto twice = linli::vault::clean(once->bytes);
  if (!twice || twice->type != once->type) std::abort();
  return 0;
}
