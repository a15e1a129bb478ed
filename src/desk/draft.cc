#include "desk/draft.h"

#include <algorithm>

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"
#include "desk/counts.h"
#include "desk/standing_of.h"
#include "desk/state.h"
#include "desk/title_index.h"
#include "record/entry.h"
#include "registry/households.h"
#include "registry/positions.h"
#include "vault/upload.h"

namespace linli::desk {

Draft::Draft(Kernel& kernel, store::Snapshot& read, const Rules& rules,
             const procedure::Definition& definition, Dossier before, Instant now)
    : kernel_(kernel),
      read_(read),
      rules_(rules),
      definition_(definition),
      before_(std::move(before)),
      now_(before_),
      at_(now) {
  entry_.id = kernel_.ids.make<EntryId>();
  entry_.at = now;
  entry_.matter = before_.matter.id;
  entry_.previous = before_.matter.last_entry;
  fields_ = read_fields(before_.matter);
  done_ = read_done(before_.matter);
}

void Draft::by(const rights::Actor& actor, const std::optional<rights::Hat>& hat) {
  entry_.actor = actor.person;
  if (!hat) return;
  entry_.term = hat->term;
  // A term that ended between reading and writing makes a conflict, and the act is decided again.
  changes_.add(store::Require{"term", hat->term.value, hat->term_version});
  if (std::ranges::find(before_.hands, actor.person) != before_.hands.end()) return;
  changes_.insert(
      "matter_hand",
      {{"id", kernel_.ids.next()}, {"matter_id", before_.matter.id}, {"person_id", actor.person}});
}

void Draft::fact(const std::string& key, std::string value) {
  if (!value.empty()) entry_.facts[key] = std::move(value);
}

TextId Draft::text(const std::string& field, std::string_view words, PersonId person) {
  if (words.empty()) return {};
  const vault::TextOwner owner{before_.matter.id, person, definition_.key + "." + field};
  const auto sealed = kernel_.vault.put_text(changes_, owner, words);
  entry_.texts.push_back({field + "/" + std::to_string(sealed.id.value), sealed.commitment});
  texts_[field] = sealed.id;
  said_.append(words).append("\n");
  if (field == "title" && before_.matter.version == 0) title_ = words;
  return sealed.id;
}

TextId Draft::text_of(const std::string& field) const {
  const auto found = texts_.find(field);
  return found == texts_.end() ? TextId{} : found->second;
}

Result<void> Draft::file(std::string_view handle, PersonId claimer, PersonId owner) {
  const vault::Claim claim{before_.matter.id, claimer, owner};
  const FileId id = TRY(vault::claim_upload(read_, changes_, handle, claim, at_));
  const auto named = "file/" + std::to_string(id.value);
  if (std::ranges::find(entry_.texts, named, &journal::HashedText::name) != entry_.texts.end()) {
    return fail(ErrorKind::Conflict, "vault.file_taken");
  }
  const auto commitment = TRY(vault::recompute_file(kernel_.vault, kernel_.store, read_, id));
  if (!commitment) return fail(ErrorKind::NotFound, "vault.absent", "file");
  entry_.texts.push_back({named, *commitment});
  return {};
}

void Draft::set(const std::string& field, const std::string& value) {
  Matter& matter = now_.matter;
  if (field == "category") {
    matter.category = value;
    matter.category_basis = "confirmed";
  } else if (field == "kind") {
    matter.kind = value;
  } else if (field == "grade") {
    matter.grade = value;
    matter.grade_basis = "confirmed";
  } else if (field == "outcome") {
    matter.outcome = value;
  } else {
    fields_changed_ = true;
  }
  if (field == "public") matter.wish_public = value == "true";
  fields_[field] = value;
}

void Draft::count(const std::string& act) {
  ++done_[act];
}

Result<registry::Seat> Draft::seat(const procedure::DeskRef& desk, PositionId chosen,
                                   const procedure::Step* enters) {
  Whereabouts where{now_, chosen, at_};
  // A step that needs somebody who had no hand in it does not go to who entered it, if there is
  // anybody else.
  const PersonId opener = now_.matter.opener;
  if (enters != nullptr && opener &&
      std::ranges::any_of(enters->acts, &procedure::Act::never_handler)) {
    where.exclude = {opener};
    auto found = find_seat(kernel_, read_, rules_, desk, where);
    if (found || found.error().kind != ErrorKind::NotFound) return found;
    where.exclude.clear();
  }
  return find_seat(kernel_, read_, rules_, desk, where);
}

Result<registry::Seat> Draft::seat_at_home(const std::string& position) {
  const PersonId filer = now_.matter.filer;
  const auto home = filer ? TRY(registry::home_of(read_, filer, at_)) : std::nullopt;
  if (!home || !home->unit) return invalid("desk.nobody_at_home");
  const auto found = TRY(registry::find_position(read_, position, home->unit, OrganisationId{}));
  if (!found) return invalid("desk.nobody_at_home");
  auto out = TRY(registry::seat_by_position(read_, found->id, at_));
  auto silent = recused(now_);
  silent.merge(TRY(recused_among(kernel_, read_, now_, out.holders)));
  std::erase_if(out.holders, [&](const auto& holder) { return silent.contains(holder.person); });
  if (out.holders.empty()) return invalid("desk.nobody_at_home");
  return out;
}

void Draft::open_stay(const std::string& step) {
  if (now_.open_stay && !stay_opened_) {
    changes_.update("stay", now_.open_stay->id, now_.open_stay->version, {{"until_at", at_}});
  }
  // A second move within one act replaces the stay that the first one opened.
  Stay stay;
  stay.id = stay_opened_ ? now_.open_stay->id : kernel_.ids.next();
  stay.matter = before_.matter.id;
  stay.position = now_.matter.holder;
  stay.step = step;
  stay.from = at_;
  now_.open_stay = stay;
  stay_opened_ = true;
}

void Draft::close_stay() {
  if (now_.open_stay && !stay_opened_) {
    changes_.update("stay", now_.open_stay->id, now_.open_stay->version, {{"until_at", at_}});
  }
  now_.open_stay.reset();
  stay_opened_ = false;
}

void Draft::lead_is_holder() {
  for (auto& participant : now_.participants) {
    if (participant.role != "lead" || participant.ended.ms != 0) continue;
    if (participant.position == now_.matter.holder) return;
  }
  end_part("lead", PositionId{});
  Participant lead;
  lead.id = kernel_.ids.next();
  lead.matter = before_.matter.id;
  lead.role = "lead";
  lead.position = now_.matter.holder;
  lead.since = at_;
  add(changes_, lead);
  now_.participants.push_back(lead);
}

Result<void> Draft::give_to(const registry::Seat& seat, PositionId sender) {
  Matter& matter = now_.matter;
  matter.sender = sender;
  matter.holder = seat.position;
  matter.holder_level = seat.level;
  matter.holder_path = TRY(seat_path(read_, seat));
  matter.holder_since = at_;
  end_offer();
  open_stay(matter.step);
  fact("holder", std::to_string(seat.position.value));
  if (const auto* step = definition_.find_step(matter.step); step != nullptr && step->lead) {
    lead_is_holder();
  }
  return {};
}

Result<void> Draft::admitted_at(const registry::Seat& seat) const {
  const bool takes = rules_.pack().village_takes(definition_, now_.matter.category);
  if (seat.level != "village" || takes) return {};
  return invalid("desk.not_on_village_list");
}

Result<void> Draft::offer_to(const registry::Seat& seat, const std::optional<Period>& limit) {
  Matter& matter = now_.matter;
  if (seat.position == matter.holder) return invalid("desk.already_here");
  TRY(admitted_at(seat));
  matter.offered = seat.position;
  matter.offer_until = limit ? rules_.calendar.due(at_, *limit).at : Instant{};
  fact("offered", std::to_string(seat.position.value));
  if (limit) {
    add(changes_, Timer{kernel_.ids.next(), 1, matter.id, "offer", matter.offer_until, 0});
  }
  return {};
}

void Draft::end_offer() {
  if (!now_.matter.offered) return;
  now_.matter.offered = PositionId{};
  now_.matter.offer_until = Instant{};
  remove_timers("offer");
}

Result<void> Draft::take_part(const std::string& role, const registry::Seat& seat,
                              const std::optional<Period>& answer) {
  for (const auto& participant : now_.participants) {
    const bool same = participant.role == role && participant.position == seat.position;
    if (same && participant.ended.ms == 0) {
      return fail(ErrorKind::Conflict, "desk.takes_part_already");
    }
  }
  Participant added;
  added.id = kernel_.ids.next();
  added.matter = before_.matter.id;
  added.role = role;
  added.position = seat.position;
  added.since = at_;
  if (answer) added.answer_until = rules_.calendar.due(at_, *answer).at;
  add(changes_, added);
  now_.participants.push_back(added);
  fact(role, std::to_string(seat.position.value));
  return {};
}

void Draft::end_part(const std::string& role, PositionId position) {
  for (auto& participant : now_.participants) {
    if (participant.role != role || participant.ended.ms != 0) continue;
    if (position && participant.position != position) continue;
    participant.ended = at_;
    remove_timers(answer_timer(participant));
    changes_.update("participant", participant.id, participant.version, {{"ended_at", at_}});
  }
}

void wake(Kernel& kernel, store::WriteSet& changes, MatterId matter) {
  changes.insert("matter_wake",
                 {{"id", kernel.ids.next()}, {"version", 1}, {"waiting_id", matter}});
}

// Whoever waits for it looks again; no row of it is written here, for many may end at once.
void Draft::tell_parent() {
  const auto parent = fields_.find(kParent);
  if (parent == fields_.end() || before_.matter.ended() || !now_.matter.ended()) return;
  const MatterId id{parse_int64(parent->second).value_or(0)};
  wake(kernel_, changes_, id);
}

// What the program went on to do is in the same write set: no rows stand in between, so both
// entries say what it leaves.
Result<void> Draft::put_on_record() {
  const bool fresh = before_.matter.version == 0;
  const auto before = fresh ? store::Columns{} : all_columns(before_.matter);
  journal::State state;
  state.list = kStateList;
  state.root = TRY(state_left(read_, before_.matter.id, before, changes_));
  if (done_entry_) {
    done_entry_->state = state;
    record::add(changes_, kernel_.random, *done_entry_);
  }
  entry_.state = state;
  record::add(changes_, kernel_.random, entry_);
  return {};
}

Result<store::WriteSet> Draft::finish(const std::string& act) {
  Matter& matter = now_.matter;
  for (const auto* hot : {"category", "kind", "grade", "outcome"}) fields_.erase(hot);
  if (fields_changed_) matter.fields = to_json(fields_);
  matter.done = done_.empty() ? "{}" : to_json(done_);
  matter.last_entry = entry_.id;
  if (done_entry_) done_entry_->act = definition_.key + "." + act;
  entry_.act = definition_.key + "." + (done_entry_ ? own_act_ : act);
  if (before_.matter.step != matter.step) {
    fact("from_step", before_.matter.step);
    fact("to_step", matter.step);
  }
  const bool fresh = before_.matter.version == 0;
  count_change(changes_, rules_.calendar, fresh ? nullptr : &before_.matter, matter);
  if (fresh) {
    matter.version = 1;
    changes_.insert("matter", all_columns(matter));
    index_title(changes_, kernel_.vault, matter, title_);
  } else {
    changes_.update("matter", matter.id.value, before_.matter.version,
                    differing(before_.matter, matter));
  }
  if (stay_opened_) add(changes_, *now_.open_stay);
  tell_parent();
  TRY(put_on_record());
  return std::move(changes_);
}

}  // namespace linli::desk
