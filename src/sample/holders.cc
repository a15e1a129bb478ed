#include "sample/holders.h"

#include <algorithm>
#include <set>

#include "sample/county.h"
#include "sample/roles.h"

namespace linli::sample {
namespace {

using registry::Position;
using registry::Term;
using registry::Unit;

enum class Care { Ordinary, Always };  // Always: never empty, never two hats

class Seater {
 public:
  Seater(Filler& filler, IdSource& ids, const Tree& tree, const Heads& heads,
         const SampleOptions& options, Random& random)
      : filler_(filler), ids_(ids), tree_(tree), heads_(heads), options_(options), random_(random) {
    clusters_of_village_.resize(tree.villages.size());
    for (std::size_t c = 0; c < tree.clusters.size(); ++c) {
      const auto& hamlet = tree.hamlets[tree.clusters[c].hamlet];
      clusters_of_village_[tree.groups[hamlet.group].village].push_back(c);
    }
  }

  void employ_from(std::vector<OrganisationId> departments) {
    departments_ = std::move(departments);
  }

  // Seats of one place; `clusters` are those whose people may hold them (empty: everybody).
  void seat(const std::vector<Position>& positions, const std::vector<std::size_t>& clusters,
            Care care, bool village) {
    PersonId last;
    for (const auto& position : positions) {
      if (care == Care::Ordinary && random_.below(kEmptyEvery) == 0) continue;
      const bool two_hats = last && care == Care::Ordinary && random_.below(kTwoHatsEvery) == 0;
      if (!two_hats) last = somebody(clusters);
      if (!last) return;
      auto term = hold(position, last);
      if (village && care == Care::Ordinary && !departments_.empty() &&
          random_.below(kSecondedEvery) == 0) {
        term.employer = departments_[random_.below(departments_.size())];
        term.served_unit = position.unit;
      }
      registry::add(filler_.rows(), term);
    }
  }

  void add_deputy(const Position& position, const std::vector<std::size_t>& clusters) {
    const auto person = somebody(clusters);
    if (!person) return;
    auto term = hold(position, person);
    term.deputy = true;
    registry::add(filler_.rows(), term);
  }

  // The seats of a cluster, hamlet or group go to heads of its first cluster, each to another.
  void seat_neighbours(const std::vector<Position>& positions, std::size_t cluster,
                       std::size_t place, Care care) {
    for (const auto& position : positions) {
      registry::add(filler_.rows(), position);
      if (care == Care::Ordinary && random_.below(kEmptyEvery) == 0) continue;
      const auto& neighbours = heads_[cluster];
      const bool two_hats = care == Care::Ordinary && random_.below(kTwoHatsEvery) == 0;
      const auto index = two_hats ? 0 : std::min(place, neighbours.size() - 1);
      used_.insert(neighbours[index]);
      registry::add(filler_.rows(), hold(position, neighbours[index]));
    }
  }

  const std::vector<std::size_t>& clusters_of(std::size_t village) const {
    return clusters_of_village_[village];
  }
  // Of all villages under the unit.
  std::vector<std::size_t> clusters_under(UnitId unit) const {
    std::vector<std::size_t> out;
    for (std::size_t v = 0; v < tree_.villages.size(); ++v) {
      if (tree_.villages[v].parent != unit) continue;
      out.insert(out.end(), clusters_of_village_[v].begin(), clusters_of_village_[v].end());
    }
    return out;
  }

 private:
  Term hold(const Position& position, PersonId person) {
    Term term;
    term.id = ids_.make<TermId>();
    term.position = position.id;
    term.person = person;
    term.valid.from = options_.now;
    return term;
  }

  // A head of a household without a seat so far; after some tries any head.
  PersonId somebody(const std::vector<std::size_t>& clusters) {
    if (heads_.empty()) return {};
    PersonId person;
    for (int attempt = 0; attempt < 50; ++attempt) {
      const auto cluster = clusters.empty() ? random_.below(heads_.size())
                                            : clusters[random_.below(clusters.size())];
      const auto& neighbours = heads_[cluster];
      person = neighbours[random_.below(neighbours.size())];
      if (used_.insert(person).second) break;
    }
    return person;
  }

