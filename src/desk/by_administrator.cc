#include "desk/by_administrator.h"

#include "record/entry.h"

namespace linli::desk {

EntryId record_by_administrator(Kernel& kernel, store::WriteSet& changes,
                                const rights::Actor& actor, const std::string& act,
                                std::map<std::string, std::string> facts) {
  journal::Entry entry;
  entry.id = kernel.ids.make<EntryId>();
  entry.at = kernel.clock.now();
  entry.act = act;
  entry.actor = actor.person;
  entry.facts = std::move(facts);
  entry.facts["by"] = rights::word_of(actor.administrator);
  record::add(changes, kernel.random, entry);
  return entry.id;
}

}  // namespace linli::desk
