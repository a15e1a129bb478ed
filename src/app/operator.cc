#include "app/operator.h"

#include <iostream>

#include "app/operator_audit.h"
#include "app/operator_socket.h"
#include "store/open.h"

namespace linli::app {
namespace {

// What the running server answered; nothing if none runs.
Result<std::optional<int>> by_the_server(const OperatorCommand& command, const Words& words,
                                         const Arguments& arguments, std::string brought) {
  const auto data = TRY(arguments.needed("data"));
  const auto answer = TRY(ask_server(data, command.name, words, std::move(brought)));
  if (!answer) return std::nullopt;
  std::cout << answer->out << std::flush;
  if (answer->error) return Failure(*answer->error);
  return answer->exit;
}

Result<int> here(const OperatorCommand& command, OperatorCall call) {
  HouseOptions options;
  options.data = TRY(call.arguments.needed("data"));
  options.keys = call.arguments.value("keys").value_or("");
  Parts parts = TRY(open_parts(options, access::Settings{}, nullptr));
  return carry_out(command, parts, call, std::cout);
}

}  // namespace

Result<void> be_the_only_server(Parts& parts, const OperatorCall& call) {
  if (call.by == DoneBy::Command || !store::is_on_postgres(parts.house->data())) return {};
  return fail(ErrorKind::Conflict, "app.several_servers");
}

Result<int> ask_operator(const OperatorCommand& command, const Words& words) {
  auto arguments = TRY(Arguments::parse(words, command.accepts));
  std::string brought = command.bring == nullptr ? "" : TRY(command.bring(arguments));
  if (const auto exit = TRY(by_the_server(command, words, arguments, brought))) return *exit;
  auto done = here(command, {arguments, brought, DoneBy::Command});
  if (done || done.error().code != "store.locked") return done;
  // A server that started meanwhile listens now.
  const auto exit = TRY(by_the_server(command, words, arguments, std::move(brought)));
  return exit ? Result<int>(*exit) : done;
}

int run_operator_command(const OperatorCommand& command, const Words& words) {
  for (const auto& word : words) {
    if (word != "--help") continue;
    std::cout << command.usage;
    return kDone;
  }
  const auto done = ask_operator(command, words);
  if (done) return *done;
  const int code = refuse(done.error());
  if (code == kWrongUsage) std::cerr << command.usage;
  return code;
}

}  // namespace linli::app
