#include "app/operator_audit.h"

#include "store/disk.h"

namespace linli::app {
namespace {

constexpr const char* kArrivedFile = "/arrived";

std::string detail_of(const std::string& more) {
  return "by=" + std::string(kByOperator) + (more.empty() ? "" : " " + more);
}

audit::Entry entry_of(const OperatorAct& act, const std::string& detail) {
  audit::Entry out;
  out.kind = act.kind;
  out.route = act.route;
  out.detail = detail_of(detail);
  return out;
}

Result<void> write(House& house, audit::Entry entry) {
  store::WriteSet changes;
  house.audit().add(changes, std::move(entry));
  return house.store().commit_and_wait(std::move(changes));
}

// A route that nobody can call: the name and kind that the entry of a write set gets.
struct Traced {
  api::Route route;
  api::Trace trace;
};

}  // namespace

Result<void> note_act(House& house, const OperatorAct& act, const std::string& detail) {
  return write(house, entry_of(act, detail));
}

std::shared_ptr<const api::Trace> trace_of(const OperatorAct& act, const std::string& detail) {
  auto made = std::make_shared<Traced>();
  made->route.name = act.route;
  made->route.audit = act.kind == audit::Kind::account ? api::Audit::Account : api::Audit::Setting;
  made->trace.route = &made->route;
  made->trace.detail = detail_of(detail);
  return {made, &made->trace};
}

Result<void> leave_arrival(const std::string& data, const OperatorAct& act) {
  return store::disk::write_durably(data + kArrivedFile, act.route);
}

Result<void> note_arrival(House& house, const std::string& data) {
  const std::string file = data + kArrivedFile;
  if (!store::disk::exists(file)) return {};
  const auto route = TRY(store::disk::read_whole(file));
  TRY(note_act(house, route == kMoved.route ? kMoved : kRestored, ""));
  return store::disk::erase(file);
}

Result<int> carry_out(const OperatorCommand& command, Parts& parts, const OperatorCall& call,
                      std::ostream& out) {
  auto done = command.run(parts, call, out);
  const auto act = command.act(call.arguments);
  if (done || act.route.empty() || wrong_usage(done.error())) return done;
  auto entry = entry_of(act, "");
  entry.code = done.error().code;
  // What is told is why the command was refused, also when the store takes no entry.
  (void)write(*parts.house, std::move(entry));
  return done;
}

}  // namespace linli::app
