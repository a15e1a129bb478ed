#include "request/reveal.h"

#include <algorithm>

#include "desk/act.h"
#include "desk/contact.h"
#include "desk/draft.h"
#include "desk/place.h"
#include "registry/people.h"
#include "registry/seats.h"
#include "vault/lookup.h"

namespace linli::request {
namespace {

constexpr int kLooksShown = 100;

Result<std::string> value_of(desk::Kernel& kernel, store::Snapshot& read,
                             const desk::Matter& matter, const std::string& what) {
  std::string value;
  if (matter.filer) {
    const auto person = TRY(registry::person(read, kernel.vault, matter.filer));
    value = what == "phone" ? person.details.phone : person.details.name;
  } else {
    const auto contact = TRY(desk::read_contact(kernel, read, matter.contact_text));
    value = what == "phone" ? contact.phone : contact.name;
  }
  if (value.empty()) return fail(ErrorKind::NotFound, "request.nothing_to_reveal");
  return value;
}

Result<void> check(const desk::Rules& rules, const Reveal& what) {
  if (what.what != "phone" && what.what != "name") return invalid("procedure.form_choice", "what");
  const auto reasons = rules.choices.find("look_reasons");
  const bool listed = reasons != rules.choices.end() &&
                      std::ranges::find(reasons->second, what.reason) != reasons->second.end();
  return listed ? Result<void>{} : invalid("procedure.form_choice", "reason");
}

Result<desk::Prepared> prepare(desk::Kernel& kernel, const rights::Actor& actor, MatterId id,
                               const Reveal& what, store::Snapshot& read) {
  const auto rules = kernel.rules.get();
  auto dossier = TRY(desk::dossier(read, id));
  const auto standing = rights::standing(actor, desk::ties(dossier), rules->overseeing);
  if (!standing.sees) return fail(ErrorKind::NotFound, "desk.no_such_matter");
  if (!standing.roles.contains(procedure::Role::holder) || !standing.hat) {
    return fail(ErrorKind::Forbidden, "request.not_to_reveal");
  }
  TRY(check(*rules, what));
  const auto* definition = TRY(desk::definition_of(*rules, dossier.matter));
  const desk::Matter matter = dossier.matter;
  desk::Prepared out;
  Revealed shown;
  shown.value = TRY(value_of(kernel, read, matter, what.what));
  out.answer = to_json(shown);
  desk::Draft draft(kernel, read, *rules, *definition, std::move(dossier), kernel.clock.now());
  draft.by(actor, standing.hat);
  draft.fact("desk", std::to_string(standing.hat->position.value));
  draft.fact("what", what.what);
  draft.fact("reason", what.reason);
  // Whoever filed without an account reads of the look in the matter's record, by her code.
  if (!matter.filer) {
    out.changes = draft.finish("reveal");
    return out;
  }
  vault::Lookup look;
  look.id = kernel.ids.make<vault::LookupId>();
  look.at = draft.now();
  look.actor = actor.person;
  look.term = standing.hat->term;
  look.subject = matter.filer;
  look.matter = matter.id;
  look.what = what.what;
  look.reason = what.reason;
  look.entry = draft.entry_id();
  TRY(vault::record_lookup(draft.changes(), look));
  out.changes = draft.finish("reveal");
  return out;
}

}  // namespace

void reveal(desk::Kernel& kernel, rights::Actor actor, MatterId matter, Reveal what,
            desk::Idempotency idempotency, desk::Answered done) {
  desk::submit(
      kernel, std::move(idempotency),
      [&kernel, actor = std::move(actor), matter, what = std::move(what)](store::Snapshot& read) {
        return prepare(kernel, actor, matter, what, read);
      },
      std::move(done));
}

Result<LookupList> looks_at(const desk::Kernel& kernel, store::Snapshot& read, PersonId person) {
  const auto rules = kernel.rules.get();
  LookupList out;
  for (const auto& look : TRY(vault::lookups_at(read, person, vault::LookupId{}, kLooksShown))) {
    LookupView view;
    view.at = look.at.ms;
    view.what = rules->pack().choice_words("look_fields", look.what);
    view.reason = rules->pack().choice_words("look_reasons", look.reason);
    if (const auto matter = TRY(desk::find_matter(read, look.matter))) view.number = matter->number;
    const auto position =
        TRY(read.one("SELECT position_id FROM term WHERE id = ?1", {look.term},
                     [](const store::Row& row) { return PositionId{row.integer(0)}; }));
    if (position) {
      view.who = desk::seat_words(TRY(registry::seat_by_position(read, *position, look.at)));
    }
    out.items.push_back(std::move(view));
  }
  return out;
}

}  // namespace linli::request
