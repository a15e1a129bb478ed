// Packs: a file of a pack is read or refused with its line; a procedure that reads is drawn.
#include "pack/load.h"
#include "procedure/draw.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto loaded = linli::pack::load_files({{"procedures/request.yaml", text}});
  for (const auto& [key, procedure] : loaded.pack.procedures) {
    (void)linli::procedure::draw_svg(procedure, {}, linli::Language::Zh);
  }
  return 0;
}
