#include "app/people.h"

#include "base/text.h"
#include "delivery/strangers.h"
#include "delivery/way.h"
#include "model/email.h"
#include "record/entry.h"
#include "registry/known.h"
#include "registry/people.h"
#include "registry/phone_check.h"
#include "registry/seats.h"
#include "registry/units.h"

namespace linli::app {

namespace {

Result<void> set_mail(House& house, store::Snapshot& read, store::WriteSet& changes, PersonId id,
                      std::string_view address, Instant now) {
  const auto stored = TRY(registry::person(read, house.vault(), id));
  auto wanted = stored;
  wanted.details.email = std::nullopt;
  if (!address.empty()) wanted.details.email = std::string(address);
  // What the register says of her has served, or is not wanted.
  wanted.details.email_on_file = std::nullopt;
  if (TRY(registry::change(changes, house.vault(), stored, wanted)) == 0) return {};
  delivery::Message message;
  message.person = id;
  message.kind = delivery::Kind::Account;
  message.urgency = delivery::Urgency::Now;
  message.code = address.empty() ? "account.told_mail_removed" : "account.told_mail";
  const auto rules = house.kernel().rules.get();
  const auto fill = [&](Language language) {
    return rules->pack().catalogue.fill(message.code, language, {{"mail", mask_email(address)}});
  };
  message.body = fill(Language::Zh);
  message.body_en = fill(Language::En);
  house.outbox().queue(changes, message, now);
  return {};
}

void add_mail(House& house, access::People& out) {
  out.send_mail_code = [&house](store::WriteSet& changes, PersonId person, std::string_view address,
                                std::string_view code, Instant now) {
    delivery::Message message;
    message.person = person;
    message.phone = address;
    message.channel = delivery::Channel::Mail;
    message.urgency = delivery::Urgency::Now;
    message.code = "message.mail_code";
    message.ends_at = plus_ms(now, access::kCodeMs);
    message.body = "【邻里】您正在登记邮箱，验证码是 " + std::string(code) +
                   ",10分钟内有效。请勿告诉他人。不是您本人的事，请不用理会。";
    house.outbox().queue(changes, message, now);
  };
  out.set_mail = [&house](store::Snapshot& read, store::WriteSet& changes, PersonId person,
                          std::string_view address, Instant now) {
    return set_mail(house, read, changes, person, address, now);
  };
  out.mail_of = [&house](store::Snapshot& read, PersonId id) -> Result<access::OwnMail> {
    const auto person = TRY(registry::person(read, house.vault(), id));
    return access::OwnMail{person.details.email.value_or(""),
                           person.details.email_on_file.value_or("")};
  };
}

}  // namespace

access::People people_for(House& house) {
  access::People out;
  out.hats_of = [](store::Snapshot& read, PersonId person, Instant now) -> Result<access::Worn> {
    auto hats = TRY(registry::hats_and_until(read, person, now));
    return access::Worn{std::move(hats.hats), hats.until};
  };
  out.wears_by_phone = registry::wears_by_phone;
  out.hat_marks = registry::kHatMarks | registry::kCheckMarks;
  out.find_by_phone = [&house](store::Snapshot& read, std::string_view phone) {
    return registry::find_person_by_phone(read, house.vault(), phone);
  };
  out.add_by_phone = [&house](store::WriteSet& changes, std::string_view phone, Instant) {
    return registry::add_self_declared(changes, house.vault(), "", phone);
  };
  out.phone_proven = [&house](store::Snapshot& read, store::WriteSet& changes,
                              std::string_view phone, Instant now) {
    return delivery::phone_proven(read, house.vault().blind(), phone, now, changes);
  };
  out.words_of = [&house](store::Snapshot& read, PersonId id) -> Result<std::vector<std::string>> {
    const auto person = registry::person(read, house.vault(), id);
    if (!person) return std::vector<std::string>{};
    const auto& her = person->details;
    const auto& identity = her.identity_number;
    std::vector<std::string> words{her.name, her.phone};
    if (her.email) words.push_back(her.email->substr(0, her.email->find('@')));
    if (identity.size() == 18) {
      words.push_back(identity.substr(6, 8));   // the date of birth
      words.push_back(identity.substr(12, 6));  // what people know by heart
    }
    return words;
  };
  out.known_of = [&house](store::Snapshot& read, PersonId person) {
    return registry::known_of(read, house.vault(), person);
  };
  out.person_named = [&house](store::Snapshot& read, store::WriteSet& changes,
                              std::string_view name, std::string_view phone) {
    return registry::person_named(read, changes, house.vault(), name, phone);
  };
  out.holds_office = registry::holds_office;
  out.note = [&house](store::WriteSet& changes, const std::string& act, PersonId person,
                      Instant now) {
    journal::Entry entry;
    entry.id = house.ids().make<EntryId>();
    entry.at = now;
    entry.act = act;
    entry.actor = person;
    record::add(changes, house.random(), entry);
  };
  out.codes_go_out = [&house](store::Snapshot& read) -> Result<bool> {
    if (house.kernel().folder == desk::Folder::Sample) return true;
    return TRY(delivery::way_state(read)).works(house.clock().now());
  };
  out.send_code = [&house](store::WriteSet& changes, std::string_view phone, std::string_view code,
                           Instant now) {
    delivery::Message message;
    message.phone = phone;
    message.urgency = delivery::Urgency::Now;
    message.code = "message.code";
    message.ends_at = plus_ms(now, access::kCodeMs);
    message.body = "【邻里】您的验证码是 " + std::string(code) + ",10分钟内有效。请勿告诉他人。";
    house.outbox().queue(changes, message, now);
  };
  add_mail(house, out);
  return out;
}

Result<std::vector<std::string>> place_words(House& house) {
  std::vector<std::string> out;
  const auto read = TRY(house.store().read());
  for (const char* level : {"county", "town", "village"}) {
    for (const auto& unit : TRY(registry::units_of_level(*read, level))) {
      if (out.size() >= kPlaceWordsMax) return out;
      out.push_back(unit.name.zh);
      out.push_back(unit.short_name);
      // "Xiangxiang Village" is guessed as xiangxiang.
      const auto words = split(unit.name.en, ' ');
      out.emplace_back(words.front());
    }
  }
  return out;
}

}  // namespace linli::app
