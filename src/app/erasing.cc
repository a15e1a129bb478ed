#include "app/erasing.h"

#include <algorithm>
#include <set>

#include "access/access.h"
#include "access/accounts.h"
#include "access/erase.h"
#include "app/operator.h"
#include "app/personal.h"
#include "audit/chain.h"
#include "delivery/outbox.h"
#include "delivery/phone.h"
#include "delivery/strangers.h"
#include "desk/receipts.h"
#include "desk/title_index.h"
#include "record/entry.h"
#include "registry/people.h"
#include "registry/phone_check.h"
#include "sso/binding.h"
#include "vault/erase.h"
#include "vault/text_phone.h"

namespace linli::app {
namespace {

constexpr int kTriesMax = 10;
constexpr const char* kAgain = "restored";  // the reason of an erasure that is done again

using vault::Erasable;
using vault::ErasureNote;

class Eraser {
 public:
  Eraser(House& house, const Subject& subject, const std::string& reason)
      : house_(house), subject_(subject), reason_(reason) {}

  // Her accounts close in the write set that sees somebody stay in their kinds: whoever closes
  // another one meanwhile changes the same row of the county, and one of the two is decided again.
  Result<void> close_accounts() {
    return commit([&](store::Snapshot& read, store::WriteSet& changes) -> Result<void> {
      const auto kind = TRY(access::kind_left_empty(read, subject_.persons));
      if (kind != rights::AdministratorKind::None) {
        return fail(ErrorKind::Conflict, "app.erase_last_administrator",
                    std::string(rights::word_of(kind)));
      }
      return end_access(read, changes);
    });
  }

  Result<Erased> run() {
    for (const auto step : kSteps) TRY(take(step));
    // What somebody added meanwhile who had not seen the erasure yet.
    TRY(matters());
    out_.texts = std::ssize(erased_.texts);
    out_.files = std::ssize(erased_.files);
    TRY(vault::finish(house_.store(), erased_));
    return out_;
  }

 private:
  Result<void> take(Step step) {
    switch (step) {
      case Step::SignIn:
        return sign_in();
      case Step::Matters:
        return matters();
      case Step::Files:
        return files();
      case Step::Messages:
        return messages();
      case Step::Register:
        return people();
      case Step::Kept:
        return {};
    }
    return {};
  }

  // Decides on a new snapshot until nobody was faster.
  template <class Decide>
  Result<void> commit(const Decide& decide) {
    for (int tries = 1;; ++tries) {
      store::WriteSet changes;
      {
        const auto read = TRY(house_.store().read());
        TRY(decide(*read, changes));
      }
      if (changes.changes.empty()) return {};
      auto done = house_.store().commit_and_wait(std::move(changes));
      const bool faster = !done && done.error().kind == ErrorKind::Conflict;
      if (!faster || tries == kTriesMax) return done;
    }
  }

  Result<void> sign_in() {
    return commit(
        [&](store::Snapshot& read, store::WriteSet& changes) { return end_access(read, changes); });
  }
  Result<void> end_access(store::Snapshot& read, store::WriteSet& changes) {
    TRY(access::erase_persons(read, subject_.persons, changes));
    for (const auto person : subject_.persons) {
      TRY(sso::erase_person(read, person, changes));
      TRY(audit::cut_addresses_of(read, person, changes));
      TRY(access::erase_phone(read, access::mail_codes_of(house_.vault().blind(), person),
                              changes));
    }
    for (const auto phone : subject_.phones) TRY(access::erase_phone(read, phone, changes));
    return {};
  }

  Result<std::set<MatterId>> all_matters() {
    std::set<MatterId> out(subject_.matters.begin(), subject_.matters.end());
    const auto read = TRY(house_.store().read());
    const auto note = [&](const store::Row& row) {
      out.insert(row.id<MatterId>(0));
      return true;
    };
    for (const auto person : subject_.persons) {
      TRY(read->visit("SELECT id FROM matter WHERE filer_person = ?1", {person}, note));
      TRY(read->visit("SELECT id FROM matter WHERE affected_person = ?1", {person}, note));
    }
    for (const auto phone : subject_.phones) {
      for (const auto id : TRY(vault::matters_with_phone(*read, phone))) out.insert(id);
    }
    return out;
  }

  Result<void> matters() {
    for (const auto id : TRY(all_matters())) TRY(matter(id));
    return {};
  }

  // One at a time: texts and files, what was sent about it and what was answered about it go
  // together with the entry that says so.
  Result<void> matter(MatterId id) {
    vault::Erasure erasure;
    TRY(commit([&](store::Snapshot& read, store::WriteSet& changes) -> Result<void> {
      erasure =
          TRY(vault::erase_matter(read, id, house_.clock().now(), {desk::kTitleIndex}, changes));
      TRY(delivery::erase_matter(read, id, house_.clock().now(), changes));
      TRY(desk::erase_receipts(read, id, changes));
      if (erasure.texts.empty() && erasure.files.empty()) return {};
      put_on_record(changes, "matter.erase", "matter." + std::to_string(id.value), "erased");
      return {};
    }));
    if (!erasure.texts.empty() || !erasure.files.empty()) ++out_.matters;
    append(erasure);
    return {};
  }

