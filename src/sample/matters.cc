#include "sample/matters.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <queue>
#include <set>
#include <unordered_map>
#include <vector>

#include "desk/act.h"
#include "desk/place.h"
#include "desk/scheduler.h"
#include "registry/seats.h"
#include "registry/units.h"
#include "request/file.h"
#include "sample/lively.h"
#include "sample/made_up.h"
#include "sample/roles.h"
#include "sample/stories.h"
#include "sample/ways.h"

namespace linli::sample {
namespace {

constexpr std::size_t kInFlightMax = 1000;
constexpr int kPeoplePage = 5000;
constexpr int kTimersPage = 500;
constexpr int kTimersEveryHours = 3;
constexpr int kTriesMax = 3;
constexpr int kReadsMax = 60;
constexpr std::int64_t kTryAgainMs = 2 * kMsPerDay;
constexpr int kDeskOpensMinute = 8 * 60 + 30;
constexpr int kDeskClosesMinute = 17 * 60 + 30;
constexpr std::int64_t kFirstFilingMs = 7 * kMsPerHour;
constexpr std::int64_t kFilingHoursMs = 14 * kMsPerHour;
constexpr std::uint64_t kWithoutAccountOf = 12;  // one of so many files without an account
constexpr std::uint64_t kMayBePublicOf = 3;      // one of so many lets it be public

// Write sets that were handed to the store and are not durable yet: one of a matter at a time.
class Flights {
 public:
  explicit Flights(store::Store& store) : store_(store) {}
  ~Flights() { static_cast<void>(wait_below(1)); }
  Flights(const Flights&) = delete;
  Flights& operator=(const Flights&) = delete;

  Result<void> wait_for(MatterId matter) {
    std::unique_lock lock(mutex_);
    landed_.wait(lock, [&] { return !matters_.contains(matter); });
    return outcome_;
  }
  Result<void> wait_below(std::size_t most) {
    std::unique_lock lock(mutex_);
    landed_.wait(lock, [&] { return matters_.size() < most; });
    return outcome_;
  }
  Result<void> depart(MatterId matter, store::WriteSet changes) {
    // By now they would be sent and swept.
    std::erase_if(changes.changes, [](const store::Change& change) {
      const auto* insert = std::get_if<store::Insert>(&change);
      return insert != nullptr && insert->table.text == "delivery_message";
    });
    TRY(wait_below(kInFlightMax));
    {
      const std::lock_guard lock(mutex_);
      matters_.insert(matter);
    }
    store_.commit(std::move(changes), [this, matter](Result<void> done) {
      const std::lock_guard lock(mutex_);
      if (!done && outcome_) outcome_ = std::move(done);
      matters_.erase(matter);
      landed_.notify_one();
    });
    return {};
  }

 private:
  store::Store& store_;
  std::mutex mutex_;
  std::condition_variable landed_;
  std::set<MatterId> matters_;
  Result<void> outcome_;
};

// A machine that stands still for a second ends a read; here nobody waits for it.
template <class Read>
auto patiently(store::Store& store, Read read) -> std::invoke_result_t<Read, store::Snapshot&> {
  for (int left = kReadsMax;; --left) {
    auto snapshot = store.read();
    auto out = snapshot ? read(**snapshot)
                        : std::invoke_result_t<Read, store::Snapshot&>(Failure(snapshot.error()));
    if (out || left == 0 || out.error().kind != ErrorKind::Overloaded) return out;
  }
}

struct Resident {
  PersonId person;
  UnitId home;
};

// Something that somebody will do; matter 0: raise a new one.
struct Event {
  Instant at;
  MatterId matter;
  bool operator>(const Event& other) const { return at > other.at; }
};

struct Plan {
  Way way;
  std::size_t next = 0;
  int tries = 0;
  PersonId filer;
  std::string title;
};

class Years {
 public:
  Years(desk::Kernel& kernel, FixedClock& clock, record::Integrator& integrator,
        const MattersOptions& options)
      : kernel_(kernel),
        clock_(clock),

        integrator_(integrator),
        options_(options),
        rules_(kernel.rules.get()),
        random_(options.seed),
        flights_(kernel.store) {}

  Result<void> begin() {
    if (kernel_.folder != desk::Folder::Sample) {
      return fail(ErrorKind::Forbidden, "sample.not_a_sample");
    }
    TRY(find_residents());
    if (residents_.empty()) return invalid("sample.nobody_lives_here");
    if (options_.lively) TRY(find_near());
    const auto read = TRY(kernel_.store.read());
    const auto seated = TRY(read->number("SELECT min(valid_from) FROM term"));
    const auto newest = TRY(read->number("SELECT max(filed_at) FROM matter"));
    const auto& calendar = rules_->calendar;
    first_ = calendar.start_of(plus_days(calendar.date_of(Instant{std::max(seated, newest)}), 1));
    return {};
  }

