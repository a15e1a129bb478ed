// desk/draft.h – one act being turned into a write set.
//
// A draft starts from a dossier read in one snapshot, is changed step by step, and ends as one
// write set that names the version of everything it was decided on: it is applied whole, or
// answered with Conflict and drafted again. Nothing is committed here. Source: charter "The one
// path of a write". Thread safety: one thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "desk/kernel.h"
#include "desk/matter.h"
#include "desk/place.h"
#include "journal/entry.h"
#include "procedure/definition.h"
#include "registry/seats.h"
#include "rights/actor.h"

namespace linli::desk {

class Draft {
 public:
  // `before` is what was read; for a new matter its row is not there yet (version 0). Keeps
  // references to all but the dossier.
  Draft(Kernel& kernel, store::Snapshot& read, const Rules& rules,
        const procedure::Definition& definition, Dossier before, Instant now);

  Matter& matter() { return now_.matter; }
  const Dossier& dossier() const { return now_; }
  Instant now() const { return at_; }
  store::WriteSet& changes() { return changes_; }

  // Who acts; the term under which it is done goes into the read set.
  void by(const rights::Actor& actor, const std::optional<rights::Hat>& hat);
  // A word for the record: a key, an id, a number – never a free text.
  void fact(const std::string& key, std::string value);
  // A free text: into the vault, its hash on the record. Nothing for an empty text.
  TextId text(const std::string& field, std::string_view words, PersonId person);
  // A file taken in before: given to the matter, its hash on the record.
  Result<void> file(std::int64_t id, PersonId person);

  // The text of this field in this act, 0 when there is none.
  TextId text_of(const std::string& field) const;

  // Sets a field of the matter.
  void set(const std::string& field, const std::string& value);
  // Counts the act, for conditions like "the second time".
  void count(const std::string& act);

  // The seat behind a reference as things stand in the draft.
  Result<registry::Seat> seat(const procedure::DeskRef& desk, PositionId chosen);
  // The desk of this position in the filer's own cluster, without those the matter is about.
  // Errors: desk.nobody_at_home (Invalid: nobody else sits there, or her home is not known).
  Result<registry::Seat> seat_at_home(const std::string& position);
  // Gives the matter to a seat: closes the stay, opens another. `sender` 0 keeps none.
  Result<void> give_to(const registry::Seat& seat, PositionId sender);
  // Enters a step: its desk unless `desk` names another, its clock and its chain of deadlines.
  // `back` resumes the clock of the step it came from.
  Result<void> enter(const procedure::Step& step, bool back,
                     const std::optional<registry::Seat>& desk);
  // The next step's time ends then, if that is before it would end by the procedure.
  void end_at(Instant until) { until_ = until; }
  // Starts the step's time anew (a desk that took over gets its own time).
  Result<void> restart_clock(const procedure::Step& step);
  Result<void> offer_to(const registry::Seat& seat, const std::optional<Period>& limit);
  void end_offer();
  Result<void> take_part(const std::string& role, const registry::Seat& seat,
                         const std::optional<Period>& answer);
  void end_part(const std::string& role, PositionId position);
  // Moves the deadline of the step by a granted extension.
  Result<void> extend(const Period& period);

  // Sends a message of the catalogue to those who are meant.
  Result<void> tell(const std::vector<procedure::Tell>& tells);
  Result<void> tell_desk(PositionId position, const std::string& code);
  Result<void> tell_phone(const std::string& phone, const std::string& code);
  // Takes over what was set on matter() directly, for rules that look at fields.
  void refresh_fields() { fields_ = read_fields(now_.matter); }

  // The period of a step or of a granted extension, with where it comes from.
  struct Allowed {
    Period period;
    std::string basis;
    bool assumed = true;
  };
  std::optional<Allowed> allowed(const procedure::Within& within) const;

  // What becomes of the timers: the next stage of the step's chain after `stage` (-1: the first).
  void schedule_late(const procedure::Step& step, std::int64_t stage);
  void remove_timers(std::string_view kind);

  // Everything as one write set, with the entry of the record named `act`. Called once.
  store::WriteSet finish(const std::string& act);
  EntryId entry_id() const { return entry_.id; }

 private:
  Result<void> tell_person(PersonId person, const std::string& phone, delivery::Channel channel,
                           const std::string& code);
  void open_stay(const std::string& step);
  void close_stay();
  void set_due(const procedure::Step& step);
  void lead_is_holder();

  Kernel& kernel_;
  store::Snapshot& read_;
  const Rules& rules_;
  const procedure::Definition& definition_;
  const Dossier before_;
  Dossier now_;
  const Instant at_;
  store::WriteSet changes_;
  journal::Entry entry_;
  std::map<std::string, std::string> fields_;
  std::map<std::string, int> done_;
  std::map<std::string, TextId> texts_;
  std::string title_;             // of a new matter, for the index
  std::optional<Instant> until_;  // named by whoever opened it
  bool fields_changed_ = false;
  bool stay_opened_ = false;
};

}  // namespace linli::desk
