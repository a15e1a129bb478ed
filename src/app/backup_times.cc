#include "app/backup_times.h"

#include <algorithm>

#include "base/text.h"
#include "store/disk.h"

namespace linli::app {
namespace {

constexpr std::string_view kTimesFormat = "linli backup times 1";

}  // namespace

std::string to_text(const BackupTimes& times) {
  return std::string(kTimesFormat) + "\nmade " + std::to_string(times.made.ms) + "\nkeep_until " +
         std::to_string(times.keep_until.ms) + "\n";
}

BackupTimes backup_times(const std::string& folder) {
  const Instant made{store::disk::changed_ms(folder + "/MANIFEST")};
  if (made.ms == 0) return {};
  const BackupTimes otherwise{made, plus_ms(made, kKeepDays * kMsPerDay)};
  const auto text = store::disk::read_whole(folder + '/' + kBackupTimesFile);
  if (!text) return otherwise;
  const auto lines = split(*text, '\n');
  if (lines.size() < 3 || lines[0] != kTimesFormat) return otherwise;
  const auto number = [](std::string_view line) {
    return parse_int64(line.substr(std::min(line.find(' ') + 1, line.size())));
  };
  const auto first = number(lines[1]);
  const auto last = number(lines[2]);
  return first && last ? BackupTimes{Instant{*first}, Instant{*last}} : otherwise;
}

}  // namespace linli::app
