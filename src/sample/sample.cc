#include "sample/sample.h"

#include "registry/people.h"
#include "sample/bodies.h"
#include "sample/county.h"
#include "sample/holders.h"
#include "sample/residents.h"
#include "sample/roles.h"
#include "sample/tree.h"

namespace linli::sample {
namespace {

// Those who are its administrators; they live nowhere in the sample and hold no seat.
Result<void> add_administrators(Filler& filler, const vault::Vault& vault, IdSource& ids) {
  for (const auto& one : kAdministrators) {
    registry::Person person;
    person.id = ids.make<PersonId>();
    person.details.name = one.name;
    person.source = one.source;
    TRY(registry::add(filler.rows(), vault, person));
  }
  return {};
}

}  // namespace

Result<void> generate_sample(store::Store& store, const vault::Vault& vault, IdSource& ids,
                             const pack::Pack& pack, const SampleOptions& options) {
  TRY(init_registry_from_pack(store, vault, ids, pack, options.now, Phones::MadeUp));
  // A view is held for reading only: while one is open, the log of what is written cannot shrink.
  auto villages = TRY(registry::units_of_level(*TRY(store.read()), "village"));
  SeededRandom random(options.seed);
  Filler filler(store);
  const auto tree = TRY(grow_tree(filler, ids, std::move(villages), options, random));
  TRY(found_bodies(filler, ids, pack, tree));
  const auto heads = TRY(settle(filler, vault, ids, tree, options, random));
  TRY(seat_holders(filler, store, ids, pack, tree, heads, options, random));
  TRY(add_administrators(filler, vault, ids));
  return filler.finish();
}

}  // namespace linli::sample
