// office/views.h – the JSON of registry administration.
//
// Names of people are masked but for those in office, whose name goes with the office; their own
// telephone is never here (RISK-4). Ids are strings, instants ms UTC, 0 when there is none.
// Thread safety: values.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "desk/views.h"

namespace linli::office {

struct UnitCensus {
  desk::UnitView unit;
  std::vector<desk::UnitView> place;  // from the county down to the unit
  std::int64_t households = 0;
  std::int64_t people = 0;
  std::int64_t positions = 0;
  std::int64_t children = 0;
};
BOOST_DESCRIBE_STRUCT(UnitCensus, (), (unit, place, households, people, positions, children))

// A term that is served now or begins later.
struct HolderView {
  TermId term;
  PersonId person;
  std::string name;
  bool deputy = false;
  std::int64_t from_at = 0;
  std::int64_t to_at = 0;
};
BOOST_DESCRIBE_STRUCT(HolderView, (), (term, person, name, deputy, from_at, to_at))

struct PositionView {
  PositionId id;
  std::string key;
  Words name;
  std::string phone;
  std::vector<HolderView> holders;
};
BOOST_DESCRIBE_STRUCT(PositionView, (), (id, key, name, phone, holders))

struct PositionList {
  std::vector<PositionView> items;
};
BOOST_DESCRIBE_STRUCT(PositionList, (), (items))

struct OrganisationView {
  OrganisationId id;
  std::string code;
  Words name;
  std::string kind;
  Words kind_words;
  std::string line;                      // party, self_governance or other
  std::optional<OrganisationId> parent;  // who leads it in its line
  std::vector<desk::UnitView> serves;
};
BOOST_DESCRIBE_STRUCT(OrganisationView, (),
                      (id, code, name, kind, kind_words, line, parent, serves))

struct OrganisationPage {
  std::vector<OrganisationView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(OrganisationPage, (), (items, next))

struct PersonRow {
  PersonId id;
  std::string name;  // 张**
  std::string door;
  std::vector<Words> ties;  // 户籍, 常住 …
};
BOOST_DESCRIBE_STRUCT(PersonRow, (), (id, name, door, ties))

struct PeoplePage {
  std::vector<PersonRow> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(PeoplePage, (), (items, next))

struct PhoneBody {
  std::string phone;  // "" takes it away
};
BOOST_DESCRIBE_STRUCT(PhoneBody, (), (phone))

struct AppointBody {
  std::string phone;                    // of the person, or the name of an account
  std::optional<std::int64_t> from_at;  // absent or 0: now
  std::optional<bool> deputy;
  std::optional<std::string> name;  // of somebody who may not be in the register yet
};
BOOST_DESCRIBE_STRUCT(AppointBody, (), (phone, from_at, deputy, name))

struct EndBody {
  std::optional<std::int64_t> at;  // absent or 0: now
};
BOOST_DESCRIBE_STRUCT(EndBody, (), (at))

// What a change of the registry answers: the entry of the record, and what holds now.
struct OfficeReceipt {
  EntryId entry;
  PositionId position;
  std::optional<TermId> term;
  std::string phone;
  std::int64_t from_at = 0;
  std::int64_t to_at = 0;
};
BOOST_DESCRIBE_STRUCT(OfficeReceipt, (), (entry, position, term, phone, from_at, to_at))

struct BadRowView {
  std::int64_t row = 0;
  std::string column;
  std::string heading;  // of the column in her file
  std::string code;
  Words words;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(BadRowView, (), (row, column, heading, code, words, detail))

// Why the rest of a file was not read; what stands above it is in.
struct BrokeOffView {
  std::string code;
  Words words;
  std::string detail;  // "row 7, cell 3"
};
BOOST_DESCRIBE_STRUCT(BrokeOffView, (), (code, words, detail))

// How far a table is that comes in pieces (import_desk.h). `ready`: whole, and nobody reads it.
enum class ImportStage { none, arriving, ready, trying, tried, importing, imported, failed };
BOOST_DESCRIBE_ENUM(ImportStage, none, arriving, ready, trying, tried, importing, imported, failed)

// Why a table was not read at all.
struct ImportFailure {
  std::string code;
  Words words, remedy;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(ImportFailure, (), (code, words, remedy, detail))

struct ImportState {
  ImportStage stage = ImportStage::none;
  std::string kind;
  std::string file;       // its name
  std::int64_t size = 0;  // bytes, and how many are here
  std::int64_t received = 0;
  std::int64_t rows = 0;        // read so far
  std::int64_t rows_total = 0;  // 0: not known before it was tried
  bool turn_taken = false;      // another import is running
  std::optional<ImportFailure> failure = std::nullopt;
};
BOOST_DESCRIBE_STRUCT(ImportState, (),
                      (stage, kind, file, size, received, rows, rows_total, turn_taken, failure))

// What an import reads.
struct ColumnView {
  std::string key, heading;
  std::vector<std::string> headers;  // all that it goes by
  bool needed = false;
  Words about, form;
  std::vector<std::string> words;  // those that a cell may hold
};
BOOST_DESCRIBE_STRUCT(ColumnView, (), (key, heading, headers, needed, about, form, words))

struct ImportKindView {
  std::string kind;
  std::vector<ColumnView> columns;
};
BOOST_DESCRIBE_STRUCT(ImportKindView, (), (kind, columns))

struct ImportKinds {
  std::vector<ImportKindView> items;
};
BOOST_DESCRIBE_STRUCT(ImportKinds, (), (items))

struct ImportView {
  std::int64_t imported = 0;
  std::int64_t unchanged = 0;
  std::int64_t refused = 0;
  std::int64_t examples = 0;  // rows of a template that were left out
  std::vector<std::string> would_change;
  std::vector<BadRowView> bad;
  bool lists_cut = false;  // there are more than the lists hold
  std::optional<BrokeOffView> broke_off = std::nullopt;
};
BOOST_DESCRIBE_STRUCT(ImportView, (),
                      (imported, unchanged, refused, examples, would_change, bad, lists_cut,
                       broke_off))

}  // namespace linli::office
