#include "app/jobs.h"

#include <chrono>
#include <cstdio>
#include <exception>

#include "desk/submit.h"
#include "registry/people.h"

namespace linli::app {
namespace {

constexpr std::chrono::milliseconds kTurn(500);
constexpr std::int64_t kSweepTurns = 600;  // every five minutes
constexpr int kSweptMax = 500;

delivery::PhoneOf phone_of(House& house) {
  return [&house](store::Snapshot& read, PersonId id) -> Result<std::string> {
    const auto person = registry::person(read, house.vault(), id);
    if (!person) return std::string();
    return person->details.phone;
  };
}

}  // namespace

Jobs::Jobs(House& house, access::Access& access, journal::Signer signer)
    : house_(house),
      access_(access),
      signer_(std::move(signer)),
      integrator_(house.store(), house.clock(), signer_, house.heads_file()),
      scheduler_(house.kernel()),
      courier_(house.store(), house.vault(), sender_, phone_of(house), delivery::QuietHours{}),
      thread_([this] { run(); }) {}

Jobs::~Jobs() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Jobs::log(const char* job, const Error& error) {
  std::fprintf(stderr, "linli: %s: %s %s\n", job, error.code.c_str(), error.detail.c_str());
}

void Jobs::run() {
  std::int64_t count = 0;
  while (true) {
    // The job boundary: the next turn tries again.
    try {
      turn(count++);
    } catch (const std::exception& bug) {
      std::fprintf(stderr, "linli: jobs: a bug or exhaustion: %s\n", bug.what());
    }
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, kTurn, [this] { return stopping_; })) return;
  }
}

void Jobs::turn(std::int64_t count) {
  if (!house_.store().leads()) return;
  if (const auto fired = scheduler_.run_once(); !fired) log("scheduler", fired.error());
  for (bool more = true; more;) {
    const auto integrated = integrator_.run_once();
    if (!integrated) log("integrator", integrated.error());
    more = integrated && integrated->more;
  }
  const Instant now = house_.clock().now();
  if (const auto sent = courier_.run_once(now); !sent) {
    log("courier", sent.error());
  } else if (sent->given_up > 0) {
    const std::string number = std::to_string(sent->given_up) + " messages";
    log("courier", Error{ErrorKind::Overloaded, "delivery.given_up", number});
  }
  if (count % kSweepTurns != 0) return;
  const Instant as_ids_have_it = made_at(house_.ids().next());
  if (const auto swept = courier_.sweep(as_ids_have_it); !swept) log("outbox", swept.error());
  if (const auto swept = desk::sweep_receipts(house_.kernel(), kSweptMax); !swept) {
    log("receipts", swept.error());
  }
  const auto read = house_.store().read();
  if (!read) return log("sessions", read.error());
  auto sessions = access_.sweep(**read, now);
  if (!sessions) return log("sessions", sessions.error());
  if (sessions->changes.empty()) return;
  const auto done = house_.store().commit_and_wait(std::move(*sessions));
  if (!done) log("sessions", done.error());
}

}  // namespace linli::app
