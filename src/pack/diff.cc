// What differs between two packs, read aloud.
#include <algorithm>
#include <functional>
#include <set>

#include "pack/install.h"

namespace linli::pack {
namespace {

using Lines = std::vector<std::string>;

// Compares two lists of things with keys; `name` is what such a thing is called.
template <class T, class Key>
void compare(Lines& out, const std::string& name, const std::vector<T>& before,
             const std::vector<T>& after, Key key) {
  for (const auto& old : before) {
    const auto now = std::ranges::find(after, std::invoke(key, old), key);
    if (now == after.end()) {
      out.push_back(name + " " + std::invoke(key, old) + ": removed");
    } else if (!(*now == old)) {
      out.push_back(name + " " + std::invoke(key, old) + ": changed");
    }
  }
  for (const auto& one : after) {
    if (std::ranges::find(before, std::invoke(key, one), key) == before.end()) {
      out.push_back(name + " " + std::invoke(key, one) + ": added");
    }
  }
}

std::string words(const Limit& limit) {
  return std::to_string(limit.period.amount) + " " +
         boost::describe::enum_to_string(limit.period.unit, "") +
         (limit.assumed ? " (assumed: " : " (") + limit.source + ")";
}

void compare_limits(Lines& out, const Pack& before, const Pack& after) {
  std::set<std::pair<std::string, std::string>> rows;
  for (const auto* pack : {&before, &after}) {
    for (const auto& [table, limits] : pack->limits) {
      for (const auto& [row, limit] : limits) rows.emplace(table, row);
    }
  }
  const auto find = [](const Pack& pack, const auto& at) -> const Limit* {
    const auto table = pack.limits.find(at.first);
    if (table == pack.limits.end()) return nullptr;
    const auto row = table->second.find(at.second);
    return row == table->second.end() ? nullptr : &row->second;
  };
  for (const auto& at : rows) {
    const auto* old = find(before, at);
    const auto* now = find(after, at);
    if (old != nullptr && now != nullptr && *old == *now) continue;
    out.push_back("limit " + at.first + " " + at.second + ": " +
                  (old == nullptr ? "none" : words(*old)) + " → " +
                  (now == nullptr ? "none" : words(*now)));
  }
}

std::vector<procedure::Act> acts_of(const procedure::Definition& definition) {
  std::vector<procedure::Act> out{definition.open};
  for (const auto& step : definition.steps) {
    for (auto act : step.acts) {
      act.key = step.key + "." + act.key;
      out.push_back(std::move(act));
    }
  }
  return out;
}

// A step changed when something of it but its acts did; acts are told one by one.
std::vector<procedure::Step> steps_of(const procedure::Definition& definition) {
  auto out = definition.steps;
  for (auto& step : out) step.acts.clear();
  return out;
}

void compare_procedure(Lines& out, const procedure::Definition& old,
                       const procedure::Definition& now) {
  if (old == now) return;
  const auto name = "procedure " + now.key;
  out.push_back(name + ": version " + std::to_string(old.version) + " → " +
                std::to_string(now.version));
  if (!(old.opening == now.opening)) out.push_back(name + " opening: changed");
  if (!(old.rhythm == now.rhythm)) out.push_back(name + " rhythm: changed");
  compare(out, name + " step", steps_of(old), steps_of(now), &procedure::Step::key);
  compare(out, name + " act", acts_of(old), acts_of(now), &procedure::Act::key);
}

void compare_procedures(Lines& out, const Pack& before, const Pack& after) {
  for (const auto& [key, old] : before.procedures) {
    const auto now = after.procedures.find(key);
    if (now == after.procedures.end()) {
      out.push_back("procedure " + key + ": removed");
    } else {
      compare_procedure(out, old, now->second);
    }
  }
  for (const auto& [key, now] : after.procedures) {
    if (!before.procedures.contains(key)) out.push_back("procedure " + key + ": added");
  }
}

void compare_texts(Lines& out, const Pack& before, const Pack& after) {
  for (const auto& [code, now] : after.catalogue.entries()) {
    const auto* old = before.catalogue.find(code);
    if (old == nullptr) {
      out.push_back("text " + code + ": added");
    } else if (old->sentence != now.sentence || old->remedy != now.remedy) {
      out.push_back("text " + code + ": " + old->sentence.zh + " → " + now.sentence.zh);
    }
  }
  for (const auto& [code, old] : before.catalogue.entries()) {
    if (after.catalogue.find(code) == nullptr) out.push_back("text " + code + ": removed");
  }
}

void compare_choices(Lines& out, const Pack& before, const Pack& after) {
  std::set<std::string> lists;
  for (const auto& [list, keys] : before.choices) lists.insert(list);
  for (const auto& [list, keys] : after.choices) lists.insert(list);
  const auto keys_of = [](const Pack& pack, const std::string& list) {
    const auto found = pack.choices.find(list);
    return found == pack.choices.end() ? std::vector<Choice>() : found->second;
  };
  for (const auto& list : lists) {
    compare(out, "choice " + list, keys_of(before, list), keys_of(after, list), &Choice::key);
  }
}

}  // namespace

std::vector<std::string> diff(const Pack& before, const Pack& after) {
  Lines out;
  const auto rule_name = [](const DirectoryRule& rule) { return rule.duty.rule; };
  const auto itself = [](const std::string& key) { return key; };
  compare(out, "level", before.levels, after.levels, &Level::key);
  compare(out, "category", before.categories, after.categories, &Category::key);
  compare(out, "position", before.positions, after.positions, &PositionKind::key);
  compare(out, "directory rule", before.directory, after.directory, rule_name);
  compare(out, "village list", before.village_list, after.village_list, itself);
  compare(out, "category rule", before.category_rules, after.category_rules, &WordRule::rule);
  compare(out, "kind rule", before.kind_rules, after.kind_rules, &WordRule::rule);
  compare(out, "grade rule", before.grade_rules, after.grade_rules, &WordRule::rule);
  compare(out, "complaint word", before.complaints.words, after.complaints.words, itself);
  compare(out, "complaint no title", before.complaints.others, after.complaints.others, itself);
  compare(out, "complaint title", before.complaints.titles, after.complaints.titles,
          &OfficeTitle::title);
  compare(out, "reply template", before.replies, after.replies, &ReplyTemplate::key);
  if (before.complaints.discipline != after.complaints.discipline) {
    out.push_back("complaint discipline: " + before.complaints.discipline + " → " +
                  after.complaints.discipline);
  }
  compare(out, "organisation", before.organisations, after.organisations, &OrganisationRow::key);
  compare(out, "template", before.templates, after.templates, &OrganisationTemplate::key);
  compare_choices(out, before, after);
  compare_limits(out, before, after);
  compare_procedures(out, before, after);
  compare_texts(out, before, after);
  return out;
}

}  // namespace linli::pack
