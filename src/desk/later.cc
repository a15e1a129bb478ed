#include "desk/later.h"

#include <algorithm>
#include <optional>

#include "desk/about.h"
#include "desk/above.h"

namespace linli::desk {
namespace {

using procedure::Role;

bool is_hers(Role role) {
  return role == Role::filer || role == Role::affected || role == Role::opener;
}

// How the words of this act are read; nothing for what a desk says for itself.
std::optional<AboutReading> reading_of(const procedure::Act& act,
                                       const rights::Standing& standing) {
  bool wrote_down = false;
  for (const auto role : act.who) {
    if (!standing.roles.contains(role)) continue;
    if (is_hers(role)) return AboutReading::AnyName;
    wrote_down = wrote_down || (act.never_handler && role == Role::holder);
  }
  return wrote_down ? std::optional(AboutReading::Complaint) : std::nullopt;
}

// Every desk that has a part in it, or had it on the way.
std::set<PositionId> desks_of(const Dossier& dossier) {
  std::set<PositionId> out{dossier.matter.holder, dossier.matter.sender, dossier.matter.offered};
  for (const auto& participant : dossier.participants) out.insert(participant.position);
  return out;
}

// What lies high already does not go down to be looked at.
std::string least_path(const std::vector<registry::Unit>& line, const Matter& matter) {
  if (!matter.above_path.empty()) return matter.above_path;
  auto town = town_path(line);
  return town.starts_with(matter.holder_path) ? matter.holder_path : town;
}

}  // namespace

Result<const procedure::Act*> read_later_words(Kernel& kernel, Draft& draft,
                                               const procedure::Act& act,
                                               const rights::Standing& standing,
                                               const rights::Actor& actor) {
  const auto reading = reading_of(act, standing);
  if (!reading || draft.said().empty()) return nullptr;
  const Dossier& dossier = draft.dossier();
  const bool hers = *reading == AboutReading::AnyName;
  // She may name herself, and so may who writes down what he was told.
  const PersonId herself = hers ? dossier.matter.filer : actor.person;
  const auto line = TRY(kernel.kept.line(draft.read(), dossier.matter.unit));
  auto near = TRY(around(kernel, draft.read(), line, herself));
  TRY(add_desks(kernel, draft.read(), desks_of(dossier), herself, near));
  const auto rules = kernel.rules.get();
  const auto found =
      find_about(rules->pack().complaints, draft.said(), near.officers, draft.now(), *reading);
  if (!found.any()) return nullptr;
  const std::string before = dossier.matter.above_path;
  const auto named = named_in(found);
  auto path = TRY(path_above_all(kernel, draft.read(), line, least_path(*line, dossier.matter),
                                 named, found.levels));
  const bool all_known = std::ranges::all_of(named, [&](const Draft::Named& one) {
    return std::ranges::find(dossier.about, one.person) != dossier.about.end();
  });
  if (all_known && path == before) return nullptr;
  return draft.hand_above(named, std::move(path));
}

}  // namespace linli::desk