  Filler& filler_;
  IdSource& ids_;
  const Tree& tree_;
  const Heads& heads_;
  const SampleOptions& options_;
  Random& random_;
  std::vector<std::vector<std::size_t>> clusters_of_village_;
  std::vector<OrganisationId> departments_;
  std::set<PersonId> used_;
};

// Clusters first: their liaisons are the first heads, whom nobody else takes by chance later.
Result<void> seat_lower(Filler& filler, Seater& seater, IdSource& ids, const pack::Pack& pack,
                        const Tree& tree) {
  std::vector<std::size_t> first_of_hamlet(tree.hamlets.size(), tree.clusters.size());
  for (std::size_t c = 0; c < tree.clusters.size(); ++c) {
    auto& first = first_of_hamlet[tree.clusters[c].hamlet];
    first = std::min(first, c);
    const auto care = c == 0 ? Care::Always : Care::Ordinary;
    seater.seat_neighbours(seats_at(pack, tree.clusters[c].unit, ids), c, 0, care);
    TRY(filler.pass());
  }
  std::vector<std::size_t> first_of_group(tree.groups.size(), tree.clusters.size());
  for (std::size_t h = 0; h < tree.hamlets.size(); ++h) {
    auto& first = first_of_group[tree.hamlets[h].group];
    first = std::min(first, first_of_hamlet[h]);
    if (first_of_hamlet[h] == tree.clusters.size()) continue;
    const auto care = h == 0 ? Care::Always : Care::Ordinary;
    seater.seat_neighbours(seats_at(pack, tree.hamlets[h].unit, ids), first_of_hamlet[h], 1, care);
    TRY(filler.pass());
  }
  for (std::size_t g = 0; g < tree.groups.size(); ++g) {
    if (first_of_group[g] == tree.clusters.size()) continue;
    const auto care = g == 0 ? Care::Always : Care::Ordinary;
    seater.seat_neighbours(seats_at(pack, tree.groups[g].unit, ids), first_of_group[g], 2, care);
    TRY(filler.pass());
  }
  return {};
}

// A view lasts a second at most, so every place is read with its own.
Result<std::vector<Position>> seats_of(store::Store& store, UnitId unit,
                                       OrganisationId organisation) {
  return registry::positions_at(*TRY(store.read()), unit, organisation);
}

Result<void> seat_villages(Filler& filler, store::Store& store, Seater& seater, const Tree& tree) {
  for (std::size_t v = 0; v < tree.villages.size(); ++v) {
    const auto& village = tree.villages[v];
    const auto care = village.name.zh == kSampleVillage ? Care::Always : Care::Ordinary;
    const auto positions = TRY(seats_of(store, village.id, OrganisationId{}));
    seater.seat(positions, seater.clusters_of(v), care, true);
    TRY(filler.pass());
  }
  return {};
}

Result<void> seat_towns_and_county(Filler& filler, store::Store& store, Seater& seater,
                                   const Tree& tree, Random& random) {
  const auto top = TRY(registry::county(*TRY(store.read())));
  seater.seat(TRY(seats_of(store, top.id, OrganisationId{})), {}, Care::Always, false);
  for (const auto& town : TRY(registry::children(*TRY(store.read()), top.id))) {
    const bool own = !tree.villages.empty() && tree.villages[0].parent == town.id;
    const auto clusters = seater.clusters_under(town.id);
    const auto positions = TRY(seats_of(store, town.id, OrganisationId{}));
    seater.seat(positions, clusters, own ? Care::Always : Care::Ordinary, false);
    for (const auto& position : positions) {
      if (position.key == "intake" && random.below(kDeputyEvery) == 0) {
        seater.add_deputy(position, clusters);
      }
    }
  }
  return filler.pass();
}

}  // namespace

Result<void> seat_holders(Filler& filler, store::Store& store, IdSource& ids,
                          const pack::Pack& pack, const Tree& tree, const Heads& heads,
                          const SampleOptions& options, Random& random) {
  Seater seater(filler, ids, tree, heads, options, random);
  const auto organisations = TRY(seated_organisations(*TRY(store.read()), pack));
  std::vector<OrganisationId> departments;
  for (const auto& one : organisations) departments.push_back(one.id);
  seater.employ_from(departments);
  TRY(seat_lower(filler, seater, ids, pack, tree));
  TRY(seat_villages(filler, store, seater, tree));
  TRY(seat_towns_and_county(filler, store, seater, tree, random));
  for (const auto& one : organisations) {
    const auto care = one.key == kSampleDepartment ? Care::Always : Care::Ordinary;
    seater.seat(TRY(seats_of(store, UnitId{}, one.id)), {}, care, false);
    TRY(filler.pass());
  }
  return {};
}

}  // namespace linli::sample
