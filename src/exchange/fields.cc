#include <chrono>

#include "base/text.h"
#include "exchange/import_run.h"

namespace linli::exchange {
namespace {

const std::string kNothing;

std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
  // A date cell of a spreadsheet is a number: days since 1899-12-30 (ECMA-376 §18.17.4.1).
  constexpr std::int64_t kUnixEpochSerial = 25569;
  if (const auto serial = parse_int64(text); serial && *serial > 3650 && *serial < 100'000) {
    return std::chrono::sys_days(
        std::chrono::days(static_cast<std::int32_t>(*serial - kUnixEpochSerial)));
  }
  std::string plain(text);
  for (auto& c : plain) {
    if (c == '/' || c == '.') c = '-';
  }
  const auto parts = split(plain, '-');
  if (parts.size() != 3) return std::nullopt;
  const auto y = parse_int64(parts[0]);
  const auto m = parse_int64(parts[1]);
  const auto d = parse_int64(parts[2]);
  if (!y || !m || !d || *y < 1900 || *y > 2200 || *m < 1 || *m > 12 || *d < 1 || *d > 31) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*y)),
                                         std::chrono::month(static_cast<unsigned>(*m)),
                                         std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

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
  const auto day = parse_day(get(key));
  if (!day) return bad(key, "exchange.row_date");
  return Instant{day->time_since_epoch().count() * kMsPerDay - zone_minutes * kMsPerMinute};
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
