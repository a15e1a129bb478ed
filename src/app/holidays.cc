#include <algorithm>
#include <iterator>

#include "app/commands.h"
#include "app/operator.h"
#include "app/operator_audit.h"
#include "app/pack_record.h"
#include "base/hash.h"
#include "desk/recount.h"
#include "pack/holidays.h"
#include "record/entry.h"

namespace linli::app {
namespace {

constexpr std::string_view kHolidaysUsage =
    "usage: linli holidays install --data DIR FILE [--keys DIR]\n"
    "  Puts in the public holidays of a year once they are out: FILE is as docs/formats.md says "
    "and\n"
    "  names the document it was written from. Running deadlines are counted again once, each on\n"
    "  the record; none becomes earlier. Done by the running server when there is one.\n";

constexpr OperatorAct kAct{audit::Kind::setting, "holidays_install"};

OperatorAct holidays_act(const Arguments& arguments) {
  return arguments.words()[0] == "install" ? kAct : OperatorAct{};
}

Result<std::string> holidays_file(const Arguments& arguments) {
  return read_file(arguments.words()[1]);
}

// Whether the calendar in force has these very days of a year that it takes for published.
bool is_known(const WorkCalendar& calendar, const HolidayNotice& notice) {
  if (!calendar.published(notice.year)) return false;
  CalendarData only;
  put_holidays(only, notice);
  const auto made = WorkCalendar::make(only);
  if (!made) return false;
  for (CivilDate day{notice.year, 1, 1}; day.year == notice.year; day = plus_days(day, 1)) {
    if (made->is_workday(day) != calendar.is_workday(day)) return false;
  }
  return true;
}

// What was asked for, whether or not it has been put in before.
struct Asked {
  HolidayNotice notice;
  pack::InstalledHolidays row;
  bool there = false;  // perhaps without all deadlines counted
};

Result<Asked> asked(House& house, const std::string& file) {
  Asked out;
  out.notice = TRY(read_holiday_notice(file));
  out.row = {1, to_hex(sha256(file)), file, house.clock().now()};
  const auto installed = TRY(pack::installed_holidays(*TRY(house.store().read())));
  const auto same = std::ranges::find(installed, out.row.hash, &pack::InstalledHolidays::hash);
  if (same != installed.end()) {
    out.row = *same;
    out.there = true;
    return out;
  }
  if (!installed.empty()) out.row.number = installed.back().number + 1;
  const auto& calendar = house.kernel().rules.get()->calendar;
  const int today = calendar.date_of(out.row.at).year;
  if (out.notice.year < today || out.notice.year > today + 1) {
    return invalid("holidays.other_year", std::to_string(out.notice.year));
  }
  if (is_known(calendar, out.notice)) return fail(ErrorKind::Conflict, "holidays.known");
  return out;
}

Result<void> put_in(House& house, const Asked& what) {
  store::WriteSet changes;
  pack::install(changes, house.ids().next(), what.row, what.notice.year);
  journal::Entry entry;
  entry.id = house.ids().make<EntryId>();
  entry.at = what.row.at;
  entry.act = kHolidaysAct;
  entry.facts = {{"by", std::string(kByOperator)},
                 {"year", std::to_string(what.notice.year)},
                 {"number", std::to_string(what.row.number)},
                 {"hash", what.row.hash}};
  record::add(changes, house.random(), entry);
  TRY(house.store().commit_and_wait(std::move(changes)));
  house.kernel().rules.put(TRY(desk::load_rules(*TRY(house.store().read()))));
  return {};
}

Result<int> install(Parts& parts, const OperatorCall& call, std::ostream& out) {
  if (call.arguments.words()[0] != "install") {
    return invalid("app.unknown_word", call.arguments.words()[0]);
  }
  TRY(be_the_only_server(parts, call));
  House& house = *parts.house;
  const auto what = TRY(asked(house, call.brought));
  const auto year = std::to_string(what.notice.year);
  TRY(note_act(house, kAct, "year=" + year));
  if (!what.there) TRY(put_in(house, what));
  const auto county = house.kernel().rules.get()->pack().county;
  const auto before =
      TRY(desk::calendar_before(*TRY(house.store().read()), county, what.row.number));
  const auto counted = TRY(desk::recount_deadlines(
      house.kernel(), before, {what.row.number, what.notice.year, what.row.at}));
  out << (what.there ? "already in: holidays of " : "installed holidays of ") << year << " ("
      << what.notice.source << "): " << counted.later << " deadlines later, " << counted.firm
      << " firm\n";
  return kDone;
}

}  // namespace

OperatorCommand holidays_operator() {
  return {"holidays", {{"data", "keys"}, {}, 2, 2}, kHolidaysUsage, holidays_act, holidays_file,
          install};
}

int holidays_command(const Words& words) {
  return run_operator_command(holidays_operator(), words);
}

}  // namespace linli::app
