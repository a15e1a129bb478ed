#include "pack/holidays.h"

namespace linli::pack {

Result<std::vector<InstalledHolidays>> installed_holidays(store::Snapshot& read) {
  return read.all("SELECT number, hash, content, installed_at FROM holiday_notice ORDER BY number",
                  {}, [](const store::Row& row) {
                    return InstalledHolidays{row.integer(0), row.string(1), row.string(2),
                                             Instant{row.integer(3)}};
                  });
}

Result<void> put_installed(const std::vector<InstalledHolidays>& all, CalendarData& data,
                           std::int64_t below) {
  for (const auto& one : all) {
    if (one.number >= below) continue;
    const auto notice = read_holiday_notice(one.content);
    if (!notice) return fail(ErrorKind::Corrupt, notice.error().code, notice.error().detail);
    put_holidays(data, *notice);
  }
  return {};
}

void install(store::WriteSet& changes, std::int64_t id, const InstalledHolidays& one, int year) {
  changes.insert("holiday_notice", {{"id", id},
                                    {"number", one.number},
                                    {"year", year},
                                    {"hash", one.hash},
                                    {"content", one.content},
                                    {"installed_at", one.at}});
}

}  // namespace linli::pack
