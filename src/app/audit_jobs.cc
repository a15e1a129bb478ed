#include "app/audit_jobs.h"

#include <cstdlib>

#include "audit/limits.h"
#include "registry/people.h"

namespace linli::app {
namespace {

constexpr int kSweepBatches = 20;  // of old entries and of addresses, in one sweep
constexpr int kPatrolBatches = 4;  // of audit::kVerifiedAtOnce links, in one sweep
constexpr std::chrono::seconds kRaiseAgain(60);
constexpr int kToldMax = 10;                   // administrators that one alarm is told to
constexpr const char* kRules = "audit_rules";  // the pack's words for alarms

// Queues a message to every security administrator (kind 2) whose phone is known; while a county
// has none yet, to its system administrators (kind 1).
audit::Tell tell_by(House& house) {
  return [&house](store::Snapshot& read, store::WriteSet& changes,
                  const audit::Finding& finding) -> Result<void> {
    const auto words = house.kernel().rules.get()->pack().choice_words(
        kRules, boost::describe::enum_to_string(finding.rule, ""));
    const auto people =
        TRY(read.all("SELECT person_id FROM access_account WHERE administrator ="
                     " CASE WHEN EXISTS (SELECT 1 FROM access_account WHERE administrator = 2"
                     " AND closed = 0) THEN 2 ELSE 1 END AND closed = 0"
                     " AND person_id IS NOT NULL ORDER BY id LIMIT ?1",
                     {kToldMax}, [](const store::Row& row) { return row.id<PersonId>(0); }));
    for (const auto person : people) {
      const auto known = registry::person(read, house.vault(), person);
      if (!known || known->details.phone.empty()) continue;
      delivery::Message message;
      message.person = person;
      message.kind = delivery::Kind::Account;
      message.urgency = delivery::Urgency::Now;
      message.code = "message.alarm";
      message.body = "【邻里】安全告警：" + words.zh + "。请登录后在“安全告警”里查看。";
      message.body_en = "Security alarm: " + words.en + ". Sign in and look under Alarms.";
      house.outbox().queue(changes, message, house.clock().now());
    }
    return {};
  };
}

}  // namespace

AuditJobs::AuditJobs(House& house, const journal::Signer& signer, AuditCopies copies, Log log)
    : house_(house),
      key_(signer.public_key()),
      log_(std::move(log)),
      chain_(house.store(), house.clock(), house.ids(), signer, house.audit_head_file()),
      watch_(house.store(), house.clock(), house.ids(), tell_by(house)),
      copied_(std::chrono::steady_clock::now()) {
  if (!copies.file.empty()) {
    file_ = std::make_unique<audit::FileCopy>(house.store(), std::move(copies.file));
  }
  if (!copies.syslog.empty()) {
    syslog_ = std::make_unique<audit::SyslogCopy>(house.store(), std::move(copies.syslog));
  }
}

void AuditJobs::raise(audit::Rule rule, const Error& error) {
  const auto now = std::chrono::steady_clock::now();
  const auto [at, first] = raised_.try_emplace(rule, now);
  if (!first && now - at->second < kRaiseAgain) return;
  at->second = now;
  log_("audit", error);
  const auto raised = watch_.raise({rule, "", {}});
  if (!raised) log_("alarms", raised.error());
}

void AuditJobs::flush() {
  const auto done = house_.audit().flush(house_.store());
  if (!done) log_("audit", done.error());
}

void AuditJobs::turn() {
  look_at_clock();
  chain();
  for (bool more = true; more;) {
    const auto watched = watch_.run_once();
    if (!watched) log_("alarms", watched.error());
    more = watched && *watched == audit::kWatchedMax;
  }
  copy();
}

void AuditJobs::chain() {
  for (bool more = true; more;) {
    const auto done = chain_.run_once();
    if (!done && done.error().kind == ErrorKind::Corrupt) {
      raise(audit::Rule::chain_broken, done.error());
    } else if (!done) {
      log_("audit", done.error());
    }
    more = done && done->more;
  }
}

void AuditJobs::copy() {
  const auto now = std::chrono::steady_clock::now();
  std::optional<Error> failed;
  const auto run = [&](auto& copy) {
    while (copy) {
      const auto done = copy->run_once();
      if (!done) failed = done.error();
      if (!done || *done < audit::kCopiedAtOnce) return;
    }
  };
  run(file_);
  run(syslog_);
  if (!failed) {
    copied_ = now;
    return;
  }
  log_("audit", *failed);
  const auto read = house_.store().read();
  if (!read) return;
  const auto late = audit::limit_of(**read, audit::Limit::copy_late_s);
  if (late && now - copied_ >= std::chrono::seconds(late->value)) {
    raise(audit::Rule::copy_failing, *failed);
    copied_ = now;
  }
}

// The machine's time against a clock that nobody sets. Deadlines, sessions and codes go by it.
void AuditJobs::look_at_clock() {
  const auto steady = std::chrono::steady_clock::now();
  const Instant now = house_.clock().now();
  const bool first = looked_at_ == Instant{};
  const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(steady - looked_);
  const std::int64_t jumped_s = (now.ms - looked_at_.ms - passed.count()) / kMsPerSecond;
  looked_ = steady;
  looked_at_ = now;
  if (first || std::abs(jumped_s) < audit::rule_of(audit::Limit::clock_jump_s).least) return;
  const auto read = house_.store().read();
  if (!read) return;
  const auto limit = audit::limit_of(**read, audit::Limit::clock_jump_s);
  if (!limit || std::abs(jumped_s) < limit->value) return;
  audit::Entry entry;
  entry.kind = audit::Kind::setting;
  entry.route = "clock_jump";
  entry.detail = "seconds=" + std::to_string(jumped_s);
  house_.audit().queue(std::move(entry));
  const auto raised = watch_.raise({audit::Rule::clock_jump, "", {}});
  if (!raised) log_("alarms", raised.error());
}

void AuditJobs::sweep() {
  const auto read_days = [&]() -> Result<std::int64_t> {
    const auto read = TRY(house_.store().read());
    return TRY(audit::limit_of(*read, audit::Limit::keep_days)).value;
  };
  const auto run = [&](auto batch, int full) {
    for (int i = 0; i < kSweepBatches; ++i) {
      const auto done = batch();
      if (!done) log_("audit", done.error());
      if (!done || *done < full) return;
    }
  };
  const auto days = read_days();
  if (!days) return log_("audit", days.error());
  run([&] { return chain_.remove_old(*days * kMsPerDay); }, audit::kRemovedMax);
  run([&] { return chain_.cut_addresses(); }, audit::kCutMax);
  if (const auto swept = watch_.sweep(); !swept) log_("alarms", swept.error());
  patrol();
}

void AuditJobs::patrol() {
  for (int i = 0; i < kPatrolBatches; ++i) {
    const auto checked = [&]() -> Result<std::optional<std::string>> {
      const auto read = TRY(house_.store().read());
      const auto removed = TRY(audit::read_head(*read, audit::Point::Removed));
      const auto newest = TRY(audit::read_head(*read, audit::Point::Newest));
      TRY(audit::verify(audit::Point::Removed, removed, key_));
      TRY(audit::verify(audit::Point::Newest, newest, key_));
      if (walk_.number < removed.number || walk_.number >= newest.number) {
        walk_ = {removed.number, removed.hash};
      }
      std::int64_t cut = 0;
      return audit::check_links(*read, walk_, newest.number, audit::kVerifiedAtOnce, cut);
    }();
    if (!checked && checked.error().kind != ErrorKind::Corrupt) {
      return log_("audit", checked.error());
    }
    if (!checked || *checked) {
      return raise(
          audit::Rule::chain_broken,
          checked ? Error{ErrorKind::Corrupt, "audit.broken", **checked} : checked.error());
    }
  }
}

}  // namespace linli::app
