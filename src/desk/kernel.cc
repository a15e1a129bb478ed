#include "desk/kernel.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <limits>

#include "pack/holidays.h"

namespace linli::desk {
namespace {

using Installed = std::vector<pack::InstalledHolidays>;

Result<WorkCalendar> calendar_of(const Installed& holidays, const pack::County& county,
                                 std::int64_t below, std::span<const EmbeddedFile> law) {
  const auto found = std::ranges::find(law, "law/prc/holidays.tsv", &EmbeddedFile::path);
  if (found == law.end()) return fail(ErrorKind::Corrupt, "desk.no_calendar");
  CalendarData data = TRY(parse_holidays(found->content));
  TRY(pack::put_installed(holidays, data, below));
  data.zone_minutes = county.zone_minutes;
  if (!county.work_hours.empty()) {
    data.hours.clear();
    for (const auto& [from, to] : county.work_hours) data.hours.push_back({from, to});
  }
  return WorkCalendar::make(data);
}

constexpr auto kAllOfThem = std::numeric_limits<std::int64_t>::max();

}  // namespace

Result<WorkCalendar> calendar_before(store::Snapshot& read, const pack::County& county,
                                     std::int64_t number) {
  return calendar_of(TRY(pack::installed_holidays(read)), county, number, embedded_files());
}

Result<std::shared_ptr<const Rules>> load_rules(store::Snapshot& read,
                                                std::span<const EmbeddedFile> law) {
  // First: reading a pack takes its time, and a snapshot has only a second.
  const auto holidays = TRY(pack::installed_holidays(read));
  auto installed = TRY(pack::load_installed(read));
  auto calendar = TRY(calendar_of(holidays, installed.current->county, kAllOfThem, law));
  std::set<std::string> overseeing;
  for (const auto& position : installed.current->positions) {
    if (position.oversees) overseeing.insert(position.key);
  }
  auto choices = installed.current->choice_keys();
  return std::make_shared<const Rules>(
      Rules{std::move(installed), std::move(calendar), std::move(choices), std::move(overseeing)});
}

std::shared_ptr<const Rules> RulesInForce::get() const {
  const std::lock_guard lock(mutex_);
  return rules_;
}

void RulesInForce::put(std::shared_ptr<const Rules> rules) {
  const std::lock_guard lock(mutex_);
  rules_ = std::move(rules);
}

Workers::Workers(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool Workers::post(std::move_only_function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || jobs_.size() >= kQueueMax) return false;
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

void Workers::run() {
  while (true) {
    std::move_only_function<void()> job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;  // stopping, and everything taken is done
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    // The job boundary: whoever waits is answered when what the job holds goes.
    try {
      job();
    } catch (const std::exception& bug) {
      std::fprintf(stderr, "linli: worker: a bug or exhaustion: %s\n", bug.what());
    }
  }
}

}  // namespace linli::desk
