#include <algorithm>

#include "access/accounts.h"
#include "app/erasing.h"
#include "app/operator.h"
#include "app/operator_audit.h"
#include "app/personal.h"
#include "desk/matter.h"
#include "model/public_number.h"
#include "registry/people.h"
#include "registry/seats.h"

namespace linli::app {
namespace {

// One literal with the list: what is promised is what is done.
const std::string& usage() {
  static const std::string kUsage =
      "usage: linli erase --data DIR (--person ID | --phone PHONE | --matter NUMBER) --reason "
      "WORD\n"
      "  Erases a person, or one matter, everywhere; also while the server runs. With --phone all\n"
      "  that was filed, asked for or sent without an account under this phone is hers, too. The\n"
      "  record keeps ids and salted hashes and still verifies. The reason is one word for the\n"
      "  record (request, court, expired …). What is erased, and what becomes of the rest:\n" +
      places_in_words();
  return kUsage;
}

constexpr std::size_t kReasonBytesMax = 32;

// Everybody whose row has this phone.
struct Holders {
  std::vector<PersonId> registered;
  std::vector<PersonId> declared;  // said so herself when she signed in
};
Result<Holders> holders_of(store::Snapshot& read, std::int64_t phone) {
  Holders out;
  TRY(read.visit("SELECT id, self_declared FROM person WHERE phone_blind = ?1 ORDER BY id", {phone},
                 [&](const store::Row& row) {
                   (row.flag(1) ? out.declared : out.registered).push_back(row.id<PersonId>(0));
                   return true;
                 }));
  return out;
}

// The one registered person with this phone, and whoever signed in with it, are the same.
void add_holders(Subject& subject, const Holders& holders, std::int64_t phone) {
  subject.phones.push_back(phone);
  for (const auto* list : {&holders.registered, &holders.declared}) {
    for (const auto id : *list) {
      if (std::ranges::find(subject.persons, id) == subject.persons.end()) {
        subject.persons.push_back(id);
      }
    }
  }
}

// Whether anything is known of a phone that belongs to no person.
Result<bool> is_known(store::Snapshot& read, std::int64_t phone) {
  const auto count =
      TRY(read.number("SELECT (SELECT count(*) FROM vault_text WHERE phone_blind = ?1)"
                      " + (SELECT count(*) FROM delivery_message WHERE phone_blind = ?1)"
                      " + (SELECT count(*) FROM access_sent_code WHERE phone = ?1)",
                      {phone}));
  return count > 0;
}

Result<Subject> by_phone(House& house, store::Snapshot& read, const std::string& text) {
  const auto phone = TRY(house.vault().blind().phone(text));
  const auto holders = TRY(holders_of(read, phone));
  if (holders.registered.size() > 1) {
    std::string who;
    for (const auto id : holders.registered) who += " " + std::to_string(id.value);
    return fail(ErrorKind::Conflict, "app.erase_phone_shared", "--person" + who);
  }
  Subject out;
  add_holders(out, holders, phone);
  if (out.persons.empty() && !TRY(is_known(read, phone))) {
    return fail(ErrorKind::NotFound, "registry.no_such_person");
  }
  return out;
}

// What is known by her phone only goes with her, unless others of the register have it, too.
Result<Subject> by_person(House& house, store::Snapshot& read, PersonId person) {
  Subject out;
  out.persons.push_back(person);
  const auto stored = TRY(registry::person(read, house.vault(), person));
  const auto phone = house.vault().blind().phone(stored.details.phone);
  if (!phone) return out;
  const auto holders = TRY(holders_of(read, *phone));
  const bool hers =
      std::ranges::all_of(holders.registered, [&](PersonId other) { return other == person; });
  if (hers) add_holders(out, holders, *phone);
  return out;
}

Result<Subject> by_number(store::Snapshot& read, const std::string& number) {
  const auto matter =
      TRY(desk::find_matter_by_number(read, to_text(TRY(parse_public_number(number)))));
  if (!matter) return fail(ErrorKind::NotFound, "desk.no_such_matter");
  Subject out;
  out.matters.push_back(matter->id);
  return out;
}

Result<Subject> subject_of(House& house, store::Snapshot& read, const Arguments& arguments) {
  if (const auto number = arguments.value("matter")) return by_number(read, *number);
  if (const auto phone = arguments.value("phone")) return by_phone(house, read, *phone);
  const PersonId person{TRY(arguments.number("person", 0))};
  if (!person) return invalid("app.option_missing", "--person");
  return by_person(house, read, person);
}

// Her desk would be left with a holder without a name.
Result<void> require_no_office(store::Snapshot& read, const Subject& subject, Instant now) {
  for (const auto person : subject.persons) {
    if (TRY(registry::hats_of(read, person, now)).empty()) continue;
    return fail(ErrorKind::Conflict, "app.erase_in_office", std::to_string(person.value));
  }
  return {};
}

// A kind of administrator without anybody would leave the county without its checks (ADR 0019).
Result<void> require_administrators_stay(store::Snapshot& read, const Subject& subject) {
  const auto kind = TRY(access::kind_left_empty(read, subject.persons));
  if (kind == rights::AdministratorKind::None) return {};
  return fail(ErrorKind::Conflict, "app.erase_last_administrator",
              std::string(rights::word_of(kind)));
}

// It stands on the record for ever: a word, never a name or a number.
Result<std::string> word_of_reason(const Arguments& arguments) {
  auto reason = TRY(arguments.needed("reason"));
  const auto is_of_word = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  if (reason.size() > kReasonBytesMax || !std::ranges::all_of(reason, is_of_word)) {
    return invalid("app.option_value", "--reason");
  }
  return reason;
}

constexpr OperatorAct kErase{audit::Kind::setting, "erase"};

OperatorAct erase_act(const Arguments&) {
  return kErase;
}

// Ids of whom it is about, as many as there is room for; who is known by a phone only has none.
std::string detail_of(const Subject& subject, const std::string& reason) {
  constexpr std::size_t kNamedMax = 3;
  std::string out = "reason=" + reason;
  for (std::size_t i = 0; i < std::min(kNamedMax, subject.persons.size()); ++i) {
    out += " person=" + std::to_string(subject.persons[i].value);
  }
  for (std::size_t i = 0; i < std::min(kNamedMax, subject.matters.size()); ++i) {
    out += " matter=" + std::to_string(subject.matters[i].value);
  }
  return out;
}

Result<int> erase(Parts& parts, const OperatorCall& call, std::ostream& out) {
  const std::string reason = TRY(word_of_reason(call.arguments));
  House& house = *parts.house;
  Subject subject;
  {
    const auto read = TRY(house.store().read());
    subject = TRY(subject_of(house, *read, call.arguments));
    TRY(require_no_office(*read, subject, house.clock().now()));
    TRY(require_administrators_stay(*read, subject));
  }
  TRY(note_act(house, kErase, detail_of(subject, reason)));
  const auto erased = TRY(erase_everywhere(house, subject, reason));
  out << "erased " << erased.texts << " texts and " << erased.files << " files of "
      << erased.matters << " matters, " << subject.persons.size() << " persons\n";
  return kDone;
}

}  // namespace

OperatorCommand erase_operator() {
  return {"erase", {{"data", "keys", "person", "phone", "matter", "reason"}, {}, 0, 0},
          usage(), erase_act,
          nullptr, erase};
}

int erase_command(const Words& words) {
  return run_operator_command(erase_operator(), words);
}

}  // namespace linli::app
