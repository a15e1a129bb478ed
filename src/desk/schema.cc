#include "desk/schema.h"

namespace linli::desk {
namespace {

constexpr std::string_view kMatter = R"sql(
-- derived: every matter as it stands now; rebuildable from the record and the vault
CREATE TABLE matter (
  id {pk}, -- MatterId
  version BIGINT NOT NULL, -- counts changes; named in every write set that read the row
  number TEXT NOT NULL UNIQUE, -- public number with check digit
  procedure_key TEXT NOT NULL, -- "request"
  procedure_version BIGINT NOT NULL, -- the version under which it began, or was moved to
  step TEXT NOT NULL, -- key of the step it stands in
  came_from TEXT NOT NULL, -- step from which it was entered, for "back"
  unit_id BIGINT NOT NULL, -- where it happens
  village_id BIGINT NOT NULL, -- the village-level unit of that place
  village_path TEXT NOT NULL, -- ids from the county to that village
  category TEXT NOT NULL, -- category key
  category_basis TEXT NOT NULL, -- "filer", "suggested:<rule>" or "confirmed"
  kind TEXT NOT NULL, -- consult, help, suggest, complaint, report
  grade TEXT NOT NULL, -- micro, small, large, hard
  grade_basis TEXT NOT NULL, -- "suggested:<rule>" or "confirmed"
  outcome TEXT NOT NULL, -- how it ended; empty while open
  fields TEXT NOT NULL, -- further fields as a JSON object of strings
  done TEXT NOT NULL, -- act key to number of times, a JSON object
  holder_position BIGINT NOT NULL, -- the position that answers for it, also while it waits
  holder_level TEXT NOT NULL, -- level of the holding desk's unit, or "department"
  holder_path TEXT NOT NULL, -- unit path of the holding desk
  holder_since BIGINT NOT NULL, -- ms UTC
  waits_for_filer BIGINT NOT NULL, -- 1 when the step's desk is the filer
  sender_position BIGINT, -- who handed it to the holder
  offered_position BIGINT, -- to whom it is offered
  offer_until BIGINT NOT NULL, -- ms UTC, 0 without an offer
  filer_person BIGINT, -- NULL when filed without an account
  affected_person BIGINT, -- for whom it was entered
  opener_person BIGINT, -- who entered it for somebody
  opener_position BIGINT, -- and in which position
  channel TEXT NOT NULL, -- web, liaison, phone, letter, visit, hall, import
  for_whom TEXT NOT NULL, -- self, household, shop, firm, somebody
  contact_text BIGINT, -- vault text: name and phone given without an account
  title_text BIGINT NOT NULL, -- vault text
  detail_text BIGINT, -- vault text
  place_text BIGINT, -- vault text: the place in words
  follow_hash {blob}, -- keyed hash of the follow-up code
  confidential BIGINT NOT NULL, -- 1: a complaint about people
  wish_public BIGINT NOT NULL, -- 1: the filer wants it on the public page
  filed_at BIGINT NOT NULL, -- ms UTC
  step_since BIGINT NOT NULL, -- ms UTC
  due_at BIGINT NOT NULL, -- end of the step's time, ms UTC; 0 without
  due_provisional BIGINT NOT NULL, -- 1: reaches a year without published holidays
  due_basis TEXT NOT NULL, -- where the period comes from
  due_assumed BIGINT NOT NULL, -- 1: an honest default
  paused_at BIGINT NOT NULL, -- ms UTC since when the clock stands still; 0 when it runs
  paused_workdays BIGINT NOT NULL, -- working days of earlier pauses
  kept_due_at BIGINT NOT NULL, -- while paused: the deadline of the step it goes back to
  more_time BIGINT NOT NULL, -- 0 never asked, 1 asked, 2 granted, 3 refused
  more_time_days BIGINT NOT NULL, -- working days asked for
  more_time_person BIGINT, -- who asked, and so may not decide
  ended_at BIGINT NOT NULL, -- ms UTC, 0 while open
  rating BIGINT NOT NULL, -- 1 to 5, 0 not rated
  last_entry BIGINT NOT NULL, -- the newest entry of the record about it
  source TEXT, -- file or platform it was imported from
  source_row TEXT, -- and its row there
  UNIQUE (source, source_row)
){end};
CREATE INDEX matter_holder ON matter (holder_position, ended_at, due_at);
CREATE INDEX matter_offered ON matter (offered_position) WHERE offered_position IS NOT NULL;
CREATE INDEX matter_filer ON matter (filer_person, filed_at) WHERE filer_person IS NOT NULL;
CREATE INDEX matter_opener ON matter (opener_person, filed_at) WHERE opener_person IS NOT NULL;
CREATE INDEX matter_public ON matter (village_id, filed_at)
  WHERE wish_public = 1 AND confidential = 0;
CREATE INDEX matter_below ON matter (holder_path, due_at) WHERE ended_at = 0;
)sql";

constexpr std::string_view kTies = R"sql(
-- derived: who takes part in a matter beside its holder, and since when
CREATE TABLE participant (
  id {pk}, -- row
  version BIGINT NOT NULL, -- counts changes
  matter_id BIGINT NOT NULL, -- MatterId
  role TEXT NOT NULL, -- first, lead, assist, supervisor
  position_id BIGINT NOT NULL, -- the desk
  since_at BIGINT NOT NULL, -- ms UTC
  ended_at BIGINT NOT NULL, -- ms UTC, 0 while it takes part
  answer_until BIGINT NOT NULL -- assist: until when its part is asked for, 0 otherwise
){end};
CREATE INDEX participant_matter ON participant (matter_id);
CREATE INDEX participant_desk ON participant (position_id, role) WHERE ended_at = 0;

-- derived: each stay of a matter at a desk, so that the time at every level is kept
CREATE TABLE stay (
  id {pk}, -- row
  version BIGINT NOT NULL, -- counts changes
  matter_id BIGINT NOT NULL, -- MatterId
  position_id BIGINT NOT NULL, -- the desk
  step TEXT NOT NULL, -- step key
  from_at BIGINT NOT NULL, -- ms UTC
  until_at BIGINT NOT NULL -- ms UTC, 0 while it is there
){end};
CREATE INDEX stay_matter ON stay (matter_id);

-- derived: persons whom a complaint is about; they have no standing in it
CREATE TABLE matter_about (
  id {pk}, -- row
  matter_id BIGINT NOT NULL, -- MatterId
  person_id BIGINT NOT NULL -- PersonId
){end};
CREATE INDEX matter_about_matter ON matter_about (matter_id);

-- derived: persons who did an act as staff; none of them calls back or reviews
CREATE TABLE matter_hand (
  id {pk}, -- row
  matter_id BIGINT NOT NULL, -- MatterId
  person_id BIGINT NOT NULL, -- PersonId
  UNIQUE (matter_id, person_id)
){end};
)sql";

