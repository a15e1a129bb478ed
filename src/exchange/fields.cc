#include "base/text.h"
#include "exchange/import_run.h"
#include "model/personal_number.h"

namespace linli::exchange {
namespace {

const std::string kNothing;

}  // namespace

const std::string& Fields::get(const std::string& key) const {
  const auto found = cells_.find(key);
  return found == cells_.end() ? kNothing : found->second;
}

bool Fields::has(const std::string& key) const {
  return !get(key).empty();
}

void Fields::put(const std::string& key, std::string& out) const {
  if (has(key)) out = get(key);
}

Result<void> Fields::hold_no_personal_number(std::initializer_list<const char*> keys) {
  for (const auto* key : keys) {
    const auto numbers = personal_numbers(get(key));
    if (numbers.empty()) continue;
    return bad(key, "exchange.row_personal_number", beginning_of(numbers.front()));
  }
  return {};
}

Failure Fields::bad(const std::string& key, std::string_view code, std::string detail) {
  blamed_ = key;
  return invalid(code, std::move(detail));
}

Result<std::string> Fields::needed(const std::string& key) {
  if (!has(key)) return bad(key, "exchange.row_missing");
  return get(key);
}

Result<std::int64_t> Fields::number(const std::string& key, std::int64_t absent) {
  if (!has(key)) return absent;
  const auto value = parse_int64(get(key));
  if (!value) return bad(key, "exchange.row_number");
  return *value;
}

Result<Instant> Fields::date(const std::string& key, int zone_minutes, Instant absent) {
  if (!has(key)) return absent;
  const auto at = read_time(get(key), zone_minutes, first_day_);
  if (!at) return bad(key, "exchange.row_date");
  const std::int64_t into_day = (at->ms + zone_minutes * kMsPerMinute) % kMsPerDay;
  return Instant{at->ms - (into_day + kMsPerDay) % kMsPerDay};
}

Result<Instant> Fields::past(const std::string& key, int zone_minutes, Instant absent,
                             Instant now) {
  const auto at = TRY(date(key, zone_minutes, absent));
  if (at > now) return bad(key, "exchange.row_future");
  return at;
}

Result<std::string> Fields::word(const std::string& key,
                                 const std::map<std::string, std::string>& words,
                                 const std::string& absent) {
  if (!has(key)) return absent;
  const auto found = words.find(get(key));
  if (found == words.end()) return bad(key, "exchange.row_word");
  return found->second;
}

Result<bool> Fields::yes_no(const std::string& key, bool absent) {
  const auto word_of = [](bool value) { return std::string(value ? "1" : "0"); };
  const auto found =
      TRY(word(key, {{"1", "1"}, {"0", "0"}, {"yes", "1"}, {"no", "0"}, {"是", "1"}, {"否", "0"}},
               word_of(absent)));
  return found == "1";
}

}  // namespace linli::exchange
