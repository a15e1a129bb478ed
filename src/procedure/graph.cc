#include "procedure/graph.h"

#include <deque>

namespace linli::procedure {

Graph::Graph(const Definition& definition) {
  for (const auto& step : definition.steps) add_edges(definition, step);
  add_back_edges(back_);
  find_paths(definition.first_step);
  find_ends(definition);
}

void Graph::add_edges(const Definition& definition, const Step& step) {
  const auto add = [&](const std::string& to, const std::string& by, const Act* act,
                       const Late* late) {
    if (to == "back") {
      back_.push_back({step.key, "", by, act, late});
    } else if (to != "stay" && to != step.key && definition.find_step(to) != nullptr) {
      edges_.push_back({step.key, to, by, act, late});
    }
  };
  for (const auto& act : step.acts) {
    for (const auto& branch : act.to) add(branch.step, act.key, &act, nullptr);
  }
  for (const auto& late : step.late) {
    if (late.kind == LateKind::move) add(late.step, "late", nullptr, &late);
  }
  if (step.joins && definition.find_step(step.joins->step) != nullptr) {
    edges_.push_back({step.key, step.joins->step, "joined", nullptr, nullptr, &*step.joins});
  }
}

// "back" leads to every step from which this one is entered.
void Graph::add_back_edges(const std::vector<Edge>& back) {
  const auto known = edges_;
  for (const auto& way : back) {
    std::set<std::string> from;
    for (const auto& edge : known) {
      if (edge.to == way.from) from.insert(edge.from);
    }
    for (const auto& step : from) edges_.push_back({way.from, step, way.by, way.act, way.late});
  }
}

void Graph::find_paths(const std::string& first) {
  std::deque<std::string> open{first};
  path_[first] = {first};
  while (!open.empty()) {
    const auto step = open.front();
    open.pop_front();
    for (const auto& edge : edges_) {
      if (edge.from != step || path_.contains(edge.to)) continue;
      auto path = path_[step];
      path.push_back(edge.by);
      path.push_back(edge.to);
      path_[edge.to] = std::move(path);
      open.push_back(edge.to);
    }
  }
}

void Graph::find_ends(const Definition& definition) {
  for (const auto& step : definition.steps) {
    if (step.final) can_end_.insert(step.key);
  }
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& edge : edges_) {
      if (can_end_.contains(edge.to) && can_end_.insert(edge.from).second) grew = true;
    }
  }
}

std::vector<std::string> Graph::path(const std::string& step) const {
  const auto found = path_.find(step);
  return found == path_.end() ? std::vector<std::string>() : found->second;
}

}  // namespace linli::procedure
