// app/operator.h – commands of the operator at the machine, done by the server when one runs.
//
// A data folder has one writer. While `serve` is that writer it opens the socket DATA/operator.sock
// and does what a command asks for; when nobody serves, the command opens the folder and does the
// very same by itself. Nothing of this is reachable over HTTP.
//
// A new command is one value of OperatorCommand in its own file, a line in operator_commands.cc,
// and `return run_operator_command(x_operator(), words)` in its command function. Its `run` gets a
// county at work and the words, and prints to `out` – never to std::cout, which is the server's. An
// entry that it puts on the record says who: facts["by"] = kByOperator; each leaves an entry of the
// audit (operator_audit.h). What it needs of the caller's side (a file, a passphrase) `bring` reads
// there; the server opens no path of the caller.
//
// Commands run one after the other on a thread of their own; a caller who has gone before her turn
// has asked for nothing, one who goes later changes nothing. On PostgreSQL with several nodes the
// socket is that of the node whose data folder it is.
// Source: issue #12; docs/formats.md, "Operator's socket"; ADR 0018. Thread safety: values.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/parts.h"
#include "audit/entry.h"
#include "base/result.h"

namespace linli::app {

// Who did it, in the facts of an entry that has no actor.
inline constexpr std::string_view kByOperator = "operator";

// Whether a server does what is asked, or the command itself because none runs.
enum class DoneBy { Server, Command };

struct OperatorCall {
  Arguments arguments;  // as given on the command line, without the command's own name
  std::string brought;  // what `bring` read at the caller's side
  DoneBy by = DoneBy::Server;
};

// What the audit calls it.
struct OperatorAct {
  audit::Kind kind = audit::Kind::setting;
  std::string_view route;  // "admin_add"; "" when it is none
};

struct OperatorCommand {
  std::string_view name;   // "erase": what the socket knows it by
  Accepts accepts;         // holds "data" and "keys", which say where the county is
  std::string_view usage;  // for --help and after wrong usage
  OperatorAct (*act)(const Arguments&);
  // Reads on the caller's side what `run` cannot; nullptr: nothing. Its bytes cross the socket:
  // at most kBroughtBytesMax (operator_socket.h).
  Result<std::string> (*bring)(const Arguments&);
  // Returns the exit code.
  Result<int> (*run)(Parts&, const OperatorCall&, std::ostream& out);
};

OperatorCommand erase_operator();
OperatorCommand import_operator();
OperatorCommand admin_operator();
OperatorCommand keys_operator();    // notes `keys escrow`
OperatorCommand audit_operator();   // notes `audit export`
OperatorCommand backup_operator();  // notes `backup`

OperatorCommand pack_operator();     // `pack install` and `pack move`
OperatorCommand rebuild_operator();  // refuses while a server runs
OperatorCommand holidays_operator();

// What every server keeps in memory is changed by the only one. Errors: app.several_servers
// (Conflict: the county is on PostgreSQL, where others may serve it, too).
Result<void> be_the_only_server(Parts& parts, const OperatorCall& call);

// Every command that a server does; the only place that lists them.
std::span<const OperatorCommand> operator_commands();

// The whole of a command function: asks the server of the folder --data if there is one, else does
// it here. Returns the exit code. Errors besides those of the command: app.operator_refused
// (Forbidden: neither the server's user nor root), app.operator_garbled (Invalid: the server is
// another version), app.operator_busy (Overloaded), app.operator_gone (Unknown: the server ended
// meanwhile), app.file_too_large.
int run_operator_command(const OperatorCommand& command, const Words& words);
// The same within a command that does more: prints what is answered, and returns the exit code.
Result<int> ask_operator(const OperatorCommand& command, const Words& words);

}  // namespace linli::app
