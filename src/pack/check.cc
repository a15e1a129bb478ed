#include "pack/check.h"

#include <algorithm>
#include <set>

#include "base/embedded.h"

namespace linli::pack {
namespace {

using procedure::Fault;
using procedure::LawRule;

LawRule read_rule(Reader& reader, const std::string& key, const Yaml& node) {
  reader.only(node, {"check", "procedures", "act", "field", "values", "count", "period", "source",
                     "assumed"});
  LawRule rule;
  rule.key = key;
  if (!boost::describe::enum_from_string(reader.need_text(node, "check").c_str(), rule.check)) {
    reader.problem(node, "pack.unknown_word", "there is no such check");
  }
  rule.procedures = reader.texts(reader.need(node, "procedures"));
  rule.act = reader.text(node, "act", "");
  rule.field = reader.text(node, "field", "");
  rule.values = reader.texts(node, "values");
  rule.count = reader.number(node, "count", 0);
  if (const auto* period = node.find("period")) rule.period = reader.period(*period);
  rule.source = reader.text(node, "source", reader.text(node, "assumed", ""));
  if (rule.source.empty()) reader.problem(node, "pack.missing", "a source is needed");
  return rule;
}

class Check {
 public:
  explicit Check(const Pack& pack) : pack_(pack) {}

  std::vector<Fault> run() {
    directory();
    village_list();
    positions();
    organisations();
    rules();
    complaints();
    replies();
    words();
    return std::move(faults_);
  }

 private:
  void fault(std::string id, std::string place, std::string what) {
    faults_.push_back({std::move(id), "", std::move(place), std::move(what), {}});
  }

  bool known_category(const std::string& key) const {
    return key == "*" || pack_.find_category(key) != nullptr;
  }

  const OrganisationRow* organisation(const std::string& key) const {
    const auto found = std::ranges::find(pack_.organisations, key, &OrganisationRow::key);
    return found == pack_.organisations.end() ? nullptr : &*found;
  }

  // F16: every category that a rule sends to a village is on the village's list.
  void village_rule(const DirectoryRule& rule) {
    for (const auto& category : pack_.categories) {
      const bool under = rule.category == "*" || category.key == rule.category ||
                         category.key.starts_with(rule.category + ".");
      const bool leaf = std::ranges::none_of(
          pack_.categories, [&](const Category& other) { return other.parent == category.key; });
      if (!under || !leaf || pack_.on_village_list(category.key)) continue;
      const auto& duty = pack_.responsible(category.key, {{rule.place}});
      if (&duty != &rule.duty) continue;  // an earlier rule takes it elsewhere
      fault("F16", "directory." + rule.duty.rule,
            "a village would have to lead '" + category.key + "', which is not on its list");
    }
  }

  void duty(const DirectoryRule& rule) {
    const auto place = "directory." + rule.duty.rule;
    if (!known_category(rule.category)) {
      fault("F31", place, "there is no category '" + rule.category + "'");
    }
    const auto* position = pack_.find_position(rule.duty.position);
    if (position == nullptr) {
      fault("F31", place, "there is no position '" + rule.duty.position + "'");
      return;
    }
    std::string kind = boost::describe::enum_to_string(rule.duty.kind, "");
    bool there = std::ranges::find(position->levels, kind) != position->levels.end();
    if (rule.duty.kind == DutyKind::organisation) {
      const auto* found = organisation(rule.duty.organisation);
      if (found == nullptr) {
        fault("F31", place, "there is no organisation '" + rule.duty.organisation + "'");
        return;
      }
      kind = found->key;
      there = position->organisation == found->key ||
              std::ranges::find(position->organisation_kinds, found->kind) !=
                  position->organisation_kinds.end();
    }
    if (!there) fault("F31", place, "'" + kind + "' has no position '" + position->key + "'");
  }

  void directory() {
    const auto& rules = pack_.directory;
    if (rules.empty() || rules.back().category != "*" || rules.back().place != "*") {
      fault("F30", "directory", "the last rule must fit every category and place");
    }
    for (std::size_t i = 0; i < rules.size(); ++i) {
      duty(rules[i]);
      for (std::size_t j = 0; j < i; ++j) {
        if (rules[i].duty.rule == rules[j].duty.rule) {
          fault("F20", "directory." + rules[i].duty.rule, "two rules have this name");
        }
      }
      if (rules[i].duty.kind == DutyKind::village) village_rule(rules[i]);
    }
  }

