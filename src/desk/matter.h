// desk/matter.h – one matter as it stands, read from and written to its row.
//
// Matter mirrors the table `matter` (schema.cc explains every column). Thread safety: value.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "procedure/engine.h"
#include "rights/standing.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::desk {

enum class MoreTime : std::int64_t { NeverAsked, Asked, Granted, Refused };

// How the source of what the calendar opened begins; an import can never name such a one
// (desk.source_reserved).
inline constexpr std::string_view kRhythmSource = "@rhythm/";

struct Matter {
  MatterId id;
  std::int64_t version = 1;
  std::string number;
  std::string procedure;
  std::int64_t procedure_version = 1;
  std::string step;
  std::string came_from;
  UnitId unit;
  UnitId village;
  std::string village_path;
  std::string category, category_basis, kind, grade, grade_basis, outcome;
  std::string fields = "{}";
  std::string done = "{}";
  PositionId holder;
  std::string holder_level, holder_path;
  Instant holder_since;
  bool waits_for_filer = false;
  PositionId sender;
  PositionId offered;
  Instant offer_until;
  PersonId filer, affected, opener;
  PositionId opener_position;
  std::string channel, for_whom;
  TextId contact_text, title_text, detail_text, place_text;
  std::string follow_hash;  // raw bytes, "" without a code
  bool confidential = false;
  std::string above_path;  // where a complaint may lie (desk/above.h); "" when about nobody
  bool wish_public = false;
  Instant filed_at, step_since, due_at;
  bool due_provisional = false;
  std::string due_basis;
  bool due_assumed = false;
  Instant paused_at;
  std::int64_t paused_workdays = 0;
  Instant kept_due_at;
  MoreTime more_time = MoreTime::NeverAsked;
  std::int64_t more_time_days = 0;
  PersonId more_time_person;
  Instant ended_at;
  std::int64_t rating = 0;
  EntryId last_entry;
  // Of an import where it came from and its row there, of the calendar (rhythm.h) which rhythm and
  // turn; "" of all else.
  std::string source, source_row;

  // What a desk opened for nobody else, or the calendar, has none.
  bool has_filer() const {
    if (filer || affected || contact_text) return true;
    return !opener && !source.starts_with(kRhythmSource);
  }
  bool ended() const { return ended_at.ms != 0; }
};

struct Participant {
  std::int64_t id = 0;
  std::int64_t version = 1;
  MatterId matter;
  std::string role;
  PositionId position;
  Instant since, ended, answer_until;
};

struct Stay {
  std::int64_t id = 0;
  std::int64_t version = 1;
  MatterId matter;
  PositionId position;
  std::string step;
  Instant from, until;
};

struct Timer {
  std::int64_t id = 0;
  std::int64_t version = 1;
  MatterId matter;
  std::string kind;  // "late", "offer" or answer_timer()
  Instant due;
  std::int64_t stage = 0;
};

// The kind of the timer that watches over the part that somebody was invited to.
inline std::string answer_timer(const Participant& part) {
  return "answer/" + std::to_string(part.id);
}

// Somebody a matter is about; `asked`: a reviewer has yet to say so.
struct AboutRow {
  std::int64_t id = 0;
  std::int64_t version = 1;
  PositionId position;  // at which she was named; 0 in rows from before it was kept
  PersonId person;
  bool asked = false;
};

// What was opened of a matter, as it stands.
struct Child {
  MatterId id;
  std::string outcome;
  bool ended = false;
};

// A matter with everything a decision about it reads.
struct Dossier {
  Matter matter;
  std::vector<Participant> participants;
  std::vector<Timer> timers;
  std::optional<Stay> open_stay;  // where it is now
  std::vector<PersonId> about;    // the people of `named`
  std::vector<AboutRow> named;
  std::vector<PersonId> hands;  // who did an act as staff
  std::vector<Child> children;  // in the order in which they were opened
  // Of a matter that is not there yet: what will stand in its contact text.
  std::string new_name, new_phone;
};

Result<std::optional<Matter>> find_matter(store::Snapshot& read, MatterId id);
Result<std::optional<Matter>> find_matter_by_number(store::Snapshot& read, std::string_view number);
// Errors: desk.no_such_matter.
Result<Dossier> dossier(store::Snapshot& read, MatterId id);
// The matters that were opened of it, in that order.
Result<std::vector<Matter>> children_of(store::Snapshot& read, MatterId id);
Result<std::vector<Stay>> stays(store::Snapshot& read, MatterId id);

// The row of a new matter.
store::Columns all_columns(const Matter& matter);
// The columns in which `after` differs from `before`.
store::Columns differing(const Matter& before, const Matter& after);
void add(store::WriteSet& out, const Participant& participant);
void add(store::WriteSet& out, const Stay& stay);
void add(store::WriteSet& out, const Timer& timer);

// Fields that the kernel keeps among a matter's own: how the follow-up code went to the filer of a
// matter entered for her ("phone", "slip"; nothing where the clerk was told it), the slip it lies
// in, and a rating that was given by such a code alone and counts for nothing (ADR 0023).
inline constexpr const char* kCodeBy = "code_by";
inline constexpr const char* kCodeByPhone = "phone";
inline constexpr const char* kCodeBySlip = "slip";
inline constexpr const char* kSlipNumber = "slip_number";
inline constexpr const char* kUnconfirmedRating = "unconfirmed_rating";
// From where later words took it above: step, desk and deadline (ADR 0024).
inline constexpr const char* kAboutFrom = "about_from";

// Of which matter it was opened, and how many were opened of it.
inline constexpr const char* kParent = "parent";
inline constexpr const char* kChildren = "children";

// Small JSON objects kept in one column.
std::map<std::string, std::string> read_fields(const Matter& matter);
std::map<std::string, int> read_done(const Matter& matter);

// What rules and rights may know of it.
rights::MatterTies ties(const Dossier& dossier);

// Whether what is said with the follow-up code alone may be somebody else's word: who entered the
// matter for her has, or had, the code in hand, and no phone of hers got it.
bool word_is_unconfirmed(const Matter& matter, const rights::Standing& standing);

}  // namespace linli::desk
