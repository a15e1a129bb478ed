#include "rights/standing.h"

#include <algorithm>

namespace linli::rights {
namespace {

using procedure::Role;

// The hat that sits at `position`; a full holder before a deputy.
const Hat* hat_at(const Actor& actor, PositionId position) {
  const Hat* found = nullptr;
  for (const auto& hat : actor.hats) {
    if (hat.position != position) continue;
    if (found == nullptr || (found->deputy && !hat.deputy)) found = &hat;
  }
  return found;
}

bool among(const std::vector<PersonId>& people, PersonId person) {
  return std::ranges::find(people, person) != people.end();
}

// RISK-3: a complaint about somebody in office lies above her.
bool stands_above(const MatterTies& matter, const Hat& hat) {
  return matter.above_path.empty() || lies_below(matter.above_path, hat.unit_path);
}

// Desks that have it now were chosen to stand above; those it passed before may not.
bool had_it_before(Role role) {
  return role == Role::first || role == Role::lead || role == Role::sender || role == Role::shared;
}

// The hat that oversees the matter from strictly above its holder, the nearest one.
const Hat* overseeing_hat(const Actor& actor, const MatterTies& matter,
                          const std::set<std::string>& overseeing_keys) {
  const Hat* found = nullptr;
  for (const auto& hat : actor.hats) {
    if (!hat.unit || !overseeing_keys.contains(hat.key)) continue;
    const bool above_holder = lies_below(matter.holder_path, hat.unit_path);
    const bool above_village = lies_below(matter.village_path, hat.unit_path);
    if (!above_holder || !above_village) continue;
    if (!stands_above(matter, hat)) continue;
    // A complaint about people is overseen from the root of the tree only.
    if (matter.confidential && std::ranges::count(hat.unit_path, '/') > 2) continue;
    if (found == nullptr || hat.unit_path.size() > found->unit_path.size()) found = &hat;
  }
  return found;
}

// A role that works on the matter rather than files it.
void add_desk_roles(const Actor& actor, const MatterTies& matter, Standing& out) {
  for (const auto& tie : matter.ties) {
    const Hat* hat = hat_at(actor, tie.position);
    if (hat == nullptr) continue;
    if (tie.role == Role::shared && matter.confidential) continue;
    if (had_it_before(tie.role) && !stands_above(matter, *hat)) continue;
    out.roles.insert(tie.role);
    // Whoever it is shared with reads what the filer reads, and handles nothing.
    if (tie.role == Role::shared) continue;
    // The holder's hat is the one acts are done under when there are several.
    if (!out.hat || tie.role == Role::holder) out.hat = *hat;
  }
}

// Nobody decides from above about acts of his own: whoever works on it has no role above.
bool works_on_it(const std::set<Role>& roles) {
  constexpr Role kWorking[] = {Role::holder, Role::offered, Role::assist, Role::lead, Role::sender};
  return std::ranges::any_of(kWorking, [&](Role role) { return roles.contains(role); });
}

void add_role_above(const Actor& actor, const MatterTies& matter,
                    const std::set<std::string>& overseeing_keys, Standing& out) {
  if (works_on_it(out.roles)) return;
  const Hat* hat = overseeing_hat(actor, matter, overseeing_keys);
  if (hat == nullptr) return;
  out.oversees = out.roles.empty();
  out.roles.insert(Role::above);
  if (!out.hat) out.hat = *hat;
}

}  // namespace

bool lies_below(std::string_view path, std::string_view above) {
  return !above.empty() && path.starts_with(above);
}

Standing standing(const Actor& actor, const MatterTies& matter,
                  const std::set<std::string>& overseeing_keys, bool holds_code) {
  Standing out;
  const bool known = static_cast<bool>(actor.person);
  if (actor.kind == ActorKind::System) {
    out.sees = true;
    return out;
  }
  // RISK-3: a complaint about a person never reaches that person.
  if (known && among(matter.about, actor.person)) return out;
  const bool herself = known && actor.person == matter.filer;
  const bool affected = known && actor.person == matter.affected;
  out.by_code = holds_code && !herself;
  out.handled = known && (actor.person == matter.opener || among(matter.hands, actor.person));
  if (herself || holds_code) out.roles.insert(Role::filer);
  if (affected) out.roles.insert(Role::affected);
  // Who left the desk keeps nothing of what she entered there; who sits there now goes on with it.
  // And who wrote it down sits below or beside whom it is about, or may come to.
  if (matter.opener && known && hat_at(actor, matter.opener_position) != nullptr &&
      matter.above_path.empty()) {
    out.roles.insert(Role::opener);
  }
  // Nobody handles a matter of her own, whatever hat she wears and under whichever row.
  const bool own = herself || holds_code || affected || (known && among(matter.own, actor.person));
  if (own) out.roles.erase(Role::opener);
  if (!own) {
    add_desk_roles(actor, matter, out);
    add_role_above(actor, matter, overseeing_keys, out);
  }
  out.sees = !out.roles.empty();
  return out;
}

}  // namespace linli::rights