  void village_list() {
    for (const auto& key : pack_.village_list) {
      if (pack_.find_category(key) == nullptr && !pack_.procedures.contains(key)) {
        fault("F32", "village_list." + key, "there is no such category or procedure");
      }
    }
  }

  // F33: whom a position reports to exists, and the line does not run in a circle of itself.
  void positions() {
    for (const auto& position : pack_.positions) {
      const auto place = "positions." + position.key;
      if (!position.reports_to.empty() && pack_.find_position(position.reports_to) == nullptr) {
        fault("F33", place, "there is no position '" + position.reports_to + "' to report to");
      }
      for (const auto& level : position.levels) {
        if (pack_.find_level(level) == nullptr) {
          fault("F03", place, "there is no level '" + level + "'");
        }
      }
      if (position.levels.empty() && position.organisation_kinds.empty() &&
          position.organisation.empty()) {
        fault("F33", place, "it stands nowhere");
      }
    }
  }

  void organisations() {
    for (const auto& row : pack_.organisations) {
      if (!row.line_parent.empty() && organisation(row.line_parent) == nullptr) {
        fault("F34", "organisations." + row.key, "its line parent does not exist");
      }
    }
    for (const auto& one : pack_.templates) {
      const auto parent =
          std::ranges::find(pack_.templates, one.parent, &OrganisationTemplate::key);
      if (!one.parent.empty() && parent == pack_.templates.end()) {
        fault("F34", "templates." + one.key, "its parent does not exist");
      }
      if (pack_.find_level(one.level) == nullptr) {
        fault("F03", "templates." + one.key, "there is no level '" + one.level + "'");
      }
    }
  }

  // F35: a rule suggests only what there is, and never a grade that needs the filer's consent.
  void rules() {
    const auto choices = pack_.choice_keys();
    const auto check = [&](const std::vector<WordRule>& rules, const std::string& list) {
      for (const auto& rule : rules) {
        const auto found = choices.find(list);
        const bool known = found != choices.end() &&
                           std::ranges::find(found->second, rule.gives) != found->second.end();
        if (!known) fault("F35", "rules." + rule.rule, "there is no '" + rule.gives + "'");
        if (!rule.category.empty() && !known_category(rule.category)) {
          fault("F35", "rules." + rule.rule, "there is no category '" + rule.category + "'");
        }
        if (list == "grades" && rule.gives == "micro") {
          fault("F35", "rules." + rule.rule,
                "micro needs the filer's consent: no rule may give it");
        }
      }
    };
    check(pack_.category_rules, "categories");
    check(pack_.kind_rules, "request_kinds");
    check(pack_.grade_rules, "grades");
  }

  // F36: titles mean desks and levels that there are, and a complaint has somewhere to go.
  void complaints() {
    const Complaints& all = pack_.complaints;
    if (all.source.empty()) return;
    if (organisation(all.discipline) == nullptr) {
      fault("F36", "complaints.discipline", "there is no organisation '" + all.discipline + "'");
    }
    need_words("complaints.outside", all.outside);
    for (const auto& title : all.titles) {
      const auto place = "complaints.titles." + title.title;
      if (pack_.find_level(title.level) == nullptr) {
        fault("F36", place, "there is no level '" + title.level + "'");
      }
      for (const auto& position : title.positions) {
        if (pack_.find_position(position) == nullptr) {
          fault("F36", place, "there is no position '" + position + "'");
        }
      }
    }
  }

  // F37: a reply template is for categories that there are, and is written once.
  void replies() {
    std::set<std::string> seen;
    for (const auto& reply : pack_.replies) {
      const auto place = "replies." + reply.key;
      if (!seen.insert(reply.key).second) fault("F37", place, "it is there twice");
      for (const auto& category : reply.categories) {
        if (!known_category(category)) {
          fault("F37", place, "there is no category '" + category + "'");
        }
      }
      need_words(place + ".title", reply.title);
      need_words(place + ".text", reply.text);
    }
  }

