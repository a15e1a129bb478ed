// procedure/graph.h – the steps of a definition as a graph: which leads where, by what, and how one
// gets there soonest. Every act and every lateness is taken as possible.
// Thread safety: value.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "procedure/definition.h"

namespace linli::procedure {

struct Edge {
  std::string from;
  std::string to;
  std::string by;            // act key, "late" or "joined"
  const Act* act = nullptr;  // one of these three
  const Late* late = nullptr;
  const Join* join = nullptr;

  const std::map<std::string, std::string>& sets() const {
    if (act != nullptr) return act->set;
    return late != nullptr ? late->set : join->set;
  }
};

class Graph {
 public:
  // `definition` must outlive the graph. Edges to unknown steps are left out.
  explicit Graph(const Definition& definition);

  const std::vector<Edge>& edges() const { return edges_; }
  bool reached(const std::string& step) const { return path_.contains(step); }
  // Steps from which a final step can be reached, and the final steps.
  const std::set<std::string>& can_end() const { return can_end_; }
  // "intake", "accept", "handling": the shortest way from the first step; empty if there is none.
  std::vector<std::string> path(const std::string& step) const;
  // Whether `to` can be reached from `from` over edges that `use` allows.
  template <class Use>
  bool leads(const std::string& from, const std::string& to, Use use) const;

 private:
  void add_edges(const Definition& definition, const Step& step);
  void add_back_edges(const std::vector<Edge>& back);
  void find_paths(const std::string& first);
  void find_ends(const Definition& definition);

  std::vector<Edge> edges_;
  std::vector<Edge> back_;  // their `to` is not known before all others are
  std::map<std::string, std::vector<std::string>> path_;
  std::set<std::string> can_end_;
};

template <class Use>
bool Graph::leads(const std::string& from, const std::string& to, Use use) const {
  std::set<std::string> seen{from};
  std::vector<std::string> open{from};
  while (!open.empty()) {
    const auto step = open.back();
    open.pop_back();
    if (step == to) return true;
    for (const auto& edge : edges_) {
      if (edge.from == step && use(edge) && seen.insert(edge.to).second) open.push_back(edge.to);
    }
  }
  return false;
}

}  // namespace linli::procedure