constexpr std::string_view kTimers = R"sql(
-- derived: the next thing that happens to a matter by itself; gone when it has happened
CREATE TABLE timer (
  id {pk}, -- row
  version BIGINT NOT NULL, -- counts changes; removing the row is what makes it happen once
  matter_id BIGINT NOT NULL, -- MatterId
  kind TEXT NOT NULL, -- late, offer
  due_at BIGINT NOT NULL, -- ms UTC
  stage BIGINT NOT NULL -- late: place in the step's chain
){end};
CREATE INDEX timer_due ON timer (due_at);
CREATE INDEX timer_matter ON timer (matter_id);

-- derived: answers already given, by idempotency key; swept after 30 days
CREATE TABLE receipt (
  id {pk}, -- row, holds the time
  version BIGINT NOT NULL, -- always 1
  scope TEXT NOT NULL, -- who and which route
  idempotency_key TEXT NOT NULL, -- as sent
  body_hash {blob} NOT NULL, -- SHA-256 of the body
  sealed {blob} NOT NULL, -- the answer, sealed: it may hold a follow-up code
  UNIQUE (scope, idempotency_key)
){end};

-- derived: blocks of serial numbers given to processes, by year
CREATE TABLE matter_serial (
  id {pk}, -- year
  version BIGINT NOT NULL, -- counts changes
  next_serial BIGINT NOT NULL -- first serial not yet given out
){end};
)sql";

constexpr std::string_view kSettings = R"sql(
-- derived: facts about the data folder, set when it was made
CREATE TABLE folder_setting (
  id {pk}, -- row
  version BIGINT NOT NULL, -- counts changes
  name TEXT NOT NULL UNIQUE, -- "folder_kind"
  content TEXT NOT NULL -- "sample"
){end};
)sql";

// Lists in the order in which they are read, so that a page reads little more than itself.
constexpr std::string_view kLists = R"sql(
DROP INDEX matter_below;
CREATE INDEX matter_below ON matter
  (holder_path, village_path, confidential, holder_position, ended_at)
  WHERE ended_at = 0;
