// desk/draft_tell.cc – the messages of an act, queued in its write set.

#include <array>
#include <chrono>
#include <cstdio>
#include <set>
#include <string_view>

#include "base/json.h"
#include "desk/contact.h"
#include "desk/draft.h"
#include "desk/kept.h"
#include "desk/standing_of.h"

namespace linli::desk {
namespace {

// "3月3日(周二)10:00", "Tue 3 March, 10:00".
Words said_time(const WorkCalendar& calendar, Instant at) {
  constexpr std::array<std::string_view, 7> kDays = {"周日", "周一", "周二", "周三",
                                                     "周四", "周五", "周六"};
  constexpr std::array<std::string_view, 7> kDaysEn = {"Sun", "Mon", "Tue", "Wed",
                                                       "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const auto date = calendar.date_of(at);
  const std::chrono::year_month_day day{std::chrono::year(date.year),
                                        std::chrono::month(static_cast<unsigned>(date.month)),
                                        std::chrono::day(static_cast<unsigned>(date.day))};
  const std::chrono::weekday weekday{std::chrono::sys_days(day)};
  const int minute = calendar.minute_of_day(at);
  std::array<char, 32> time{};
  std::snprintf(time.data(), time.size(), "%02d:%02d", minute / 60, minute % 60);
  const auto in_week = weekday.c_encoding();
  const auto month = static_cast<std::size_t>(date.month) - 1;
  return {std::to_string(date.month) + "月" + std::to_string(date.day) + "日(" +
              std::string(kDays[in_week]) + ")" + time.data(),
          std::string(kDaysEn[in_week]) + " " + std::to_string(date.day) + " " +
              std::string(kMonths[month]) + ", " + time.data()};
}

constexpr std::string_view kUntil = "{until}";

// Who it is for, by what she may choose: a date, a question and an end are more than how it goes.
delivery::Kind kind_of(const pack::Catalogue& catalogue, const std::string& code,
                       const procedure::Step* step) {
  const auto* text = catalogue.find(code);
  const bool dated = text != nullptr && text->sentence.zh.contains(kUntil);
  const bool waits = step != nullptr && step->clock == procedure::ClockMode::paused;
  const bool ends = step == nullptr || step->final;
  return dated || waits || ends ? delivery::Kind::Word : delivery::Kind::Progress;
}

}  // namespace

Result<void> Draft::tell_person(PersonId person, const std::string& phone,
                                delivery::Channel channel, const std::string& code,
                                const std::map<std::string, Words>& more) {
  const Matter& matter = now_.matter;
  std::map<std::string, std::string> values, values_en;
  values["number"] = values_en["number"] = matter.number;
  const auto say = [&](const std::string& place, const Words& words) {
    values[place] = words.zh;
    values_en[place] = words.en;
  };
  if (matter.due_at.ms != 0) say("until", said_time(rules_.calendar, matter.due_at));
  const auto holder = kernel_.kept.post(read_, matter.holder);
  if (holder) say("who", seat_words(**holder));
  for (const auto& [place, words] : more) say(place, words);
  delivery::Message message;
  message.person = person;
  message.phone = phone;
  message.channel = channel;
  message.code = code;
  const auto& catalogue = rules_.pack().catalogue;
  message.body = catalogue.fill(code, Language::Zh, values);
  if (person) {
    message.kind = channel == delivery::Channel::Inbox
                       ? delivery::Kind::Work
                       : kind_of(catalogue, code, definition_.find_step(matter.step));
    message.body_en = catalogue.fill(code, Language::En, values_en);
  }
  message.matter = matter.id;
  kernel_.outbox.queue(changes_, message, at_);
  return {};
}

Result<void> Draft::tell_desk(PositionId position, const std::string& code,
                              const std::map<std::string, Words>& more) {
  const auto seat = TRY(registry::seat_by_position(read_, position, at_));
  auto silent = recused(now_);
  silent.merge(TRY(recused_among(kernel_, read_, now_, seat.holders)));
  for (const auto& holder : seat.holders) {
    if (silent.contains(holder.person)) continue;
    TRY(tell_person(holder.person, "", delivery::Channel::Inbox, code, more));
    if (!holder.deputy) break;  // the one who holds it; deputies read the desk's inbox
  }
  return {};
}

Result<void> Draft::tell_part(PositionId position, const Participant& part,
                              const std::string& code) {
  std::map<std::string, Words> more;
  if (part.answer_until.ms != 0) more["until"] = said_time(rules_.calendar, part.answer_until);
  return tell_desk(position, code, more);
}

Result<void> Draft::tell_phone(const std::string& phone, const std::string& code,
                               const std::map<std::string, Words>& more) {
  return tell_person(PersonId{}, phone, delivery::Channel::Sms, code, more);
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
