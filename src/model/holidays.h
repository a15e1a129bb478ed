// model/holidays.h – the public holidays of one year, as a county puts them in once they are out.
//
// The file is that of law/prc/holidays.tsv (docs/formats.md) for one year, and names the document
// that it was written from in a comment: "#
// 来源：国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕…号）" or
// "# Source: …". A notice of a year may have days of the last week of December before. What would
// silently move every deadline is refused. Source: 全国年节及纪念日放假办法 (2024). Thread safety:
// pure.
//
// Errors (all Invalid): calendar.row_wrong (detail: line N), holidays.source_missing,
// holidays.one_year (days of several years, or none), holidays.implausible (detail: the day or
// count that cannot be).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "model/calendar.h"

namespace linli {

struct HolidayNotice {
  int year = 0;
  std::string source;  // the document's name
  std::map<CivilDate, DayKind> days;
};

Result<HolidayNotice> read_holiday_notice(std::string_view tsv);

// Puts the notice in the place of whatever was known of its year.
void put_holidays(CalendarData& data, const HolidayNotice& notice);

// 1 January, 1 and 2 May, 1 to 3 October: holidays of every year since 2025 (Art. 2).
bool is_fixed_holiday(CivilDate date);

}  // namespace linli
