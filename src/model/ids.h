// model/ids.h – one type per kind of id, and how ids are made.
//
// An id is an int64: milliseconds since 2024-01-01 UTC << 22 | node lease (10 bits) << 12 |
// sequence (12 bits), so ids are ordered by time and made by the program. In JSON an id is a
// string. An id is never a public handle: a matter's public number (model/public_number.h) is.
// Thread safety: IdSource any thread.
#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace linli {

template <class Tag>
struct Id {
  std::int64_t value = 0;
  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }
};

template <class Tag>
std::string json_text(const Id<Tag>& id) {
  return std::to_string(id.value);
}
template <class Tag>
bool json_parse(Id<Tag>& out, std::string_view text) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.value);
  return error == std::errc() && end == text.data() + text.size() && out.value > 0;
}

using UnitId = Id<struct UnitTag>;
using AreaId = Id<struct AreaTag>;
using HouseholdId = Id<struct HouseholdTag>;
using DwellingId = Id<struct DwellingTag>;
using PersonId = Id<struct PersonTag>;
using OrganisationId = Id<struct OrganisationTag>;
using PositionId = Id<struct PositionTag>;
using TermId = Id<struct TermTag>;
using MatterId = Id<struct MatterTag>;
using EntryId = Id<struct EntryTag>;
using TextId = Id<struct TextTag>;
using FileId = Id<struct FileTag>;
using AccountId = Id<struct AccountTag>;
using SessionId = Id<struct SessionTag>;

class IdSource {
 public:
  // `node` is the lease number of this process, taken anew at every start; only its low ten bits
  // are used.
  IdSource(const Clock& clock, std::int64_t node) : clock_(clock), node_(node & 1023) {}

  std::int64_t next();
  template <class IdType>
  IdType make() {
    return IdType{next()};
  }

 private:
  const Clock& clock_;
  const std::int64_t node_;
  std::mutex mutex_;
  std::int64_t last_ms_ = 0;
  std::int64_t sequence_ = 0;
};

// The instant in an id. Ids carry the machine's time, which the clock of a sample may be far from:
// their age is told by comparing them with an id made now.
Instant made_at(std::int64_t id);
// The smallest id made at `at` or later.
std::int64_t first_id_at(Instant at);

}  // namespace linli
