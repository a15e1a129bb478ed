#include "delivery/rows.h"

namespace linli::delivery {

MessageRow message_row(const store::Row& row) {
  MessageRow out;
  out.version = row.integer(1);
  QueuedMessage& queued = out.queued;
  queued.id = row.id<MessageId>(0);
  queued.at = row.instant(2);
  queued.message.person = row.id<PersonId>(3);
  queued.message.phone = row.string(4);
  queued.message.channel = row.integer(5) == 2 ? Channel::Inbox : Channel::Sms;
  queued.message.urgency = row.flag(6) ? Urgency::Now : Urgency::CanWait;
  queued.message.code = row.string(7);
  queued.message.body = row.string(8);
  queued.message.matter = row.id<MatterId>(9);
  queued.tries = static_cast<int>(row.integer(10));
  queued.sent_at = row.instant(11);
  queued.given_up_at = row.instant(12);
  return out;
}

Result<QueuedMessage> open_message(const vault::Vault& vault, const MessageRow& row) {
  QueuedMessage out = row.queued;
  const std::int64_t id = out.id.value;
  out.message.phone = TRY(vault.open_field(kPhoneContext, id, row.queued.message.phone));
  out.message.body = TRY(vault.open_field(kBodyContext, id, row.queued.message.body));
  return out;
}

}  // namespace linli::delivery
