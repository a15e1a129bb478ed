#include "notice/read.h"

#include <limits>
#include <map>

#include "base/text.h"
#include "desk/matter.h"
#include "desk/place.h"
#include "desk/read_matter.h"
#include "model/public_number.h"
#include "registry/seats.h"
#include "registry/units.h"

namespace linli::notice {
namespace {

constexpr const char* kWithdrawn = "withdrawn";

struct Row {
  MatterId id;
  std::string number;
  UnitId unit;
  PositionId position;
  TextId title, text;
  Instant filed, ended;
  std::string outcome;
  Instant until;
};

#define LINLI_NOTICE_COLUMNS                                                                     \
  "id, number, unit_id, opener_position, title_text, detail_text, filed_at, ended_at, outcome, " \
  "fields"

Row row_of(const WorkCalendar& calendar, const store::Row& row) {
  Row out;
  out.id = row.id<MatterId>(0);
  out.number = row.string(1);
  out.unit = row.id<UnitId>(2);
  out.position = row.id<PositionId>(3);
  out.title = row.id<TextId>(4);
  out.text = row.id<TextId>(5);
  out.filed = row.instant(6);
  out.ended = row.instant(7);
  out.outcome = row.string(8);
  desk::Matter fields;
  fields.fields = row.string(9);
  const auto values = desk::read_fields(fields);
  if (const auto found = values.find("until"); found != values.end()) {
    const auto date = parse_date(found->second);
    if (date) out.until = calendar.end_of(*date);
  } else if (const auto before = values.find("shown_until"); before != values.end()) {
    out.until = Instant{parse_int64(before->second).value_or(0)};  // posted under version 1
  }
  return out;
}

Result<NoticeView> view_of(const desk::Kernel& kernel, store::Snapshot& read, const Row& row,
                           const std::map<TextId, std::string>& texts) {
  const auto rules = kernel.rules.get();
  NoticeView out;
  out.number = row.number;
  out.unit = desk::unit_view(*rules, TRY(registry::unit(read, row.unit)));
  out.by =
      desk::seat_words(TRY(registry::seat_by_position(read, row.position, kernel.clock.now())));
  out.shown_from_at = row.filed.ms;
  out.shown_until_at = row.until.ms;
  if (row.ended.ms != 0) {
    out.withdrawn_at = row.ended.ms;
    return out;
  }
  const auto words = [&](TextId id) {
    const auto found = texts.find(id);
    return found == texts.end() ? std::string() : found->second;
  };
  out.title = words(row.title);
  out.text = words(row.text);
  return out;
}

}  // namespace

Result<NoticePage> notices_at(const desk::Kernel& kernel, store::Snapshot& read, UnitId unit,
                              const std::string& cursor) {
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  if (!cursor.empty()) {
    const auto id = parse_int64(cursor);
    if (!id) return invalid("desk.cursor_wrong");
    before = *id;
  }
  store::IntList places;
  for (const auto id : registry::ids_in_path(TRY(registry::unit(read, unit)).path)) {
    places.push_back(id.value);
  }
  const auto rules = kernel.rules.get();
  const auto read_row = [&](const store::Row& row) { return row_of(rules->calendar, row); };
  const auto rows =
      TRY(read.all("SELECT " LINLI_NOTICE_COLUMNS
                   " FROM matter WHERE procedure_key = 'notice' AND ended_at = 0 AND due_at > ?1"
                   " AND id < ?2 AND unit_id IN (?*) ORDER BY id DESC LIMIT ?3",
                   {kernel.clock.now(), before, kNoticePage, places}, read_row));
  std::vector<TextId> ids;
  for (const auto& row : rows) {
    ids.push_back(row.title);
    ids.push_back(row.text);
  }
  std::map<TextId, std::string> texts;
  if (!ids.empty()) texts = TRY(kernel.vault.texts(read, ids));
  NoticePage out;
  for (const auto& row : rows) out.items.push_back(TRY(view_of(kernel, read, row, texts)));
  if (static_cast<int>(rows.size()) == kNoticePage) out.next = std::to_string(rows.back().id.value);
  return out;
}

Result<NoticeView> notice_by_number(const desk::Kernel& kernel, store::Snapshot& read,
                                    const std::string& number) {
  const auto rules = kernel.rules.get();
  const auto read_row = [&](const store::Row& row) { return row_of(rules->calendar, row); };
  const std::string clean = to_text(TRY(parse_public_number(number)));
  const auto row = TRY(read.one("SELECT " LINLI_NOTICE_COLUMNS
                                " FROM matter WHERE procedure_key = 'notice' AND number = ?1",
                                {clean}, read_row));
  const bool shown = row && (row->outcome == kWithdrawn || row->until > kernel.clock.now());
  if (!shown) return fail(ErrorKind::NotFound, "notice.not_found");
  return view_of(kernel, read, *row, TRY(kernel.vault.texts(read, {row->title, row->text})));
}

}  // namespace linli::notice
