// base/embedded.h – files of the project that travel inside the program.
//
// cmake/assets.cmake makes the definition: linli_embed(target name files…) gives the function
// embedded_<name>() below, to be declared by the folder that owns the files; embedded_files() holds
// src/pack/texts/*.yaml and law/*.yaml. `path` is relative to the project, with '/'. The views live
// as long as the program. Thread safety: any thread.
#pragma once

#include <span>
#include <string_view>

namespace linli {

struct EmbeddedFile {
  std::string_view path;
  std::string_view content;
};

std::span<const EmbeddedFile> embedded_files();

}  // namespace linli
