// pack/procedure_yaml.h – a procedure read from its YAML (docs/procedures.md).
// Thread safety: pure function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pack/yaml.h"
#include "procedure/definition.h"

namespace linli::pack {

// Reads what can be read; what is wrong is added to `problems` with the codes of load.h.
procedure::Definition read_procedure(const std::string& file, std::string_view content,
                                     std::vector<Problem>& problems);

}  // namespace linli::pack
