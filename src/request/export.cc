#include "request/export.h"

#include "desk/inbox.h"
#include "desk/kept.h"
#include "desk/matter.h"
#include "desk/read_matter.h"
#include "registry/households.h"
#include "registry/people.h"
#include "request/reveal.h"

namespace linli::request {
namespace {

Result<TieView> view_of(const desk::Kernel& kernel, store::Snapshot& read,
                        const registry::Tie& tie) {
  TieView out;
  out.kind = tie.kind;
  out.head = tie.head;
  out.floor_area_cm2 = tie.floor_area_cm2;
  out.from_at = tie.valid.from.ms;
  out.to_at = tie.valid.to.ms;
  UnitId unit = tie.unit;
  DwellingId dwelling = tie.dwelling;
  if (tie.household) {
    if (const auto household = TRY(registry::find_household(read, tie.household))) {
      unit = household->unit;
      dwelling = household->dwelling;
    }
  }
  if (dwelling) {
    if (const auto found = TRY(registry::find_dwelling(read, dwelling))) {
      out.door = found->door;
      if (!unit) unit = found->unit;
    }
  }
  if (!unit) return out;
  const auto rules = kernel.rules.get();
  const auto line = TRY(kernel.kept.line(read, unit));
  for (const auto& above : *line) out.place.push_back(desk::unit_view(*rules, above));
  return out;
}

Result<void> add_matters(const desk::Kernel& kernel, store::Snapshot& read,
                         const rights::Actor& actor, Export& out) {
  const auto rules = kernel.rules.get();
  // As herself, whatever hats she wears elsewhere.
  rights::Actor herself = actor;
  herself.hats.clear();
  desk::InboxQuery query;
  query.scope = desk::Scope::filer;
  do {
    const auto page = TRY(desk::inbox(kernel, read, herself, query));
    for (const auto& item : page.items) {
      const auto dossier = TRY(desk::dossier(read, item.id));
      const auto standing = rights::standing(herself, desk::ties(dossier), rules->overseeing);
      if (!standing.sees) continue;
      out.matters.push_back(TRY(desk::read_matter(kernel, read, dossier, herself, standing)));
    }
    query.cursor = page.next;
    out.more_matters = !query.cursor.empty();
  } while (out.more_matters && out.matters.size() < kMattersExported);
  return {};
}

}  // namespace

Result<Export> export_of(const desk::Kernel& kernel, store::Snapshot& read,
                         const rights::Actor& actor) {
  Export out;
  out.made_at = kernel.clock.now().ms;
  if (!actor.person) return out;  // an administrator's account is nobody's file
  const auto person = TRY(registry::person(read, kernel.vault, actor.person));
  out.name = person.details.name;
  out.phone = person.details.phone;
  out.identity_number = person.details.identity_number;
  out.origin = person.origin == registry::Origin::Register ? "register" : "self_declared";
  for (const auto& tie : TRY(registry::ties_of(read, actor.person))) {
    out.ties.push_back(TRY(view_of(kernel, read, tie)));
  }
  TRY(add_matters(kernel, read, actor, out));
  out.looks = TRY(looks_at(kernel, read, actor.person)).items;
  return out;
}

}  // namespace linli::request
