#include "desk/scheduler.h"

#include <algorithm>
#include <map>

#include "desk/act.h"
#include "desk/children.h"
#include "desk/draft.h"
#include "desk/rhythm.h"
#include "store/marks.h"

namespace linli::desk {
namespace {

using procedure::LateKind;

constexpr std::uint64_t kSeatMarks =
    store::mark_any("unit") | store::mark_any("position") | store::mark_any("term");

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
  const std::map<std::string, Words> who{{"who", seat_words(seat)}};
  TRY(draft.tell_desk(seat.position, late.text, who));
  return draft.tell_desk(draft.dossier().matter.holder, late.text, who);
}

bool has_act(const procedure::Step& step, procedure::ActKind kind) {
  return std::ranges::find(step.acts, kind, &procedure::Act::kind) != step.acts.end();
}

const procedure::Act* invitation_of(const procedure::Definition& definition) {
  for (const auto& step : definition.steps) {
    const auto found =
        std::ranges::find(step.acts, procedure::ActKind::invite, &procedure::Act::kind);
    if (found != step.acts.end()) return &*found;
  }
  return nullptr;
}

// The part that somebody was invited to has not come: reminded, then supervised, as the act says.
// While nothing can be contributed (the filer is asked) nobody is told, and the time runs on.
Result<void> answer_late(Draft& draft, const procedure::Definition& definition, const Timer& due) {
  const auto& parts = draft.dossier().participants;
  const auto part = std::ranges::find(parts, due.kind, answer_timer);
  const auto* invite = invitation_of(definition);
  const auto* step = definition.find_step(draft.dossier().matter.step);
  if (part == parts.end() || invite == nullptr || step == nullptr ||
      due.stage >= static_cast<std::int64_t>(invite->late.size())) {
    return fail(ErrorKind::Conflict, "desk.timer_gone");
  }
  const auto asked = Participant(*part);
  const auto& late = invite->late[static_cast<std::size_t>(due.stage)];
  draft.fact("assist", std::to_string(asked.position.value));
  draft.fact("stage", std::to_string(due.stage));
  draft.fact("late", boost::describe::enum_to_string(late.kind, ""));
  draft.remove_timers(due.kind);
  draft.schedule_answer(*invite, asked, due.stage);
  if (!has_act(*step, procedure::ActKind::contribute)) return {};
  TRY(draft.tell_part(asked.position, asked, late.text));
  if (late.kind == LateKind::supervise && late.desk) {
    const auto seat = TRY(draft.seat(*late.desk, {}));
    const auto added = draft.take_part("supervisor", seat, std::nullopt);
    if (!added && added.error().code != "desk.takes_part_already") return added;
    TRY(draft.tell_part(seat.position, asked, late.text));
  }
  return draft.tell_part(draft.dossier().matter.holder, asked, late.text);
}

Result<void> move(Draft& draft, const procedure::Definition& definition,
                  const procedure::Late& late) {
  for (const auto& [field, value] : late.set) draft.set(field, value);
  const bool back = late.step == "back";
  const std::string key = back ? draft.dossier().matter.came_from : late.step;
  const auto* step = definition.find_step(key);
  // It leads back from where nothing led to: not proven, and nothing to end the program for.
  if (step == nullptr) return fail(ErrorKind::Corrupt, "desk.procedure_gone", definition.key);
  std::optional<registry::Seat> seat;
  const bool institution = step->desk && step->desk->place != procedure::Place::filer;
  if (!back && institution) seat = TRY(draft.seat(*step->desk, {}, step));
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

// What was opened of it has ended, or some of it: it goes on if that is what its step waits for.
// However many ended at once, it is looked at once for all of them.
Result<store::WriteSet> look_at_children(Kernel& kernel, store::Snapshot& read, MatterId id) {
  store::WriteSet seen;
  TRY(read.visit("SELECT id, version FROM matter_wake WHERE waiting_id = ?1", {id},
                 [&](const store::Row& row) {
                   seen.add(store::Remove{"matter_wake", row.integer(0), row.integer(1)});
                   return true;
                 }));
  const auto rules = kernel.rules.get();
  Dossier found = TRY(dossier(read, id));
  const auto* definition = TRY(definition_of(*rules, found.matter));
  const auto* step = definition->find_step(found.matter.step);
  const bool come = step != nullptr && step->joins && has_come(*step->joins, found.children);
  if (!come) return seen;
  Draft draft(kernel, read, *rules, *definition, std::move(found), kernel.clock.now());
  draft.fact("by", "system");
  draft.changes().append(std::move(seen));
  procedure::Late onward;
  onward.step = step->joins->step;
  onward.text = step->joins->text;
  onward.set = step->joins->set;
  TRY(move(draft, *definition, onward));
  return draft.finish("joined");
}

}  // namespace

Result<store::WriteSet> fire(Kernel& kernel, store::Snapshot& read, MatterId matter,
                             std::int64_t timer_id) {
  const auto rules = kernel.rules.get();
  Dossier found = TRY(dossier(read, matter));
  const auto timer = std::ranges::find(found.timers, timer_id, &Timer::id);
  if (timer == found.timers.end()) return fail(ErrorKind::Conflict, "desk.timer_gone");
  const auto due = Timer(*timer);
  const auto* definition = TRY(definition_of(*rules, found.matter));
  Draft draft(kernel, read, *rules, *definition, std::move(found), kernel.clock.now());
  draft.fact("by", "system");
  if (due.kind == "offer") {
    TRY(offer_lapses(draft));
    return draft.finish("offer_lapsed");
  }
  if (due.kind.starts_with("answer/")) {
    TRY(answer_late(draft, *definition, due));
    return draft.finish("answer_late");
  }
  TRY(late_stage(draft, *definition, due.stage));
  return draft.finish("late");
}

bool Scheduler::commit(Result<store::WriteSet> changes) {
  const auto done = changes ? kernel_.store.commit_and_wait(std::move(*changes))
                            : Result<void>(Failure(changes.error()));
  if (done) return true;
  if (done.error().kind != ErrorKind::Conflict) {
    last_error_ = done.error().code + " " + done.error().detail;
  }
  return false;
}

Result<int> Scheduler::look_at_waiting() {
  std::vector<MatterId> waiting;
  {
    const auto read = TRY(kernel_.store.read());
    waiting = TRY(read->all("SELECT DISTINCT waiting_id FROM matter_wake LIMIT ?1", {kTimersMax},
                            [](const store::Row& row) { return MatterId{row.integer(0)}; }));
  }
  int fired = 0;
  for (const auto id : waiting) {
    const auto read = TRY(kernel_.store.read());
    if (commit(look_at_children(kernel_, *read, id))) ++fired;
  }
  return fired;
}

// What could not be opened at one unit holds up no other; it is tried again with the next pass.
Result<int> Scheduler::open_turn_of(const Rules& rules, const procedure::Definition& definition) {
  const Instant now = kernel_.clock.now();
  const auto turn = procedure::turn_begun(*definition.rhythm, now, rules.calendar);
  if (!turn) return 0;
  Pass& pass = passes_[definition.key];
  {
    const auto read = TRY(kernel_.store.read());
    const auto desks = read->changes(kSeatMarks);
    const auto since = now.ms - pass.looked_at.ms;
    const bool lately = since >= 0 && since < kTurnsAgainMs;
    if (!lately || pass.turn != turn->key || pass.desks != desks) {
      pass = {turn->key, desks, now, TRY(units_for(rules, *read, definition, now))};
    }
  }
  int fired = 0;
  for (int tries = 0; tries < kTimersMax && !pass.left.empty();) {
    const DueTurn due{pass.left.back(), *turn};
    pass.left.pop_back();
    const auto read = TRY(kernel_.store.read());
    if (TRY(was_opened(*read, definition, due))) continue;
    ++tries;
    if (commit(open_turn(kernel_, *read, definition, due))) ++fired;
  }
  return fired;
}

int Scheduler::open_turns() {
  const auto rules = kernel_.rules.get();
  int fired = 0;
  for (const auto& [key, definition] : rules->pack().procedures) {
    if (!definition.rhythm) continue;
    const auto opened = open_turn_of(*rules, definition);
    if (!opened) last_error_ = opened.error().code + " " + key;
    fired += opened.value_or(0);
  }
  return fired;
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
  int fired = TRY(look_at_waiting());
  for (const auto& [id, matter] : due) {
    const auto read = TRY(kernel_.store.read());
    if (commit(fire(kernel_, *read, matter, id))) ++fired;
  }
  return fired + open_turns();
}

}  // namespace linli::desk
