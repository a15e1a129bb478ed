#include "app/commands.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/text.h"
#include "model/calendar.h"
#include "pack/catalogue.h"

namespace linli::app {
namespace {

constexpr std::int64_t kCountyZoneMs = 8 * kMsPerHour;
constexpr int kYearFirst = 2000;
constexpr int kYearLast = 2099;

}  // namespace

Language terminal_language() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return std::string_view(value).starts_with("zh") ? Language::Zh : Language::En;
  }
  return Language::En;
}

bool wrong_usage(const Error& error) {
  return error.code == "app.unknown_option" || error.code == "app.option_value" ||
         error.code == "app.option_missing" || error.code == "app.word_missing" ||
         error.code == "app.unknown_word" || error.code == "app.unknown_command";
}

int refuse(const Error& error) {
  const Language language = terminal_language();
  std::string sentence = error.code;
  std::string remedy;
  if (const auto catalogue = pack::Catalogue::built_in()) {
    sentence = catalogue->sentence(error.code, language);
    remedy = catalogue->remedy(error.code, language);
  }
  std::cerr << sentence << " [" << error.code << "]\n";
  if (!error.detail.empty()) std::cerr << error.detail << '\n';
  if (!remedy.empty()) std::cerr << remedy << '\n';
  return wrong_usage(error) ? kWrongUsage : kRefused;
}

int run_command(const Words& words, const Accepts& accepts, std::string_view usage,
                Result<int> (*command)(const Arguments&)) {
  for (const auto& word : words) {
    if (word != "--help") continue;
    std::cout << usage;
    return kDone;
  }
  const auto arguments = Arguments::parse(words, accepts);
  const auto done = arguments ? command(*arguments) : Result<int>(Failure(arguments.error()));
  if (done) return *done;
  const int code = refuse(done.error());
  if (code == kWrongUsage) std::cerr << usage;
  return code;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorKind::NotFound, "app.no_such_file", path);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return std::move(bytes).str();
}

Result<Instant> parse_time(const std::string& text) {
  const auto wrong = [&] { return invalid("app.option_value", "--clock " + text); };
  if (text.size() < 16 || (text[10] != 'T' && text[10] != ' ')) return wrong();
  const auto date = parse_date(text.substr(0, 10));
  const auto hour = parse_int64(text.substr(11, 2));
  const auto minute = parse_int64(text.substr(14, 2));
  if (!date || !hour || !minute || *hour > 23 || *minute > 59 || text[13] != ':') return wrong();
  std::int64_t second = 0;
  std::size_t end = 16;
  if (text.size() >= 19 && text[16] == ':') {
    second = parse_int64(text.substr(17, 2)).value_or(60);
    end = 19;
  }
  const std::string zone = text.substr(end);
  if (date->year < kYearFirst || date->year > kYearLast) return wrong();
  if (second > 59 || !(zone.empty() || zone == "Z" || zone == "+08:00")) return wrong();
  const auto calendar = TRY(WorkCalendar::make(CalendarData{}));
  const std::int64_t ms = calendar.start_of(*date).ms + *hour * kMsPerHour +
                          *minute * kMsPerMinute + second * kMsPerSecond;
  return Instant{zone == "Z" ? ms + kCountyZoneMs : ms};
}

}  // namespace linli::app
