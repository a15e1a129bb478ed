#include "notice/post.h"

#include <algorithm>

#include "base/text.h"
#include "desk/draft.h"
#include "model/public_number.h"
#include "notice/rules.h"
#include "registry/seats.h"
#include "registry/units.h"

namespace linli::notice {
namespace {

constexpr const char* kProcedure = "notice";
constexpr const char* kVillageLevel = "village";

Result<const procedure::Definition*> definition_in(const pack::Pack& pack) {
  const auto found = pack.procedures.find(kProcedure);
  if (found == pack.procedures.end()) return fail(ErrorKind::NotFound, "desk.no_such_procedure");
  return &found->second;
}

Result<void> check_words(const desk::Rules& rules, const procedure::Definition& definition,
                         const NoticeBody& body) {
  procedure::Form form;
  form["title"] = body.title;
  form["text"] = body.text;
  TRY(procedure::check_form(definition.open.form, rules.choices, form));
  if (holds_personal_number(body.title) || holds_personal_number(body.text)) {
    return invalid("notice.personal_number");
  }
  return {};
}

// Whether a desk of this level may post: what the opening act of the procedure says.
bool may_post(const procedure::Definition& definition, const std::string& level) {
  return std::ranges::all_of(definition.open.only_if, [&](const procedure::Condition& condition) {
    return condition.kind != procedure::ConditionKind::level ||
           std::ranges::find(condition.values, level) != condition.values.end();
  });
}

// The nearest hat at or above the unit, a full holder's before a deputy's.
Result<rights::Hat> hat_for(const procedure::Definition& definition, const rights::Actor& actor,
                            const registry::Unit& unit) {
  const rights::Hat* found = nullptr;
  for (const auto& hat : actor.hats) {
    const bool here = hat.unit && unit.path.starts_with(hat.unit_path);
    if (!here || !may_post(definition, hat.level)) continue;
    const bool nearer = found == nullptr || hat.unit_path.size() > found->unit_path.size();
    const bool same = found != nullptr && hat.unit_path.size() == found->unit_path.size();
    if (nearer || (same && found->deputy && !hat.deputy)) found = &hat;
  }
  if (found == nullptr) return fail(ErrorKind::Forbidden, "notice.not_your_place");
  return *found;
}

Result<void> describe(desk::Draft& draft, store::Snapshot& read, const PostCommand& command,
                      const registry::Unit& unit, const rights::Hat& hat) {
  const auto village = TRY(registry::unit_at_level(read, unit.id, kVillageLevel));
  const registry::Unit& place = village ? *village : unit;
  desk::Matter& matter = draft.matter();
  matter.procedure = kProcedure;
  matter.unit = unit.id;
  matter.village = place.id;
  matter.village_path = place.path;
  matter.opener = command.actor.person;
  matter.opener_position = hat.position;
  matter.channel = "web";
  matter.filed_at = draft.now();
  // The words are the institution's: they belong to no person.
  matter.title_text = draft.text("title", trim(command.body.title), PersonId{});
  matter.detail_text = draft.text("text", trim(command.body.text), PersonId{});
  return {};
}

void put_on_record(desk::Draft& draft, const PostCommand& command, const rights::Hat& hat) {
  const desk::Matter& matter = draft.dossier().matter;
  draft.by(command.actor, hat);
  draft.fact("desk", std::to_string(hat.position.value));
  draft.fact("number", matter.number);
  draft.fact("procedure_version", std::to_string(matter.procedure_version));
  draft.fact("unit", std::to_string(matter.unit.value));
  draft.fact("shown_until", std::to_string(command.body.until_at));
}

Result<std::string> number_for(const Serials& serials, const WorkCalendar& calendar, Instant now) {
  const int year = calendar.date_of(now).year;
  return to_text(PublicNumber{year, TRY(serials(year))});
}

Result<desk::Prepared> prepare(desk::Kernel& kernel, const Serials& serials,
                               const PostCommand& command, store::Snapshot& read) {
  const auto rules = kernel.rules.get();
  const Instant now = kernel.clock.now();
  const auto* definition = TRY(definition_in(rules->pack()));
  TRY(check_words(*rules, *definition, command.body));
  const auto unit = TRY(registry::unit(read, command.body.unit));
  const auto hat = TRY(hat_for(*definition, command.actor, unit));
  const Instant until{command.body.until_at};
  if (until <= now) return invalid("notice.until_past");
  desk::Dossier dossier;
  dossier.matter.id = kernel.ids.make<MatterId>();
  dossier.matter.version = 0;
  dossier.matter.procedure_version = definition->version;
  desk::Draft draft(kernel, read, *rules, *definition, std::move(dossier), now);
  draft.matter().number = TRY(number_for(serials, rules->calendar, now));
  TRY(describe(draft, read, command, unit, hat));
  const auto seat = TRY(registry::seat_by_position(read, hat.position, now));
  draft.refresh_fields();
  draft.set("shown_until", std::to_string(until.ms));
  draft.end_at(until);
  TRY(draft.enter(*definition->find_step(definition->first_step), false, seat));
  if (draft.matter().due_at != until) return invalid("notice.until_too_late");
  put_on_record(draft, command, hat);
  NoticeReceipt receipt{draft.matter().id,      draft.entry_id(), draft.matter().number,
                        desk::seat_words(seat), now.ms,           until.ms};
  desk::Prepared out;
  out.changes = draft.finish(definition->open.key);
  out.answer = to_json(receipt);
  return out;
}

}  // namespace

void post(desk::Kernel& kernel, const Serials& serials, PostCommand command,
          desk::Idempotency idempotency, desk::Answered done) {
  desk::submit(
      kernel, std::move(idempotency),
      [&kernel, &serials, command = std::move(command)](store::Snapshot& read) {
        return prepare(kernel, serials, command, read);
      },
      std::move(done));
}

}  // namespace linli::notice
