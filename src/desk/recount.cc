#include "desk/recount.h"

#include <algorithm>
#include <optional>

#include "desk/draft.h"

namespace linli::desk {
namespace {

constexpr int kRecountPage = 200;
constexpr int kRecountTriesMax = 5;

enum class Outcome { Left, Later, Firm };

class Counting {
 public:
  Counting(Kernel& kernel, const WorkCalendar& before, const Recount& what)
      : kernel_(kernel),
        before_(before),
        what_(what),
        rules_(kernel.rules.get()),
        begins_(rules_->calendar.start_of({what.year, 1, 1})),
        mark_("holidays." + std::to_string(what.number)) {}

  Result<Recounted> all() {
    Recounted out;
    MatterId after;
    while (true) {
      const auto page = TRY(running(after));
      for (const auto id : page) {
        after = id;
        const auto outcome = TRY(commit_one(id));
        if (outcome == Outcome::Later) ++out.later;
        if (outcome == Outcome::Firm) ++out.firm;
      }
      if (static_cast<int>(page.size()) < kRecountPage) return out;
    }
  }

 private:
  Result<std::vector<MatterId>> running(MatterId after) const {
    const auto read = TRY(kernel_.store.read());
    return read->all(
        "SELECT id FROM matter WHERE ended_at = 0 AND (due_at >= ?1 OR kept_due_at >= ?1) "
        "AND id > ?2 ORDER BY id LIMIT ?3",
        {begins_, after.value, kRecountPage},
        [](const store::Row& row) { return row.id<MatterId>(0); });
  }

  Result<Outcome> commit_one(MatterId id) const {
    for (int i = 0; i < kRecountTriesMax; ++i) {
      const auto read = TRY(kernel_.store.read());
      auto outcome = Outcome::Left;
      auto changes = TRY(count_one(*read, id, outcome));
      if (!changes) return outcome;
      const auto done = kernel_.store.commit_and_wait(*std::move(changes));
      if (done) return outcome;
      if (done.error().kind != ErrorKind::Conflict) return Failure(done.error());
    }
    return fail(ErrorKind::Overloaded, "desk.busy");
  }

  // Whether the calendar of before counted it: since then its desk got no new time.
  bool counted_before(const Matter& matter) const {
    if (matter.ended() || read_done(matter).contains(mark_)) return false;
    return matter.due_provisional || since(matter) < what_.installed_at;
  }
  static Instant since(const Matter& matter) {
    return std::max(matter.step_since, matter.holder_since);
  }

  // The unit of a step's time; nothing when somebody named the day.
  std::optional<PeriodUnit> unit_of(const Draft& draft, const procedure::Definition& definition,
                                    const std::string& key) const {
    const auto* step = definition.find_step(key);
    if (step == nullptr || !step->within) return std::nullopt;
    const auto period = draft.allowed(*step->within);
    return period ? std::optional(period->period.unit) : std::nullopt;
  }

  Due counted(Due old, PeriodUnit unit, const Matter& matter) const {
    return rules_->calendar.recounted(old, unit, std::max(since(matter), begins_), before_);
  }

  Result<std::optional<store::WriteSet>> count_one(store::Snapshot& read, MatterId id,
                                                   Outcome& outcome) const {
    Dossier found = TRY(dossier(read, id));
    const Matter was = found.matter;
    const auto now = kernel_.clock.now();
    const auto* definition =
        rules_->installed.find(was.procedure, static_cast<int>(was.procedure_version));
    if (definition == nullptr || !counted_before(was)) return std::nullopt;
    Draft draft(kernel_, read, *rules_, *definition, std::move(found), now);
    Matter& matter = draft.matter();
    const bool named = was.due_basis.empty() && !was.due_assumed;
    if (const auto unit = unit_of(draft, *definition, was.step);
        unit && !named && was.due_at > now) {
      const auto due = counted({was.due_at, was.due_provisional}, *unit, was);
      matter.due_at = due.at;
      matter.due_provisional = due.provisional;
    }
    // What waits for the filer has the deadline to which it goes back.
    if (const auto unit = unit_of(draft, *definition, was.came_from);
        unit && was.kept_due_at > now) {
      matter.kept_due_at = counted({was.kept_due_at, true}, *unit, was).at;
    }
    const bool later = matter.due_at != was.due_at || matter.kept_due_at != was.kept_due_at;
    if (!later && matter.due_provisional == was.due_provisional) return std::nullopt;
    outcome = later ? Outcome::Later : Outcome::Firm;
    return std::optional(TRY(finish(draft, *definition, was)));
  }

  Result<store::WriteSet> finish(Draft& draft, const procedure::Definition& definition,
                                 const Matter& was) const {
    const auto& matter = draft.matter();
    const auto day = [&](Instant at) { return to_text(rules_->calendar.date_of(at)); };
    draft.fact("by", "system");
    draft.fact("year", std::to_string(what_.year));
    draft.fact("notice", std::to_string(what_.number));
    const bool waits = was.kept_due_at.ms != 0;
    draft.fact("from_day", day(waits ? was.kept_due_at : was.due_at));
    draft.fact("to_day", day(waits ? matter.kept_due_at : matter.due_at));
    draft.count(mark_);
    const auto* step = definition.find_step(matter.step);
    if (step != nullptr && matter.due_at != was.due_at) {
      draft.remove_timers("late");
      draft.schedule_late(*step, -1);
    }
    return draft.finish("holidays");
  }

  Kernel& kernel_;
  const WorkCalendar& before_;
  const Recount what_;
  const std::shared_ptr<const Rules> rules_;
  const Instant begins_;
  const std::string mark_;
};

}  // namespace

Result<Recounted> recount_deadlines(Kernel& kernel, const WorkCalendar& before,
                                    const Recount& what) {
  // Twice: what was being decided by the calendar of before while this began came in meanwhile.
  auto out = TRY(Counting(kernel, before, what).all());
  const auto more = TRY(Counting(kernel, before, what).all());
  out.later += more.later;
  out.firm += more.firm;
  return out;
}

}  // namespace linli::desk
