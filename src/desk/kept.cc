#include "desk/kept.h"

namespace linli::desk {
namespace {

using store::mark_any;

constexpr std::uint64_t kUnitMarks = mark_any("unit");
constexpr std::uint64_t kDeskMarks = kUnitMarks | mark_any("organisation") | mark_any("position");
// A person who is new sits nowhere yet.
constexpr std::uint64_t kOfficerMarks =
    kDeskMarks | mark_any("term") | store::mark_rewrite("person");
// An erased text is a row that was there before; new texts come with a new version of the matter.
constexpr std::uint64_t kAnswerMarks = kDeskMarks | mark_any("term") | mark_any("person") |
                                       mark_any("person_tie") | store::mark_rewrite("vault_text");
constexpr std::uint64_t kListMarks =
    mark_any("matter") | mark_any("participant") | mark_any("matter_about");
// Every table that a dossier is read from.
constexpr std::uint64_t kMatterMarks =
    kListMarks | mark_any("matter_hand") | mark_any("timer") | mark_any("stay");

constexpr std::size_t kAnswerOverhead = 250;  // bytes beside the texts

}  // namespace

template <class Key, class Value, std::size_t kRowsMax>
Value Kept::Shelf<Key, Value, kRowsMax>::find(Key key, std::uint64_t now) {
  decltype(rows) dropped;  // ends after the lock
  const std::lock_guard lock(mutex);
  if (changes != now) {
    rows.swap(dropped);
    changes = now;
  }
  const auto found = rows.find(key.value);
  return found == rows.end() ? Value{} : found->second;
}

template <class Key, class Value, std::size_t kRowsMax>
void Kept::Shelf<Key, Value, kRowsMax>::put(Key key, std::uint64_t then, Value value) {
  decltype(rows) dropped;
  const std::lock_guard lock(mutex);
  if (changes != then) return;
  if (rows.size() >= kRowsMax) rows.swap(dropped);
  rows[key.value] = std::move(value);
}

Result<Line> Kept::line(store::Snapshot& read, UnitId unit) {
  const std::uint64_t now = read.changes(kUnitMarks);
  if (auto found = lines_.find(unit, now)) return found;
  const auto made =
      std::make_shared<const std::vector<registry::Unit>>(TRY(registry::ancestors(read, unit)));
  lines_.put(unit, now, made);
  return made;
}

Result<Post> Kept::post(store::Snapshot& read, PositionId position) {
  const std::uint64_t now = read.changes(kDeskMarks);
  if (auto found = posts_.find(position, now)) return found;
  // At the beginning of time nobody sat anywhere.
  const auto made = std::make_shared<const registry::Seat>(
      TRY(registry::seat_by_position(read, position, Instant{})));
  posts_.put(position, now, made);
  return made;
}

Result<Officers> Kept::officers(store::Snapshot& read, const vault::Vault& vault,
                                const registry::Unit& unit, Instant now) {
  const std::uint64_t changes = read.changes(kOfficerMarks);
  if (auto found = officers_.find(unit.id, changes)) return found;
  const auto made =
      std::make_shared<const std::vector<Officer>>(TRY(officers_of(read, vault, unit, now)));
  officers_.put(unit.id, changes, made);
  return made;
}

SharedMatter Kept::find_matter(const store::Snapshot& read, MatterId id) {
  return matters_.find(id, read.changes(kMatterMarks));
}

Result<SharedMatter> Kept::matter(store::Snapshot& read, MatterId id) {
  const std::uint64_t now = read.changes(kMatterMarks);
  MatterRead made;
  made.dossier = TRY(dossier(read, id));
  made.ties = ties(made.dossier);
  auto out = std::make_shared<const MatterRead>(std::move(made));
  matters_.put(id, now, out);
  return out;
}

std::uint64_t Kept::changes(const store::Snapshot& read) {
  return read.changes(kAnswerMarks);
}

std::uint64_t Kept::list_changes(const store::Snapshot& read) {
  return read.changes(kListMarks);
}

std::shared_ptr<const std::string> Kept::answer(const AnswerKey& key) {
  const std::lock_guard lock(mutex_);
  const auto found = answers_.find(key.reader);
  if (found == answers_.end()) return nullptr;
  const AnswerKey& kept = found->second.key;
  const bool same =
      kept.version == key.version && kept.rules == key.rules && kept.changes == key.changes;
  const bool fresh = key.now >= kept.now && key.now.ms < kept.now.ms + kAnswerMsMax;
  return same && fresh ? found->second.text : nullptr;
}

void Kept::keep(const AnswerKey& key, std::shared_ptr<const std::string> answer) {
  const std::size_t size = answer->size() + 2 * key.reader.size() + kAnswerOverhead;
  const std::lock_guard lock(mutex_);
  if (bytes_ + size > kAnswerBytesMax) {
    answers_.clear();
    bytes_ = 0;
  }
  auto& place = answers_[key.reader];
  bytes_ += size - place.size;
  place = {key, std::move(answer), size};
}

}  // namespace linli::desk
