#include "model/time_text.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <string>

#include "base/fold.h"
#include "base/text.h"

namespace linli {
namespace {

constexpr std::int64_t kEpochSerial = 25'569;            // 1970-01-01 in days since 1899-12-30
constexpr std::int64_t kLaterFirstDay = 1'462;           // 1904-01-01 in the same
constexpr double kSerialMin = 61, kSerialMax = 109'575;  // 1900-03-01 … 2199-12-31

bool is_time_digit(char c) {
  return c >= '0' && c <= '9';
}
bool only_time_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_time_digit);
}

// Days since 1970, nothing when there is no such day.
std::optional<std::int64_t> civil_day_number(std::int64_t y, std::int64_t m, std::int64_t d) {
  if (y < 1900 || y > 2199 || m < 1 || m > 12 || d < 1 || d > 31) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(y)),
                                         std::chrono::month(static_cast<unsigned>(m)),
                                         std::chrono::day(static_cast<unsigned>(d))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

// Reads from left to right; each part says whether it was there.
class TimeReader {
 public:
  TimeReader(std::string_view text, int zone_minutes) : rest_(text), zone_minutes_(zone_minutes) {}

  std::optional<Instant> read() {
    const auto day = read_day();
    if (!day) return std::nullopt;
    std::int64_t ms = *day * kMsPerDay;
    const bool apart = eat(" ") || eat("T") || eat("t");
    if (rest_.empty()) return apart ? std::nullopt : std::optional(at_zone(ms));
    const auto time = read_time_of_day();
    if (!time || !read_zone() || !rest_.empty()) return std::nullopt;
    return at_zone(ms + *time);
  }

 private:
  Instant at_zone(std::int64_t ms) const { return {ms - zone_minutes_ * kMsPerMinute}; }

