#include "pack/pack.h"

#include <algorithm>

#include "base/check.h"

namespace linli::pack {
namespace {

// "urban.lighting" lies under "urban.lighting", "urban" and "*".
bool lies_under(std::string_view key, std::string_view prefix) {
  if (prefix == "*" || key == prefix) return true;
  return key.size() > prefix.size() && key.starts_with(prefix) && key[prefix.size()] == '.';
}

bool contains(std::string_view text, const std::string& word) {
  return text.find(word) != std::string_view::npos;
}

bool has_one(const std::vector<std::string>& words, std::string_view text) {
  return std::ranges::any_of(words, [&](const auto& word) { return contains(text, word); });
}

template <class T>
const T* find_key(const std::vector<T>& list, std::string_view key) {
  const auto found = std::ranges::find(list, key, &T::key);
  return found == list.end() ? nullptr : &*found;
}

// How many different words of the rule are in the text; 1 for a rule without words.
int hits(const WordRule& rule, std::string_view text) {
  if (has_one(rule.none, text)) return 0;
  if (!rule.with.empty() && !has_one(rule.with, text)) return 0;
  if (rule.any.empty()) return 1;
  const auto found =
      std::ranges::count_if(rule.any, [&](const auto& w) { return contains(text, w); });
  return static_cast<int>(found);
}

std::string top_of(const std::string& category) {
  return category.substr(0, category.find('.'));
}

struct Score {
  int points = 0;
  int best = 0;  // of one rule, whose name is `rule`
  std::string rule;
};

std::map<std::string, Score> scores_of(const std::vector<WordRule>& rules, std::string_view text) {
  std::map<std::string, Score> out;
  for (const auto& rule : rules) {
    const int points = hits(rule, text) * rule.weight;
    if (points <= 0) continue;
    auto& score = out[rule.gives];
    score.points += points;
    if (points > score.best) {
      score.best = points;
      score.rule = rule.rule;
    }
  }
  return out;
}

}  // namespace

const Level* Pack::find_level(std::string_view level) const {
  return find_key(levels, level);
}
const Category* Pack::find_category(std::string_view category) const {
  return find_key(categories, category);
}
const PositionKind* Pack::find_position(std::string_view position) const {
  return find_key(positions, position);
}

Words Pack::choice_words(std::string_view list, std::string_view choice) const {
  if (list == "categories") {
    if (const auto* category = find_category(choice)) return category->title;
  } else if (const auto found = choices.find(std::string(list)); found != choices.end()) {
    if (const auto* one = find_key(found->second, choice)) return one->title;
  }
  return {std::string(choice), std::string(choice)};
}

procedure::Choices Pack::choice_keys() const {
  procedure::Choices out;
  for (const auto& [list, keys] : choices) {
    for (const auto& choice : keys) out[list].push_back(choice.key);
  }
  for (const auto& category : categories) out["categories"].push_back(category.key);
  return out;
}

const Limit* Pack::limit(std::string_view table, std::string_view row) const {
  const auto rows = limits.find(std::string(table));
  if (rows == limits.end()) return nullptr;
  auto found = rows->second.find(std::string(row));
  if (found == rows->second.end()) found = rows->second.find("*");
  return found == rows->second.end() ? nullptr : &found->second;
}

const Duty& Pack::responsible(std::string_view category, const PlaceFacts& place) const {
  for (const auto& rule : directory) {
    if (!lies_under(category, rule.category)) continue;
    if (rule.place == "*" || std::ranges::find(place.codes, rule.place) != place.codes.end()) {
      return rule.duty;
    }
  }
  CHECK(!directory.empty());  // check.h: the last rule fits everything
  return directory.back().duty;
}

bool Pack::on_village_list(std::string_view category) const {
  return std::ranges::any_of(village_list,
                             [&](const auto& prefix) { return lies_under(category, prefix); });
}

bool Pack::village_takes(const procedure::Definition& definition, std::string_view category) const {
  if (!definition.binds_village_list()) return true;
  return on_village_list(definition.key) || (!category.empty() && on_village_list(category));
}

// The points of all rules of a top category decide which it is; its strongest part is suggested.
Suggestion Pack::suggest_category(std::string_view text) const {
  const auto scores = scores_of(category_rules, text);
  std::map<std::string, int> tops;
  int all = 0;
  for (const auto& [category, score] : scores) {
    tops[top_of(category)] += score.points;
    all += score.points;
  }
  if (tops.empty()) return {};
  const auto top = std::ranges::max_element(tops, {}, [](const auto& one) { return one.second; });
  Suggestion out;
  int best = 0;
  for (const auto& [category, score] : scores) {
    if (top_of(category) != top->first || score.points <= best) continue;
    best = score.points;
    out = {category, top->second * 100 / all, score.rule};
  }
  return out;
}

Suggestion Pack::suggest_kind(std::string_view category, std::string_view text) const {
  for (const auto& rule : kind_rules) {
    if (!rule.category.empty() && !lies_under(category, rule.category)) continue;
    if (hits(rule, text) > 0) return {rule.gives, 60, rule.rule};
  }
  if (const auto* found = find_category(category)) return {found->kind, 40, "category's kind"};
  return {};
}

Suggestion Pack::suggest_grade(std::string_view category, std::string_view kind,
                               std::string_view text) const {
  for (const auto& rule : grade_rules) {
    if (!rule.category.empty() && !lies_under(category, rule.category)) continue;
    if (!rule.kind.empty() && rule.kind != kind) continue;
    if (hits(rule, text) > 0) return {rule.gives, 60, rule.rule};
  }
  return {};
}

}  // namespace linli::pack
