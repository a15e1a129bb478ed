// procedure/definition.h – a procedure as data: steps, desks, acts, forms, deadlines.
//
// A definition is written in YAML in a pack (docs/procedures.md), read by pack/, proven by
// procedure/verify.h and carried out by procedure/engine.h. It never changes once installed; a new
// version stands beside it and a matter stays with the version it began under.
// Source: charter, "One idea". Thread safety: value.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/calendar.h"
#include "model/period.h"
#include "model/words.h"

namespace linli::procedure {

// Where a desk stands, seen from the matter.
enum class Place {
  responsible,  // the unit or organisation whose duty it is: directory (category × place)
  holder,       // where the present holder stands
  above,        // one level up the present holder's line
  village,      // the village, town, county (dispatch desk) of the matter's place
  town,
  county,
  here,    // the matter's place itself, at whatever level
  first,   // the first receiver's
  lead,    // the lead's
  sender,  // who assigned or handed it to the present holder
  chosen,  // the desk given in the form field of kind desk
  opener,  // the desk that opened it: for it, of another matter, or itself
  home,    // the filer's own cluster (联户); only who sits there, nobody up the line
  filer,   // no institution: the person who filed
};
BOOST_DESCRIBE_ENUM(Place, responsible, holder, above, village, town, county, here, first, lead,
                    sender, chosen, opener, home, filer)

// "intake @ responsible". An empty seat resolves up its line, never to nobody; the county dispatch
// desk is last. For Place::filer the position is empty. With holder, first, lead, sender or chosen
// an empty position means that very desk; chosen that was not chosen in the form means the lead's;
// a lead or sender that there is not means the holder. A desk at filer leaves the institution that
// held it answerable: the holder stays, and only waits.
struct DeskRef {
  std::string position;
  Place place = Place::responsible;
  bool operator==(const DeskRef&) const = default;
};

// What a field holds; field_kinds.h says of each how it is checked and where it is kept.
enum class FieldKind {
  text,       // a line
  long_text,  // paragraphs
  choice,     // a key of a choice list
  choices,    // several keys of one
  flag,
  number,    // whole
  money,     // fen
  quantity,  // thousandths of its unit
  date,      // "2026-03-02"
  time,      // "09:30"
  place,     // a unit's id
  desk,      // a position's id
  person,
  household,
  organisation,  // the id of one
  matter,        // a public number
  rows,          // small rows of columns
  files,
  places,  // several of them
  desks,
};
BOOST_DESCRIBE_ENUM(FieldKind, text, long_text, choice, choices, flag, number, money, quantity,
                    date, time, place, desk, person, household, organisation, matter, rows, files,
                    places, desks)

// Whose what a field holds is.
enum class FieldOwner { filer, party, office };
BOOST_DESCRIBE_ENUM(FieldOwner, filer, party, office)

// Who reads it besides who wrote it. `parties`: the filer, too.
enum class SeenBy { staff, parties, everybody };
BOOST_DESCRIBE_ENUM(SeenBy, staff, parties, everybody)

// Which days a date may be, seen from the day on which the form is filled in.
enum class DateSpan { any, past, future };  // today is both
BOOST_DESCRIBE_ENUM(DateSpan, any, past, future)

inline constexpr int kRowsMax = 50;
inline constexpr int kColumnsMax = 8;

// One field of a form. What is personal goes into the vault and not on the record.
struct Field {
  std::string key;
  FieldKind kind = FieldKind::text;
  Words title;
  bool required = false;
  // Code points for texts, number of files, choices, rows, places or desks; 0: no limit of its own.
  int length_max = 0;
  std::string choices;  // the pack's choice list for kinds choice and choices
  // number, money (fen) and quantity (thousandths): from and to, both included.
  std::optional<std::int64_t> least, most;
  Words unit;  // of a number or a quantity: 人 / people
  DateSpan span = DateSpan::any;
  int days_max = 0;                 // date: so many days from the day of filling in; 0: any number
  std::vector<std::string> levels;  // place, places: of the unit; none: any
  std::vector<Field> columns;       // rows
  std::optional<FieldOwner> owner;  // none: whose form it is
  std::optional<SeenBy> seen_by;    // none: as its act tells (desk/read_record.h)
  Words purpose;                    // of what is personal: what it is for
  // Required as well when the form's field `when_field` is `when_value`. A required flag must be
  // true.
  std::string when_field;
  std::string when_value;
  bool operator==(const Field&) const = default;
};

// What an actor is to a matter; one person may be several.
enum class Role {
  holder,      // sits at the desk that holds it
  offered,     // sits at the desk it is offered to
  filer,       // filed it (or holds its follow-up code)
  affected,    // the person on whose behalf it was filed
  opener,      // entered it for somebody (代录)
  first,       // 首接
  lead,        // 主办
  assist,      // 协办
  supervisor,  // 督办
  shared,      // sits at the desk the filer lets see it
  above,       // sits at the desk one level above the holder
  sender,      // sits at the desk that assigned or handed it to the holder
  resident,    // any signed-in resident (opening only)
  staff,       // any position (opening only)
  importer,    // the import command (opening only)
  matter,      // another matter, as its procedure says (opening only)
  rhythm,      // the calendar, as the procedure says (opening only)
};
BOOST_DESCRIBE_ENUM(Role, holder, offered, filer, affected, opener, first, lead, assist, supervisor,
                    shared, above, sender, resident, staff, importer, matter, rhythm)

enum class ActKind {
  open,        // files the matter
  move,        // leads to another step
  offer,       // offers it to another desk; the holder keeps it, and answers for it, until 签收
  take_over,   // 签收: the offered desk becomes the holder
  send_back,   // the offered desk does not take it; the holder keeps it
  hand_back,   // the holder gives it back to its sender at once (清单外退回)
  invite,      // asks another desk to assist (协办); the holder stays lead
  contribute,  // the assisting desk answers its part
  ask_more_time,
  grant_more_time,
  refuse_more_time,  // 延期: asked by the holder, decided above
  note,              // adds to the record, nothing moves
  word,              // the filer's word: solved or not
  rate,              // the filer's rating, 1–5; once
  add,               // the filer adds what she was asked for or what she wants to add
  share,             // the filer lets another desk see it; that desk does nothing in it
  unshare,           // she lets nobody see it any more
};
BOOST_DESCRIBE_ENUM(ActKind, open, move, offer, take_over, send_back, hand_back, invite, contribute,
                    ask_more_time, grant_more_time, refuse_more_time, note, word, rate, add, share,
                    unshare)

// A condition over the matter; all conditions of an act must hold.
enum class ConditionKind {
  on_list,         // the holder is a village and the category is on the village's list
  off_list,        // the holder is a village and the category is not
  level,           // the actor's desk stands at one of `values` (levels, or "department")
  field_is,        // matter field `name` is one of `values`
  fewer_than,      // act `name` was done fewer than `count` times
  at_least,        // act `name` was done at least `count` times
  within,          // not later than `period` after the matter ended
  not_offered,     // no offer is open
  may_lead,        // the holder is no village, or the category is on the village's list
  children_ended,  // whatever was opened of this matter has ended
};
BOOST_DESCRIBE_ENUM(ConditionKind, on_list, off_list, level, field_is, fewer_than, at_least, within,
                    not_offered, may_lead, children_ended)

struct Condition {
  ConditionKind kind = ConditionKind::on_list;
  std::string name;
  std::vector<std::string> values;
  int count = 0;
  Period period;
  bool operator==(const Condition&) const = default;
};

// Where an act leads: the first branch whose `field` (of form or matter) is `value` and whose
// `done` acts were done `times` times or more before; an empty field always matches. `step` is a
// step key, "stay" or "back" (the step this one was entered from); the step where it stands means
// stay.
struct Branch {
  std::string field;
  std::string value;
  std::string step;
  std::vector<std::string> done;
  int times = 0;
  bool operator==(const Branch&) const = default;
};

enum class Audience { filer, holder, offered, participants };
BOOST_DESCRIBE_ENUM(Audience, filer, holder, offered, participants)

// A message sent when the act is done: its text is `text` in the catalogue.
struct Tell {
  Audience to = Audience::filer;
  std::string text;
  bool operator==(const Tell&) const = default;
};

// The time of a step: a period, or a row of a limit table chosen by a matter field. A table's row
// "*" stands for every other value, its row "urgent" for a category marked urgent. With `until` the
// time ends with the day that this date field of the opening names, the period at the latest.
struct Within {
  std::optional<Period> period;
  std::string until;
  std::string limit_table;  // name in the pack's limits
  std::string by_field;
  bool assumed = true;  // an honest default, not given by a source
  std::string source;
  bool operator==(const Within&) const = default;
};

enum class LateKind { remind, supervise, move };
BOOST_DESCRIBE_ENUM(LateKind, remind, supervise, move)

// What happens `after` the step's time is over (amount 0: at once; negative: so long before). In a
// step without `within`, `after` counts from when it was entered. `step` may be "back".
struct Late {
  Period after;
  LateKind kind = LateKind::remind;
  std::string step;             // move: where to
  std::optional<DeskRef> desk;  // remind: whom (none: the holder, of an invitation who is asked);
                                // supervise: who becomes 督办
  std::string text;             // message code
  std::map<std::string, std::string> set;
  bool operator==(const Late&) const = default;
};

// Where the matters are that an act opens.
enum class OpensAt {
  here,   // one, where this matter is
  each,   // one for each unit, or with each desk, that the field `name` names: of the form, or kept
  every,  // one at every unit of level `name` below where this matter is
};

inline constexpr int kChildrenMax = 300;  // opened by one act

// What an act opens of this matter, in the same write (关联): matters of another procedure, each
// with a form filled in from this act's form and from what this matter keeps.
struct Opens {
  std::string procedure;
  OpensAt at = OpensAt::here;
  std::string name;
  std::map<std::string, std::string> copy;  // field of its opening → field here
  bool operator==(const Opens&) const = default;
};

// What an act makes of everything that was opened of its matter and has not ended: it ends, with
// these fields; its desk is told.
struct EndsChildren {
  std::string text;  // message code; "": nobody is told
  std::map<std::string, std::string> set;
  bool operator==(const EndsChildren&) const = default;
};

// A step that waits for what was opened of this matter goes on by itself when all, or the first, of
// it have ended, with one of these outcomes (none: with any).
struct Join {
  bool all = true;
  std::vector<std::string> outcomes;
  std::string step;
  std::string text;  // message code; "": nobody is told
  std::map<std::string, std::string> set;
  bool operator==(const Join&) const = default;
};

struct Act {
  std::string key;
  ActKind kind = ActKind::move;
  Words title;  // the verb on the button
  std::vector<Role> who;
  std::vector<Field> form;
  std::vector<Condition> only_if;
  std::vector<Branch> to;  // move, word, add, rate, take_over, hand_back; empty is "stay"
  // offer, invite: to whom; else: who holds it in the step entered (lead: only where that step has
  // no desk of its own)
  std::optional<DeskRef> desk;
  std::optional<Period> limit;  // offer, invite, ask_more_time: until when the other side answers
  std::vector<Late> late;  // invite: what happens when the part asked for does not come by then
  std::vector<std::string> sets;           // form fields copied to the matter
  std::map<std::string, std::string> set;  // fields set to fixed values ("outcome": "solved")
  std::vector<Tell> tells;
  std::optional<Within> gives;  // grant_more_time: by how much the deadline moves
  std::optional<Opens> opens;
  std::optional<EndsChildren> ends_children;
  bool never_handler = false;  // not by anybody who handled the matter (call-back, third person)
  std::vector<std::string> source;  // catalogue ids
  bool operator==(const Act&) const = default;
};

enum class ClockMode { runs, paused, none };
BOOST_DESCRIBE_ENUM(ClockMode, runs, paused, none)

struct Step {
  std::string key;
  Words title;
  Words public_title;           // what the filer and the public read
  std::optional<DeskRef> desk;  // none: the holder stays who it is
  ClockMode clock = ClockMode::runs;
  std::optional<Within> within;
  std::vector<Late> late;
  std::optional<Join> joins;
  std::vector<Act> acts;
  bool final = false;
  bool lead = false;  // who holds it in this step is the lead (主办) from then on
  bool operator==(const Step&) const = default;
};

// Who may open a matter, besides residents and the import: a desk of this position ("": any) at
// this level or "department" ("": anywhere).
struct OpenedBy {
  std::string position, level;
  bool operator==(const OpenedBy&) const = default;
};

// How a matter of a procedure is opened (开启).
struct Opening {
  std::vector<OpenedBy> desks;
  std::vector<std::string> at;   // levels of the unit where it happens; none: any
  bool on_behalf = false;        // for somebody else, who agreed and to whom it was read
  bool without_account = false;  // with a follow-up code
  bool about = false;            // asks whether it is about somebody in office
  // Where its first desk is chosen: levels, or "department", of the desks among which.
  std::vector<std::string> begins_at;
  std::vector<std::string> suggests;  // category, kind, grade: by the rules of the pack
  bool operator==(const Opening&) const = default;
};

enum class Every { day, week, month, quarter, half_year, year };
BOOST_DESCRIBE_ENUM(Every, day, week, month, quarter, half_year, year)

// When the program itself opens one, at each unit where it may happen and whose own desk is not
// vacant: in each turn once, on this working day of it.
struct Rhythm {
  Every every = Every::month;
  int workday = 1;  // of the turn, from 1
  int minute = 0;   // of the day
  CivilDate from;   // nothing begins before
  bool operator==(const Rhythm&) const = default;
};

struct Definition {
  std::string key;  // "request"
  int version = 1;
  Words title;
  std::vector<std::string> source;
  std::string first_step;
  Opening opening;
  std::optional<Rhythm> rhythm;
  Act open;  // kind open; its form is the opening form
  std::vector<Step> steps;
  std::vector<std::string> public_fields;  // what may become public, with the filer's choice

  const Step* find_step(std::string_view step_key) const;
  // Whether a village's list says if it may be given such a matter: what comes by category from
  // whoever, and what a desk above may open; never what villagers start themselves (DUTY-2).
  bool binds_village_list() const;
  bool operator==(const Definition&) const = default;
};

inline const Step* Definition::find_step(std::string_view step_key) const {
  for (const auto& step : steps) {
    if (step.key == step_key) return &step;
  }
  return nullptr;
}

inline bool Definition::binds_village_list() const {
  for (const auto role : open.who) {
    if (role == Role::matter || role == Role::rhythm) return true;
  }
  for (const auto& field : open.form) {
    if (field.choices == "categories") return true;
  }
  for (const auto& by : opening.desks) {
    constexpr std::string_view kAbove[] = {"", "town", "county", "department"};
    for (const auto level : kAbove) {
      if (by.level == level) return true;
    }
  }
  return false;
}

}  // namespace linli::procedure