  bool eat(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  void eat_spaces() {
    while (eat(" ")) continue;
  }

  // A number of at least `least` and at most `most` digits.
  std::optional<std::int64_t> number(std::size_t least, std::size_t most) {
    std::size_t size = 0;
    while (size < rest_.size() && size <= most && is_time_digit(rest_[size])) ++size;
    if (size < least || size > most) return std::nullopt;
    const auto value = parse_int64(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return value;
  }

  std::optional<std::int64_t> read_day() {
    const auto y = number(4, 4);
    if (!y) return std::nullopt;
    std::string_view end;
    std::string_view between;
    eat_spaces();
    if (eat("年")) {
      between = "月";
      end = "日";
    } else {
      for (const std::string_view one : {"-", "/", "."}) {
        if (between.empty() && eat(one)) between = one;
      }
    }
    if (between.empty()) return std::nullopt;
    eat_spaces();
    const auto m = number(1, 2);
    eat_spaces();
    if (!m || !eat(between)) return std::nullopt;
    eat_spaces();
    const auto d = number(1, 2);
    if (!d) return std::nullopt;
    if (!end.empty()) eat_spaces();
    if (!end.empty() && !eat(end) && !eat("号")) return std::nullopt;
    return civil_day_number(*y, *m, *d);
  }

  std::optional<std::int64_t> read_time_of_day() {
    eat_spaces();
    int half = 0;  // 1 before noon, 2 after
    if (eat("上午")) half = 1;
    if (half == 0 && eat("下午")) half = 2;
    eat_spaces();
    auto h = number(1, 2);
    const bool words = eat("时") || eat("点");
    if (!h || (!words && !eat(":"))) return std::nullopt;
    const auto m = words && (rest_.empty() || !is_time_digit(rest_.front())) ? 0 : number(1, 2);
    if (!m || (words && *m > 0 && !eat("分"))) return std::nullopt;
    if (words && *m == 0) eat("分");
    std::int64_t ms = 0;
    if (words ? !rest_.empty() && is_time_digit(rest_.front()) : eat(":")) {
      const auto seconds = read_seconds();
      if (!seconds || (words && !eat("秒"))) return std::nullopt;
      ms = *seconds;
    }
    if (half == 0) half = read_half();
    if (half != 0 && (*h < 1 || *h > 12)) return std::nullopt;
    if (half != 0) *h = *h % 12 + (half == 2 ? 12 : 0);
    if (*h > 23 || *m > 59) return std::nullopt;
    return *h * kMsPerHour + *m * kMsPerMinute + ms;
  }

  std::optional<std::int64_t> read_seconds() {
    const auto s = number(1, 2);
    if (!s || *s > 59) return std::nullopt;
    std::int64_t ms = *s * kMsPerSecond;
    if (!eat(".") && !eat(",")) return ms;
    std::int64_t tenth = kMsPerSecond / 10;
    bool any = false;
    for (; !rest_.empty() && is_time_digit(rest_.front()); rest_.remove_prefix(1), tenth /= 10) {
      ms += (rest_.front() - '0') * tenth;
      any = true;
    }
    return any ? std::optional(ms) : std::nullopt;
  }

  int read_half() {
    eat_spaces();
    if (eat("AM") || eat("am")) return 1;
    return eat("PM") || eat("pm") ? 2 : 0;
  }

  bool read_zone() {
    eat_spaces();
    if (rest_.empty()) return true;
    if (eat("Z") || eat("z")) {
      zone_minutes_ = 0;
      return true;
    }
    const int sign = eat("+") ? 1 : eat("-") ? -1 : 0;
    const auto h = number(2, 4);
    if (sign == 0 || !h) return false;
    std::int64_t minutes = *h >= 100 ? *h / 100 * 60 + *h % 100 : *h * 60;
    if (*h < 100 && eat(":")) {
      const auto m = number(2, 2);
      if (!m || *m > 59) return false;
      minutes += *m;
    }
    if (minutes > 14 * 60) return false;
    zone_minutes_ = sign * static_cast<int>(minutes);
    return true;
  }

  std::string_view rest_;
  int zone_minutes_;
};

// 20260106, 202601061209, 20260106120938, or counted since 1970.
std::optional<Instant> of_digits(std::string_view digits, int zone_minutes) {
  constexpr std::int64_t kYear2000 = 946'684'800, kYear2200 = 7'258'118'400;
  const auto value = parse_int64(digits).value_or(0);
  if (digits.size() == 10 && value >= kYear2000 && value < kYear2200) {
    return Instant{value * kMsPerSecond};
  }
  if (digits.size() == 13 && value / kMsPerSecond >= kYear2000 &&
      value / kMsPerSecond < kYear2200) {
    return Instant{value};
  }
  if (digits.size() != 8 && digits.size() != 12 && digits.size() != 14) return std::nullopt;
  std::string text(digits.substr(0, 4));
  for (std::size_t at = 4; at < digits.size(); at += 2) {
    text += at < 8 ? '-' : at == 8 ? ' ' : ':';
    text += digits.substr(at, 2);
  }
  return TimeReader(text, zone_minutes).read();
}

std::optional<Instant> of_serial(std::string_view text, int zone_minutes, FirstDay first_day) {
  double serial = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), serial);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (first_day == FirstDay::in_1904) serial += static_cast<double>(kLaterFirstDay);
  if (!(serial >= kSerialMin && serial < kSerialMax)) return std::nullopt;
  // Days have no more than a second of sense in them: 0.506944444445 is 12:10:00.
  const double seconds = (serial - static_cast<double>(kEpochSerial)) * 86'400;
  return Instant{std::llround(seconds) * kMsPerSecond - zone_minutes * kMsPerMinute};
}

}  // namespace

std::optional<Instant> read_time(std::string_view given, int zone_minutes, FirstDay first_day) {
  const std::string text = fold_width(given);
  if (only_time_digits(text) && text.size() >= 8) return of_digits(text, zone_minutes);
  if (const auto serial = of_serial(text, zone_minutes, first_day)) return serial;
  return TimeReader(text, zone_minutes).read();
}

}  // namespace linli
