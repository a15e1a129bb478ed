#include "desk/open.h"

#include <algorithm>

#include "base/text.h"
#include "delivery/strangers.h"
#include "desk/about_whom.h"
#include "desk/above.h"
#include "desk/act.h"
#include "desk/children.h"
#include "desk/duty.h"
#include "desk/field_views.h"
#include "desk/filers.h"
#include "desk/kept.h"
#include "desk/read_matter.h"
#include "desk/rhythm.h"
#include "desk/serial.h"
#include "model/personal_number.h"
#include "procedure/field_kinds.h"
#include "registry/seats.h"
#include "registry/units.h"
#include "vault/text_phone.h"

namespace linli::desk {
namespace {

// Where somebody above says whether it is about who is named in it.
constexpr const char* kReviewStep = "about_review";
constexpr const char* kForWhom = "for_whom";
constexpr const char* kPublic = "public";

// Fields for which every matter has a column, and which are filled in from more than the form.
constexpr std::string_view kKnownFields[] = {"category", "kind", kPublic, kForWhom};

Result<const procedure::Definition*> definition_named(const pack::Pack& pack,
                                                      const std::string& key) {
  const auto found = pack.procedures.find(key);
  if (found == pack.procedures.end()) return fail(ErrorKind::NotFound, "desk.no_such_procedure");
  return &found->second;
}

Result<void> check_row(store::Snapshot& read, const OpenCommand& command) {
  if (command.source.starts_with(kRhythmSource)) return invalid("desk.source_reserved");
  if (!command.imported() && !command.turn) return {};
  const auto& source = command.turn ? command.turn->source : command.source;
  const auto& row = command.turn ? command.turn->turn : command.source_row;
  const auto known = TRY(read.number(
      "SELECT count(*) FROM matter WHERE source = ?1 AND source_row = ?2", {source, row}));
  return known == 0 ? Result<void>{} : fail(ErrorKind::Conflict, "desk.row_known");
}

struct PlaceFound {
  Line line;                                // from the county down to where it happens
  const registry::Unit* village = nullptr;  // or the place itself, where it is wider

