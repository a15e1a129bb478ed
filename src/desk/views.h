// desk/views.h – what the API says about matters: the JSON of the inbox, of one matter, of an act.
//
// Instants are int64 milliseconds UTC (`…_at`, 0 when there is none). Ids are strings. Texts in
// both languages travel as {zh, en}; texts that people wrote travel as they wrote them. A field
// that the reader may not see is absent. Thread safety: values.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/ids.h"
#include "model/words.h"

namespace linli::desk {

struct UnitView {
  UnitId id;
  std::string code;
  std::string level;  // "county" … "cluster"
  Words level_words;  // 村 / village
  Words name;
};
BOOST_DESCRIBE_STRUCT(UnitView, (), (id, code, level, level_words, name))

// A desk as it is shown: the position and where it stands, "向巷村 · 受理分办".
struct DeskView {
  std::string desk;  // the position's id, as a form field of kind desk wants it
  Words words;
  std::string level;  // of the unit it stands at, or "department"
};
BOOST_DESCRIBE_STRUCT(DeskView, (), (desk, words, level))

struct ChoiceView {
  std::string key;
  Words words;
};
BOOST_DESCRIBE_STRUCT(ChoiceView, (), (key, words))

struct FieldView {
  std::string key;
  std::string kind;  // text, long_text, choice, flag, number, desk, files
  Words title;
  bool required = false;
  int length_max = 0;
  std::vector<ChoiceView> choices;
  // Required as well when the form's field `when_field` is `when_value`.
  std::string when_field;
  std::string when_value;
};
BOOST_DESCRIBE_STRUCT(FieldView, (),
                      (key, kind, title, required, length_max, choices, when_field, when_value))

// Something the reader may do now.
struct ActView {
  std::string key;
  std::string kind;  // procedure::ActKind
  Words title;
  std::vector<FieldView> form;
};
BOOST_DESCRIBE_STRUCT(ActView, (), (key, kind, title, form))

// One stay of the matter at a desk: the way through the levels.
struct StayView {
  DeskView desk;
  std::string step;
  Words step_title;
  std::int64_t from_at = 0;
  std::int64_t until_at = 0;  // 0: still there
  int workdays = 0;           // working days spent there so far
};
BOOST_DESCRIBE_STRUCT(StayView, (), (desk, step, step_title, from_at, until_at, workdays))

struct ParticipantView {
  std::string role;  // first, lead, assist, supervisor, opener
  Words role_words;  // 首接 / first receiver
  DeskView desk;
  std::int64_t since_at = 0;
  std::int64_t ended_at = 0;
  std::int64_t answer_until_at = 0;  // assist: until when its part is asked for
};
BOOST_DESCRIBE_STRUCT(ParticipantView, (),
                      (role, role_words, desk, since_at, ended_at, answer_until_at))

struct TextView {
  std::string field;
  Words title;
  std::string text;  // empty when erased
  bool erased = false;
};
BOOST_DESCRIBE_STRUCT(TextView, (), (field, title, text, erased))

// One act on the record.
struct ActDoneView {
  std::int64_t at = 0;
  std::string act;
  Words title;
  Words by;  // a desk, "the filer", "the system"
  std::vector<TextView> texts;
  std::vector<ChoiceView> facts;  // reason, grade … in words
  Words step_title;               // where it stood afterwards
  std::int64_t index = -1;        // place in the provable record; -1: not yet integrated
};
BOOST_DESCRIBE_STRUCT(ActDoneView, (), (at, act, title, by, texts, facts, step_title, index))

struct FileView {
  FileId id;
  std::string media_type;
  std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(FileView, (), (id, media_type, size))

// The deadline and both clocks.
struct ClockView {
  std::int64_t until_at = 0;  // of the step it stands in; 0: none
  bool provisional = false;   // reaches a year whose holidays are not published
  bool paused = false;
  bool late = false;
  int days_left = 0;      // working days; negative when over
  int net_workdays = 0;   // working days since filing, pauses not counted
  int calendar_days = 0;  // days since filing, everything counted
  int paused_workdays = 0;
  std::string basis;     // where the period comes from
  bool assumed = false;  // the period is a default, not given by a source
};
BOOST_DESCRIBE_STRUCT(ClockView, (),
                      (until_at, provisional, paused, late, days_left, net_workdays, calendar_days,
                       paused_workdays, basis, assumed))

// The filer as staff see her: masked until revealed by an act on the record.
struct FilerView {
  std::string name;   // 张**
  std::string phone;  // 138****1234
  bool revealable = false;
  Words for_whom;
};
BOOST_DESCRIBE_STRUCT(FilerView, (), (name, phone, revealable, for_whom))

struct MatterView {
  std::optional<MatterId> id;  // absent for a reader with a follow-up code only
  std::string number;          // public number with check digit
  std::string procedure;
  int version = 1;
  std::string step;
  Words step_title;    // what staff read
  Words public_title;  // what the filer reads: 正在办理
  bool ended = false;
  std::string outcome;  // solved, cannot_solve, unreachable, declined, withdrawn or ""
  std::optional<ChoiceView> grade;
  std::string grade_basis;  // "suggested:<rule>" until somebody confirmed it, then "confirmed"
  std::optional<ChoiceView> category;
  std::string category_basis;
  std::optional<ChoiceView> kind;
  std::string title;
  std::string detail;
  std::string place_words;
  std::vector<UnitView> place;  // from the county down to where it happens
  std::int64_t filed_at = 0;
  std::string channel;
  std::optional<FilerView> filer;   // staff at the desk and above
  std::optional<DeskView> holder;   // absent while it waits for the filer
  std::string holder_names;         // who sits there (people in office)
  std::string holder_phone;         // the desk's public telephone, if it has one
  std::optional<DeskView> offered;  // to whom it is offered and not yet taken over
  std::int64_t offer_until_at = 0;
  ClockView clock;
  std::vector<StayView> way;
  std::vector<ParticipantView> participants;
  std::vector<ActDoneView> record;
  std::vector<FileView> files;
  std::vector<ActView> acts;
  int rating = 0;  // 1–5; 0: not rated
  bool public_wished = false;
  std::string public_page_title;  // the edited title, "" before anybody edited one
  std::string my_role;            // filer, holder, offered, assist, above, opener …
};
BOOST_DESCRIBE_STRUCT(MatterView, (),
                      (id, number, procedure, version, step, step_title, public_title, ended,
                       outcome, grade, grade_basis, category, category_basis, kind, title, detail,
                       place_words, place, filed_at, channel, filer, holder, holder_names,
                       holder_phone, offered, offer_until_at, clock, way, participants, record,
                       files, acts, rating, public_wished, public_page_title, my_role))

struct InboxItem {
  MatterId id;
  std::string number;
  std::string title;
  std::string step;
  Words step_title;
  std::string grade;  // key or ""
  Words category;
  Words village;
  Words desk;        // the hat under which it is mine
  std::string role;  // holder, offered, assist, supervisor, below, filer
  std::int64_t since_at = 0;
  std::int64_t until_at = 0;
  bool paused = false;
  bool late = false;
  int days_left = 0;
  std::int64_t filed_at = 0;
  std::int64_t ended_at = 0;  // 0: open
};
BOOST_DESCRIBE_STRUCT(InboxItem, (),
                      (id, number, title, step, step_title, grade, category, village, desk, role,
                       since_at, until_at, paused, late, days_left, filed_at, ended_at))

// 1001 says "more than a thousand".
struct InboxCounts {
  std::int64_t mine = 0;     // held by a desk I sit at
  std::int64_t offered = 0;  // waiting for my 签收
  std::int64_t assist = 0;
  std::int64_t supervised = 0;
  std::int64_t late = 0;    // of mine
  std::int64_t below = 0;   // held below me in the tree
  std::int64_t shared = 0;  // what residents let me see
};
BOOST_DESCRIBE_STRUCT(InboxCounts, (), (mine, offered, assist, supervised, late, below, shared))

struct InboxView {
  std::optional<InboxCounts> counts;  // of the first page without words; neither changes them
  std::vector<InboxItem> items;
  std::string next;  // cursor of the next page, "" at the end
};
BOOST_DESCRIBE_STRUCT(InboxView, (), (counts, items, next))

// What an act answers: the receipt, the same for the same idempotency key.
struct ActReceipt {
  EntryId entry;
  std::string number;
  std::string step;
  Words public_title;
  std::string holder_desk;
  std::int64_t until_at = 0;
};
BOOST_DESCRIBE_STRUCT(ActReceipt, (), (entry, number, step, public_title, holder_desk, until_at))

struct ActBody {
  boost::json::value form;  // an object: field key → string, integer, boolean or array of strings
};
BOOST_DESCRIBE_STRUCT(ActBody, (), (form))

}  // namespace linli::desk
