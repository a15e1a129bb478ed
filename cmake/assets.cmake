# linli_embed(target name files…) puts files inside the library `target` and defines
# std::span<const linli::EmbeddedFile> linli::embedded_<name>() (base/embedded.h). Paths are
# relative to the project's folder. The bytes come in by .incbin, so big files cost no compile time.
function(linli_embed target name)
  set(assembly "    .section .rodata\n")
  set(table "")
  set(count 0)
  foreach(file IN LISTS ARGN)
    file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${file})
    set(label "linli_${name}_${count}")
    string(APPEND assembly
      "    .global ${label}_begin\n    .global ${label}_end\n    .balign 16\n"
      "${label}_begin:\n    .incbin \"${file}\"\n${label}_end:\n    .byte 0\n")
    string(APPEND symbols
      "extern const char ${label}_begin[];\nextern const char ${label}_end[];\n")
    set(size "static_cast<std::size_t>(${label}_end - ${label}_begin)")
    string(APPEND table "      {\"${path}\", {${label}_begin, ${size}}},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  string(APPEND assembly "    .section .note.GNU-stack,\"\",%progbits\n")
  set(folder ${CMAKE_BINARY_DIR}/embedded)
  file(CONFIGURE OUTPUT ${folder}/${name}.S CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${folder}/${name}.cc CONTENT
"#include \"base/embedded.h\"

#include <array>

extern \"C\" {
${symbols}}

namespace linli {
std::span<const EmbeddedFile> embedded_${name}();
std::span<const EmbeddedFile> embedded_${name}() {
  static const std::array<EmbeddedFile, ${count}> files{{
${table}  }};
  return files;
}
}  // namespace linli
" @ONLY)
  set_source_files_properties(${folder}/${name}.S PROPERTIES OBJECT_DEPENDS "${ARGN}")
  target_sources(${target} PRIVATE ${folder}/${name}.S ${folder}/${name}.cc)
endfunction()

file(GLOB LINLI_TEXTS CONFIGURE_DEPENDS
     ${CMAKE_SOURCE_DIR}/src/pack/texts/*.yaml ${CMAKE_SOURCE_DIR}/law/*.yaml
     ${CMAKE_SOURCE_DIR}/law/prc/*.tsv)
linli_embed(linli_base files ${LINLI_TEXTS})

# What passwords may not be made of.
if(TARGET linli_access)
  linli_embed(linli_access passwords ${CMAKE_SOURCE_DIR}/src/access/common_passwords.txt
              ${CMAKE_SOURCE_DIR}/src/access/local_words.txt)
endif()

# The pages as web/ built them, with their compressed forms; none before the first `./dev build`.
if(TARGET linli_app)
  file(GLOB_RECURSE LINLI_WEB CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/dist/*)
  linli_embed(linli_app web ${LINLI_WEB})
endif()
