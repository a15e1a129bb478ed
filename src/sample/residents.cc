#include "sample/residents.h"

#include "registry/people.h"
#include "sample/made_up.h"
#include "sample/roles.h"

namespace linli::sample {
namespace {

using registry::Person;
using registry::Tie;

class Settler {
 public:
  Settler(Filler& filler, const vault::Vault& vault, IdSource& ids, const SampleOptions& options,
          Random& random)
      : filler_(filler), vault_(vault), ids_(ids), options_(options), random_(random) {}

  Result<Heads> settle(const Tree& tree) {
    const auto households = shares(options_.totals.households, tree.clusters.size(), 2, random_);
    auto total = 0;
    for (const auto count : households) total += count;
    const auto sizes = shares(options_.totals.people, static_cast<std::size_t>(total), 1, random_);
    Heads heads(tree.clusters.size());
    std::size_t at = 0;
    for (std::size_t c = 0; c < tree.clusters.size(); ++c) {
      const auto& hamlet = tree.hamlets[tree.clusters[c].hamlet];
      const auto& village = tree.villages[tree.groups[hamlet.group].village];
      for (int nth = 1; nth <= households[c]; ++nth) {
        heads[c].push_back(TRY(household(tree.clusters[c].unit, village, nth, sizes[at++])));
        TRY(filler_.pass());
      }
    }
    return heads;
  }

 private:
  std::string door(const registry::Unit& cluster, int nth) const {
    if (cluster.kind == "rural") return std::to_string(nth) + "号";
    return std::to_string((nth - 1) / 12 + 1) + "单元" + std::to_string((nth - 1) % 12 / 2 + 1) +
           "0" + std::to_string((nth - 1) % 2 + 1);
  }

  Result<PersonId> household(const registry::Unit& cluster, const registry::Unit& village, int nth,
                             int size) {
    registry::Dwelling dwelling;
    dwelling.id = ids_.make<DwellingId>();
    dwelling.unit = cluster.id;
    dwelling.door = door(cluster, nth);
    dwelling.floor_area_cm2 = static_cast<std::int64_t>(60 + random_.below(120)) * 10'000;
    registry::add(filler_.rows(), dwelling);
    registry::Household home;
    home.id = ids_.make<HouseholdId>();
    home.number = cluster.code + (nth < 10 ? "-00" : nth < 100 ? "-0" : "-") + std::to_string(nth);
    home.unit = cluster.id;
    home.dwelling = dwelling.id;
    registry::add(filler_.rows(), home);
    const auto family = made_up_surname(random_);
    ++households_;
    PersonId head;
    for (int member = 0; member < size; ++member) {
      const auto person = TRY(add_person(family, member));
      if (member == 0) head = person;
      add_ties(person, home.id, member == 0);
    }
    if (head) add_property(head, dwelling, village);
    return head;
  }

  // Households have a head, usually a spouse of another family, then children.
  Result<PersonId> add_person(const std::string& family, int member) {
    Person person;
    person.id = ids_.make<PersonId>();
    const auto surname = member == 1 ? made_up_surname(random_) : family;
    person.details.name = surname + made_up_given_name(random_);
    if (member < 2) person.details.phone = made_up_phone(phones_++);
    if (member == 0 && random_.below(3) == 0) {
      person.details.identity_number = made_up_identity_number(numbers_++);
    }
    if (!resident_made_ && member == 1 && households_ >= 2) {
      person.source = kResidentSource;
      resident_made_ = true;
    }
    TRY(registry::add(filler_.rows(), vault_, person));
    return person.id;
  }

  void add_tie(PersonId person, const char* kind, Tie tie) {
    tie.id = ids_.next();
    tie.person = person;
    tie.kind = kind;
    tie.valid.from = options_.now;
    registry::add(filler_.rows(), tie);
  }

  void add_ties(PersonId person, HouseholdId home, bool head) {
    Tie tie;
    tie.household = home;
    tie.head = head;
    add_tie(person, registry::kLiving, tie);
    // About one in twelve lives here and is registered elsewhere (人户分离).
    if (random_.below(12) > 0) add_tie(person, registry::kRegistered, tie);
  }

  void add_property(PersonId head, const registry::Dwelling& dwelling,
                    const registry::Unit& village) {
    Tie tie;
    if (village.kind == "rural") {
      tie.unit = village.id;
      return add_tie(head, registry::kCollectiveMember, tie);
    }
    tie.dwelling = dwelling.id;
    tie.floor_area_cm2 = dwelling.floor_area_cm2;
    add_tie(head, registry::kOwner, tie);
    if (random_.below(50) == 0) add_tie(head, registry::kBusiness, tie);
  }

  Filler& filler_;
  const vault::Vault& vault_;
  IdSource& ids_;
  const SampleOptions& options_;
  Random& random_;
  std::int64_t phones_ = 0;
  std::int64_t numbers_ = 0;
  int households_ = 0;
  bool resident_made_ = false;
};

}  // namespace

Result<Heads> settle(Filler& filler, const vault::Vault& vault, IdSource& ids, const Tree& tree,
                     const SampleOptions& options, Random& random) {
  return Settler(filler, vault, ids, options, random).settle(tree);
}

}  // namespace linli::sample
