#include "overview/alarms.h"

#include "base/text.h"
#include "overview/who.h"

namespace linli::overview {
namespace {

constexpr const char* kRules = "audit_rules";  // the pack's words for alarms

// The id behind a word of a subject: "person=5". 0 for none.
std::int64_t id_in(const std::string& subject, std::string_view name) {
  for (const auto word : split(subject, ' ')) {
    if (word.starts_with(name) && word.size() > name.size() && word[name.size()] == '=') {
      return parse_int64(word.substr(name.size() + 1)).value_or(0);
    }
  }
  return 0;
}

Result<Words> about(const desk::Kernel& kernel, store::Snapshot& read, const audit::Alarm& alarm) {
  if (const auto person = id_in(alarm.subject, "person")) {
    return who_was(kernel, read, PersonId{person}, TermId{}, alarm.at);
  }
  if (const auto account = id_in(alarm.subject, "account")) {
    const auto login = TRY(login_of(read, AccountId{account}));
    return Words{login, login};
  }
  return Words{alarm.subject, alarm.subject};
}

Result<std::vector<LimitItem>> limits(store::Snapshot& read) {
  std::vector<LimitItem> out;
  for (const auto& rule : audit::kLimits) {
    const auto value = TRY(audit::limit_of(read, rule.limit));
    out.push_back({boost::describe::enum_to_string(rule.limit, ""), value.value, value.by_default,
                   rule.otherwise, rule.least, rule.most});
  }
  return out;
}

}  // namespace

Result<AlarmsView> read_alarms(const desk::Kernel& kernel, store::Snapshot& read,
                               audit::Which which, const std::string& cursor) {
  audit::AlarmId before;
  if (!cursor.empty() && !json_parse(before, cursor)) return invalid("desk.cursor_wrong");
  const auto rules = kernel.rules.get();
  AlarmsView out;
  const auto found = TRY(audit::alarms(read, which, before, audit::kAlarmPage));
  for (const auto& alarm : found) {
    AlarmItem item;
    item.id = json_text(alarm.id);
    item.rule = alarm.rule;
    item.what = rules->pack().choice_words(kRules, alarm.rule);
    item.about = TRY(about(kernel, read, alarm));
    item.at = alarm.at.ms;
    item.last_at = alarm.last_at.ms;
    item.times = alarm.times;
    item.seen_at = alarm.seen_at.ms;
    if (item.seen_at != 0) {
      item.seen_by = TRY(who_was(kernel, read, alarm.seen_person, TermId{}, alarm.seen_at));
    }
    out.items.push_back(std::move(item));
  }
  if (found.size() == audit::kAlarmPage) out.next = json_text(found.back().id);
  out.open = TRY(audit::open_alarms(read));
  if (cursor.empty()) out.limits = TRY(limits(read));
  return out;
}

}  // namespace linli::overview