  Result<void> live_through(int day) {
    const Instant start = plus_ms(first_, day * kMsPerDay);
    const std::int64_t due = options_.count * (day + 1) / options_.days - done_.filed;
    for (std::int64_t i = 0; i < due; ++i) {
      const auto within = static_cast<std::int64_t>(random_.below(kFilingHoursMs));
      events_.push({plus_ms(start, kFirstFilingMs + within), MatterId{}});
    }
    for (int hour = kTimersEveryHours; hour <= 24; hour += kTimersEveryHours) {
      const Instant end = plus_ms(start, hour * kMsPerHour);
      while (!events_.empty() && events_.top().at < end) {
        const Event event = events_.top();
        events_.pop();
        clock_.set(event.at);
        TRY(event.matter ? act(event.matter) : file());
      }
      clock_.set(end);
      TRY(fire_timers());
    }
    TRY(flights_.wait_below(1));
    while (true) {
      const auto integrated = integrator_.run_once();
      const bool stood_still = !integrated && integrated.error().code == "store.read_too_long";
      if (!integrated && !stood_still) return Failure(integrated.error());
      if (integrated && !integrated->more) break;
    }
    done_.until = clock_.now();
    return {};
  }

  const MattersDone& done() const { return done_; }

 private:
  Result<void> find_residents() {
    std::int64_t after = 0;
    for (int seen = kPeoplePage; seen == kPeoplePage;) {
      seen = 0;
      const auto read = TRY(kernel_.store.read());
      TRY(
          read->visit("SELECT t.id, t.person_id, h.unit_id FROM person_tie t "
                      "LEFT JOIN household h ON h.id = t.household_id AND t.kind = 'living' "
                      "WHERE t.id > ?1 ORDER BY t.id LIMIT ?2",
                      {after, kPeoplePage}, [&](const store::Row& row) {
                        after = row.integer(0);
                        ++seen;
                        if (row.is_null(2)) return true;
                        residents_.push_back({row.id<PersonId>(1), row.id<UnitId>(2)});
                        return true;
                      }));
    }
    return {};
  }

  Result<void> find_near() {
    const auto read = TRY(kernel_.store.read());
    for (const auto& village : TRY(registry::find_units_by_name(*read, kSampleVillage, 1))) {
      const auto below = TRY(read->all("SELECT id FROM unit WHERE path >= ?1 AND path < ?2",
                                       {village.path, desk::end_of_path(village.path)},
                                       [](const store::Row& row) { return row.id<UnitId>(0); }));
      const std::set<UnitId> units(below.begin(), below.end());
      std::ranges::copy_if(residents_, std::back_inserter(near_),
                           [&](const Resident& one) { return units.contains(one.home); });
    }
    return {};
  }

  Result<void> file() {
    const bool near = !near_.empty() && random_.below(2) == 0;
    const auto& among = near ? near_ : residents_;
    const Resident& resident = among[random_.below(among.size())];
    const Story story = made_up_story(random_);
    const bool shown = random_.below(kMayBePublicOf) == 0;
    request::FileCommand command;
    command.request.title = story.title;
    command.request.detail = story.detail;
    command.request.unit = resident.home;
    command.request.wish_public = shown;
    if (!story.category.empty()) command.request.category = story.category;
    Plan plan{pick_way(random_, shown), 0, 0, {}, {}};
    if (random_.below(kWithoutAccountOf) == 0) {
      command.request.name = made_up_surname(random_) + made_up_given_name(random_);
      command.request.phone = made_up_phone(static_cast<std::int64_t>(random_.below(90'000'000)));
    } else {
      command.actor = {rights::ActorKind::Resident, resident.person, {}, {}, {}};
      plan.filer = resident.person;
    }
    if (shown) plan.title = story.title;
    auto filed = TRY(patiently(kernel_.store, [&](store::Snapshot& read) {
      return request::prepare_filing(kernel_, command, read);
    }));
    const MatterId matter = matter_in(filed.changes);
    TRY(flights_.depart(matter, std::move(filed.changes)));
    ++done_.filed;
    plan_next(matter, std::move(plan));
    return {};
  }

  void plan_next(MatterId matter, Plan plan) {
    if (plan.next == plan.way.size()) return;
    const WayStep& step = plan.way[plan.next];
    const auto span = static_cast<std::uint64_t>(step.hours_max - step.hours_min) * kMsPerHour;
    const auto wait = step.hours_min * kMsPerHour + static_cast<std::int64_t>(random_.below(span));
    push(matter, std::move(plan), wait);
  }

  void push(MatterId matter, Plan plan, std::int64_t wait_ms) {
    Instant at = plus_ms(clock_.now(), wait_ms);
    if (plan.way[plan.next].doer == Doer::Holder) at = when_desks_are_open(at);
    events_.push({at, matter});
    plans_[matter] = std::move(plan);
  }

  Instant when_desks_are_open(Instant at) {
    const auto& calendar = rules_->calendar;
    const auto open = [&] {
      const int minute = calendar.minute_of_day(at);
      return minute >= kDeskOpensMinute && minute < kDeskClosesMinute &&
             calendar.is_workday(calendar.date_of(at));
    };
    while (!open()) {
      const Instant start = calendar.start_of(calendar.date_of(at));
      const bool early = calendar.minute_of_day(at) < kDeskOpensMinute &&
                         calendar.is_workday(calendar.date_of(at));
      const auto within = static_cast<std::int64_t>(random_.below(3 * kMsPerHour));
      at = plus_ms(start, (early ? 0 : kMsPerDay) + kDeskOpensMinute * kMsPerMinute + within);
    }
    return at;
  }

