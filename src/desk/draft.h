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

// The field that says whether a matter is about somebody in office.
inline constexpr std::string_view kAboutField = "about";

// Whether what the matter waits for has come is looked at soon (desk/scheduler.h); a row of its
// own, for many may say so at once.
void wake(Kernel& kernel, store::WriteSet& changes, MatterId matter);

class Draft {
 public:
  // `before` is what was read; for a new matter its row is not there yet (version 0). Keeps
  // references to all but the dossier.
  Draft(Kernel& kernel, store::Snapshot& read, const Rules& rules,
        const procedure::Definition& definition, Dossier before, Instant now);

  Matter& matter() { return now_.matter; }
  const Dossier& dossier() const { return now_; }
  const procedure::Definition& definition() const { return definition_; }
  Instant now() const { return at_; }
  store::Snapshot& read() { return read_; }
  store::WriteSet& changes() { return changes_; }

  // Who acts; the term under which it is done goes into the read set.
  void by(const rights::Actor& actor, const std::optional<rights::Hat>& hat);
  // A word for the record: a key, an id, a number – never a free text.
  void fact(const std::string& key, std::string value);
  // A free text: into the vault, its hash on the record. Nothing for an empty text.
  TextId text(const std::string& field, std::string_view words, PersonId person);
  // A file uploaded before under this handle: given to the matter, its hash on the record. Errors:
  // vault.absent, vault.file_taken (named twice in one act).
  Result<void> file(std::string_view handle, PersonId claimer, PersonId owner);

  // The text of this field in this act, 0 when there is none.
  TextId text_of(const std::string& field) const;
  // Every free text of this act, each on a line.
  const std::string& said() const { return said_; }

  // Somebody whom a matter is about, and the desk at which she was named.
  struct Named {
    PositionId position;
    PersonId person;
  };
  // A new matter is about these people; `asked`: a reviewer has yet to say so.
  void name(const std::vector<Named>& people, std::string above_path, bool asked);
  // The field "about" of a procedure is set to asked, named or nobody (docs/procedures.md).
  Result<void> decide_about(const std::string& word);
  // What was said in this act names these people: from now on it lies at or above the path, by an
  // entry of its own. A reviewer there says whom it is about, where the procedure knows that (its
  // act that sets "about" to asked) and it has not ended; else it is about them. Returns the act
  // whose messages are sent, null when those of what was done are. Errors: desk.nobody_above.
  Result<const procedure::Act*> hand_above(const std::vector<Named>& people, std::string path);
  // Back to where it was handed above from, once a reviewer said that it is about nobody; false
  // when it was not, or he has not.
  Result<bool> go_back();

  // Sets a field of the matter.
  void set(const std::string& field, const std::string& value);
  // Counts the act, for conditions like "the second time".
  void count(const std::string& act);

  // The seat behind a reference as things stand in the draft; `enters` is the step that goes there.
  Result<registry::Seat> seat(const procedure::DeskRef& desk, PositionId chosen,
                              const procedure::Step* enters = nullptr);
  // The desk of this position in the filer's own cluster, without those the matter is about.
  // Errors: desk.nobody_at_home (Invalid: nobody else sits there, or her home is not known).
  Result<registry::Seat> seat_at_home(const std::string& position);
  // A village is given work only of the kinds on its list, by whatever act. Errors:
  // desk.not_on_village_list (Invalid).
  Result<void> admitted_at(const registry::Seat& seat) const;
  // Gives the matter to a seat: closes the stay, opens another. `sender` 0 keeps none.
  Result<void> give_to(const registry::Seat& seat, PositionId sender);
  // Enters a step: its desk unless `desk` names another, its clock and its chain of deadlines.
  // `back` resumes the clock of the step it came from.
  Result<void> enter(const procedure::Step& step, bool back,
                     const std::optional<registry::Seat>& desk);
  // Starts the step's time anew (a desk that took over gets its own time).
  Result<void> restart_clock(const procedure::Step& step);
  Result<void> offer_to(const registry::Seat& seat, const std::optional<Period>& limit);
  void end_offer();
  Result<void> take_part(const std::string& role, const registry::Seat& seat,
                         const std::optional<Period>& answer);
  void end_part(const std::string& role, PositionId position);
  // The next stage of an invitation's time after `stage` (-1: the first).
  void schedule_answer(const procedure::Act& invite, const Participant& part, std::int64_t stage);
  // Moves the deadline of the step by a granted extension.
  Result<void> extend(const Period& period);

  // Sends a message of the catalogue to those who are meant.
  Result<void> tell(const std::vector<procedure::Tell>& tells);
  Result<void> tell_desk(PositionId position, const std::string& code,
                         const std::map<std::string, Words>& more = {});
  // To somebody who takes part, by the date that her part was asked for.
  Result<void> tell_part(PositionId position, const Participant& part, const std::string& code);
  // `more` are values for the text besides those of every message.
  Result<void> tell_phone(const std::string& phone, const std::string& code,
                          const std::map<std::string, Words>& more = {});
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

  // Everything as one write set, with the entry of the record named `act`, which says in what state
  // it leaves the matter's rows. Called once. Errors: those of the snapshot.
  Result<store::WriteSet> finish(const std::string& act);
  EntryId entry_id() const { return done_entry_ ? done_entry_->id : entry_.id; }

 private:
  Result<void> tell_person(PersonId person, const std::string& phone, delivery::Channel channel,
                           const std::string& code, const std::map<std::string, Words>& more = {});
  void open_stay(const std::string& step);
  void close_stay();
  std::optional<Instant> day_named(const std::string& field) const;
  void set_due(const procedure::Step& step);
  void lead_is_holder();
  void tell_parent();
  Result<void> ask_about();
  void end_parts();
  Result<void> move_above(const procedure::Step* review);
  Result<bool> may_stay_here();
  void begin_own_entry(const std::string& act);
  Result<void> receive_first(const registry::Seat& seat);
  Result<void> put_on_record();
  void answer_about(bool is_about);

  Kernel& kernel_;
  store::Snapshot& read_;
  const Rules& rules_;
  const procedure::Definition& definition_;
  const Dossier before_;
  Dossier now_;
  const Instant at_;
  store::WriteSet changes_;
  journal::Entry entry_;
  std::optional<journal::Entry> done_entry_;  // of the act, when the program went on by its own
  std::string own_act_;                       // and by which
  std::map<std::string, std::string> fields_;
  std::map<std::string, int> done_;
  std::map<std::string, TextId> texts_;
  std::string said_;
  std::string title_;                  // of a new matter, for the index
  std::optional<Instant> clock_from_;  // since when the step that is entered has its time
  std::optional<Instant> due_again_;   // the deadline of a step that it goes back to
  bool goes_back_ = false;
  bool fields_changed_ = false;
  bool stay_opened_ = false;
};

}  // namespace linli::desk
