#include "pack/parts.h"

#include <algorithm>

#include "base/text.h"
#include "pack/csv.h"

namespace linli::pack {
namespace {

void read_hours(Reader& reader, const Yaml& node, County& county) {
  for (const auto& item : node.items) {
    const auto words = reader.text(item);
    const auto dash = words.find('-');
    const int from = minute_of(std::string_view(words).substr(0, std::min(dash, words.size())));
    const int to =
        dash == std::string::npos ? -1 : minute_of(std::string_view(words).substr(dash + 1));
    if (from < 0 || to <= from) {
      reader.problem(item, "pack.type", "hours such as \"08:30-12:00\" are expected");
    }
    county.work_hours.emplace_back(from, to);
  }
}

void read_category(Reader& reader, const std::string& key, const std::string& parent,
                   const std::string& kind, const Yaml& node, Pack& pack) {
  reader.only(node, {"zh", "en", "kind", "urgent", "confidential", "parts"});
  Category category;
  category.key = parent.empty() ? key : parent + "." + key;
  category.parent = parent;
  category.title = {reader.text(node, "zh", ""), reader.text(node, "en", "")};
  category.kind = reader.text(node, "kind", kind);
  category.urgent = reader.flag(node, "urgent", false);
  const auto* above = pack.find_category(parent);
  const bool inherited = above != nullptr && above->confidential;
  category.confidential = reader.flag(node, "confidential", inherited);
  if (key.find('.') != std::string::npos) {
    reader.problem(node, "pack.type", "a category's key has no dot");
  }
  const auto own_key = category.key;
  const auto own_kind = category.kind;
  pack.categories.push_back(std::move(category));
  const auto* parts = node.find("parts");
  if (parts == nullptr) return;
  for (const auto& [name, part] : parts->members) {
    read_category(reader, name, own_key, own_kind, part, pack);
  }
}

void read_word_rules(Reader& reader, const Yaml& list, std::string_view gives,
                     std::vector<WordRule>& out) {
  for (const auto& item : list.items) {
    reader.only(item, {"rule", gives, "if_category", "if_kind", "any", "with", "none", "weight"});
    WordRule rule;
    rule.rule = reader.need_text(item, "rule");
    rule.gives = reader.need_text(item, gives);
    rule.category = reader.text(item, "if_category", "");
    rule.kind = reader.text(item, "if_kind", "");
    rule.any = reader.texts(item, "any");
    rule.with = reader.texts(item, "with");
    rule.none = reader.texts(item, "none");
    rule.weight = reader.number(item, "weight", 1);
    out.push_back(std::move(rule));
  }
}

}  // namespace

void read_county(Reader& reader, const Yaml& root, Pack& pack) {
  reader.only(root, {"pack", "version", "title", "county"});
  pack.key = reader.need_text(root, "pack");
  pack.version = reader.number(reader.need(root, "version"));
  pack.title = reader.words(reader.need(root, "title"));
  const auto& county = reader.need(root, "county");
  if (county.kind != YamlKind::Map) return;
  reader.only(county, {"code", "name", "zone_minutes", "work_hours", "dispatch", "round_to"});
  pack.county.code = reader.need_text(county, "code");
  pack.county.name = reader.words(reader.need(county, "name"));
  pack.county.zone_minutes = reader.number(county, "zone_minutes", 480);
  pack.county.dispatch = reader.text(county, "dispatch", "");
  pack.county.round_to = reader.number(county, "round_to", kRoundTo);
  if (pack.county.round_to < kRoundToLeast || pack.county.round_to > kRoundToMost) {
    reader.problem(county, "pack.type", "round_to is a number from 3 to 100");
  }
  read_hours(reader, reader.need(county, "work_hours"), pack.county);
}

void read_levels(Reader& reader, const Yaml& root, Pack& pack) {
  for (const auto& [key, node] : root.members) {
    reader.only(node, {"rural", "urban", "optional", "institution"});
    Level level;
    level.key = key;
    level.rural = reader.words(reader.need(node, "rural"));
    level.urban = node.find("urban") == nullptr ? level.rural : reader.words(node, "urban");
    level.optional = reader.flag(node, "optional", false);
    level.institution = reader.flag(node, "institution", false);
    pack.levels.push_back(std::move(level));
  }
}

void read_categories(Reader& reader, const Yaml& root, Pack& pack) {
  for (const auto& [key, node] : root.members) read_category(reader, key, "", "help", node, pack);
}

void read_choices(Reader& reader, const Yaml& root, Pack& pack) {
  for (const auto& [list, node] : root.members) {
    auto& choices = pack.choices[list];
    for (const auto& [key, words] : node.members) choices.push_back({key, reader.words(words)});
  }
}

void read_limits(Reader& reader, const Yaml& root, Pack& pack) {
  for (const auto& [table, rows] : root.members) {
    for (const auto& [row, node] : rows.members) {
      reader.only(node, {"period", "source", "assumed"});
      Limit limit;
      limit.period = reader.period(reader.need(node, "period"));
      limit.assumed = node.find("source") == nullptr;
      limit.source = reader.need_text(node, limit.assumed ? "assumed" : "source");
      pack.limits[table][row] = std::move(limit);
    }
  }
}

void read_directory(Reader& reader, const Yaml& root, Pack& pack) {
  for (const auto& item : root.items) {
    reader.only(item, {"rule", "category", "place", "duty", "desk"});
    DirectoryRule rule;
    rule.duty.rule = reader.need_text(item, "rule");
    rule.category = reader.text(item, "category", "*");
    rule.place = reader.text(item, "place", "*");
    const auto duty = reader.need_text(item, "duty");
    if (!boost::describe::enum_from_string(duty.c_str(), rule.duty.kind) ||
        rule.duty.kind == DutyKind::organisation) {
      rule.duty.kind = DutyKind::organisation;
      rule.duty.organisation = duty;
    }
    rule.duty.position = reader.text(item, "desk", "intake");
    pack.directory.push_back(std::move(rule));
  }
}

void read_village_list(Reader& reader, const Yaml& root, Pack& pack) {
  reader.only(root, {"source", "categories", "procedures"});
  pack.village_list_source = reader.need_text(root, "source");
  pack.village_list = reader.texts(root, "categories");
  for (auto& key : reader.texts(root, "procedures")) pack.village_list.push_back(std::move(key));
}

void read_positions(Reader& reader, const Yaml& root, Pack& pack) {
  for (const auto& [key, node] : root.members) {
    reader.only(node, {"zh", "en", "levels", "organisation_kinds", "organisation", "must_exist",
                       "reports_to", "oversees"});
    PositionKind position;
    position.key = key;
    position.title = {reader.text(node, "zh", ""), reader.text(node, "en", "")};
    position.levels = reader.texts(node, "levels");
    position.organisation_kinds = reader.texts(node, "organisation_kinds");
    position.organisation = reader.text(node, "organisation", "");
    position.must_exist = reader.flag(node, "must_exist", false);
    position.reports_to = reader.text(node, "reports_to", "");
    position.oversees = reader.flag(node, "oversees", false);
    pack.positions.push_back(std::move(position));
  }
}

void read_rules(Reader& reader, const Yaml& root, Pack& pack) {
  reader.only(root, {"category", "kind", "grade"});
  read_word_rules(reader, reader.need(root, "category"), "category", pack.category_rules);
  read_word_rules(reader, reader.need(root, "kind"), "kind", pack.kind_rules);
  read_word_rules(reader, reader.need(root, "grade"), "grade", pack.grade_rules);
}

void read_templates(Reader& reader, const Yaml& root, Pack& pack) {
  for (const auto& [key, node] : root.members) {
    reader.only(node, {"level", "area", "zh", "en", "kind", "line", "category", "tier", "parent",
                       "count", "source"});
    OrganisationTemplate one;
    one.key = key;
    one.level = reader.need_text(node, "level");
    one.area = reader.text(node, "area", "");
    one.name = {reader.text(node, "zh", ""), reader.text(node, "en", "")};
    one.kind = reader.need_text(node, "kind");
    one.line = reader.need_text(node, "line");
    one.category = reader.text(node, "category", "");
    one.tier = reader.number(node, "tier", 0);
    one.parent = reader.text(node, "parent", "");
    one.count = reader.number(node, "count", 1);
    one.source = reader.texts(node, "source");
    pack.templates.push_back(std::move(one));
  }
}

void read_organisations(std::string_view csv, Pack& pack, std::vector<Problem>& problems) {
  static const std::vector<std::string> kColumns = {
      "key",         "name_zh",   "name_en",  "kind",   "line", "tier",
      "line_parent", "unit_code", "category", "serves", "note"};
  for (auto& row : read_csv("organisations.csv", csv, kColumns, problems)) {
    auto& cell = row.cells;
    OrganisationRow out;
    out.key = cell["key"];
    out.name = {cell["name_zh"], cell["name_en"]};
    out.kind = cell["kind"];
    out.line = cell["line"];
    out.tier = cell["tier"];
    out.line_parent = cell["line_parent"];
    out.unit_code = cell["unit_code"];
    out.category = cell["category"];
    out.serves = cell["serves"];
    out.note = cell["note"];
    const auto same = std::ranges::find(pack.organisations, out.key, &OrganisationRow::key);
    if (out.key.empty() || same != pack.organisations.end()) {
      problems.push_back({"pack.duplicate", "organisations.csv", row.line, 1,
                          "the key '" + out.key + "' is empty or stands twice"});
      continue;
    }
    pack.organisations.push_back(std::move(out));
  }
}

}  // namespace linli::pack