  Result<void> act(MatterId matter) {
    auto node = plans_.extract(matter);
    Plan plan = std::move(node.mapped());
    TRY(flights_.wait_for(matter));
    const WayStep& step = plan.way[plan.next];
    desk::ActCommand command;
    command.matter = matter;
    command.act = step.act;
    command.form = form_of(step.act, plan.title, random_);
    if (step.doer == Doer::Holder) {
      command.actor = TRY(
          patiently(kernel_.store, [&](store::Snapshot& read) { return holder_of(read, matter); }));
    } else if (plan.filer) {
      command.actor = {rights::ActorKind::Resident, plan.filer, {}, {}, {}};
    } else {
      command.holds_code = true;
    }
    auto prepared = patiently(kernel_.store, [&](store::Snapshot& read) {
      return desk::prepare_act(kernel_, command, read);
    });
    if (!prepared) {
      // It stands where this cannot be done, or nobody may: later, or never.
      ++done_.refused;
      if (++plan.tries < kTriesMax) push(matter, std::move(plan), kTryAgainMs);
      return {};
    }
    TRY(flights_.depart(matter, std::move(prepared->changes)));
    ++done_.acts;
    ++plan.next;
    plan_next(matter, std::move(plan));
    return {};
  }

  Result<rights::Actor> holder_of(store::Snapshot& read, MatterId matter) {
    const PositionId desk{
        TRY(read.number("SELECT holder_position FROM matter WHERE id = ?1", {matter}))};
    if (const auto known = holders_.find(desk); known != holders_.end()) return known->second;
    rights::Actor out;
    const auto seat = TRY(registry::seat_by_position(read, desk, clock_.now()));
    if (!seat.holders.empty()) {
      const PersonId person = seat.holders.front().person;
      out = {rights::ActorKind::Staff,
             person,
             {},
             TRY(registry::hats_of(read, person, clock_.now())),
             {}};
    }
    return holders_.emplace(desk, std::move(out)).first->second;
  }

  // What time does by itself, as desk/scheduler.h does it.
  Result<void> fire_timers() {
    struct Due {
      std::int64_t id = 0;
      MatterId matter;
    };
    while (true) {
      const auto due = TRY(patiently(kernel_.store, [&](store::Snapshot& read) {
        return read.all(
            "SELECT id, matter_id FROM timer WHERE due_at <= ?1 ORDER BY due_at, id LIMIT ?2",
            {clock_.now(), kTimersPage}, [](const store::Row& row) {
              return Due{row.integer(0), row.id<MatterId>(1)};
            });
      }));
      int fired = 0;
      for (const auto& [id, matter] : due) {
        TRY(flights_.wait_for(matter));
        auto changes = patiently(kernel_.store, [&](store::Snapshot& read) {
          return desk::fire(kernel_, read, matter, id);
        });
        if (!changes) continue;
        TRY(flights_.depart(matter, std::move(*changes)));
        ++fired;
      }
      done_.fired += fired;
      if (fired == 0) return {};
      TRY(flights_.wait_below(1));
    }
  }

  desk::Kernel& kernel_;
  FixedClock& clock_;
  record::Integrator& integrator_;
  const MattersOptions& options_;
  const std::shared_ptr<const desk::Rules> rules_;
  SeededRandom random_;
  Instant first_;
  std::vector<Resident> residents_;
  std::vector<Resident> near_;  // of the village of the sample's roles, when it is to be lively
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::unordered_map<MatterId, Plan,
                     decltype([](MatterId id) { return std::hash<std::int64_t>()(id.value); })>
      plans_;
  std::map<PositionId, rights::Actor> holders_;
  MattersDone done_;
  Flights flights_;
};

}  // namespace

MatterId matter_in(const store::WriteSet& changes) {
  for (const auto& change : changes.changes) {
    const auto* insert = std::get_if<store::Insert>(&change);
    if (insert == nullptr || insert->table.text != "matter") continue;
    return MatterId{std::get<std::int64_t>(insert->columns.front().second.content)};
  }
  return {};
}

Result<MattersDone> fill_matters(desk::Kernel& kernel, FixedClock& clock,
                                 record::Integrator& integrator, const MattersOptions& options,
                                 const std::function<void(const MattersDone&)>& progress) {
  Years years(kernel, clock, integrator, options);
  TRY(years.begin());
  for (int day = 0; day < options.days; ++day) {
    TRY(years.live_through(day));
    progress(years.done());
  }
  if (!options.lively) return years.done();
  MattersDone done = years.done();
  clock.set(plus_ms(clock.now(), kDeskOpensMinute * kMsPerMinute));
  TRY(add_scenes(kernel, done));
  done.until = clock.now();
  return done;
}

}  // namespace linli::sample
