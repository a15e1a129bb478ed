#include "desk/scheduler.h"

#include <algorithm>

#include "base/check.h"
#include "desk/act.h"
#include "desk/draft.h"

namespace linli::desk {
namespace {

using procedure::LateKind;

// Nobody took it over in time: the holder keeps it and both are told.
Result<void> offer_lapses(Draft& draft) {
  const PositionId offered = draft.dossier().matter.offered;
  draft.fact("offered", std::to_string(offered.value));
  draft.end_offer();
  TRY(draft.tell_desk(draft.dossier().matter.holder, "message.offer_lapsed"));
  return draft.tell_desk(offered, "message.offer_lapsed");
}

Result<void> remind(Draft& draft, const procedure::Late& late) {
  if (late.desk && late.desk->place == procedure::Place::filer) {
    return draft.tell({{procedure::Audience::filer, late.text}});
  }
  const PositionId holder = draft.dossier().matter.holder;
  if (!late.desk) return draft.tell_desk(holder, late.text);
  return draft.tell_desk(TRY(draft.seat(*late.desk, {})).position, late.text);
}

Result<void> supervise(Draft& draft, const procedure::Late& late) {
  if (!late.desk) return {};
  const auto seat = TRY(draft.seat(*late.desk, {}));
  const auto added = draft.take_part("supervisor", seat, std::nullopt);
  // Supervised already: the message is what is new.
  if (!added && added.error().code != "desk.takes_part_already") return added;
  TRY(draft.tell_desk(seat.position, late.text));
  return draft.tell_desk(draft.dossier().matter.holder, late.text);
}

Result<void> move(Draft& draft, const procedure::Definition& definition,
                  const procedure::Late& late) {
  for (const auto& [field, value] : late.set) draft.set(field, value);
  const bool back = late.step == "back";
  const std::string key = back ? draft.dossier().matter.came_from : late.step;
  const auto* step = definition.find_step(key);
  CHECK(step != nullptr);
  std::optional<registry::Seat> seat;
  const bool institution = step->desk && step->desk->place != procedure::Place::filer;
  if (!back && institution) seat = TRY(draft.seat(*step->desk, {}));
  TRY(draft.enter(*step, back, seat));
  if (late.text.empty()) return {};
  TRY(draft.tell({{procedure::Audience::filer, late.text}}));
  return step->final ? Result<void>{} : draft.tell_desk(draft.dossier().matter.holder, late.text);
}

Result<void> late_stage(Draft& draft, const procedure::Definition& definition, std::int64_t stage) {
  const auto* step = definition.find_step(draft.dossier().matter.step);
  if (step == nullptr || stage >= static_cast<std::int64_t>(step->late.size())) {
    return fail(ErrorKind::Conflict, "desk.timer_gone");
  }
  const auto& late = step->late[static_cast<std::size_t>(stage)];
  draft.fact("stage", std::to_string(stage));
  draft.fact("late", boost::describe::enum_to_string(late.kind, ""));
  draft.remove_timers("late");
  if (late.kind == LateKind::move) return move(draft, definition, late);
  draft.schedule_late(*step, stage);
  return late.kind == LateKind::remind ? remind(draft, late) : supervise(draft, late);
}

}  // namespace

Result<store::WriteSet> fire(Kernel& kernel, store::Snapshot& read, MatterId matter,
                             std::int64_t timer_id) {
  const auto rules = kernel.rules.get();
  Dossier found = TRY(dossier(read, matter));
  const auto timer = std::ranges::find(found.timers, timer_id, &Timer::id);
  if (timer == found.timers.end()) return fail(ErrorKind::Conflict, "desk.timer_gone");
  const Timer due = *timer;
  const auto* definition = TRY(definition_of(*rules, found.matter));
  Draft draft(kernel, read, *rules, *definition, std::move(found), kernel.clock.now());
  draft.fact("by", "system");
  if (due.kind == "offer") {
    TRY(offer_lapses(draft));
    return draft.finish("offer_lapsed");
  }
  TRY(late_stage(draft, *definition, due.stage));
  return draft.finish("late");
}

Result<int> Scheduler::run_once() {
  struct Due {
    std::int64_t id;
    MatterId matter;
  };
  std::vector<Due> due;
  {
    const auto read = TRY(kernel_.store.read());
    due = TRY(
        read->all("SELECT id, matter_id FROM timer WHERE due_at <= ?1 ORDER BY due_at, id LIMIT ?2",
                  {kernel_.clock.now(), kTimersMax}, [](const store::Row& row) {
                    return Due{row.integer(0), MatterId{row.integer(1)}};
                  }));
  }
  int fired = 0;
  for (const auto& [id, matter] : due) {
    const auto read = TRY(kernel_.store.read());
    auto changes = fire(kernel_, *read, matter, id);
    auto done = changes ? kernel_.store.commit_and_wait(std::move(*changes))
                        : Result<void>(Failure(changes.error()));
    if (done) {
      ++fired;
    } else if (done.error().kind != ErrorKind::Conflict) {
      last_error_ = done.error().code + " " + done.error().detail;
    }
  }
  return fired;
}

}  // namespace linli::desk
