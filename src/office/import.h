// office/import.h – imports over HTTP: the same code as `linli import`.
//
// A file of at most kImportBytesMax in one request; what is bigger comes in pieces
// (import_desk.h). A dry run writes nothing; what was imported is on the record by kind, counts and
// the hash of the file. Thread safety: any thread but an I/O thread or the store's writer: it
// waits. Errors: office.import_kind (NotFound), office.file_name (Invalid), office.no_name
// (Conflict), those of exchange/import_run.h.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/route.h"
#include "desk/kernel.h"
#include "exchange/import_run.h"
#include "office/views.h"
#include "rights/actor.h"

namespace linli::office {

inline constexpr std::size_t kImportBytesMax = 2u << 20;
inline constexpr std::size_t kFileNameMax = 120;  // bytes

// One kind of table that can be taken in. Kinds of other capabilities are added by app/.
struct ImportKind {
  std::string key;  // "people"
  std::function<std::vector<exchange::Column>(const pack::Pack&)> columns;
  std::function<Result<exchange::ImportReport>(const exchange::ImportContext&, std::string_view)>
      import;
};
// Units, organisations, households, people and positions, in the order in which a county begins.
std::vector<ImportKind> registry_kinds();
Result<const ImportKind*> kind_called(const std::vector<ImportKind>& kinds, std::string_view key);

struct ImportCommand {
  rights::Actor actor;
  std::string file;  // its name; versions before knew people by it
  exchange::Mode mode = exchange::Mode::DryRun;
  std::string platform = {};                     // of requests
  std::shared_ptr<const api::Trace> trace = {};  // of the call
  std::function<Result<void>(std::int64_t)> after_row = nullptr;
};

// A file's name without ending, as `linli import` takes it.
Result<std::string> source_of(const std::string& file);

Result<ImportView> import_file(desk::Kernel& kernel, const ImportKind& kind,
                               const ImportCommand& command, std::string_view bytes);

}  // namespace linli::office
