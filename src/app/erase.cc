#include <iostream>

#include "app/commands.h"
#include "app/house.h"
#include "base/text.h"
#include "delivery/outbox.h"
#include "desk/matter.h"
#include "desk/record_entry.h"
#include "desk/title_index.h"
#include "model/public_number.h"
#include "registry/people.h"
#include "vault/erase.h"

namespace linli::app {
namespace {

constexpr std::string_view kUsage =
    "usage: linli erase --data DIR (--person ID | --phone PHONE | --matter NUMBER) --reason WORD\n"
    "  Erases a person's data with the texts and files of what she filed, or those of one matter:\n"
    "  from rows, index and file bytes. The record keeps its hashes and still verifies. The "
    "reason\n"
    "  is one word for the record (request, court, expired …).\n";

Result<PersonId> find_person(House& house, store::Snapshot& read, const Arguments& arguments) {
  if (const auto id = TRY(arguments.number("person", 0)); id != 0) return PersonId{id};
  const auto phone = arguments.value("phone");
  if (!phone) return PersonId{};
  const auto found = TRY(registry::find_person_by_phone(read, house.vault(), *phone));
  if (!found) return fail(ErrorKind::NotFound, "registry.no_such_person");
  return *found;
}

Result<std::vector<MatterId>> matters_to_erase(store::Snapshot& read, PersonId person,
                                               const Arguments& arguments) {
  if (const auto number = arguments.value("matter")) {
    const auto matter =
        TRY(desk::find_matter_by_number(read, to_text(TRY(parse_public_number(*number)))));
    if (!matter) return fail(ErrorKind::NotFound, "desk.no_such_matter");
    return std::vector{matter->id};
  }
  if (!person) return invalid("app.option_missing", "--person");
  return read.all(
      "SELECT id FROM matter WHERE filer_person = ?1 OR affected_person = ?1 ORDER BY id", {person},
      [](const store::Row& row) { return MatterId{row.integer(0)}; });
}

void append(vault::Erasure& all, vault::Erasure more) {
  all.texts.insert(all.texts.end(), more.texts.begin(), more.texts.end());
  all.files.insert(all.files.end(), more.files.begin(), more.files.end());
  all.matters.insert(all.matters.end(), more.matters.begin(), more.matters.end());
}

Result<int> erase(const Arguments& arguments) {
  HouseOptions options;
  options.data = TRY(arguments.needed("data"));
  options.keys = arguments.value("keys").value_or("");
  const std::string reason = TRY(arguments.needed("reason"));
  const auto house = TRY(House::open(options));
  const Instant now = house->clock().now();
  const auto read = TRY(house->store().read());
  const PersonId person = TRY(find_person(*house, *read, arguments));
  store::WriteSet changes;
  vault::Erasure erasure;
  journal::Entry entry;
  entry.id = house->ids().make<EntryId>();
  entry.at = now;
  entry.act = person ? "person.erase" : "matter.erase";
  entry.facts["reason"] = reason;
  for (const auto matter : TRY(matters_to_erase(*read, person, arguments))) {
    append(erasure, TRY(vault::erase_matter(*read, matter, now, {desk::kTitleIndex}, changes)));
    TRY(delivery::erase_matter(*read, matter, now, changes));
    entry.facts["matter." + std::to_string(matter.value)] = "erased";
  }
  if (person) {
    entry.facts["person"] = std::to_string(person.value);
    const auto stored = TRY(registry::person(*read, house->vault(), person));
    registry::erase(changes, stored, now);
  }
  desk::record(changes, entry);
  TRY(house->store().commit_and_wait(std::move(changes)));
  TRY(vault::finish(house->store(), erasure));
  std::cout << "erased " << erasure.texts.size() << " texts and " << erasure.files.size()
            << " files\n";
  return kDone;
}

}  // namespace

int erase_command(const Words& words) {
  return run_command(words, {{"data", "keys", "person", "phone", "matter", "reason"}, {}, 0, 0},
                     kUsage, erase);
}

}  // namespace linli::app
