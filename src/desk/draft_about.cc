// desk/draft_about.cc – whom a matter is about: named when it is filed, asked of a reviewer above,
// decided by him; and when later words name somebody.
//
// The words of the field "about" of a procedure: asked, named, nobody. Source: RISK-3, ADR 0024.

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "desk/above.h"
#include "desk/draft.h"
#include "desk/place.h"
#include "registry/units.h"

namespace linli::desk {
namespace {

constexpr const char* kHandedAbove = "handed_above";
constexpr const char* kAsked = "asked";
constexpr const char* kDeskAbove = "intake";

// The act of the procedure by which it is asked whom a matter is about.
const procedure::Act* asking_act(const procedure::Definition& definition) {
  for (const auto& step : definition.steps) {
    for (const auto& act : step.acts) {
      const auto set = act.set.find(std::string(kAboutField));
      if (set != act.set.end() && set->second == kAsked && !act.to.empty()) return &act;
    }
  }
  return nullptr;
}

}  // namespace

void Draft::name(const std::vector<Named>& people, std::string above_path, bool asked) {
  now_.matter.confidential = true;
  now_.matter.above_path = std::move(above_path);
  for (const auto& one : people) {
    if (std::ranges::find(now_.about, one.person) != now_.about.end()) continue;
    AboutRow row{kernel_.ids.next(), 1, one.position, one.person, asked};
    changes_.insert("matter_about", {{"id", row.id},
                                     {"version", row.version},
                                     {"matter_id", before_.matter.id},
                                     {"position_id", row.position},
                                     {"person_id", row.person},
                                     {"asked", row.asked}});
    now_.about.push_back(one.person);
    now_.named.push_back(row);
  }
  set(std::string(kAboutField), asked ? "asked" : "named");
}

// Whoever had a part in it before it was asked has none meanwhile.
Result<void> Draft::ask_about() {
  Matter& matter = now_.matter;
  matter.confidential = true;
  if (matter.above_path.empty()) {
    const auto line = TRY(registry::ancestors(read_, matter.village));
    matter.above_path = path_above(town_path(line), matter.holder_path);
  }
  end_parts();
  return {};
}

void Draft::end_parts() {
  end_offer();
  for (const auto* role : {"assist", "supervisor", "shared"}) end_part(role, PositionId{});
}

// What the program does by its own after an act is an entry of its own.
void Draft::begin_own_entry(const std::string& act) {
  own_act_ = act;
  done_entry_ = std::move(entry_);
  entry_ = {};
  entry_.id = kernel_.ids.make<EntryId>();
  entry_.at = at_;
  entry_.matter = before_.matter.id;
  entry_.previous = done_entry_->id;
  fact("by", "system");
}

// Whether who has it stands above everybody it is about, and is none of them.
Result<bool> Draft::may_stay_here() {
  const auto seat = TRY(registry::seat_by_position(read_, now_.matter.holder, at_));
  const auto out_of_it = recused(now_);
  const bool anybody = std::ranges::any_of(seat.holders, [&](const registry::Holder& holder) {
    return !out_of_it.contains(holder.person);
  });
  return anybody && TRY(may_lie_at(read_, rules_, now_.matter.above_path, seat));
}

Result<void> Draft::move_above(const procedure::Step* review) {
  Matter& matter = now_.matter;
  const bool enters = review != nullptr && review->key != matter.step;
  if (!enters && TRY(may_stay_here())) return {};
  const auto* at = review != nullptr ? review : definition_.find_step(matter.step);
  const bool has_desk = at != nullptr && at->desk && at->desk->place != procedure::Place::filer;
  const std::string key = has_desk ? at->desk->position : kDeskAbove;
  const auto seat =
      TRY(seat_above_named(read_, rules_, matter.above_path, key, recused(now_), at_));
  if (matter.ended()) {  // at no desk any more; who may still look stands above
    matter.holder = seat.position;
    matter.holder_level = seat.level;
    matter.holder_path = TRY(seat_path(read_, seat));
    fact("holder", std::to_string(seat.position.value));
    return {};
  }
  if (!enters) return give_to(seat, matter.sender);
  // A step that only waits goes on where it waited from.
  const auto& from = matter.paused_at.ms != 0 ? matter.came_from : matter.step;
  set(kAboutFrom,
      from + ' ' + std::to_string(matter.holder.value) + ' ' + std::to_string(matter.due_at.ms));
  return enter(*review, false, seat);
}

Result<const procedure::Act*> Draft::hand_above(const std::vector<Named>& people,
                                                std::string path) {
  const auto* asking = asking_act(definition_);
  const auto about = fields_.find(std::string(kAboutField));
  const bool was_asked = about != fields_.end() && about->second == kAsked;
  const bool known = !now_.matter.above_path.empty() && !was_asked;
  const auto* review = asking == nullptr || known || now_.matter.ended()
                           ? nullptr
                           : definition_.find_step(asking->to.front().step);
  begin_own_entry(kHandedAbove);
  fact("reason", "named_in_text");
  name(people, std::move(path), review != nullptr);
  end_parts();
  const auto& matter = now_.matter;
  const auto before = std::pair(matter.holder, matter.step);
  TRY(move_above(review));
  const bool moved = before != std::pair(matter.holder, matter.step);
  return review != nullptr && moved ? asking : nullptr;
}

Result<bool> Draft::go_back() {
  if (!goes_back_) return false;
  const auto from = split(fields_[kAboutFrom], ' ');
  const auto* step = from.size() == 3 ? definition_.find_step(from[0]) : nullptr;
  if (step == nullptr) return false;
  const PositionId holder{parse_int64(from[1]).value_or(0)};
  const Instant due{parse_int64(from[2]).value_or(0)};
  if (due.ms != 0) due_again_ = due;
  set(kAboutFrom, "");
  TRY(enter(*step, true, TRY(seat({"", procedure::Place::chosen}, holder))));
  return true;
}

void Draft::answer_about(bool is_about) {
  Matter& matter = now_.matter;
  for (auto& row : now_.named) {
    if (!row.asked) continue;
    if (is_about) {
      changes_.update("matter_about", row.id, row.version, {{"asked", false}});
      row.asked = false;
    } else {
      changes_.add(store::Remove{"matter_about", row.id, row.version});
    }
  }
  // The time of the step that follows runs since it was asked: nobody loses a day by it.
  clock_from_ = before_.matter.step_since;
  if (is_about && fields_.contains(kAboutFrom)) set(kAboutFrom, "");
  if (is_about) return;
  std::erase_if(now_.named, [](const AboutRow& row) { return row.asked; });
  now_.about.clear();
  for (const auto& row : now_.named) now_.about.push_back(row.person);
  if (!now_.named.empty()) return;
  const auto* category = rules_.pack().find_category(matter.category);
  matter.confidential = category != nullptr && category->confidential;
  matter.above_path.clear();
  goes_back_ = true;
}

Result<void> Draft::decide_about(const std::string& word) {
  if (word == "asked") TRY(ask_about());
  if (word == "named" || word == "nobody") answer_about(word == "named");
  set(std::string(kAboutField), word);
  return {};
}

}  // namespace linli::desk
