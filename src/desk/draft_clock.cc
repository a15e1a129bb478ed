// desk/draft_clock.cc – steps, their time, and what happens when it is over.

#include <algorithm>

#include "base/check.h"
#include "desk/draft.h"

namespace linli::desk {

std::optional<Draft::Allowed> Draft::allowed(const procedure::Within& within) const {
  if (within.period) return Allowed{*within.period, within.source, within.assumed};
  const auto field = fields_.find(within.by_field);
  std::string row = field == fields_.end() ? "" : field->second;
  const auto* category = rules_.pack().find_category(now_.matter.category);
  const pack::Limit* limit = nullptr;
  if (category != nullptr && category->urgent) {
    limit = rules_.pack().limit(within.limit_table, "urgent");
  }
  if (limit == nullptr) limit = rules_.pack().limit(within.limit_table, row);
  if (limit == nullptr) return std::nullopt;
  return Allowed{limit->period, limit->source, limit->assumed};
}

// The end of the day that this field of the matter names.
std::optional<Instant> Draft::day_named(const std::string& field) const {
  const auto found = fields_.find(field);
  if (field.empty() || found == fields_.end()) return std::nullopt;
  const auto date = parse_date(found->second);
  if (!date) return std::nullopt;
  return rules_.calendar.end_of(*date);
}

void Draft::set_due(const procedure::Step& step) {
  Matter& matter = now_.matter;
  matter.due_at = Instant{};
  matter.due_provisional = false;
  matter.due_basis.clear();
  matter.due_assumed = false;
  if (!step.within) return;
  const auto period = allowed(*step.within);
  if (!period) return;
  const Due due = rules_.calendar.due(clock_from_.value_or(at_), period->period);
  matter.due_at = due.at;
  matter.due_provisional = due.provisional;
  matter.due_basis = period->basis;
  matter.due_assumed = period->assumed;
  if (due_again_) matter.due_at = *due_again_;
  const auto until = day_named(step.within->until);
  if (!until || *until >= due.at) return;
  matter.due_at = *until;
  matter.due_provisional = false;
  matter.due_basis.clear();
  matter.due_assumed = false;
}

Result<void> Draft::restart_clock(const procedure::Step& step) {
  remove_timers("late");
  set_due(step);
  schedule_late(step, -1);
  return {};
}

Result<void> Draft::enter(const procedure::Step& step, bool back,
                          const std::optional<registry::Seat>& desk) {
  Matter& matter = now_.matter;
  const bool was_paused = matter.paused_at.ms != 0;
  const Instant paused_at = matter.paused_at;
  if (was_paused) {
    matter.paused_workdays += rules_.calendar.workdays_between(paused_at, at_);
    matter.paused_at = Instant{};
  }
  end_offer();
  remove_timers("late");
  matter.came_from = matter.step;
  matter.step = step.key;
  matter.step_since = at_;
  matter.waits_for_filer = step.desk && step.desk->place == procedure::Place::filer;
  // A step that pauses keeps the deadline of the step it will go back to.
  if (step.clock == procedure::ClockMode::paused) {
    matter.paused_at = at_;
    matter.kept_due_at = matter.due_at;
  }
  const auto resumed = back && was_paused && step.within ? allowed(*step.within) : std::nullopt;
  if (resumed && matter.kept_due_at.ms != 0) {
    const Due due = rules_.calendar.resume(Due{matter.kept_due_at, matter.due_provisional},
                                           resumed->period.unit, paused_at, at_);
    matter.due_at = due.at;
    matter.due_provisional = due.provisional;
    matter.due_basis = resumed->basis;
    matter.due_assumed = resumed->assumed;
    matter.kept_due_at = Instant{};
  } else {
    set_due(step);
  }
  if (step.final) {
    close_stay();  // what has ended is at no desk any more
  } else if (desk) {
    TRY(give_to(*desk, desk->position == matter.holder ? matter.sender : matter.holder));
    TRY(receive_first(*desk));
  } else {
    open_stay(step.key);
    if (step.lead) lead_is_holder();
  }
  if (step.final) {
    matter.ended_at = at_;
    for (const auto* role : {"assist", "supervisor"}) end_part(role, PositionId{});
  } else {
    matter.ended_at = Instant{};
    schedule_late(step, -1);
    // What it waits for may have come before.
    const bool waits = step.joins && !now_.children.empty();
    if (waits) wake(kernel_, changes_, matter.id);
  }
  return {};
}

// 首接: who receives it first after a reviewer said whom it is about; he himself only looked.
Result<void> Draft::receive_first(const registry::Seat& seat) {
  if (!clock_from_) return {};
  now_.matter.sender = PositionId{};
  const bool known =
      std::ranges::find(now_.participants, "first", &Participant::role) != now_.participants.end();
  return known ? Result<void>{} : take_part("first", seat, std::nullopt);
}

void Draft::remove_timers(std::string_view kind) {
  std::erase_if(now_.timers, [&](const Timer& timer) {
    if (timer.kind != kind) return false;
    changes_.add(store::Remove{"timer", timer.id, timer.version});
    return true;
  });
}

void Draft::schedule_late(const procedure::Step& step, std::int64_t stage) {
  const Matter& matter = now_.matter;
  const Instant base = matter.due_at.ms != 0 ? matter.due_at : matter.step_since;
  for (std::size_t next = static_cast<std::size_t>(stage + 1); next < step.late.size(); ++next) {
    const auto& late = step.late[next];
    const Instant due = rules_.calendar.offset(base, late.after);
    // A reminder before the deadline that is past already when the step begins says nothing new.
    if (stage < 0 && late.after.amount < 0 && due <= at_) continue;
    add(changes_,
        Timer{kernel_.ids.next(), 1, matter.id, "late", due, static_cast<std::int64_t>(next)});
    return;
  }
}

void Draft::schedule_answer(const procedure::Act& invite, const Participant& part,
                            std::int64_t stage) {
  const auto next = static_cast<std::size_t>(stage + 1);
  if (part.answer_until.ms == 0 || next >= invite.late.size()) return;
  const Instant due = rules_.calendar.offset(part.answer_until, invite.late[next].after);
  add(changes_, Timer{kernel_.ids.next(), 1, now_.matter.id, answer_timer(part), due,
                      static_cast<std::int64_t>(next)});
}

Result<void> Draft::extend(const Period& period) {
  Matter& matter = now_.matter;
  const auto* step = definition_.find_step(matter.step);
  CHECK(step != nullptr);
  if (matter.due_at.ms == 0) return fail(ErrorKind::Conflict, "desk.no_deadline");
  const Due due = rules_.calendar.extend(Due{matter.due_at, matter.due_provisional}, period);
  matter.due_at = due.at;
  matter.due_provisional = due.provisional;
  remove_timers("late");
  schedule_late(*step, -1);
  return {};
}

}  // namespace linli::desk
