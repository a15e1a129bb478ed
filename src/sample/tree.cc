#include "sample/tree.h"

#include <algorithm>

#include "sample/made_up.h"
#include "sample/roles.h"

namespace linli::sample {
namespace {

using registry::Unit;

class Grower {
 public:
  Grower(Filler& filler, IdSource& ids, const SampleOptions& options, Random& random)
      : filler_(filler), ids_(ids), options_(options), random_(random) {}

  Result<Tree> grow(std::vector<Unit> villages) {
    Tree tree;
    tree.villages = std::move(villages);
    TRY(grow_groups(tree));
    TRY(grow_hamlets(tree));
    TRY(grow_clusters(tree));
    return tree;
  }

 private:
  Unit child(const Unit& parent, const char* level, int nth) {
    Unit unit;
    unit.id = ids_.make<UnitId>();
    unit.code = parent.code + (nth < 10 ? "-0" : "-") + std::to_string(nth);
    unit.parent = parent.id;
    unit.level = level;
    unit.kind = parent.kind;
    unit.path = registry::child_path(parent.path, unit.id);
    unit.valid.from = options_.now;
    return unit;
  }

  // `own` is the name among its neighbours, 一组; the full one says where: 向巷一组.
  static void name(Unit& unit, const Unit& parent, const std::string& own, const std::string& en) {
    unit.short_name = parent.short_name + own;
    unit.name = {unit.short_name, parent.name.en + ", " + en};
    unit.official_name = unit.short_name;
  }

  Result<void> grow_groups(Tree& tree) {
    for (const auto* kind : {"rural", "urban"}) {
      const bool rural = std::string_view(kind) == "rural";
      const auto count =
          static_cast<std::size_t>(std::ranges::count(tree.villages, kind, &Unit::kind));
      if (count == 0) continue;
      const auto total = rural ? options_.totals.groups : options_.totals.estates;
      const auto share = shares(total, count, 1, random_);
      std::size_t at = 0;
      for (std::size_t v = 0; v < tree.villages.size(); ++v) {
        const auto& village = tree.villages[v];
        if (village.kind != kind) continue;
        for (int nth = 1; nth <= share[at]; ++nth) {
          auto unit = child(village, "group", nth);
          if (rural) {
            name(unit, village, chinese_number(nth) + "组", "Group " + std::to_string(nth));
          } else {
            name(unit, village, made_up_estate(estates_++), "Estate " + std::to_string(nth));
          }
          registry::add(filler_.rows(), unit);
          tree.groups.push_back({std::move(unit), v});
        }
        ++at;
        TRY(filler_.pass());
      }
    }
    return {};
  }

  Result<void> grow_hamlets(Tree& tree) {
    const auto share = shares(options_.totals.hamlets, tree.groups.size(), 1, random_);
    for (std::size_t g = 0; g < tree.groups.size(); ++g) {
      const auto& group = tree.groups[g].unit;
      std::vector<std::string> taken;
      for (int nth = 1; nth <= share[g]; ++nth) {
        auto unit = child(group, "hamlet", nth);
        const auto number = std::to_string(nth);
        if (group.kind == "rural") {
          auto own = made_up_hamlet(random_);
          while (std::ranges::count(taken, own) > 0) own = made_up_hamlet(random_);
          taken.push_back(own);
          name(unit, group, own, "Hamlet " + number);
        } else {
          name(unit, group, number + "栋", "Building " + number);
        }
        registry::add(filler_.rows(), unit);
        tree.hamlets.push_back({std::move(unit), g});
      }
      TRY(filler_.pass());
    }
    return {};
  }

  Result<void> grow_clusters(Tree& tree) {
    const auto share = shares(options_.totals.clusters, tree.hamlets.size(), 1, random_);
    for (std::size_t h = 0; h < tree.hamlets.size(); ++h) {
      const auto& hamlet = tree.hamlets[h].unit;
      for (int nth = 1; nth <= share[h]; ++nth) {
        auto unit = child(hamlet, "cluster", nth);
        name(unit, hamlet, "第" + std::to_string(nth) + "联户", "Cluster " + std::to_string(nth));
        registry::add(filler_.rows(), unit);
        tree.clusters.push_back({std::move(unit), h});
      }
      TRY(filler_.pass());
    }
    return {};
  }

  Filler& filler_;
  IdSource& ids_;
  const SampleOptions& options_;
  Random& random_;
  std::size_t estates_ = 0;
};

}  // namespace

Result<Tree> grow_tree(Filler& filler, IdSource& ids, std::vector<Unit> villages,
                       const SampleOptions& options, Random& random) {
  // The sample's own village is never the one that is left out.
  std::ranges::stable_sort(villages, {}, [](const Unit& v) { return v.name.zh != kSampleVillage; });
  const auto most = static_cast<std::size_t>(options.totals.villages);
  if (villages.size() > most) villages.resize(most);
  return Grower(filler, ids, options, random).grow(std::move(villages));
}

}  // namespace linli::sample
