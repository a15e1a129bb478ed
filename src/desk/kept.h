// desk/kept.h – what is kept in memory between requests: names of places, matters, and answers.
//
// Nothing here decides anything: what is decided is read anew each time. What is kept is given
// again only while none of the rows changed that it was made from (store/marks.h,
// Snapshot::changes); an answer, which also says how long something has been, at most kAnswerMsMax
// of the program's clock. Thread safety: any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "desk/kernel.h"
#include "desk/matter.h"
#include "desk/officers.h"
#include "model/ids.h"
#include "registry/seats.h"
#include "registry/units.h"
#include "store/marks.h"

namespace linli::desk {

inline constexpr std::int64_t kAnswerMsMax = 30'000;
inline constexpr std::size_t kAnswerBytesMax = 32u << 20;
inline constexpr std::size_t kPlacesMax = 100'000;
inline constexpr std::size_t kMattersMax = 1'000;
inline constexpr std::size_t kOfficedMax = 1'000;  // units whose officers are kept

using Line = std::shared_ptr<const std::vector<registry::Unit>>;
using Post = std::shared_ptr<const registry::Seat>;
using Officers = std::shared_ptr<const std::vector<Officer>>;

// A matter with what rights may know of it.
struct MatterRead {
  Dossier dossier;
  rights::MatterTies ties;
};
using SharedMatter = std::shared_ptr<const MatterRead>;

// An answer that reads like another one: whose it may be, and the rows it was made from.
struct AnswerKey {
  std::string reader;        // what of the matter, and everything about the reader that shows
  std::int64_t version = 0;  // of the matter
  const Rules* rules = nullptr;
  std::uint64_t changes = 0;  // Kept::changes()
  Instant now;
};

class Kept {
 public:
  // From the county down to the unit. Errors: registry.no_such_unit.
  Result<Line> line(store::Snapshot& read, UnitId unit);
  // The desk without those who sit there. Errors: registry.no_such_position.
  Result<Post> post(store::Snapshot& read, PositionId position);

  // Who sits, or sat until lately, at the desks of the unit (desk/officers.h).
  Result<Officers> officers(store::Snapshot& read, const vault::Vault& vault,
                            const registry::Unit& unit, Instant now);

  // The matter if it is kept, else null. Only for an answer that is kept, too: what is read anew
  // may show more than was there when the matter was read.
  SharedMatter find_matter(const store::Snapshot& read, MatterId id);
  // The matter as this snapshot sees it; it is kept. Errors: desk.no_such_matter.
  Result<SharedMatter> matter(store::Snapshot& read, MatterId id);

  // What changed so far of all that an answer about a matter shows beside its own rows.
  static std::uint64_t changes(const store::Snapshot& read);
  // The same of how many matters stand in somebody's lists.
  static std::uint64_t list_changes(const store::Snapshot& read);
  // The answer kept under the key; null when there is none that still holds.
  std::shared_ptr<const std::string> answer(const AnswerKey& key);
  void keep(const AnswerKey& key, std::shared_ptr<const std::string> answer);

 private:
  // The rows of one kind, all thrown away when any of them changed or there are too many.
  template <class Key, class Value, std::size_t kRowsMax>
  struct Shelf {
    std::mutex mutex;
    std::uint64_t changes = 0;
    std::unordered_map<std::int64_t, Value> rows;

    Value find(Key key, std::uint64_t now);
    void put(Key key, std::uint64_t then, Value value);
  };
  struct Answer {
    AnswerKey key;
    std::shared_ptr<const std::string> text;
    std::size_t size = 0;
  };

  Shelf<UnitId, Line, kPlacesMax> lines_;
  Shelf<PositionId, Post, kPlacesMax> posts_;
  Shelf<UnitId, Officers, kOfficedMax> officers_;
  Shelf<MatterId, SharedMatter, kMattersMax> matters_;
  std::mutex mutex_;
  std::unordered_map<std::string, Answer> answers_;
  std::size_t bytes_ = 0;
};

}  // namespace linli::desk
