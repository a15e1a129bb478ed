// delivery/rows.h – a row of delivery_message as read, and opened. For this folder only.
// Thread safety: pure.
#pragma once

#include <string>
#include <string_view>

#include "delivery/outbox.h"

namespace linli::delivery {

inline constexpr std::string_view kPhoneContext = "delivery_message.phone";
inline constexpr std::string_view kBodyContext = "delivery_message.body";

// Phone and body still sealed.
struct MessageRow {
  std::int64_t version = 0;
  QueuedMessage queued;
};

// Of the columns id, version, at, person_id, phone, channel, urgency, code, body, matter_id, tries,
// sent_at, given_up_at, ends_at, kind, declined_at, copied_at.
MessageRow message_row(const store::Row& row);

// The words in both languages, sealed as one: Chinese, this, English. No text holds it.
inline constexpr char kBetween = '\x1f';

// Errors: vault.damaged, vault.key_missing.
Result<QueuedMessage> open_message(const vault::Vault& vault, const MessageRow& row);

}  // namespace linli::delivery