  const registry::Unit& unit() const { return line->back(); }
};

// An import may know no place finer than the county.
Result<PlaceFound> find_place(const Kernel& kernel, store::Snapshot& read,
                              const procedure::Opening& opening, UnitId unit, bool imported) {
  auto line = kernel.kept.line(read, unit);
  if (!line && line.error().kind == ErrorKind::NotFound) {
    return fail(ErrorKind::NotFound, "desk.no_such_place");
  }
  PlaceFound out{TRY(std::move(line)), nullptr};
  const bool fits =
      opening.at.empty() || std::ranges::find(opening.at, out.unit().level) != opening.at.end();
  if (!imported && !fits) return invalid("desk.place_too_wide");
  const auto village =
      std::ranges::find(*out.line, registry::kVillageLevel, &registry::Unit::level);
  out.village = village != out.line->end() ? &*village : &out.unit();
  return out;
}

// What stands on the record in clear comes from a list.
Result<void> check_channel(const Rules& rules, const OpenCommand& command) {
  if (!command.request.channel) return {};
  const auto channels = rules.choices.find("channels");
  if (channels != rules.choices.end() &&
      std::ranges::find(channels->second, *command.request.channel) != channels->second.end()) {
    return {};
  }
  return invalid("procedure.form_choice", "channel");
}

Result<void> check_for_others(const procedure::Opening& opening, const OpenCommand& command) {
  const auto& other = command.request.on_behalf;
  if (!other) return {};
  if (!opening.on_behalf || command.actor.hats.empty()) {
    return fail(ErrorKind::Forbidden, "desk.not_for_others");
  }
  if (!other->consent || !other->read_back) return invalid("desk.no_consent");
  return {};
}

bool fits(const procedure::OpenedBy& by, const rights::Hat& hat) {
  const std::string_view level =
      hat.organisation ? std::string_view(registry::kDepartmentLevel) : hat.level;
  return (by.position.empty() || by.position == hat.key) && (by.level.empty() || by.level == level);
}

bool opens(const procedure::Opening& opening, const rights::Hat& hat) {
  return std::ranges::any_of(opening.desks, [&](const auto& by) { return fits(by, hat); });
}

// Who has no account opens what is followed by a code; else she signs in.
bool opened_by_residents(const procedure::Definition& definition) {
  const auto& who = definition.open.who;
  return std::ranges::find(who, procedure::Role::resident) != who.end();
}

// As whom it is opened: the hat, or none for whoever files it herself.
Result<std::optional<rights::Hat>> hat_of(const procedure::Definition& definition,
                                          const OpenCommand& command, const PlaceFound& place) {
  if (command.imported() || command.turn) return std::nullopt;
  if (command.of) return command.of->hat;
  const auto& request = command.request;
  if (!request.on_behalf && !request.desk && opened_by_residents(definition)) {
    const bool may = command.actor.person || definition.opening.without_account;
    return may ? Result<std::optional<rights::Hat>>(std::nullopt)
               : fail(ErrorKind::Unauthorized, "http.sign_in");
  }
  for (const auto& hat : hats_to_open(definition, command.actor, place.unit())) {
    if (!request.desk || *request.desk == std::to_string(hat.position.value)) return hat;
  }
  // Whoever helps somebody to be heard may do so wherever it happens.
  const auto& desks = definition.opening.desks;
  const bool anybody = std::ranges::find(desks, procedure::OpenedBy{}) != desks.end();
  if (anybody && request.on_behalf && !request.desk) return command.actor.hats.front();
  return fail(ErrorKind::Forbidden, "desk.not_yours_to_open");
}

Result<void> check_filled(const Rules& rules, const procedure::Definition& definition,
                          const OpenCommand& command, Instant now) {
  TRY(procedure::check_form(definition.open.form, rules.choices, command.form,
                            rules.calendar.date_of(now)));
  return check_channel(rules, command);
}

std::string channel_of(const OpenCommand& command) {
  if (command.of) return command.of->parent.channel;
  if (command.turn) return {};
  if (command.imported()) return command.request.channel.value_or("import");
  const bool staff = !command.actor.hats.empty();
  if (staff && command.request.channel) return *command.request.channel;
  return command.request.on_behalf ? "liaison" : "web";
}

std::string for_whom_of(const OpenCommand& command) {
  if (command.request.on_behalf) return "somebody";
  auto out = form_text(command.form, kForWhom);
  return out.empty() ? "self" : out;
}

// The mobile phone by which she may have it erased; the first of several, "" when there is none.
std::string phone_of(const Contact& contact) {
  if (!contact.phone.empty()) return contact.phone;
  for (const auto& number : personal_numbers(contact.other.value_or(""))) {
    if (number.kind == PersonalNumberKind::mobile_phone) return number.digits;
  }
  return "";
}

// What every matter has a column for.
void put_in_columns(Draft& draft, const OpenCommand& command, const Filers& people,
                    const PlaceFound& place, const Grading& grading) {
  Matter& matter = draft.matter();
  matter.procedure = command.procedure;
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
  matter.for_whom = for_whom_of(command);
  const auto wish = command.form.find(kPublic);
  matter.wish_public = wish != command.form.end() && procedure::word_of(wish->second) == "true";
  matter.filed_at = command.filed_at.ms != 0 ? command.filed_at : draft.now();
  matter.source = command.turn ? command.turn->source : command.source;
  matter.source_row = command.turn ? command.turn->turn : command.source_row;
}

// What the form holds: on the record, in the vault, and what the matter itself keeps of it.
Result<void> put_form(const Kernel& kernel, Draft& draft, const procedure::Act& open,
                      const OpenCommand& command, const Filers& people, const pack::Pack& pack) {
  procedure::Form form = command.form;
  for (const auto key : kKnownFields) form.erase(std::string(key));
  // What is copied of a matter stays its filer's.
  const PersonId owner = command.of ? command.of->parent.filer : people.filer;
  TRY(record_form(kernel, draft, open, form, {command.actor, owner}, pack));
  Matter& matter = draft.matter();
  matter.title_text = draft.text_of("title");
  matter.detail_text = draft.text_of("detail");
  if (!matter.detail_text) matter.detail_text = draft.text_of("text");
  matter.place_text = draft.text_of("place");
  draft.refresh_fields();
  draft.set(kPublic, matter.wish_public ? "true" : "false");
  for (const auto& [field, value] : open.set) draft.set(field, value);
  for (const auto& field : open.sets) {
    const auto value = form_text(form, field);
    const TextId words = draft.text_of(field);
    if (!value.empty()) draft.set(field, words ? std::to_string(words.value) : value);
  }
  return {};
}

void put_contact(Kernel& kernel, Draft& draft, const Filers& people) {
  const auto& contact = people.contact;
  if (contact.name.empty() && contact.phone.empty() && !contact.other) return;
  const TextId text = draft.text("contact", to_json(contact), people.filer);
  draft.matter().contact_text = text;
  // So that whoever has this phone can have it erased.
  if (const auto phone = kernel.vault.blind().phone(phone_of(contact))) {
    vault::note_phone(draft.changes(), text, *phone);
  }
}

void put_on_record(Draft& draft, const OpenCommand& command, const std::optional<rights::Hat>& hat,
                   const std::string& rule) {
  const Matter& matter = draft.dossier().matter;
  const bool for_somebody = command.request.on_behalf.has_value();
  draft.by(command.actor, for_somebody ? std::nullopt : hat);
  if (hat) {
    draft.fact("desk", std::to_string(hat->position.value));
    if (for_somebody) draft.fact("by", "opener");
  } else {
    draft.fact("by", command.imported() ? "import" : command.turn ? "system" : "filer");
  }
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
  if (command.of) draft.fact("parent", std::to_string(command.of->parent.id.value));
}

// What nobody says of it anew is what it is of.
Grading graded(const pack::Pack& pack, const OpenCommand& command,
               const procedure::Opening& opening) {
  auto out = grade(pack, command.form, opening.suggests);
  if (!command.grade.empty()) {
    out.grade = command.grade;
    out.grade_basis = "suggested:import";
  }
  if (!command.of) return out;
  const Matter& parent = command.of->parent;
  if (out.category.empty()) {
    out.category = parent.category;
    out.category_basis = parent.category_basis;
  }
  if (out.kind.empty()) out.kind = parent.kind;
  if (out.grade.empty()) {
    out.grade = parent.grade;
    out.grade_basis = parent.grade_basis;
  }
  return out;
}

// Given back, it goes to the desk that answers for its matter; that desk reads it to its end, as
// who called does.
void answers_to_parent(Draft& draft, const OpenCommand& command) {
  if (!command.of) return;
  const Matter& parent = command.of->parent;
  draft.matter().sender = parent.holder;
  if (parent.version != 0) draft.matter().opener_position = parent.holder;
}

void tie_to_parent(Kernel& kernel, Draft& draft, const OpenCommand& command) {
  if (!command.of) return;
  const MatterId parent = command.of->parent.id;
  draft.set(kParent, std::to_string(parent.value));
  draft.changes().insert("matter_link", {{"id", kernel.ids.next()},
                                         {"version", 1},
                                         {"parent_id", parent},
                                         {"matter_id", draft.dossier().matter.id}});
}

OpenReceipt receipt_for(const Matter& matter, const registry::Seat& seat, const Filers& people,
                        const OpenCommand& command) {
  OpenReceipt out;
  const bool hers = command.actor.person && people.filer == command.actor.person;
  const bool of_desk = people.opener && !command.request.on_behalf;
  if (hers || of_desk) out.matter = matter.id;
  out.number = matter.number;
  out.holder = seat_words(seat);
  out.holder_phone = seat.phone;
  out.filed_at = matter.filed_at.ms;
  out.until_at = matter.due_at.ms;
  out.provisional = matter.due_provisional;
  return out;
}

Result<void> tell_filed(Kernel& kernel, store::Snapshot& read, Draft& draft,
                        const procedure::Act& open, const Filers& people,
                        const OpenCommand& command) {
  if (command.imported()) return {};
  TRY(draft.tell(open.tells));
  const std::string& phone = people.contact.phone;
  if (draft.dossier().matter.filer || phone.empty()) return {};
  if (people.opener) return {};  // the message with her code says it all
  // Whoever files may have written down the phone of somebody else.
  if (command.telling == Telling::Silent) return {};
  if (!TRY(delivery::may_tell_stranger(read, kernel.vault.blind(), phone, draft.now(),
                                       draft.changes()))) {
    return {};
  }
  for (const auto& message : open.tells) {
    if (message.to != procedure::Audience::filer) continue;
    TRY(draft.tell_phone(phone, message.text));
  }
  return {};
}

// The desk that it begins at, where that is chosen: by the act that opens it, or in its form.
PositionId chosen_by(const procedure::Definition& definition, const OpenCommand& command) {
  if (command.of) return command.of->chosen;
  const auto* first = definition.find_step(definition.first_step);
  const bool chosen =
      first != nullptr && first->desk && first->desk->place == procedure::Place::chosen;
  return chosen ? chosen_desk(definition.open.form, command.form) : PositionId{};
}

struct FirstSeat {
  const procedure::Step* step = nullptr;
  registry::Seat seat;
  std::string rule;  // of the directory
};

// The seat, or the first above it at which nobody is mentioned: whoever is may have it when a desk
// above has read it and sends it down.
Result<registry::Seat> above_mentioned(store::Snapshot& read, const Rules& rules,
                                       registry::Seat seat, const std::set<PersonId>& mentioned,
                                       const Whereabouts& where) {
  if (mentioned.empty()) return seat;
  auto exclude = recused(where.dossier);
  exclude.insert(mentioned.begin(), mentioned.end());
  while (true) {
    std::vector<PersonId> here;
    for (const auto& holder :
         TRY(registry::seat_by_position(read, seat.position, where.now)).holders) {
      if (mentioned.contains(holder.person)) here.push_back(holder.person);
    }
    if (here.empty()) return seat;
    // Each time strictly higher, so it ends.
    const auto path = TRY(path_above(read, rules, TRY(seat_path(read, seat)), here, {}, where.now));
    seat = TRY(seat_above_named(read, rules, path, seat.key, exclude, where.now));
  }
}

// Where it begins: the desk whose duty it is; with a desk above all whom it is about, or may be
// about until a reviewer there says so.
Result<FirstSeat> first_seat(const Kernel& kernel, store::Snapshot& read, const Rules& rules,
                             const Draft& draft, const procedure::Definition& definition,
                             const PlaceFound& place, const std::optional<rights::Hat>& hat,
                             PositionId chosen, const AboutWhom& whom, bool asked) {
  FirstSeat out;
  out.step = definition.find_step(asked ? kReviewStep : definition.first_step);
  if (hat && !out.step->desk) {
    out.seat = TRY(registry::seat_by_position(read, hat->position, draft.now()));
    return out;
  }
  if (!out.step->desk) return fail(ErrorKind::Corrupt, "desk.procedure_gone", out.step->key);
  const auto& position = out.step->desk->position;
  const Dossier& dossier = draft.dossier();
  const Whereabouts where{dossier, chosen, draft.now()};
  if (asked) {
    out.seat = TRY(seat_above_named(read, rules, dossier.matter.above_path, position,
                                    recused(dossier), draft.now()));
    return out;
  }
  if (out.step->desk->place != procedure::Place::responsible) {
    out.seat = TRY(find_seat(kernel, read, rules, *out.step->desk, where));
    out.seat = TRY(above_mentioned(read, rules, std::move(out.seat), whom.mentioned, where));
    return out;
  }
  auto found = responsible_seat(kernel, read, rules, *place.line, dossier.matter.category, position,
                                where, out.rule);
  const auto duty = TRY(duty_above(read, rules, std::move(found), position, where));
  out.seat = TRY(above_mentioned(read, rules, duty, whom.mentioned, where));
  return out;
}

}  // namespace

std::string form_text(const procedure::Form& form, const std::string& key) {
  const auto found = form.find(key);
  return found == form.end() ? std::string() : procedure::word_of(found->second);
}

Grading grade(const pack::Pack& pack, const procedure::Form& form,
              const std::vector<std::string>& suggests) {
  const auto suggested_here = [&](std::string_view field) {
    return std::ranges::find(suggests, field) != suggests.end();
  };
  const std::string text = form_text(form, "title") + "\n" + form_text(form, "detail");
  Grading out;
  out.category = form_text(form, "category");
  out.kind = form_text(form, "kind");
  if (!out.category.empty()) {
    out.category_basis = "filer";
  } else if (suggested_here("category")) {
    const auto suggested = pack.suggest_category(text);
    out.category = suggested.key.empty() ? "other" : suggested.key;
    out.category_basis = "suggested:" + (suggested.rule.empty() ? "none" : suggested.rule);
  }
  if (out.kind.empty() && suggested_here("kind")) {
    out.kind = pack.suggest_kind(out.category, text).key;
  }
  if (suggested_here("grade")) {
    const auto suggested = pack.suggest_grade(out.category, out.kind, text);
    out.grade = suggested.key;
    out.grade_basis = "suggested:" + suggested.rule;
  }
  return out;
}

std::vector<rights::Hat> hats_to_open(const procedure::Definition& definition,
                                      const rights::Actor& actor, const registry::Unit& unit) {
  std::vector<rights::Hat> out;
  for (const auto& hat : actor.hats) {
    const bool here = !hat.unit_path.empty() && unit.path.starts_with(hat.unit_path);
    if (here && opens(definition.opening, hat)) out.push_back(hat);
  }
  // The nearest; a full holder's before a deputy's.
  std::ranges::stable_sort(out, [](const rights::Hat& a, const rights::Hat& b) {
    if (a.unit_path.size() != b.unit_path.size()) return a.unit_path.size() > b.unit_path.size();
    return !a.deputy && b.deputy;
  });
  return out;
}

Result<Prepared> prepare_open(Kernel& kernel, const OpenCommand& command, store::Snapshot& read) {
  const auto rules = kernel.rules.get();
  const Instant now = kernel.clock.now();
  const auto* definition = TRY(definition_named(rules->pack(), command.procedure));
  const auto& opening = definition->opening;
  // An import is taken as it is: what somebody told another platform is not cut or refused here.
  if (!command.imported()) TRY(check_filled(*rules, *definition, command, now));
  TRY(check_row(read, command));
  TRY(check_for_others(opening, command));
  const auto place =
      TRY(find_place(kernel, read, opening, command.request.unit, command.imported()));
  const auto hat = TRY(hat_of(*definition, command, place));
  const auto people = TRY(filers_of(kernel, read, command, hat));
  const auto grading = graded(rules->pack(), command, opening);

  Dossier dossier;
  dossier.matter.id = kernel.ids.make<MatterId>();
  dossier.matter.version = 0;
  dossier.matter.procedure_version = definition->version;
  dossier.matter.filer = people.filer;
  dossier.matter.affected = people.affected;
  dossier.new_name = people.contact.name;
  dossier.new_phone = people.contact.phone;
  Draft draft(kernel, read, *rules, *definition, std::move(dossier), now);
  draft.matter().number = TRY(next_number(kernel.serials, rules->calendar, now));
  const auto* category = rules->pack().find_category(grading.category);
  draft.matter().confidential = category != nullptr && category->confidential;
  put_in_columns(draft, command, people, place, grading);
  TRY(put_form(kernel, draft, definition->open, command, people, rules->pack()));
  // Every free text of the form is read, whatever it is called; her own name and phone are not.
  const auto whom = opening.about ? TRY(about_whom(kernel, read, command, place.line, draft.said()))
                                  : AboutWhom{};
  put_contact(kernel, draft, people);
  tie_to_parent(kernel, draft, command);
  // A procedure without that step takes what nobody could be asked for a complaint.
  const bool asked = whom.asked && definition->find_step(kReviewStep) != nullptr;
  if (!whom.above_path.empty()) draft.name(whom.named, whom.above_path, asked);
  const PositionId chosen = chosen_by(*definition, command);
  if (chosen && !asked) TRY(check_chosen(draft, *definition, chosen, command.actor.person));
  const auto seat =
      TRY(first_seat(kernel, read, *rules, draft, *definition, place, hat, chosen, whom, asked));
  const bool from_above = command.turn || (hat && hat->level != registry::kVillageLevel);
  if (from_above) TRY(draft.admitted_at(seat.seat));
  TRY(draft.enter(*seat.step, false, seat.seat));
  answers_to_parent(draft, command);
  if (const auto& within = seat.step->within; within && !within->until.empty()) {
    const auto day = parse_date(form_text(command.form, within->until));
    const bool shorter = day && draft.matter().due_at != rules->calendar.end_of(*day);
    if (shorter) return invalid("desk.until_too_late", within->until);
  }
  // 首接 is who gets it to deal with, not who only says whom it is about.
  const bool received = seat.step->desk && !asked;
  if (received) TRY(draft.take_part("first", seat.seat, std::nullopt));
  put_on_record(draft, command, hat, seat.rule);
  auto receipt = receipt_for(draft.matter(), seat.seat, people, command);
  receipt.about_asked = asked;
  TRY(give_code(kernel, read, draft, {command, hat}, people, receipt));
  TRY(tell_filed(kernel, read, draft, definition->open, people, command));
  std::vector<store::WriteSet> children;
  if (const auto& act = definition->open; act.opens && hat) {
    children = TRY(open_children(kernel, draft, act, command.form, command.actor, *hat));
  }
  Prepared out;
  out.changes = TRY(draft.finish(definition->open.key));
  for (auto& child : children) out.changes.append(std::move(child));
  out.answer = to_json(receipt);
  out.repeat = to_json(receipt_for_repeat(std::move(receipt), command.request));
  return out;
}

namespace {

// Receipts that were kept before say the code of a matter opened for somebody.
std::string without_others_code(const OpenRequest& request, std::string answer) {
  if (!request.on_behalf) return answer;
  const auto parsed = parse_json(answer);
  auto receipt = parsed ? read_json<OpenReceipt>(*parsed) : Failure(parsed.error());
  if (!receipt || !receipt->follow_up_code) return answer;
  return to_json(receipt_for_repeat(std::move(*receipt), request));
}

}  // namespace

void open(Kernel& kernel, OpenCommand command, Idempotency idempotency, Answered done) {
  OpenRequest request = command.request;
  submit(
      kernel, std::move(idempotency),
      [&kernel, command = std::move(command)](store::Snapshot& read) {
        return prepare_open(kernel, command, read);
      },
      [request = std::move(request), done = std::move(done)](Result<std::string> answer) mutable {
        if (!answer) return done(Failure(answer.error()));
        done(without_others_code(request, std::move(*answer)));
      });
}

namespace {

// Where a desk opens it when nobody says where: where it stands, or whom it serves, if that fits.
// What residents open, too, begins where she lives; the page knows that.
Result<UnitId> place_of_desk(store::Snapshot& read, const procedure::Definition& definition,
                             const rights::Actor& actor) {
  if (opened_by_residents(definition)) return UnitId{};
  const auto& at = definition.opening.at;
  for (const auto& hat : actor.hats) {
    const auto line = registry::ids_in_path(hat.unit_path);
    if (line.empty() || !opens(definition.opening, hat)) continue;
    const auto level = TRY(registry::unit(read, line.back())).level;
    if (at.empty() || std::ranges::find(at, level) != at.end()) return line.back();
  }
  return UnitId{};
}

}  // namespace

Result<OpeningForm> opening_form(const Kernel& kernel, store::Snapshot& read,
                                 const rights::Actor& actor, const std::string& key, UnitId unit) {
  const auto rules = kernel.rules.get();
  const auto* definition = TRY(definition_named(rules->pack(), key));
  OpeningForm out;
  out.procedure = key;
  out.version = definition->version;
  out.title = definition->title;
  out.act = definition->open.title;
  out.at = definition->opening.at;
  const CivilDate today = rules->calendar.date_of(kernel.clock.now());
  for (const auto& field : definition->open.form) {
    out.form.push_back(field_view(*rules, field, today));
  }
  out.on_behalf = definition->opening.on_behalf && !actor.hats.empty();
  out.residents = opened_by_residents(*definition);
  out.code = definition->opening.without_account;
  out.about = definition->opening.about;
  const UnitId where = unit ? unit : TRY(place_of_desk(read, *definition, actor));
  if (!where) return out;
  const auto place = TRY(find_place(kernel, read, {}, where, false));
  out.unit = unit_view(*rules, place.unit());
  for (const auto& hat : hats_to_open(*definition, actor, place.unit())) {
    const auto post = TRY(kernel.kept.post(read, hat.position));
    out.desks.push_back({std::to_string(hat.position.value), seat_words(*post),
                         hat.organisation ? std::string(registry::kDepartmentLevel) : hat.level});
  }
  if (!out.residents && !out.desks.empty()) out.desk = out.desks.front();
  return out;
}

Result<std::vector<DeskView>> desks_for_opening(const Kernel& kernel, store::Snapshot& read,
                                                const rights::Actor& actor, const std::string& key,
                                                UnitId unit) {
  const auto rules = kernel.rules.get();
  const auto* definition = TRY(definition_named(rules->pack(), key));
  const auto place = TRY(find_place(kernel, read, {}, unit, false));
  const auto hats = hats_to_open(*definition, actor, place.unit());
  if (hats.empty()) return fail(ErrorKind::Forbidden, "desk.not_yours_to_open");
  const auto& opens = definition->open.opens;
  const auto* begun = opens ? TRY(definition_to_open(*rules, *opens)) : definition;
  return desks_to_begin(kernel, read, *begun, hats.front(), place.village->id);
}

SectionList openings_of(const pack::Pack& pack, const rights::Actor& actor) {
  SectionList out;
  for (const auto& [key, definition] : pack.procedures) {
    const bool herself =
        opened_by_residents(definition) && (actor.person || definition.opening.without_account);
    const bool as_desk = std::ranges::any_of(
        actor.hats, [&](const auto& hat) { return opens(definition.opening, hat); });
    if (!herself && !as_desk) continue;
    out.sections.push_back({"open:" + key, definition.title, "/open/" + key, "start"});
  }
  return out;
}

}  // namespace linli::desk
