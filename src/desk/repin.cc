#include "desk/repin.h"

#include "desk/draft.h"

namespace linli::desk {
namespace {

constexpr int kRepinPage = 200;
constexpr int kRepinTriesMax = 5;

Result<store::WriteSet> move_one(Kernel& kernel, store::Snapshot& read, const Rules& rules,
                                 const procedure::Definition& to, MatterId id,
                                 const std::string& reason) {
  Dossier found = TRY(dossier(read, id));
  const auto* step = to.find_step(found.matter.step);
  const auto from = found.matter.procedure_version;
  Draft draft(kernel, read, rules, to, std::move(found), kernel.clock.now());
  draft.fact("by", "system");
  draft.fact("from_version", std::to_string(from));
  draft.fact("to_version", std::to_string(to.version));
  draft.fact("reason", reason);
  draft.matter().procedure_version = to.version;
  // The chain of deadlines is the new version's; the deadline itself stays what was promised.
  draft.remove_timers("late");
  if (step != nullptr && !step->final) draft.schedule_late(*step, -1);
  return draft.finish("pinned");
}

Result<void> commit_one(Kernel& kernel, const Rules& rules, const procedure::Definition& to,
                        MatterId id, const std::string& reason) {
  for (int i = 0; i < kRepinTriesMax; ++i) {
    const auto read = TRY(kernel.store.read());
    auto changes = TRY(move_one(kernel, *read, rules, to, id, reason));
    const auto done = kernel.store.commit_and_wait(std::move(changes));
    if (done || done.error().kind != ErrorKind::Conflict) return done;
  }
  return fail(ErrorKind::Overloaded, "desk.busy");
}

struct Running {
  MatterId id;
  std::string number, step;
};

Result<std::vector<Running>> running(Kernel& kernel, const std::string& procedure, int version,
                                     MatterId after) {
  const auto read = TRY(kernel.store.read());
  return read->all(
      "SELECT id, number, step FROM matter WHERE procedure_key = ?1 AND procedure_version = ?2 "
      "AND ended_at = 0 AND id > ?3 ORDER BY id LIMIT ?4",
      {procedure, version, after.value, kRepinPage}, [](const store::Row& row) {
        return Running{MatterId{row.integer(0)}, row.string(1), row.string(2)};
      });
}

}  // namespace

Result<Repinned> repin(Kernel& kernel, const std::string& procedure, int from, int to,
                       const std::string& reason) {
  const auto rules = kernel.rules.get();
  const auto* definition = rules->installed.find(procedure, to);
  if (definition == nullptr) return fail(ErrorKind::NotFound, "desk.no_such_procedure");
  Repinned out;
  MatterId after;
  while (true) {
    const auto page = TRY(running(kernel, procedure, from, after));
    for (const auto& matter : page) {
      after = matter.id;
      if (definition->find_step(matter.step) == nullptr) {
        out.stayed.push_back(matter.number);
      } else {
        TRY(commit_one(kernel, *rules, *definition, matter.id, reason));
        ++out.moved;
      }
    }
    if (static_cast<int>(page.size()) < kRepinPage) return out;
  }
}

}  // namespace linli::desk
