// delivery/reader.h – a person's own messages, up to where she has read them, and which she wants
// where.
//
// Every message to a person lies on her page until it is swept (kKeepMs), whatever she chose: a
// choice is about what else is sent. One-time and follow-up codes (Kind::Code) never lie there, nor
// does what goes to a phone that is nobody's. Source: docs/adr/0033-messages-of-her-own.md.
// Thread safety: any thread. Errors: those of the store; vault.damaged, vault.key_missing.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "delivery/outbox.h"
#include "model/words.h"
#include "rights/actor.h"

namespace linli::delivery {

inline constexpr int kPageMax = 20;     // of her messages
inline constexpr int kUnreadMax = 100;  // counted up to here

// Whether what staff are told belongs on the page: not in a session that wears no hat.
enum class Scope { Everything, WithoutWork };
Scope scope_of(const rights::Actor& actor);

struct Page {
  std::vector<QueuedMessage> messages;  // newest first; emptied ones are left out
  MessageId next;                       // 0 at the end
};
// At most kPageMax messages before `before` (0: from the newest).
Result<Page> page_of(store::Snapshot& read, const vault::Vault& vault, PersonId person, Scope scope,
                     MessageId before);

// In both languages; the Chinese ones twice where there are no others.
Words words_of(const Message& message);

struct Choices {
  bool wants(Channel channel, Kind kind) const;
  // What she may not have switched off (security of her account, by SMS) stays wanted.
  void set(Channel channel, Kind kind, bool wanted);

  std::int64_t sms_off = 0;
  // To somebody at a desk by e-mail only when she asks for it: her inbox tells her anyway.
  std::int64_t mail_off = 1 << static_cast<int>(Kind::Work);
};
// By what a message of this kind may go besides her page.
bool goes_by(Channel channel, Kind kind);
// Whether she may switch it off.
bool may_refuse(Channel channel, Kind kind);

struct Reader {
  std::int64_t version = 0;  // 0: no row
  MessageId read_to;
  Choices choices;
};
Result<Reader> reader_of(store::Snapshot& read, PersonId person);
void put_reader(store::WriteSet& changes, PersonId person, const Reader& reader);
// Up to kUnreadMax.
Result<std::int64_t> unread(store::Snapshot& read, PersonId person, Scope scope);
// Adds the change that forgets what is kept of her here.
Result<void> forget_reader(store::Snapshot& read, PersonId person, store::WriteSet& changes);

}  // namespace linli::delivery
