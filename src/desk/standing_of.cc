#include "desk/standing_of.h"

#include <algorithm>

#include "desk/contact.h"
#include "registry/humans.h"

namespace linli::desk {
namespace {

using registry::Human;
using registry::Likeness;

// The filer and whom it is for; without a row, what she left with her request.
Result<std::vector<Human>> owners(const Kernel& kernel, store::Snapshot& read,
                                  const Dossier& dossier) {
  const Matter& matter = dossier.matter;
  std::vector<PersonId> ids;
  for (const auto id : {matter.filer, matter.affected}) {
    if (id) ids.push_back(id);
  }
  if (!ids.empty()) return registry::humans(read, kernel.vault, ids);
  Contact contact{dossier.new_name, dossier.new_phone};
  if (matter.version != 0) contact = TRY(read_contact(kernel, read, matter.contact_text));
  if (contact.name.empty() && contact.phone.empty()) return std::vector<Human>{};
  return std::vector<Human>{{PersonId{}, {contact.name, contact.phone, ""}}};
}

Result<bool> is_one_of(const Kernel& kernel, store::Snapshot& read, const Human& human,
                       const std::vector<Human>& others, Likeness likeness) {
  for (const auto& other : others) {
    if (TRY(registry::same_human(read, kernel.vault, human, other, likeness))) return true;
  }
  return false;
}

Result<std::vector<Human>> those(const Kernel& kernel, store::Snapshot& read,
                                 const std::vector<PersonId>& ids) {
  if (ids.empty()) return std::vector<Human>{};
  return registry::humans(read, kernel.vault, ids);
}

std::vector<PersonId> hands_of(const Dossier& dossier) {
  auto out = dossier.hands;
  if (dossier.matter.opener) out.push_back(dossier.matter.opener);
  return out;
}

// One letter for each thing that another row of hers is to the matter: own, about, hand.
Result<std::string> found_as(const Kernel& kernel, store::Snapshot& read, PersonId person,
                             const Dossier& dossier) {
  const auto self = TRY(registry::humans(read, kernel.vault, {person}));
  if (self.empty()) return std::string("-");  // erased: she is nobody any more
  const auto is = [&](const std::vector<Human>& others, Likeness likeness) {
    return is_one_of(kernel, read, self.front(), others, likeness);
  };
  std::string out;
  if (TRY(is(TRY(owners(kernel, read, dossier)), Likeness::Likely))) out += 'o';
  if (TRY(is(TRY(those(kernel, read, dossier.about)), Likeness::Sure))) out += 'a';
  if (TRY(is(TRY(those(kernel, read, hands_of(dossier))), Likeness::Sure))) out += 'h';
  return out.empty() ? "-" : out;
}

Result<std::string> kept_as(const Kernel& kernel, store::Snapshot& read, PersonId person,
                            const Dossier& dossier) {
  const auto rules = kernel.rules.get();
  const Matter& matter = dossier.matter;
  const AnswerKey key{
      "human " + std::to_string(matter.id.value) + ' ' + std::to_string(person.value),
      matter.version, rules.get(), Kept::changes(read), kernel.clock.now()};
  if (const auto kept = kernel.kept.answer(key)) return *kept;
  auto out = TRY(found_as(kernel, read, person, dossier));
  kernel.kept.keep(key, std::make_shared<const std::string>(out));
  return out;
}

}  // namespace

Result<rights::Standing> standing_of(const Kernel& kernel, store::Snapshot& read,
                                     const rights::Actor& actor, const Dossier& dossier,
                                     const rights::MatterTies& ties, bool holds_code) {
  const auto rules = kernel.rules.get();
  auto out = rights::standing(actor, ties, rules->overseeing, holds_code);
  // Only who works on it, or entered it, can be kept out or have handled it under another row.
  const bool works = out.hat || out.roles.contains(procedure::Role::opener);
  if (!works || !actor.person) return out;
  const auto as = TRY(kept_as(kernel, read, actor.person, dossier));
  if (as == "-") return out;
  auto more = ties;
  if (as.contains('o')) more.own.push_back(actor.person);
  if (as.contains('a')) more.about.push_back(actor.person);
  if (as.contains('h')) more.hands.push_back(actor.person);
  return rights::standing(actor, more, rules->overseeing, holds_code);
}

Result<std::set<PersonId>> recused_among(const Kernel& kernel, store::Snapshot& read,
                                         const Dossier& dossier,
                                         const std::vector<registry::Holder>& holders) {
  std::set<PersonId> out;
  if (holders.empty()) return out;
  const auto own = TRY(owners(kernel, read, dossier));
  const auto about = TRY(those(kernel, read, dossier.about));
  if (own.empty() && about.empty()) return out;
  std::vector<PersonId> ids;
  for (const auto& holder : holders) ids.push_back(holder.person);
  for (const auto& human : TRY(registry::humans(read, kernel.vault, ids))) {
    const bool hers = TRY(is_one_of(kernel, read, human, own, Likeness::Likely));
    if (hers || TRY(is_one_of(kernel, read, human, about, Likeness::Sure))) out.insert(human.id);
  }
  return out;
}

Result<bool> is_same_human(const Kernel& kernel, store::Snapshot& read, PersonId a, PersonId b) {
  if (a == b) return true;
  const auto both = TRY(registry::humans(read, kernel.vault, {a, b}));
  if (both.size() < 2) return false;
  return registry::same_human(read, kernel.vault, both[0], both[1], Likeness::Sure);
}

}  // namespace linli::desk
