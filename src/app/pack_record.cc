#include "app/pack_record.h"

#include <algorithm>
#include <map>

#include "app/operator.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "overview/published.h"
#include "pack/holidays.h"
#include "record/entry.h"

namespace linli::app {
namespace {

constexpr const char* kPackInstalled = "pack.install";

struct InstalledRow {
  std::int64_t number = 0;
  std::string hash, content;
};

// Hash by number, as the record said first: who takes rows away does not have them made anew.
Result<std::map<std::int64_t, std::string>> on_record(store::Snapshot& read, const char* act) {
  std::map<std::int64_t, std::string> out;
  const auto rows =
      TRY(read.all("SELECT id, matter_id, previous_id, at, act, body FROM journal_entry"
                   " WHERE act = ?1 ORDER BY id",
                   {act}, [](const store::Row& row) { return record::entry_row(row, 0); }));
  for (const auto& row : rows) {
    const auto entry = TRY(journal::entry_of(row));
    const auto fact = [&](const char* name) {
      const auto found = entry.facts.find(name);
      return found == entry.facts.end() ? std::string() : found->second;
    };
    out.try_emplace(parse_int64(fact("number")).value_or(0), fact("hash"));
  }
  return out;
}

}  // namespace

Result<void> install_on_record(House& house, const pack::Pack& pack,
                               const pack::Installed* before) {
  store::WriteSet changes;
  TRY(pack::install(changes, pack, before, house.ids().next(), house.clock().now()));
  journal::Entry entry;
  entry.id = house.ids().make<EntryId>();
  entry.at = house.clock().now();
  entry.act = kPackInstalled;
  entry.facts["by"] = kByOperator;
  entry.facts["pack"] = pack.key;
  entry.facts["number"] = std::to_string(before == nullptr ? 1 : before->number + 1);
  entry.facts["hash"] = pack.hash;
  record::add(changes, house.random(), entry);
  return house.store().commit_and_wait(std::move(changes));
}

Result<std::optional<std::string>> packs_fault(store::Store& store) {
  const auto read = TRY(store.read());
  auto recorded = TRY(on_record(*read, kPackInstalled));
  const std::int64_t first = recorded.empty() ? 0 : recorded.begin()->first;
  const auto rows =
      TRY(read->all("SELECT number, hash, content FROM pack_version ORDER BY number", {},
                    [](const store::Row& row) {
                      return InstalledRow{row.integer(0), row.string(1), row.string(2)};
                    }));
  for (const auto& row : rows) {
    const std::string name = "pack " + std::to_string(row.number) + ": ";
    const auto files = TRY(read_json<pack::Files>(TRY(parse_json(row.content))));
    if (pack::hash_of(files) != row.hash) return name + "its content is not what was installed";
    const auto said = recorded.extract(row.number);
    if (!said.empty() && said.mapped() == row.hash) continue;
    if (!said.empty()) return name + "the record says another hash";
    if (first != 0 && row.number > first) return name + "is not on the record";
  }
  if (recorded.empty()) return std::nullopt;
  return "pack " + std::to_string(recorded.begin()->first) + ": is on the record and not there";
}

Result<std::optional<std::string>> holidays_fault(store::Store& store) {
  const auto read = TRY(store.read());
  auto recorded = TRY(on_record(*read, kHolidaysAct));
  for (const auto& row : TRY(pack::installed_holidays(*read))) {
    const std::string name = "holidays " + std::to_string(row.number) + ": ";
    if (to_hex(sha256(row.content)) != row.hash) return name + "not what was put in";
    const auto said = recorded.extract(row.number);
    if (said.empty()) return name + "not on the record";
    if (said.mapped() != row.hash) return name + "the record says another hash";
  }
  if (recorded.empty()) return std::nullopt;
  return "holidays " + std::to_string(recorded.begin()->first) + ": on the record and not there";
}

Result<std::optional<std::string>> figures_fault(store::Store& store) {
  const auto rules = TRY(desk::load_rules(*TRY(store.read())));
  const auto read = TRY(store.read());  // reading a pack takes its time
  auto recorded = TRY(on_record(*read, overview::kPublishedAct));
  for (const auto& [number, hash] : TRY(overview::published_hashes(*read, rules->calendar))) {
    const std::string name = "figures of quarter " + std::to_string(number) + ": ";
    const auto said = recorded.extract(number);
    if (said.empty()) return name + "not on the record";
    if (said.mapped() != hash) return name + "not what was made public";
  }
  if (recorded.empty()) return std::nullopt;
  return "figures of quarter " + std::to_string(recorded.begin()->first) +
         ": on the record and not there";
}

}  // namespace linli::app
