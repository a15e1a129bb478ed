#include "request/file.h"

#include <algorithm>

#include "base/text.h"
#include "desk/contact.h"
#include "desk/kept.h"
#include "model/code.h"
#include "model/public_number.h"
#include "registry/people.h"
#include "registry/seats.h"
#include "registry/units.h"
#include "request/follow.h"
#include "vault/blind.h"

namespace linli::request {
namespace {

using desk::Draft;
using desk::Matter;

constexpr const char* kProcedure = "request";
constexpr const char* kVillageLevel = "village";

Result<void> check_row(store::Snapshot& read, const FileCommand& command) {
  if (command.source.empty()) return {};
  const auto known =
      TRY(read.number("SELECT count(*) FROM matter WHERE source = ?1 AND source_row = ?2",
                      {command.source, command.source_row}));
  return known == 0 ? Result<void>{} : fail(ErrorKind::Conflict, "request.row_known");
}

// The filing form as the procedure knows it, for its lengths and lists.
procedure::Form form_of(const FileRequest& request) {
  procedure::Form form;
  form["title"] = request.title;
  if (!request.detail.empty()) form["detail"] = request.detail;
  if (request.category) form["category"] = *request.category;
  if (request.kind) form["kind"] = *request.kind;
  if (request.wish_public) form["public"] = *request.wish_public;
  if (request.files) form["files"] = *request.files;
  return form;
}

struct PlaceFound {
  desk::Line line;  // from the county down to where it happens
  const registry::Unit* village = nullptr;