CREATE INDEX matter_open_due ON matter (due_at) WHERE ended_at = 0;
CREATE INDEX matter_open_since ON matter (holder_since) WHERE ended_at = 0;
CREATE INDEX matter_open_number ON matter (number) WHERE ended_at = 0;
CREATE INDEX matter_filed ON matter (filed_at);
CREATE INDEX matter_village ON matter (village_id, category);
CREATE INDEX matter_affected ON matter (affected_person) WHERE affected_person IS NOT NULL;
CREATE INDEX matter_about_person ON matter_about (person_id, matter_id);
)sql";

// What an administrator reads of the record: looks, and what is about no matter.
constexpr std::string_view kAudit = R"sql(
CREATE INDEX journal_entry_look ON journal_entry (id) WHERE act = 'request.reveal';
CREATE INDEX journal_entry_office ON journal_entry (id) WHERE matter_id IS NULL;
)sql";

// Every order of a long list has its index (inbox/walk.h).
constexpr std::string_view kWalks = R"sql(
CREATE INDEX matter_desk_since ON matter (holder_position, holder_since) WHERE ended_at = 0;
CREATE INDEX matter_desk_filed ON matter (holder_position, filed_at);
CREATE INDEX matter_desk_number ON matter (holder_position, number);
CREATE INDEX matter_open_filed ON matter (filed_at) WHERE ended_at = 0;
CREATE INDEX matter_category_open ON matter (category, due_at) WHERE ended_at = 0;
CREATE INDEX matter_category_filed ON matter (category, filed_at);
CREATE INDEX matter_village_open ON matter (village_id, due_at) WHERE ended_at = 0;
CREATE INDEX matter_village_filed ON matter (village_id, filed_at);
DROP INDEX matter_village;
CREATE INDEX matter_village ON matter (village_id, category, filed_at);
CREATE INDEX matter_public_village ON matter (village_id, id)
  WHERE wish_public = 1 AND confidential = 0;
)sql";

// Holds all that the figures ask of what is open, so that they read no rows.
constexpr std::string_view kOpen = R"sql(
DROP INDEX matter_open_filed;
CREATE INDEX matter_open_filed ON matter
  (filed_at, due_at, confidential, village_path, category, ended_at)
  WHERE ended_at = 0;
)sql";

// What is newest is mostly open: who wants what has ended must not walk over it.
constexpr std::string_view kEnded = R"sql(
CREATE INDEX matter_ended_filed ON matter (filed_at) WHERE ended_at > 0;
CREATE INDEX matter_desk_ended ON matter (holder_position, filed_at) WHERE ended_at > 0;
)sql";

// Every index that a filing enters at a place of its own is a page more to write. So what is open
// at a desk or in a village has one index and is sorted, and what has ended has those of its order;
// what lies below is counted from the index of what is open in villages.
constexpr std::string_view kFewer = R"sql(
DROP INDEX matter_desk_since;
DROP INDEX matter_desk_filed;
DROP INDEX matter_desk_number;
DROP INDEX matter_village_filed;
DROP INDEX matter_village_open;
DROP INDEX matter_below;
DROP INDEX matter_public;
DROP INDEX participant_desk;
CREATE INDEX matter_desk_ended_number ON matter (holder_position, number) WHERE ended_at > 0;
CREATE INDEX matter_below ON matter
  (village_path, due_at, id, holder_path, confidential, holder_position, ended_at)
  WHERE ended_at = 0;
CREATE INDEX matter_village_ended ON matter (village_id, filed_at) WHERE ended_at > 0;
CREATE INDEX participant_desk ON participant (position_id, role)
  WHERE ended_at = 0 AND role <> 'first' AND role <> 'lead';
)sql";

// What has ended has indexes of its own.
constexpr std::string_view kOpenAtDesk = R"sql(
DROP INDEX matter_holder;
CREATE INDEX matter_desk_open ON matter (holder_position, due_at) WHERE ended_at = 0;
)sql";

