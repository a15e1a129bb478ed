// delivery/outbox.h – messages out, queued in the same write set as the act that causes them.
//
// A message is one row of delivery_message: one insert in the write path. Its words are sealed; its
// id lets a receiver recognise a repeat. Source: charter (effects), docs/adr/0006.
// Thread safety: any thread.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/ids.h"
#include "store/snapshot.h"
#include "store/write_set.h"
#include "vault/vault.h"

namespace linli::delivery {

using MessageId = Id<struct MessageTag>;

inline constexpr int kRecentMax = 200;
inline constexpr std::int64_t kWorthMs = 3 * kMsPerDay;

// Inbox: lies on her page alone. Mail: to the address she confirmed, beside one of the others.
enum class Channel { Sms = 1, Inbox = 2, Mail = 3 };
// What it says, which is what she chooses by (delivery/reader.h). Numbers stand in the table.
enum class Kind {
  Code = 0,      // a secret that opens something: sent, and never on a page
  Progress = 1,  // how her matter goes on
  Word = 2,      // names a date, waits for her word or ends her matter
  Work = 3,      // to whoever sits at a desk
  Account = 4,   // her account, her phone, security
};
enum class Urgency { CanWait = 0, Now = 1 };  // Now: also in quiet hours (one-time codes, alarms)

struct Message {
  PersonId person;  // to whom; her phone is looked up when it is sent
  // Or to this phone (11 digits), for somebody not yet known; with Channel::Mail to this address,
  // for one that is not hers yet.
  std::string phone;
  Channel channel = Channel::Sms;
  Kind kind = Kind::Code;
  Urgency urgency = Urgency::CanWait;
  std::string code;     // of the text catalogue: "request.replied"
  std::string body;     // the words as they are sent, Chinese
  std::string body_en;  // for her page; "" for the same
  MatterId matter;      // what it is about; may be 0
  Instant ends_at;      // worth nothing after it, and not sent; 0: kWorthMs after it was queued
};

struct QueuedMessage {
  MessageId id;
  Instant at;
  Message message;
  int tries = 0;
  Instant sent_at;      // 0: not yet
  Instant given_up_at;  // 0: not given up
  Instant declined_at;  // 0: she wants it; else not sent, for she wants none
  Instant copied_at;    // 0: no copy of it goes to her e-mail
};

class Outbox {
 public:
  // Keeps a reference.
  explicit Outbox(const vault::Vault& vault) : vault_(vault) {}

  // Adds the row, due at once.
  MessageId queue(store::WriteSet& changes, const Message& message, Instant now) const;

  // The newest messages, newest first, at most `limit` and kRecentMax; for the sample's screen.
  // Bodies that were cleared are "". Errors: vault.damaged, vault.key_missing.
  Result<std::vector<QueuedMessage>> recent(store::Snapshot& snapshot, int limit) const;

 private:
  const vault::Vault& vault_;
};

// Adds the changes that empty all kept messages to a person or about a matter. Store::scrub() after
// the commit (vault::finish does it). Errors: those of the store.
Result<void> erase_person(store::Snapshot& snapshot, PersonId person, Instant now,
                          store::WriteSet& changes);
Result<void> erase_matter(store::Snapshot& snapshot, MatterId matter, Instant now,
                          store::WriteSet& changes);

}  // namespace linli::delivery
