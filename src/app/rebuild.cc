#include "app/commands.h"
#include "app/operator.h"
#include "app/operator_audit.h"
#include "desk/children.h"
#include "desk/counts.h"
#include "desk/title_index.h"
#include "record/integrator.h"

namespace linli::app {
namespace {

constexpr std::string_view kRebuildUsage =
    "usage: linli rebuild --data DIR [--keys DIR]\n"
    "  Makes anew what is derived: the record's tree, the index of titles and the counters behind\n"
    "  the figures. The server must not be running: it says so, and the audit has it. Index and\n"
    "  counters stay as they are where linli verify finds a fault: else they would take a forgery\n"
    "  for true.\n";

constexpr OperatorAct kRebuild{audit::Kind::setting, "rebuild"};

OperatorAct rebuild_act(const Arguments&) {
  return kRebuild;
}

// While a server works it grows the tree, the index and the counters that are made anew here:
// whoever reads meanwhile would find half of them.
Result<int> rebuild(Parts& parts, const OperatorCall& call, std::ostream& out) {
  if (call.by == DoneBy::Server) return fail(ErrorKind::Conflict, "app.stop_the_server");
  House& house = *parts.house;
  TRY(note_act(house, kRebuild, ""));
  TRY(record::rebuild_journal(house.store()));
  const auto keys = keys_of(house.data(), call.arguments.value("keys").value_or(""));
  const auto report = TRY(verify_county(house.data(), keys));
  if (report.fault) return fail(ErrorKind::Corrupt, "app.rows_differ", *report.fault);
  const auto titles = TRY(desk::index_titles(house.kernel()));
  const auto wrong = TRY(desk::rebuild_counts(house.kernel()));
  TRY(desk::wake_all(house.kernel()));
  out << "indexed " << titles << " titles, put " << wrong << " counters right\n";
  return kDone;
}

}  // namespace

OperatorCommand rebuild_operator() {
  return {"rebuild", {{"data", "keys"}, {}, 0, 0}, kRebuildUsage, rebuild_act, nullptr, rebuild};
}

int rebuild_command(const Words& words) {
  return run_operator_command(rebuild_operator(), words);
}

}  // namespace linli::app
