#include "app/jobs.h"

#include <chrono>
#include <cstdio>

#include "desk/submit.h"
#include "office/phone_checks.h"
#include "overview/published.h"
#include "registry/people.h"
#include "vault/upload.h"

namespace linli::app {
namespace {

constexpr std::chrono::milliseconds kTurn(500);
constexpr std::int64_t kSweepTurns = 600;  // every five minutes
constexpr int kSweptMax = 500;

delivery::ReachOf reach_of(House& house) {
  return [&house](store::Snapshot& read, PersonId id) -> Result<delivery::Reach> {
    const auto person = registry::person(read, house.vault(), id);
    if (!person) return delivery::Reach{};
    return delivery::Reach{person->details.phone, person->details.email.value_or("")};
  };
}

}  // namespace

Jobs::Jobs(House& house, access::Access& access, delivery::Sender& sender, journal::Signer signer,
           AuditCopies copies)
    : house_(house),
      access_(access),
      signer_(std::move(signer)),
      audit_(house, signer_, std::move(copies),
             [this](const char* job, const Error& error) { log(job, error); }),
      integrator_(house.store(), house.clock(), signer_, house.heads_file()),
      scheduler_(house.kernel()),
      courier_(house.store(), house.vault(), sender, reach_of(house), delivery::QuietHours{}),
      turns_(std::make_unique<Loop>("jobs", kTurn, [this](std::int64_t count) { turn(count); })),
      posts_(
          std::make_unique<Loop>("courier", kTurn, [this](std::int64_t count) { post(count); })) {}

Jobs::~Jobs() {
  posts_.reset();
  turns_.reset();
  audit_.flush();
}

void Jobs::log(const char* job, const Error& error) {
  std::fprintf(stderr, "linli: %s: %s %s\n", job, error.code.c_str(), error.detail.c_str());
}

// Messages: whoever takes them may be slow.
void Jobs::post(std::int64_t count) {
  if (!house_.store().leads()) return;
  if (const auto sent = courier_.run_once(house_.clock().now()); !sent) {
    log("courier", sent.error());
  } else {
    if (sent->phones.error) log("courier", *sent->phones.error);
    const std::string number = std::to_string(sent->given_up) + " messages";
    if (sent->given_up > 0) {
      log("courier", Error{ErrorKind::Overloaded, "delivery.given_up", number});
    }
  }
  if (count % kSweepTurns != 0) return;
  const Instant as_ids_have_it = made_at(house_.ids().next());
  if (const auto swept = courier_.sweep(as_ids_have_it); !swept) log("outbox", swept.error());
}

void Jobs::turn(std::int64_t count) {
  audit_.flush();
  if (!house_.store().leads()) return;
  if (const auto passed = office::pass_due_checks({house_.kernel(), access_}); !passed) {
    log("phones", passed.error());
  }
  if (const auto fired = scheduler_.run_once(); !fired) log("scheduler", fired.error());
  if (scheduler_.last_error() != scheduler_said_) {
    scheduler_said_ = scheduler_.last_error();
    log("scheduler", Error{ErrorKind::Conflict, scheduler_said_, ""});
  }
  for (bool more = true; more;) {
    const auto integrated = integrator_.run_once();
    if (!integrated) log("integrator", integrated.error());
    more = integrated && integrated->more;
  }
  audit_.turn();
  if (const auto made = overview::publish_due(house_.kernel()); !made) {
    log("figures", made.error());
  }
  if (count % kSweepTurns != 0) return;
  audit_.sweep();
  const Instant now = house_.clock().now();
  if (const auto swept = desk::sweep_receipts(house_.kernel(), kSweptMax); !swept) {
    log("receipts", swept.error());
  }
  if (const auto swept = vault::sweep_uploads(house_.store(), now); !swept) {
    log("uploads", swept.error());
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
