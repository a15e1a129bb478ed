// office/import.h – the imports of the registry over HTTP: the same code as `linli import`.
//
// A file of at most kImportBytesMax; what is bigger goes by the command. A dry run writes nothing;
// what was imported is on the record by kind, counts and the hash of the file. Thread safety: any
// thread but an I/O thread or the store's writer: it waits. Errors: office.import_kind (NotFound),
// office.file_name (Invalid), those of exchange/import_run.h.
#pragma once

#include <string>

#include "desk/kernel.h"
#include "exchange/import_run.h"
#include "office/views.h"
#include "rights/actor.h"

namespace linli::office {

inline constexpr std::size_t kImportBytesMax = 2u << 20;
inline constexpr std::size_t kFileNameMax = 120;  // bytes

struct ImportCommand {
  rights::Actor actor;
  std::string kind;  // units, people, households, organisations, positions
  std::string file;  // its name: with the row, the key of people without identity number
  exchange::Mode mode = exchange::Mode::DryRun;
};

Result<ImportView> import_file(desk::Kernel& kernel, const ImportCommand& command,
                               std::string_view bytes);

}  // namespace linli::office
