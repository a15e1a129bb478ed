// delivery/courier.h – takes due messages from the outbox to a sender, at least once each.
//
// A message is marked sent after the sender took it; if the process dies between, it is sent again
// with the same id. Thread safety: one Courier, one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "delivery/outbox.h"
#include "store/store.h"

namespace linli::delivery {

inline constexpr int kCourierBatch = 50;                     // messages of one run
inline constexpr int kTriesMax = 12;                         // then it is given up
inline constexpr std::int64_t kRetryFirstMs = kMsPerMinute;  // doubles with every try
inline constexpr std::int64_t kRetryMaxMs = kMsPerHour;
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
  Channel channel = Channel::Sms;
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
  // Hands the message over. It may block; it is called on the courier's thread. Any error means:
  // try again later.
  virtual Result<void> send(const Outgoing& message) = 0;
  virtual AfterSending after_sending() const { return AfterSending::ClearBody; }
};

// Sends nothing: the message stays readable in the outbox, for sample folders.
class OutboxSender final : public Sender {
 public:
  Result<void> send(const Outgoing& message) override;
  AfterSending after_sending() const override { return AfterSending::KeepBody; }
};

// The person's phone, "" if none is known; handed in by app/.
using PhoneOf = std::function<Result<std::string>(store::Snapshot&, PersonId)>;

struct CourierRun {
  int sent = 0;
  int failed = 0;     // to be tried again
  int given_up = 0;   // delivery.given_up is logged by the caller
  int postponed = 0;  // by quiet hours
};

class Courier {
 public:
  // Keeps references to store, vault and sender.
  Courier(store::Store& store, const vault::Vault& vault, Sender& sender, PhoneOf phone_of,
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

  store::Store& store_;
  const vault::Vault& vault_;
  Sender& sender_;
  PhoneOf phone_of_;
  QuietHours quiet_;
};

}  // namespace linli::delivery
