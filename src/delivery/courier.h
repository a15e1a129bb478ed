// delivery/courier.h – takes due messages from the outbox to a sender, at least once each.
//
// What she chose (delivery/reader.h) is asked when it is sent. A message to somebody who wants this
// kind by e-mail, too, gets a copy in the outbox of its own, once. A message is marked sent after
// the sender took it; if the process dies between, it is sent again with the same id.
// Thread safety: one Courier, one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "delivery/outbox.h"
#include "delivery/way.h"
#include "store/store.h"

namespace linli::delivery {

inline constexpr int kCourierBatch = 50;                     // messages of one run
inline constexpr int kTriesMax = 12;                         // then it is given up
inline constexpr std::int64_t kRetryFirstMs = kMsPerMinute;  // doubles with every try
inline constexpr std::int64_t kRetryMaxMs = kMsPerHour;
inline constexpr std::int64_t kNoWayMs = 10 * kMsPerMinute;  // until the next look for a way
inline constexpr int kFailuresInRow = 3;  // then the run ends: whoever is asked is away
inline constexpr std::int64_t kKeepMs = 30 * kMsPerDay;  // rows older than this are swept

// When messages that can wait are not sent, in minutes of the county's day; from == to: never.
struct QuietHours {
  int from_minute = 21 * 60;
  int to_minute = 8 * 60;
  int utc_offset_minutes = 8 * 60;
};
// The end of the quiet time that `now` lies in, or nothing.
std::optional<Instant> quiet_until(const QuietHours& quiet, Instant now);

struct Outgoing {
  MessageId id;  // the same in every try
  PersonId person;
  std::string phone;  // "" when none is known
  std::string mail;   // for Channel::Mail: the address she confirmed
  Channel channel = Channel::Sms;
  Urgency urgency = Urgency::CanWait;
  std::string code;
  std::string body;
  MatterId matter;
};

// What becomes of the words in the outbox once they are sent.
enum class AfterSending { ClearBody, KeepBody };

class Sender {
 public:
  Sender() = default;
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;
  virtual ~Sender() = default;
  // Hands the message over. It may block; it is called on the courier's thread. An error of the
  // kinds Invalid and NotFound means that it never can be; any other: try again later.
  virtual Result<void> send(const Outgoing& message) = 0;
  virtual AfterSending after_sending() const { return AfterSending::ClearBody; }
  // Whether there is any way by this channel: without one messages to phones wait as long as they
  // are worth it, and no e-mail is queued.
  virtual bool has_way(Channel) const { return true; }
  // Of the settings, for way.h.
  virtual std::int64_t fingerprint() const { return 0; }
};

// Sends nothing: the message stays readable in the outbox, for sample folders.
class OutboxSender final : public Sender {
 public:
  Result<void> send(const Outgoing& message) override;
  AfterSending after_sending() const override { return AfterSending::KeepBody; }
};

// Where a person is reached, "" where not known; handed in by app/.
struct Reach {
  std::string phone;
  std::string mail;  // only an address that she has confirmed
};
using ReachOf = std::function<Result<Reach>(store::Snapshot&, PersonId)>;

struct CourierRun {
  int sent = 0;
  int failed = 0;     // to be tried again
  int given_up = 0;   // delivery.given_up is logged by the caller
  int postponed = 0;  // by quiet hours, or for want of a way
  int declined = 0;   // left unsent: she wants none
  Attempts phones;
};

class Courier {
 public:
  // Keeps references to store, vault and sender.
  Courier(store::Store& store, const vault::Vault& vault, Sender& sender, ReachOf reach_of,
          QuietHours quiet);

  // Sends at most kCourierBatch due messages and waits for the commit that notes it. Not on the
  // writer thread. Errors: those of the store; a message that cannot be opened is given up.
  Result<CourierRun> run_once(Instant now);
  // Removes at most 500 rows older than kKeepMs that are sent or given up; `now` as ids have it.
  Result<int> sweep(Instant now);

 private:
  struct Due;
  Result<std::vector<Due>> due(Instant now);
  void deliver(Due& message, Instant now, store::WriteSet& changes, CourierRun& run);
  void copy_to_mail(const QueuedMessage& opened, Instant now, store::WriteSet& changes);

  store::Store& store_;
  const vault::Vault& vault_;
  Sender& sender_;
  ReachOf reach_of_;
  QuietHours quiet_;
};

}  // namespace linli::delivery
