// desk/views.h – what the API says about matters: the JSON of one matter, of an act.
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

struct DeskList {
  std::vector<DeskView> items;
};
BOOST_DESCRIBE_STRUCT(DeskList, (), (items))

struct ChoiceView {
  std::string key;
  Words words;
};
BOOST_DESCRIBE_STRUCT(ChoiceView, (), (key, words))

struct ColumnView {
  std::string key;
  std::string kind;  // procedure::FieldKind
  Words title;
  bool required = false;
  int length_max = 0;  // characters; how many files, choices or rows
  std::vector<ChoiceView> choices;
  std::optional<std::int64_t> least, most;  // number; money in fen; quantity in thousandths
  std::optional<Words> unit;                // of a number or quantity
  std::optional<std::string> first, last;   // date: the days between which it lies
};
BOOST_DESCRIBE_STRUCT(ColumnView, (),
                      (key, kind, title, required, length_max, choices, least, most, unit, first,
                       last))

struct FieldView : ColumnView {
  std::vector<std::string> levels;  // place: of the unit
  std::vector<ColumnView> columns;  // rows
  std::optional<Words> help;        // of what is personal: what it is for
  // Required as well when the form's field `when_field` is `when_value`.
  std::string when_field;
  std::string when_value;
};
BOOST_DESCRIBE_STRUCT(FieldView, (ColumnView), (levels, columns, help, when_field, when_value))

// What a form held in a field that is neither a choice nor a free text.
struct FactView {
  std::string key;
  std::string kind;  // procedure::FieldKind
  Words title;
  boost::json::value value;                        // "1250" fen, "2026-03-02"; rows as a list
  std::optional<Words> words;                      // the same as people say it
  std::optional<std::vector<ColumnView>> columns;  // of rows
};
BOOST_DESCRIBE_STRUCT(FactView, (), (key, kind, title, value, words, columns))

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
  std::string kind;  // procedure::FieldKind, "" of what no form asks for now; rows are JSON
  Words title;
  std::string text;  // empty when erased
  bool erased = false;
};
BOOST_DESCRIBE_STRUCT(TextView, (), (field, kind, title, text, erased))

// One act on the record.
struct ActDoneView {
  std::int64_t at = 0;
  std::string act;
  Words title;
  Words by;                  // a desk, "the filer", "the system"
  bool unconfirmed = false;  // said with a code that may be in other hands than the filer's
  std::vector<TextView> texts;
  std::vector<ChoiceView> facts;  // reason, grade … in words
  std::vector<FactView> fields;   // what else its form held
  Words step_title;               // where it stood afterwards
  std::int64_t index = -1;        // place in the provable record; -1: not yet integrated
};
BOOST_DESCRIBE_STRUCT(ActDoneView, (),
                      (at, act, title, by, unconfirmed, texts, facts, fields, step_title, index))

struct FileView {
  FileId id;
  std::string media_type;
  std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(FileView, (), (id, media_type, size))

// A file that no matter has yet: `id` is a secret of who uploaded it.
struct UploadView {
  std::string id;
  std::string media_type;
  std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(UploadView, (), (id, media_type, size))

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

// Somebody a matter is about, for the desk above that holds it.
struct NamedView {
  std::optional<DeskView> desk;
  std::string name;
  bool asked = false;  // it has yet to say whether it is about her
};
BOOST_DESCRIBE_STRUCT(NamedView, (), (desk, name, asked))

// A matter that was opened of another one (关联).
struct ChildView {
  std::optional<MatterId> id;  // when the reader may open it
  std::string number;
  Words procedure;
  std::string title;  // "" for whoever may not open it
  Words place;        // name of the unit where it happens
  std::optional<DeskView> holder;
  Words step_title, public_title;
  bool ended = false;
  std::optional<Words> outcome_words;
  std::int64_t until_at = 0;
  bool late = false;
  std::int64_t filed_at = 0;
  std::int64_t ended_at = 0;
};
BOOST_DESCRIBE_STRUCT(ChildView, (),
                      (id, number, procedure, title, place, holder, step_title, public_title, ended,
                       outcome_words, until_at, late, filed_at, ended_at))

struct ChildrenView {
  std::int64_t total = 0;
  std::int64_t ended = 0;
  std::optional<std::vector<ChildView>> items;  // for staff
};
BOOST_DESCRIBE_STRUCT(ChildrenView, (), (total, ended, items))

// Of which matter one was opened; for staff.
struct ParentView {
  std::optional<MatterId> id;  // when the reader may open it, with its title
  std::string number;
  Words procedure;
  std::string title;
};
BOOST_DESCRIBE_STRUCT(ParentView, (), (id, number, procedure, title))

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
  std::vector<FactView> fields;  // what its opening was given
  std::vector<NamedView> named;  // whom it is about; for the desk that holds it
  std::optional<ChildrenView> children;
  std::optional<ParentView> parent;
  std::vector<ActView> acts;
  int rating = 0;  // 1–5; 0: not rated
  // The reader's word is not taken for the filer's before somebody has asked her: it was entered
  // for her, and the code is, or was, in the hands of who entered it. Her rating counts for
  // nothing.
  bool word_unconfirmed = false;
  bool public_wished = false;
  std::string public_page_title;  // the edited title, "" before anybody edited one
  std::string my_role;            // filer, holder, offered, assist, above, opener …
};
BOOST_DESCRIBE_STRUCT(MatterView, (),
                      (id, number, procedure, version, step, step_title, public_title, ended,
                       outcome, grade, grade_basis, category, category_basis, kind, title, detail,
                       place_words, place, filed_at, channel, filer, holder, holder_names,
                       holder_phone, offered, offer_until_at, clock, way, participants, record,
                       files, fields, named, children, parent, acts, rating, word_unconfirmed,
                       public_wished, public_page_title, my_role))

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
