// desk/matter.h – one matter as it stands, read from and written to its row.
//
// Matter mirrors the table `matter` (schema.cc explains every column). Thread safety: value.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "procedure/engine.h"
#include "rights/standing.h"
#include "store/snapshot.h"
#include "store/write_set.h"

namespace linli::desk {

enum class MoreTime : std::int64_t { NeverAsked, Asked, Granted, Refused };

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
  std::string source, source_row;  // "" when not imported

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
  std::string kind;  // "late" or "offer"
  Instant due;
  std::int64_t stage = 0;
};

// A matter with everything a decision about it reads.
struct Dossier {
  Matter matter;
  std::vector<Participant> participants;
  std::vector<Timer> timers;
  std::optional<Stay> open_stay;  // where it is now
  std::vector<PersonId> about;
  std::vector<PersonId> hands;  // who did an act as staff
};

Result<std::optional<Matter>> find_matter(store::Snapshot& read, MatterId id);
Result<std::optional<Matter>> find_matter_by_number(store::Snapshot& read, std::string_view number);
// Errors: desk.no_such_matter.
Result<Dossier> dossier(store::Snapshot& read, MatterId id);
Result<std::vector<Stay>> stays(store::Snapshot& read, MatterId id);

// The row of a new matter.
store::Columns all_columns(const Matter& matter);
// The columns in which `after` differs from `before`.
store::Columns differing(const Matter& before, const Matter& after);
void add(store::WriteSet& out, const Participant& participant);
void add(store::WriteSet& out, const Stay& stay);
void add(store::WriteSet& out, const Timer& timer);

// Small JSON objects kept in one column.
std::map<std::string, std::string> read_fields(const Matter& matter);
std::map<std::string, int> read_done(const Matter& matter);

// What rules and rights may know of it.
rights::MatterTies ties(const Dossier& dossier);

}  // namespace linli::desk
