#include "delivery/rows.h"

namespace linli::delivery {
namespace {

Channel channel_of(std::int64_t number) {
  if (number == static_cast<int>(Channel::Inbox)) return Channel::Inbox;
  return number == static_cast<int>(Channel::Mail) ? Channel::Mail : Channel::Sms;
}

}  // namespace

MessageRow message_row(const store::Row& row) {
  MessageRow out;
  out.version = row.integer(1);
  QueuedMessage& queued = out.queued;
  queued.id = row.id<MessageId>(0);
  queued.at = row.instant(2);
  queued.message.person = row.id<PersonId>(3);
  queued.message.phone = row.string(4);
  queued.message.channel = channel_of(row.integer(5));
  queued.message.urgency = row.flag(6) ? Urgency::Now : Urgency::CanWait;
  queued.message.code = row.string(7);
  queued.message.body = row.string(8);
  queued.message.matter = row.id<MatterId>(9);
  queued.tries = static_cast<int>(row.integer(10));
  queued.sent_at = row.instant(11);
  queued.given_up_at = row.instant(12);
  queued.message.ends_at = row.instant(13);
  queued.message.kind = static_cast<Kind>(row.integer(14));
  queued.declined_at = row.instant(15);
  queued.copied_at = row.instant(16);
  return out;
}

Result<QueuedMessage> open_message(const vault::Vault& vault, const MessageRow& row) {
  QueuedMessage out = row.queued;
  const std::int64_t id = out.id.value;
  out.message.phone = TRY(vault.open_field(kPhoneContext, id, row.queued.message.phone));
  const auto words = TRY(vault.open_field(kBodyContext, id, row.queued.message.body));
  const auto between = words.find(kBetween);
  out.message.body = words.substr(0, between);
  if (between != std::string::npos) out.message.body_en = words.substr(between + 1);
  return out;
}

}  // namespace linli::delivery
