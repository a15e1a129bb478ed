// pack/pack.h – a county as data: levels, positions, categories, directory, limits, procedures.
//
// A Pack is made once by load.h and never changes; hold it by std::shared_ptr<const Pack>. What the
// file format is stands in docs/packs.md. Source: charter "Rules live in data"; UNIT-1 … 14, GAP-1.
// Thread safety: value, read from any thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/period.h"
#include "model/words.h"
#include "pack/catalogue.h"
#include "pack/complaints.h"
#include "pack/replies.h"
#include "procedure/definition.h"
#include "procedure/engine.h"

namespace linli::pack {

// The files of a pack: path inside the folder → content.
using Files = std::map<std::string, std::string>;

// Public figures are rounded to this (overview/rounding.h): under three, a few matters would show.
inline constexpr int kRoundTo = 5;
inline constexpr int kRoundToLeast = 3;
inline constexpr int kRoundToMost = 100;

struct County {
  std::string code;  // 420583
  Words name;
  int zone_minutes = 480;                       // east of UTC
  std::vector<std::pair<int, int>> work_hours;  // minutes of the day, from–to
  std::string dispatch;                         // position that an empty line ends at
  int round_to = kRoundTo;                      // what public figures are rounded to
};

struct Level {
  std::string key;  // county, town, village, group, hamlet, cluster, household
  Words rural;
  Words urban;
  bool optional = false;     // a unit of the level above may have units of the level below directly
  bool institution = false;  // has desks: county, town, village
  bool operator==(const Level&) const = default;
};

struct Category {
  std::string key;     // "urban.lighting": dots make the tree
  std::string parent;  // "urban", "" at the top
  Words title;
  std::string kind;  // default request kind; the parent's when not given
  bool urgent = false;
  bool confidential = false;  // about people: overseen from the county only, never public
  bool operator==(const Category&) const = default;
};

struct Choice {
  std::string key;
  Words title;
  bool operator==(const Choice&) const = default;
};

struct Limit {
  Period period;
  std::string source;
  bool assumed = true;  // an honest default, not given by a source
  bool operator==(const Limit&) const = default;
};

enum class DutyKind { village, town, county, organisation };
BOOST_DESCRIBE_ENUM(DutyKind, village, town, county, organisation)

// Whose duty a matter is. `position` is the desk there; `organisation` its key for kind
// organisation; `rule` the name of the directory rule that says so.
struct Duty {
  DutyKind kind = DutyKind::county;
  std::string organisation;
  std::string position;
  std::string rule;
  bool operator==(const Duty&) const = default;
};

struct DirectoryRule {
  std::string category;  // key or prefix of keys; "*" is all
  std::string place;     // code of a town or village; "*" is all
  Duty duty;
  bool operator==(const DirectoryRule&) const = default;
};

// Codes of the units of a place from the county down, as far as known.
struct PlaceFacts {
  std::vector<std::string> codes;
};

// A named rule that suggests something from words in a text. It fires when category and kind fit, a
// word of `any` is there (or `any` is empty), one of `with` (if any) and none of `none`.
struct WordRule {
  std::string rule;
  std::string gives;     // category, grade or kind
  std::string category;  // prefix; "" is any
  std::string kind;      // "" is any
  std::vector<std::string> any;
  std::vector<std::string> with;
  std::vector<std::string> none;
  int weight = 1;
  bool operator==(const WordRule&) const = default;
};

struct Suggestion {
  std::string key;
  int confidence = 0;  // per cent
  std::string rule;    // its name, for "suggested by the system: rule …"
};

struct PositionKind {
  std::string key;
  Words title;
  std::vector<std::string> levels;              // stands at units of these levels
  std::vector<std::string> organisation_kinds;  // and at organisations of these kinds
  std::string organisation;                     // or at this one only
  bool must_exist = false;                      // every such unit or organisation has the seat
  std::string reports_to;                       // position kind one level up, "" at the top
  bool oversees = false;                        // reads and decides on what lies below its unit
  bool operator==(const PositionKind&) const = default;
};

// A row of organisations.csv.
struct OrganisationRow {
  std::string key;
  Words name;
  std::string kind, line, tier, line_parent, unit_code, category, serves, note;
  bool operator==(const OrganisationRow&) const = default;
};

// What every unit of a level has: templates.yaml (351, 434, UNIT-15 … 28).
struct OrganisationTemplate {
  std::string key;
  std::string level;  // at every unit of this level
  std::string area;   // "rural", "urban" or "" for both
  Words name;         // {unit} stands for the unit's short name
  std::string kind, line, category;
  int tier = 0;
  std::string parent;  // template key one level up
  int count = 1;
  std::vector<std::string> source;
  bool operator==(const OrganisationTemplate&) const = default;
};

// The Pack: everything but the units, which registry/ imports from units.csv.
struct Pack {
  std::string key;
  int version = 1;
  Words title;
  County county;
  std::vector<Level> levels;  // from the top
  std::vector<Category> categories;
  std::map<std::string, std::vector<Choice>> choices;
  std::map<std::string, std::map<std::string, Limit>> limits;  // table → row → limit
  std::vector<DirectoryRule> directory;                        // the first that fits
  std::vector<std::string> village_list;                       // categories (prefixes)
  std::string village_list_source;
  std::vector<WordRule> category_rules, grade_rules, kind_rules;
  std::vector<PositionKind> positions;
  std::vector<OrganisationRow> organisations;
  std::vector<OrganisationTemplate> templates;
  Complaints complaints;
  std::vector<ReplyTemplate> replies;
  std::map<std::string, procedure::Definition> procedures;
  Catalogue catalogue;  // built-in texts with this pack's overrides
  Files files;          // as loaded
  std::string hash;     // SHA-256 hex over paths and contents

  const Level* find_level(std::string_view level) const;
  const Category* find_category(std::string_view category) const;
  const PositionKind* find_position(std::string_view position) const;
  // The words of `choice` in `list`; the key itself when there is none.
  Words choice_words(std::string_view list, std::string_view choice) const;
  // Every choice list with its keys; list "categories" holds the categories.
  procedure::Choices choice_keys() const;
  // The row, else the row "*", else nullptr.
  const Limit* limit(std::string_view table, std::string_view row) const;

  // The first rule of the directory that fits; check.h proves that one always does.
  const Duty& responsible(std::string_view category, const PlaceFacts& place) const;
  // Whether a village may be made to handle a category, or a procedure whose matters have none. ""
  // is not.
  bool on_village_list(std::string_view category) const;
  // Whether a village may be given a matter of this procedure and category.
  bool village_takes(const procedure::Definition& definition, std::string_view category) const;

  // What the words of a text suggest; key "" when nothing fits. Deterministic.
  Suggestion suggest_category(std::string_view text) const;
  Suggestion suggest_kind(std::string_view category, std::string_view text) const;
  // Never micro: that needs the filer's consent.
  Suggestion suggest_grade(std::string_view category, std::string_view kind,
                           std::string_view text) const;
};

}  // namespace linli::pack