  void need_words(const std::string& place, const Words& words) {
    if (words.zh.empty() || words.en.empty()) {
      fault("F19", place,
            words.zh.empty() ? "the Chinese words are missing" : "the English words are missing");
    }
  }

  void words() {
    need_words("title", pack_.title);
    for (const auto& level : pack_.levels) {
      need_words("levels." + level.key, level.rural);
      need_words("levels." + level.key, level.urban);
    }
    for (const auto& category : pack_.categories) {
      need_words("categories." + category.key, category.title);
    }
    for (const auto& position : pack_.positions) {
      need_words("positions." + position.key, position.title);
    }
    for (const auto& [list, keys] : pack_.choices) {
      for (const auto& choice : keys)
        need_words("choices." + list + "." + choice.key, choice.title);
    }
    for (const auto& code : pack_.catalogue.incomplete())
      fault("F04", "texts." + code, "incomplete");
  }

  const Pack& pack_;
  std::vector<Fault> faults_;
};

Fault as_fault(const Problem& problem) {
  const bool twice = problem.code == "pack.duplicate";
  const bool no_such = problem.code == "pack.reference";
  const auto at =
      problem.file + ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
  return {twice ? "F20" : no_such ? "F01" : "F00", "", at, problem.what, {}};
}

}  // namespace

std::vector<std::string> Report::lines() const {
  if (proven()) return {"proven: " + std::to_string(procedures) + " procedures"};
  std::vector<std::string> out;
  for (const auto& fault : faults) out.push_back(procedure::to_line(fault));
  return out;
}

Result<std::vector<LawRule>> legal_minimums() {
  std::vector<LawRule> out;
  std::vector<Problem> problems;
  for (const auto& file : embedded_files()) {
    if (!file.path.starts_with("law/minimums")) continue;
    Reader reader(std::string(file.path), problems);
    const auto root = reader.parse(file.content);
    for (const auto& [key, node] : root.members) out.push_back(read_rule(reader, key, node));
  }
  if (!problems.empty()) return invalid(problems.front().code, to_line(problems.front()));
  return out;
}

procedure::PackFacts facts_of(const Pack& pack) {
  procedure::PackFacts facts;
  facts.levels.insert("department");
  for (const auto& level : pack.levels) {
    facts.places.insert(level.key);
    if (level.institution) facts.levels.insert(level.key);
  }
  for (const auto& position : pack.positions) {
    auto& one = facts.positions[position.key];
    one.levels.insert(position.levels.begin(), position.levels.end());
    one.at_organisations = !position.organisation_kinds.empty() || !position.organisation.empty();
    one.must_exist = position.must_exist;
  }
  facts.dispatch = pack.county.dispatch;
  facts.choices = pack.choice_keys();
  for (const auto& [table, rows] : pack.limits) {
    for (const auto& [row, limit] : rows) facts.limits[table][row] = limit.period;
  }
  for (const auto& [code, entry] : pack.catalogue.entries()) {
    if (!entry.sentence.zh.empty() && !entry.sentence.en.empty()) facts.texts.insert(code);
  }
  for (const auto& [key, definition] : pack.procedures) facts.procedures[key] = &definition;
  return facts;
}

Report check_pack(const Pack& pack) {
  Report report;
  report.procedures = static_cast<int>(pack.procedures.size());
  auto facts = facts_of(pack);
  auto law = legal_minimums();
  if (law) {
    facts.law = std::move(*law);
  } else {
    report.faults.push_back({"F00", "", law.error().detail, law.error().code, {}});
  }
  for (const auto& [key, definition] : pack.procedures) {
    for (auto& fault : procedure::verify(definition, facts)) {
      report.faults.push_back(std::move(fault));
    }
  }
  for (auto& fault : Check(pack).run()) report.faults.push_back(std::move(fault));
  return report;
}

// What cannot be read is told first; what could be read is not judged as if it were whole.
Report check_files(const Files& files) {
  const auto loaded = load_files(files);
  if (loaded.problems.empty()) return check_pack(loaded.pack);
  Report report;
  for (const auto& problem : loaded.problems) report.faults.push_back(as_fault(problem));
  return report;
}

Result<Report> check_folder(const std::string& folder) {
  return check_files(TRY(read_files(folder)));
}

}  // namespace linli::pack