// SQLite's indexes hold the id by nature, PostgreSQL's only if it is named; without it a list is
// not walked there but sorted.
constexpr std::string_view kOrder = R"sql(
{postgres} DROP INDEX matter_open_due;
{postgres} CREATE INDEX matter_open_due ON matter (due_at, id) WHERE ended_at = 0;
{postgres} DROP INDEX matter_open_since;
{postgres} CREATE INDEX matter_open_since ON matter (holder_since, id) WHERE ended_at = 0;
{postgres} CREATE INDEX matter_open_newest ON matter (filed_at DESC, id) WHERE ended_at = 0;
{postgres} DROP INDEX matter_filed;
{postgres} CREATE INDEX matter_filed ON matter (filed_at DESC, id);
{postgres} DROP INDEX matter_ended_filed;
{postgres} CREATE INDEX matter_ended_filed ON matter (filed_at DESC, id) WHERE ended_at > 0;
{postgres} DROP INDEX matter_desk_open;
{postgres} CREATE INDEX matter_desk_open ON matter (holder_position, due_at, id) WHERE ended_at = 0;
{postgres} DROP INDEX matter_desk_ended;
{postgres} CREATE INDEX matter_desk_ended ON matter (holder_position, filed_at DESC, id)
{postgres}   WHERE ended_at > 0;
{postgres} DROP INDEX matter_category_open;
{postgres} CREATE INDEX matter_category_open ON matter (category, due_at, id) WHERE ended_at = 0;
{postgres} DROP INDEX matter_category_filed;
{postgres} CREATE INDEX matter_category_filed ON matter (category, filed_at DESC, id);
{postgres} DROP INDEX matter_village_ended;
{postgres} CREATE INDEX matter_village_ended ON matter (village_id, filed_at DESC, id)
{postgres}   WHERE ended_at > 0;
)sql";

// An earlier program does not understand a packed entry (journal/packed.h): from here on it refuses
// the folder. No row changes.
constexpr std::string_view kPacked = R"sql(
DELETE FROM journal_queue WHERE id < 0;
)sql";

// matter_id: the matter that the answer is about, by the entry committed with it; NULL without one.
// Receipts from before get theirs at the first start. Matters grow at the end, so does the index.
constexpr std::string_view kReceiptMatter = R"sql(
ALTER TABLE receipt ADD COLUMN matter_id BIGINT;
CREATE INDEX receipt_matter ON receipt (matter_id) WHERE matter_id IS NOT NULL;
)sql";

constexpr std::string_view kLinks = R"sql(
-- derived: of which matter another one was opened
CREATE TABLE matter_link (
  id {pk}, -- row
  version BIGINT NOT NULL, -- always 1
  parent_id BIGINT NOT NULL, -- MatterId
  matter_id BIGINT NOT NULL -- MatterId: the one that was opened
){end};
CREATE INDEX matter_link_parent ON matter_link (parent_id, id);

-- derived: something that a matter waits for may have come; gone when it was looked at
CREATE TABLE matter_wake (
  id {pk}, -- row
  version BIGINT NOT NULL, -- always 1; removing the row is what makes it happen once
  waiting_id BIGINT NOT NULL -- MatterId
){end};
CREATE INDEX matter_wake_waiting ON matter_wake (waiting_id);
)sql";

// Who is named in a complaint, and by whom that is yet to be said; where such a matter may lie.
// matter_about: version counts changes; position_id is the desk at which the person was named, NULL
// in older rows; asked is 1 while a reviewer has yet to say whether it is about her. matter:
// above_path is the path of the lowest unit whose desks may have it, "-" for discipline inspection
// only, empty when it is about nobody.
constexpr std::string_view kAbout = R"sql(
ALTER TABLE matter_about ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE matter_about ADD COLUMN position_id BIGINT;
ALTER TABLE matter_about ADD COLUMN asked BIGINT NOT NULL DEFAULT 0;
ALTER TABLE matter ADD COLUMN above_path TEXT NOT NULL DEFAULT '';
)sql";

// An earlier program does not understand entries of version 2: from here on it refuses the folder.
// No row changes.
constexpr std::string_view kState = R"sql(
DELETE FROM journal_queue WHERE id < 0;
)sql";

}  // namespace

std::vector<store::Migration> migrations() {
  return {{45, "matter", kMatter},
          {46, "matter_ties", kTies},
          {47, "matter_timers", kTimers},
          {48, "folder_setting", kSettings},
          {49, "matter_lists", kLists},
          {50, "record_audit", kAudit},
          {51, "matter_walks", kWalks},
          {52, "matter_open", kOpen},
          {53, "matter_ended", kEnded},
          {54, "matter_fewer", kFewer},
          {55, "matter_desk_open", kOpenAtDesk},
          {56, "matter_order", kOrder},
          {57, "record_packed", kPacked},
          {58, "receipt_matter", kReceiptMatter},
          {59, "matter_named", kAbout},
          {kStateMigration, "record_state", kState},
          {83, "matter_link", kLinks}};
}

std::vector<vault::SealedTable> sealed_tables() {
  return {{"receipt",
           "SELECT id, version, sealed FROM receipt WHERE id > ?1 ORDER BY id LIMIT ?2",
           {"sealed"}}};
}

}  // namespace linli::desk
