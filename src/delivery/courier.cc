#include "delivery/courier.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/check.h"
#include "delivery/reader.h"
#include "delivery/rows.h"
#include "delivery/strangers.h"

namespace linli::delivery {
namespace {

constexpr int kSweepMax = 500;

bool on_her_page(const Message& message) {
  return message.person && message.kind != Kind::Code && message.channel != Channel::Mail;
}

std::int64_t retry_after_ms(int tries) {
  std::int64_t wait = kRetryFirstMs;
  for (int i = 1; i < tries && wait < kRetryMaxMs; ++i) wait *= 2;
  return std::min(wait, kRetryMaxMs);
}

}  // namespace

std::optional<Instant> quiet_until(const QuietHours& quiet, Instant now) {
  if (quiet.from_minute == quiet.to_minute) return std::nullopt;
  const std::int64_t local = now.ms + quiet.utc_offset_minutes * kMsPerMinute;
  const std::int64_t day = local - ((local % kMsPerDay) + kMsPerDay) % kMsPerDay;
  const std::int64_t in_day = local - day;
  const std::int64_t from = quiet.from_minute * kMsPerMinute;
  const std::int64_t to = quiet.to_minute * kMsPerMinute;
  const bool over_midnight = from > to;
  const bool is_quiet =
      over_midnight ? in_day >= from || in_day < to : in_day >= from && in_day < to;
  if (!is_quiet) return std::nullopt;
  const std::int64_t end = day + to + (over_midnight && in_day >= from ? kMsPerDay : 0);
  return Instant{end - quiet.utc_offset_minutes * kMsPerMinute};
}

Result<void> OutboxSender::send(const Outgoing&) {
  return {};
}

// A due message; without content when it cannot be opened.
struct Courier::Due {
  MessageRow row;
  std::optional<Outgoing> outgoing;
  QueuedMessage opened;
  bool wanted = true;
  bool copied = false;  // a copy for her e-mail is to be queued
};

Courier::Courier(store::Store& store, const vault::Vault& vault, Sender& sender, ReachOf reach_of,
                 QuietHours quiet)
    : store_(store),
      vault_(vault),
      sender_(sender),
      reach_of_(std::move(reach_of)),
      quiet_(quiet) {}

// Opened within one snapshot, which is given back before anything is sent: a sender may be slow.
Result<std::vector<Courier::Due>> Courier::due(Instant now) {
  const auto snapshot = TRY(store_.read());
  const auto rows = TRY(snapshot->all(
      "SELECT id, version, at, person_id, phone, channel, urgency, code, body, matter_id, tries,"
      " sent_at, given_up_at, ends_at, kind, declined_at, copied_at FROM delivery_message"
      " WHERE next_try_at IS NOT NULL AND next_try_at <= ?1 ORDER BY next_try_at, id LIMIT ?2",
      {now, kCourierBatch}, message_row));
  std::vector<Due> out;
  for (const auto& row : rows) {
    Due one;
    one.row = row;
    const auto opened = open_message(vault_, row);
    if (opened) {
      one.opened = *opened;
      const Message& message = opened->message;
      Reach reach{message.phone, ""};
      if (message.channel == Channel::Mail) std::swap(reach.phone, reach.mail);
      if (message.phone.empty() && message.person) {
        reach = TRY(reach_of_(*snapshot, message.person));
        const auto choices = TRY(reader_of(*snapshot, message.person)).choices;
        one.wanted = choices.wants(message.channel, message.kind);
        one.copied = message.channel != Channel::Mail && opened->copied_at.ms == 0 &&
                     !reach.mail.empty() && goes_by(Channel::Mail, message.kind) &&
                     choices.wants(Channel::Mail, message.kind) && sender_.has_way(Channel::Mail);
      }
      one.outgoing = Outgoing{.id = opened->id,
                              .person = message.person,
                              .phone = std::move(reach.phone),
                              .mail = std::move(reach.mail),
                              .channel = message.channel,
                              .urgency = message.urgency,
                              .code = message.code,
                              .body = message.body,
                              .matter = message.matter};
    }
    out.push_back(std::move(one));
  }
  return out;
}

void Courier::copy_to_mail(const QueuedMessage& opened, Instant now, store::WriteSet& changes) {
  Message copy = opened.message;
  copy.channel = Channel::Mail;
  copy.body_en.clear();
  Outbox(vault_).queue(changes, copy, now);
}

void Courier::deliver(Due& message, Instant now, store::WriteSet& changes, CourierRun& run) {
  const MessageRow& row = message.row;
  const auto note = [&](store::Columns columns) {
    if (message.copied) {
      copy_to_mail(message.opened, now, changes);
      columns.push_back({"copied_at", now});
    }
    changes.update("delivery_message", row.queued.id.value, row.version, std::move(columns));
  };
  const int tries = row.queued.tries + 1;
  const auto give_up = [&] {
    ++run.given_up;
    note({{"tries", tries}, {"next_try_at", store::Null{}}, {"given_up_at", now}});
  };
  const Instant ends = row.queued.message.ends_at;
  if (!message.outgoing || (ends.ms != 0 && ends < now)) {
    message.copied = false;
    return give_up();
  }
  if (!message.wanted) {
    ++run.declined;
    return note({{"next_try_at", store::Null{}}, {"declined_at", now}});
  }
  const auto quiet = quiet_until(quiet_, now);
  if (quiet && row.queued.message.urgency == Urgency::CanWait) {
    ++run.postponed;
    return note({{"next_try_at", *quiet}});
  }
  const bool to_phone = message.outgoing->channel == Channel::Sms;
  if (to_phone && !sender_.has_way(Channel::Sms)) {
    ++run.postponed;
    return note({{"next_try_at", plus_ms(now, kNoWayMs)}});
  }
  const auto done = sender_.send(*message.outgoing);
  if (done) {
    ++run.sent;
    if (to_phone) run.phones.taken(now);
    store::Columns columns{{"tries", tries}, {"next_try_at", store::Null{}}, {"sent_at", now}};
    // What is hers to read stays, sealed, until it is swept.
    if (sender_.after_sending() == AfterSending::ClearBody && !on_her_page(row.queued.message)) {
      columns.push_back({"body", store::Blob{}});
    }
    return note(std::move(columns));
  }
  if (done.error().kind == ErrorKind::Invalid || done.error().kind == ErrorKind::NotFound) {
    return give_up();
  }
  run.phones.refused(done.error());
  if (tries >= kTriesMax) return give_up();
  ++run.failed;
  note({{"tries", tries}, {"next_try_at", plus_ms(now, retry_after_ms(tries))}});
}

Result<CourierRun> Courier::run_once(Instant now) {
  CourierRun run;
  auto messages = TRY(due(now));
  for (auto& message : messages) {
    if (run.phones.in_row >= kFailuresInRow) break;
    // Noted one by one: a crash repeats at most the message it fell into.
    store::WriteSet changes;
    deliver(message, now, changes, run);
    const auto noted = store_.commit_and_wait(std::move(changes));
    // Erased meanwhile: nothing to note.
    if (!noted && noted.error().code != "store.conflict") return Failure(noted.error());
  }
  TRY(note_way(store_, run.phones, now));
  return run;
}

Result<int> Courier::sweep(Instant now) {
  store::WriteSet changes;
  {
    const auto snapshot = TRY(store_.read());
    TRY(snapshot->visit(
        "SELECT id, version FROM delivery_message"
        " WHERE id < ?1 AND next_try_at IS NULL ORDER BY id LIMIT ?2",
        {first_id_at(plus_ms(now, -kKeepMs)), kSweepMax}, [&](const store::Row& row) {
          changes.add(store::Remove{"delivery_message", row.integer(0), row.integer(1)});
          return true;
        }));
    TRY(sweep_strangers(*snapshot, now, changes));
  }
  const int removed = static_cast<int>(changes.changes.size());
  if (removed > 0) TRY(store_.commit_and_wait(std::move(changes)));
  return removed;
}

}  // namespace linli::delivery
