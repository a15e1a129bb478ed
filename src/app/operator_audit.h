// app/operator_audit.h – what the operator does at the machine, as entries of the audit.
//
// An entry has neither person nor account nor address; its detail begins with "by=operator". It is
// durable before the first change of what it tells, or in the same write set, so that no act is
// without it (fail closed). A command that is refused leaves an entry, too; wrong usage leaves
// none. `keys restore` makes a key folder only: no county is at hand. Source:
// docs/adr/0022-audit.md, GB/T 22239-2019 §8.1.4.3. Thread safety: functions, any thread but the
// store's writer thread. Errors: those of the store.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "api/route.h"
#include "app/house.h"
#include "app/operator.h"

namespace linli::app {

// Every act that leaves an entry; a test asks the pack for its words.
inline constexpr std::array<std::string_view, 15> kOperatorActs = {
    "erase",       "import",       "admin_list",   "admin_add", "admin_reset",
    "keys_rotate", "keys_escrow",  "audit_export", "backup",    "restore",
    "county_move", "pack_install", "pack_move",    "rebuild",   "holidays_install"};

// Writes the entry of an act. `detail`: as audit::Entry has it, "" for none.
Result<void> note_act(House& house, const OperatorAct& act, const std::string& detail);
// The trace of an act whose entry goes with its write set.
std::shared_ptr<const api::Trace> trace_of(const OperatorAct& act, const std::string& detail);

// A folder that was just made of another is opened later, perhaps without its keys at hand now: the
// act waits in DATA/arrived, and the first house that opens the folder notes it.
inline constexpr OperatorAct kRestored{audit::Kind::setting, "restore"};
inline constexpr OperatorAct kMoved{audit::Kind::setting, "county_move"};
Result<void> leave_arrival(const std::string& data, const OperatorAct& act);
Result<void> note_arrival(House& house, const std::string& data);

// Runs a command, and notes when it was refused.
Result<int> carry_out(const OperatorCommand& command, Parts& parts, const OperatorCall& call,
                      std::ostream& out);

}  // namespace linli::app
