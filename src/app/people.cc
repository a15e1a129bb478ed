#include "app/people.h"

#include "registry/people.h"
#include "registry/seats.h"

namespace linli::app {

access::People people_for(House& house) {
  access::People out;
  out.hats_of = [](store::Snapshot& read, PersonId person, Instant now) -> Result<access::Worn> {
    auto hats = TRY(registry::hats_and_until(read, person, now));
    return access::Worn{std::move(hats.hats), hats.until};
  };
  out.hat_marks = registry::kHatMarks;
  out.find_by_phone = [&house](store::Snapshot& read, std::string_view phone) {
    return registry::find_person_by_phone(read, house.vault(), phone);
  };
  out.add_by_phone = [&house](store::WriteSet& changes, std::string_view phone, Instant) {
    return registry::add_self_declared(changes, house.vault(), "", phone);
  };
  out.send_code = [&house](store::WriteSet& changes, std::string_view phone, std::string_view code,
                           Instant now) {
    delivery::Message message;
    message.phone = phone;
    message.urgency = delivery::Urgency::Now;
    message.code = "message.code";
    message.body = "【邻里】您的验证码是 " + std::string(code) + ",10分钟内有效。请勿告诉他人。";
    house.outbox().queue(changes, message, now);
  };
  return out;
}

}  // namespace linli::app