  Result<void> files() {
    for (const auto person : subject_.persons) {
      vault::Erasure erasure;
      TRY(commit([&](store::Snapshot& read, store::WriteSet& changes) -> Result<void> {
        erasure = TRY(vault::erase_unclaimed(read, person, house_.clock().now(), changes));
        return {};
      }));
      append(erasure);
    }
    return {};
  }

  Result<void> messages() {
    const Instant now = house_.clock().now();
    for (const auto person : subject_.persons) {
      TRY(commit([&](store::Snapshot& read, store::WriteSet& changes) {
        return delivery::erase_person(read, person, now, changes);
      }));
    }
    for (const auto phone : subject_.phones) {
      TRY(commit([&](store::Snapshot& read, store::WriteSet& changes) -> Result<void> {
        TRY(delivery::erase_phone(read, phone, now, changes));
        TRY(registry::erase_checks_of_phone(read, phone, changes));
        return delivery::forget_stranger(read, phone, changes);
      }));
    }
    return {};
  }

  Result<void> people() {
    for (const auto id : subject_.persons) {
      TRY(commit([&](store::Snapshot& read, store::WriteSet& changes) -> Result<void> {
        const auto stored = registry::person(read, house_.vault(), id);
        if (!stored) {
          const bool gone = stored.error().kind == ErrorKind::NotFound;
          return gone ? Result<void>{} : Failure(stored.error());
        }
        registry::erase(changes, *stored, house_.clock().now());
        TRY(registry::erase_checks(read, id, changes));
        put_on_record(changes, "person.erase", "person", std::to_string(id.value));
        return {};
      }));
    }
    return {};
  }

  void put_on_record(store::WriteSet& changes, const char* act, const std::string& fact,
                     const std::string& value) const {
    journal::Entry entry;
    entry.id = house_.ids().make<EntryId>();
    entry.at = house_.clock().now();
    entry.act = act;
    entry.facts["by"] = kByOperator;
    entry.facts["reason"] = reason_;
    entry.facts[fact] = value;
    record::add(changes, house_.random(), entry);
  }

  void append(const vault::Erasure& more) {
    erased_.texts.insert(erased_.texts.end(), more.texts.begin(), more.texts.end());
    erased_.files.insert(erased_.files.end(), more.files.begin(), more.files.end());
  }

  House& house_;
  const Subject& subject_;
  const std::string& reason_;
  vault::Erasure erased_;
  Erased out_;
};

std::vector<ErasureNote> notes_of(House& house, const Subject& subject) {
  std::vector<ErasureNote> out;
  const auto note = [&](Erasable what, std::int64_t of) {
    out.push_back({house.ids().next(), what, of});
  };
  for (const auto person : subject.persons) note(Erasable::Person, person.value);
  for (const auto phone : subject.phones) note(Erasable::Phone, phone);
  for (const auto matter : subject.matters) note(Erasable::Matter, matter.value);
  return out;
}

Subject subject_of(const std::vector<ErasureNote>& notes) {
  Subject out;
  for (const auto& note : notes) {
    if (note.what == Erasable::Person) out.persons.push_back(PersonId{note.subject});
    if (note.what == Erasable::Phone) out.phones.push_back(note.subject);
    if (note.what == Erasable::Matter) out.matters.push_back(MatterId{note.subject});
  }
  return out;
}

// It is done: a copy of this database need not do it again.
Result<void> note_done(House& house, const std::vector<ErasureNote>& notes) {
  store::WriteSet changes;
  vault::note_erasures(changes, notes);
  auto done = house.store().commit_and_wait(std::move(changes));
  // Another node has done the same.
  return !done && done.error().code == "store.unique" ? Result<void>{} : done;
}

// Those of `from` that are not in `in`.
std::vector<ErasureNote> missing(const std::vector<ErasureNote>& from,
                                 const std::vector<ErasureNote>& in) {
  std::set<std::int64_t> known;
  for (const auto& note : in) known.insert(note.id);
  std::vector<ErasureNote> out;
  std::ranges::copy_if(from, std::back_inserter(out),
                       [&](const ErasureNote& note) { return !known.contains(note.id); });
  return out;
}

}  // namespace

std::string erasures_of(const std::string& data) {
  std::string out = data;
  while (out.size() > 1 && out.ends_with('/')) out.pop_back();
  return out + "-erasures";
}

Result<Erased> erase_everywhere(House& house, const Subject& subject, const std::string& reason) {
  const auto notes = notes_of(house, subject);
  Eraser eraser(house, subject, reason);
  TRY(eraser.close_accounts());
  TRY(vault::add_erasures(house.erasures_file(), notes));
  const auto out = TRY(eraser.run());
  TRY(note_done(house, notes));
  return out;
}

Result<int> erase_again(House& house) {
  const auto noted = TRY(vault::read_erasures(house.erasures_file()));
  const auto done = TRY(vault::erasures_in(*TRY(house.store().read())));
  const auto again = missing(noted, done);
  // One by one: what is done of them stays done.
  for (const auto& note : again) {
    const Subject subject = subject_of({note});
    TRY(Eraser(house, subject, kAgain).run());
    TRY(note_done(house, {note}));
  }
  TRY(vault::add_erasures(house.erasures_file(), missing(done, noted)));
  return static_cast<int>(again.size());
}

}  // namespace linli::app
