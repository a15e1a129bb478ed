// desk/draft_tell.cc – the messages of an act, queued in its write set.

#include <set>

#include "base/json.h"
#include "desk/contact.h"
#include "desk/draft.h"
#include "desk/kept.h"

namespace linli::desk {

Result<void> Draft::tell_person(PersonId person, const std::string& phone,
                                delivery::Channel channel, const std::string& code) {
  const Matter& matter = now_.matter;
  std::map<std::string, std::string> values;
  values["number"] = matter.number;
  if (matter.due_at.ms != 0) values["until"] = rules_.calendar.local_time(matter.due_at);
  const auto holder = kernel_.kept.post(read_, matter.holder);
  if (holder) values["who"] = seat_words(**holder).zh;
  delivery::Message message;
  message.person = person;
  message.phone = phone;
  message.channel = channel;
  message.code = code;
  message.body = rules_.pack().catalogue.fill(code, Language::Zh, values);
  message.matter = matter.id;
  kernel_.outbox.queue(changes_, message, at_);
  return {};
}

Result<void> Draft::tell_desk(PositionId position, const std::string& code) {
  const auto seat = TRY(registry::seat_by_position(read_, position, at_));
  const auto silent = recused(now_);
  for (const auto& holder : seat.holders) {
    if (silent.contains(holder.person)) continue;
    TRY(tell_person(holder.person, "", delivery::Channel::Inbox, code));
    if (!holder.deputy) break;  // the one who holds it; deputies read the desk's inbox
  }
  return {};
}

Result<void> Draft::tell_phone(const std::string& phone, const std::string& code) {
  return tell_person(PersonId{}, phone, delivery::Channel::Sms, code);
}

Result<void> Draft::tell(const std::vector<procedure::Tell>& tells) {
  const Matter& matter = now_.matter;
  for (const auto& tell : tells) {
    switch (tell.to) {
      case procedure::Audience::filer:
        if (matter.filer) {
          TRY(tell_person(matter.filer, "", delivery::Channel::Sms, tell.text));
        } else if (matter.contact_text && before_.matter.version != 0) {
          const auto contact = TRY(read_contact(kernel_, read_, matter.contact_text));
          if (contact.phone.empty()) break;
          TRY(tell_person(PersonId{}, contact.phone, delivery::Channel::Sms, tell.text));
        }
        break;
      case procedure::Audience::holder:
        TRY(tell_desk(matter.holder, tell.text));
        break;
      case procedure::Audience::offered:
        if (matter.offered) TRY(tell_desk(matter.offered, tell.text));
        break;
      case procedure::Audience::participants:
        for (const auto& participant : now_.participants) {
          if (participant.ended.ms == 0) TRY(tell_desk(participant.position, tell.text));
        }
        break;
    }
  }
  return {};
}

}  // namespace linli::desk