  const registry::Unit& unit() const { return line->back(); }
};

// An import may know no place finer than the county.
Result<PlaceFound> find_place(desk::Kernel& kernel, store::Snapshot& read,
                              const FileCommand& command) {
  auto line = kernel.kept.line(read, command.request.unit);
  if (!line && line.error().kind == ErrorKind::NotFound) {
    return fail(ErrorKind::NotFound, "request.no_such_place");
  }
  PlaceFound out{TRY(std::move(line)), nullptr};
  const auto village = std::ranges::find(*out.line, kVillageLevel, &registry::Unit::level);
  if (village != out.line->end()) {
    out.village = &*village;
  } else if (!command.source.empty()) {
    out.village = &out.unit();
  } else {
    return invalid("request.place_too_wide");
  }
  return out;
}

// The people in office at the desks that a complaint names.
Result<std::vector<PersonId>> people_at(store::Snapshot& read,
                                        const std::vector<std::string>& desks, Instant now) {
  std::vector<PersonId> out;
  for (const auto& desk : desks) {
    const auto seat =
        registry::seat_by_position(read, PositionId{parse_int64(desk).value_or(0)}, now);
    if (!seat) return invalid("request.about_unknown");
    for (const auto& holder : seat->holders) out.push_back(holder.person);
  }
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

Result<void> check_for_others(const FileCommand& command) {
  const FileRequest& request = command.request;
  if (request.for_whom != ForWhom::somebody) return {};
  if (command.actor.hats.empty()) return fail(ErrorKind::Forbidden, "request.not_for_others");
  if (!request.somebody || !request.somebody->consent || !request.somebody->read_back) {
    return invalid("request.no_consent");
  }
  return {};
}

// Who files, for whom, and what name and phone stand on the slip.
struct People {
  PersonId filer, affected, opener;
  PositionId opener_position;
  desk::Contact contact;
};

Result<People> people_of(desk::Kernel& kernel, store::Snapshot& read, const FileCommand& command) {
  const FileRequest& request = command.request;
  People out;
  if (request.for_whom == ForWhom::somebody) {
    out.opener = command.actor.person;
    out.opener_position = command.actor.hats.front().position;
    out.contact.name = trim(request.somebody->name);
    if (request.somebody->phone) {
      out.contact.phone = TRY(vault::normal_phone(*request.somebody->phone));
      const auto known = TRY(registry::find_person_by_phone(read, kernel.vault, out.contact.phone));
      if (known) out.affected = out.filer = *known;
    }
    return out;
  }
  out.filer = command.actor.person;
  if (!out.filer) {
    out.contact.name = trim(request.name.value_or(""));
    if (request.phone && !request.phone->empty()) {
      out.contact.phone = TRY(vault::normal_phone(*request.phone));
    }
  }
  return out;
}

std::string channel_of(const FileCommand& command) {
  if (!command.source.empty()) return "import";
  const bool staff = !command.actor.hats.empty();
  if (staff && command.request.channel) return *command.request.channel;
  return command.request.for_whom == ForWhom::somebody ? "liaison" : "web";
}

// What stays the same whatever the desk does with it.
Result<void> describe(Draft& draft, const FileCommand& command, const People& people,
                      const PlaceFound& place, const Grading& grading) {
  const FileRequest& request = command.request;
  Matter& matter = draft.matter();
  matter.procedure = kProcedure;
  matter.unit = place.unit().id;
  matter.village = place.village->id;
  matter.village_path = place.village->path;
  matter.category = grading.category;
  matter.category_basis = grading.category_basis;
  matter.kind = grading.kind;
  matter.grade = grading.grade;
  matter.grade_basis = grading.grade_basis;
  matter.filer = people.filer;
  matter.affected = people.affected;
  matter.opener = people.opener;
  matter.opener_position = people.opener_position;
  matter.channel = channel_of(command);
  matter.for_whom =
      boost::describe::enum_to_string(request.for_whom.value_or(ForWhom::self), "self");
  matter.wish_public = request.wish_public.value_or(false);
  matter.filed_at = command.filed_at.ms != 0 ? command.filed_at : draft.now();
  matter.source = command.source;
  matter.source_row = command.source_row;
  const PersonId owner = people.filer;
  matter.title_text = draft.text("title", trim(request.title), owner);
  matter.detail_text = draft.text("detail", trim(request.detail), owner);
  matter.place_text = draft.text("place", trim(request.place_words.value_or("")), owner);
  if (!people.contact.name.empty() || !people.contact.phone.empty()) {
    matter.contact_text = draft.text("contact", to_json(people.contact), owner);
  }
  for (const auto& file : request.files.value_or(std::vector<std::string>{})) {
    TRY(draft.file(parse_int64(file).value_or(0), owner));
  }
  return {};
}

void put_on_record(Draft& draft, const FileCommand& command, const People& people,
                   const std::string& rule) {
  const Matter& matter = draft.dossier().matter;
  draft.by(command.actor, std::nullopt);
  draft.fact("by", people.opener ? "opener" : command.source.empty() ? "filer" : "import");
  if (people.opener) draft.fact("desk", std::to_string(people.opener_position.value));
  draft.fact("number", matter.number);
  draft.fact("procedure_version", std::to_string(matter.procedure_version));
  draft.fact("unit", std::to_string(matter.unit.value));
  draft.fact("category", matter.category);
  draft.fact("category_basis", matter.category_basis);
  draft.fact("kind", matter.kind);
  draft.fact("grade_basis", matter.grade_basis);
  draft.fact("suggested_grade", matter.grade);
  draft.fact("channel", matter.channel);
  draft.fact("for_whom", matter.for_whom);
  draft.fact("directory_rule", rule);
  draft.fact("source", matter.source);
  draft.fact("place_basis", command.place_basis);
}

FilingReceipt receipt_for(const Matter& matter, const registry::Seat& seat, const People& people,
                          const FileCommand& command) {
  FilingReceipt out;
  if (command.actor.person && people.filer == command.actor.person) out.matter = matter.id;
  out.number = matter.number;
  out.holder = desk::seat_words(seat);
  out.holder_phone = seat.phone;
  out.filed_at = matter.filed_at.ms;
  out.until_at = matter.due_at.ms;
  out.provisional = matter.due_provisional;
  return out;
}

// A follow-up code for whoever cannot sign in to see it.
void give_code(desk::Kernel& kernel, Draft& draft, const FileCommand& command,
               FilingReceipt& receipt) {
  Matter& matter = draft.matter();
  const bool own = command.actor.person && matter.filer == command.actor.person;
  if (own || !command.source.empty()) return;
  const std::string code = make_follow_up_code(kernel.random);
  matter.follow_hash = follow_hash(kernel.vault, matter.number, code);
  receipt.follow_up_code = show_follow_up_code(code);
}

Result<void> tell_filed(Draft& draft, const procedure::Act& open, const People& people,
                        bool import) {
  if (import) return {};
  TRY(draft.tell(open.tells));
  if (draft.dossier().matter.filer || people.contact.phone.empty()) return {};
  for (const auto& message : open.tells) {
    if (message.to != procedure::Audience::filer) continue;
    TRY(draft.tell_phone(people.contact.phone, message.text));
  }
  return {};
}

Result<std::string> number_for(Serials& serials, const WorkCalendar& calendar, Instant filed_at) {
  const int year = calendar.date_of(filed_at).year;
  const std::int64_t serial = TRY(serials.next(year));
  return to_text(PublicNumber{year, serial});
}

}  // namespace

Grading grade(const pack::Pack& pack, const FileRequest& request) {
  const std::string text = request.title + "\n" + request.detail;
  Grading out;
  if (request.category && !request.category->empty()) {
    out.category = *request.category;
    out.category_basis = "filer";
  } else {
    const auto suggested = pack.suggest_category(text);
    out.category = suggested.key.empty() ? "other" : suggested.key;
    out.category_basis = "suggested:" + (suggested.rule.empty() ? "none" : suggested.rule);
  }
  out.kind = request.kind ? *request.kind : pack.suggest_kind(out.category, text).key;
  const auto suggested = pack.suggest_grade(out.category, out.kind, text);
  out.grade = suggested.key;
  out.grade_basis = "suggested:" + suggested.rule;
  return out;
}

Result<desk::Prepared> prepare_filing(desk::Kernel& kernel, Serials& serials,
                                      const FileCommand& command, store::Snapshot& read) {
  const auto rules = kernel.rules.get();
  const Instant now = kernel.clock.now();
  const auto& procedures = rules->pack().procedures;
  const auto found = procedures.find(kProcedure);
  if (found == procedures.end()) return fail(ErrorKind::Corrupt, "desk.procedure_gone");
  const procedure::Definition& definition = found->second;
  // An import is taken as it is: what somebody told another platform is not cut or refused here.
  if (command.source.empty()) {
    TRY(procedure::check_form(definition.open.form, rules->choices, form_of(command.request)));
  }
  TRY(check_row(read, command));
  TRY(check_for_others(command));
  const auto place = TRY(find_place(kernel, read, command));
  const auto people = TRY(people_of(kernel, read, command));
  const auto grading = grade(rules->pack(), command.request);

  desk::Dossier dossier;
  dossier.matter.id = kernel.ids.make<MatterId>();
  dossier.matter.version = 0;
  dossier.matter.procedure_version = definition.version;
  dossier.about =
      TRY(people_at(read, command.request.about.value_or(std::vector<std::string>{}), now));
  const auto about = dossier.about;
  Draft draft(kernel, read, *rules, definition, std::move(dossier), now);
  draft.matter().number = TRY(number_for(serials, rules->calendar, now));
  const auto* category = rules->pack().find_category(grading.category);
  draft.matter().confidential = !about.empty() || (category != nullptr && category->confidential);
  TRY(describe(draft, command, people, place, grading));
  for (const auto person : about) {
    draft.changes().insert(
        "matter_about",
        {{"id", kernel.ids.next()}, {"matter_id", draft.matter().id}, {"person_id", person}});
  }
  const auto* step = definition.find_step(definition.first_step);
  std::string rule;
  const auto seat =
      TRY(desk::responsible_seat(read, *rules, *place.line, grading.category, step->desk->position,
                                 desk::recused(draft.dossier()), now, rule));
  draft.refresh_fields();
  draft.set("public", draft.matter().wish_public ? "true" : "false");
  TRY(draft.enter(*step, false, seat));
  TRY(draft.take_part("first", seat, std::nullopt));
  put_on_record(draft, command, people, rule);
  auto receipt = receipt_for(draft.matter(), seat, people, command);
  give_code(kernel, draft, command, receipt);
  TRY(tell_filed(draft, definition.open, people, !command.source.empty()));
  desk::Prepared out;
  out.changes = draft.finish(definition.open.key);
  out.answer = to_json(receipt);
  return out;
}

void file(desk::Kernel& kernel, Serials& serials, FileCommand command,
          desk::Idempotency idempotency, desk::Answered done) {
  desk::submit(
      kernel, std::move(idempotency),
      [&kernel, &serials, command = std::move(command)](store::Snapshot& read) {
        return prepare_filing(kernel, serials, command, read);
      },
      std::move(done));
}

}  // namespace linli::request
