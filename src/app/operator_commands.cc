// The list of what a running server does for the operator at the machine.
#include <array>

#include "app/operator.h"

namespace linli::app {

std::span<const OperatorCommand> operator_commands() {
  static const std::array kCommands{erase_operator(), import_operator(),  admin_operator(),
                                    keys_operator(),  audit_operator(),   backup_operator(),
                                    pack_operator(),  rebuild_operator(), holidays_operator()};
  return kCommands;
}

}  // namespace linli::app
