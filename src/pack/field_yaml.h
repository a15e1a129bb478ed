// pack/field_yaml.h – the fields of a procedure, as docs/procedures.md says they are written.
//
// Thread safety: one thread.
#pragma once

#include <string>

#include "pack/yaml.h"
#include "procedure/definition.h"

namespace linli::pack {

// One field; `in_row`: a column of a field of kind rows. What is wrong is noted as a problem.
procedure::Field read_field(Reader& read, const std::string& key, const Yaml& node,
                            bool in_row = false);

}  // namespace linli::pack
