#include "desk/rhythm.h"

#include "desk/open.h"
#include "registry/seats.h"

namespace linli::desk {
namespace {

// Weeks and months are not in one order: a rhythm that becomes another begins anew.
std::string source_of(const procedure::Definition& definition, UnitId unit) {
  return kRhythmSource + definition.key + "/" +
         boost::describe::enum_to_string(definition.rhythm->every, "") + "/" +
         std::to_string(unit.value);
}

Result<bool> was_opened(store::Snapshot& read, const std::string& source, const std::string& turn) {
  return TRY(read.number("SELECT count(*) FROM matter WHERE source = ?1 AND source_row = ?2",
                         {source, turn})) != 0;
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

// Whether somebody sits at the unit's own desk of the first step.
Result<bool> has_somebody(const Kernel& kernel, store::Snapshot& read,
                          const procedure::Definition& definition, UnitId unit) {
  const auto* first = definition.find_step(definition.first_step);
  registry::SeatQuery query;
  query.key = first->desk->position;
  query.unit = unit;
  query.now = kernel.clock.now();
  query.dispatch_key = kernel.rules.get()->pack().county.dispatch;
  return TRY(registry::resolve_seat(read, query)).unit == unit;
}

// 2026-W45 – 2026-W48 (4).
std::string named(const std::vector<procedure::Turn>& turns) {
  if (turns.empty()) return {};
  if (turns.size() == 1) return turns.front().key;
  return turns.front().key + " – " + turns.back().key + " (" + std::to_string(turns.size()) + ")";
}

}  // namespace

Result<std::vector<DueTurn>> units_due(const Kernel& kernel, store::Snapshot& read,
                                       const procedure::Definition& definition,
                                       const procedure::Turn& turn, std::size_t limit) {
  std::vector<DueTurn> out;
  const auto rules = kernel.rules.get();
  const bool villages_take = rules->pack().village_takes(definition, {});
  for (const auto& level : definition.opening.at) {
    if (level == registry::kVillageLevel && !villages_take) continue;
    const auto units = TRY(registry::units_of_level(read, level));
    for (const auto& unit : units) {
      if (out.size() == limit) return out;
      if (TRY(was_opened(read, source_of(definition, unit.id), turn.key))) continue;
      if (!TRY(has_somebody(kernel, read, definition, unit.id))) continue;
      out.push_back({definition.key, unit.id, turn});
    }
  }
  return out;
}

Result<store::WriteSet> open_turn(Kernel& kernel, store::Snapshot& read, const DueTurn& due) {
  const auto rules = kernel.rules.get();
  const auto& definition = rules->pack().procedures.at(due.procedure);
  const auto source = source_of(definition, due.unit);
  const auto last = TRY(turn_opened_before(read, source, due.turn.key));
  const auto& rhythm = *definition.rhythm;
  OpenCommand command;
  command.procedure = due.procedure;
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
