#include "desk/rhythm.h"

#include "desk/open.h"
#include "registry/seats.h"

namespace linli::desk {
namespace {

// Weeks and months are not in one order: a rhythm that becomes another begins anew.
std::string source_of(const procedure::Definition& definition, UnitId unit) {
  return std::string(kRhythmSource) + definition.key + "/" +
         boost::describe::enum_to_string(definition.rhythm->every, "") + "/" +
         std::to_string(unit.value);
}

// The last turn that was opened there before this one, "" where none was. While a clock ran ahead
// later ones may have been.
Result<std::string> turn_opened_before(store::Snapshot& read, const std::string& source,
                                       const std::string& turn) {
  std::string out;
  TRY(
      read.visit("SELECT source_row FROM matter WHERE source = ?1 AND source_row < ?2"
                 " ORDER BY source_row DESC LIMIT 1",
                 {source, turn}, [&](const store::Row& row) {
                   out = row.text(0);
                   return false;
                 }));
  return out;
}

// 2026-W45 – 2026-W48 (4).
std::string named(const std::vector<procedure::Turn>& turns) {
  if (turns.empty()) return {};
  if (turns.size() == 1) return turns.front().key;
  return turns.front().key + " – " + turns.back().key + " (" + std::to_string(turns.size()) + ")";
}

}  // namespace

Result<std::vector<UnitId>> units_for(const Rules& rules, store::Snapshot& read,
                                      const procedure::Definition& definition, Instant now) {
  const bool villages_take = rules.pack().village_takes(definition, {});
  const auto* first = definition.find_step(definition.first_step);
  std::vector<UnitId> out;
  for (const auto& level : definition.opening.at) {
    const bool above_villages = level == "county" || level == "town";
    if (!above_villages && !villages_take) continue;
    const auto units = TRY(registry::units_held(read, level, first->desk->position, now));
    out.insert(out.end(), units.begin(), units.end());
  }
  return out;
}

Result<bool> was_opened(store::Snapshot& read, const procedure::Definition& definition,
                        const DueTurn& due) {
  return TRY(read.number("SELECT count(*) FROM matter WHERE source = ?1 AND source_row = ?2",
                         {source_of(definition, due.unit), due.turn.key})) != 0;
}

Result<store::WriteSet> open_turn(Kernel& kernel, store::Snapshot& read,
                                  const procedure::Definition& definition, const DueTurn& due) {
  const auto rules = kernel.rules.get();
  const auto source = source_of(definition, due.unit);
  const auto last = TRY(turn_opened_before(read, source, due.turn.key));
  const auto& rhythm = *definition.rhythm;
  OpenCommand command;
  command.procedure = definition.key;
  command.request.unit = due.unit;
  command.turn = OfTurn{source, due.turn.key};
  const auto turn = procedure::turn_words(rhythm.every, due.turn);
  for (const auto& field : definition.open.form) {
    if (field.key == "title") command.form[field.key] = definition.title.zh + " " + turn.zh;
    if (field.key == "period") command.form[field.key] = due.turn.key;
    if (field.key != "left_out") continue;
    const auto missed = named(procedure::left_out(rhythm, last, due.turn, rules->calendar));
    if (!missed.empty()) command.form[field.key] = missed;
  }
  return TRY(prepare_open(kernel, command, read)).changes;
}

}  // namespace linli::desk
