#include "desk/looks.h"

#include <algorithm>

#include "audit/limits.h"
#include "desk/act.h"
#include "desk/contact.h"
#include "desk/draft.h"
#include "desk/place.h"
#include "desk/standing_of.h"
#include "registry/people.h"
#include "registry/seats.h"
#include "vault/lookup.h"

namespace linli::desk {
namespace {

constexpr int kLooksShown = 100;

Result<std::string> value_of(Kernel& kernel, store::Snapshot& read, const Matter& matter,
                             const std::string& what) {
  std::string value;
  if (matter.filer) {
    const auto person = TRY(registry::person(read, kernel.vault, matter.filer));
    value = what == "phone" ? person.details.phone : person.details.name;
  } else {
    const auto contact = TRY(read_contact(kernel, read, matter.contact_text));
    value = what == "phone" ? contact.phone : contact.name;
    if (what == "phone" && value.empty()) value = contact.other.value_or("");
  }
  if (value.empty()) return fail(ErrorKind::NotFound, "request.nothing_to_reveal");
  return value;
}

Result<void> check_look(const Rules& rules, const Reveal& what) {
  if (what.what != "phone" && what.what != "name") return invalid("procedure.form_choice", "what");
  const auto reasons = rules.choices.find("look_reasons");
  const bool listed = reasons != rules.choices.end() &&
                      std::ranges::find(reasons->second, what.reason) != reasons->second.end();
  return listed ? Result<void>{} : invalid("procedure.form_choice", "reason");
}

// How long she must wait until she has looked less than `limit` times within `window_ms`; 0: not.
Result<std::int64_t> wait_ms(store::Snapshot& read, PersonId person, audit::Limit limit,
                             std::int64_t window_ms, Instant now) {
  const auto most = TRY(audit::limit_of(read, limit)).value;
  const auto nth = TRY(read.number(
      "SELECT id FROM audit_entry WHERE person_id = ?1 AND kind = 'reveal' AND refused = 0"
      " AND id >= ?2 ORDER BY id DESC LIMIT 1 OFFSET ?3",
      {person, first_id_at(plus_ms(now, -window_ms)), most - 1}));
  return nth == 0 ? 0 : std::max<std::int64_t>(1, made_at(nth).ms + window_ms - now.ms);
}

// Looks of one person are decided one after another: who looks twice at once is counted twice.
Result<void> take_turn(Kernel& kernel, store::Snapshot& read, PersonId person,
                       store::WriteSet& changes) {
  const Instant now = made_at(kernel.ids.next());  // as the ids of entries have it
  const auto wait =
      std::max(TRY(wait_ms(read, person, audit::Limit::reveals_hour, kMsPerHour, now)),
               TRY(wait_ms(read, person, audit::Limit::reveals_day, kMsPerDay, now)));
  if (wait > 0) {
    return fail(ErrorKind::Overloaded, "request.reveals_many",
                std::to_string((wait + kMsPerSecond - 1) / kMsPerSecond));
  }
  const auto version = TRY(read.one("SELECT version FROM audit_turn WHERE id = ?1", {person},
                                    [](const store::Row& row) { return row.integer(0); }));
  if (version) {
    changes.update("audit_turn", person.value, *version, {{"at", now}});
  } else {
    changes.insert("audit_turn", {{"id", person}, {"version", 1}, {"at", now}});
  }
  return {};
}

Result<Prepared> prepare_look(Kernel& kernel, const rights::Actor& actor, MatterId id,
                              const Reveal& what, store::Snapshot& read) {
  const auto rules = kernel.rules.get();
  auto of_matter = TRY(dossier(read, id));
  const auto standing = TRY(standing_of(kernel, read, actor, of_matter));
  if (!standing.sees) return fail(ErrorKind::NotFound, "desk.no_such_matter");
  if (!standing.roles.contains(procedure::Role::holder) || !standing.hat) {
    return fail(ErrorKind::Forbidden, "request.not_to_reveal");
  }
  TRY(check_look(*rules, what));
  store::WriteSet turn;
  TRY(take_turn(kernel, read, actor.person, turn));
  const auto* definition = TRY(definition_of(*rules, of_matter.matter));
  const Matter matter = of_matter.matter;
  Prepared out;
  Revealed shown;
  shown.value = TRY(value_of(kernel, read, matter, what.what));
  out.answer = to_json(shown);
  Draft draft(kernel, read, *rules, *definition, std::move(of_matter), kernel.clock.now());
  draft.by(actor, standing.hat);
  draft.fact("desk", std::to_string(standing.hat->position.value));
  draft.fact("what", what.what);
  draft.fact("reason", what.reason);
  // Whoever filed without an account reads of the look in the matter's record, by her code.
  if (!matter.filer) {
    out.changes = TRY(draft.finish("reveal"));
    out.changes.append(std::move(turn));
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
  out.changes = TRY(draft.finish("reveal"));
  out.changes.append(std::move(turn));
  return out;
}

}  // namespace

void reveal(Kernel& kernel, rights::Actor actor, MatterId matter, Reveal what,
            Idempotency idempotency, Answered done) {
  submit(
      kernel, std::move(idempotency),
      [&kernel, actor = std::move(actor), matter, what = std::move(what)](store::Snapshot& read) {
        return prepare_look(kernel, actor, matter, what, read);
      },
      std::move(done));
}

Result<LookupList> looks_at(const Kernel& kernel, store::Snapshot& read, PersonId person) {
  const auto rules = kernel.rules.get();
  LookupList out;
  for (const auto& look : TRY(vault::lookups_at(read, person, vault::LookupId{}, kLooksShown))) {
    LookupView view;
    view.at = look.at.ms;
    view.what = rules->pack().choice_words("look_fields", look.what);
    view.reason = rules->pack().choice_words("look_reasons", look.reason);
    if (const auto matter = TRY(find_matter(read, look.matter))) view.number = matter->number;
    const auto position =
        TRY(read.one("SELECT position_id FROM term WHERE id = ?1", {look.term},
                     [](const store::Row& row) { return PositionId{row.integer(0)}; }));
    if (position) {
      view.who = seat_words(TRY(registry::seat_by_position(read, *position, look.at)));
    }
    out.items.push_back(std::move(view));
  }
  return out;
}

}  // namespace linli::desk
