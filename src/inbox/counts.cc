#include "inbox/query.h"

namespace linli::inbox {
namespace {

// What is open and hers: she filed it, it was entered for her, or it is about her.
Result<store::IntList> own_open(store::Snapshot& read, PersonId person) {
  if (!person) return store::IntList{};
  return read.all(
      "SELECT id FROM matter WHERE ended_at = 0 AND filer_person = ?1 "
      "UNION ALL SELECT id FROM matter WHERE ended_at = 0 AND affected_person = ?1 "
      "UNION ALL SELECT matter_id FROM matter_about WHERE person_id = ?1",
      {person}, [](const store::Row& row) { return row.integer(0); });
}

// How many there are, up to one more than kCountedMax.
#define COUNT(where) "(SELECT count(*) FROM (SELECT 1 FROM " where " LIMIT 1001) AS counted)"
#define COUNT_PART(role, more)                                                                  \
  COUNT("participant p JOIN matter m ON m.id = p.matter_id WHERE p.role = '" role               \
        "' AND p.role <> 'first' AND p.role <> 'lead' AND p.ended_at = 0 AND p.position_id IN " \
        "(?*)" more)
#define COUNTS(more) \
  "SELECT " COUNT("matter m WHERE m.ended_at = 0 AND m.holder_position IN (?*)" more) ", "      \
  COUNT("matter m WHERE m.offered_position IS NOT NULL AND m.offered_position IN (?*)" more)    \
  ", " COUNT_PART("assist", more) ", " COUNT_PART("supervisor", more) ", "                      \
  COUNT("matter m WHERE m.ended_at = 0 AND m.holder_position IN (?*) AND m.due_at > 0 "         \
        "AND m.due_at < ?1" more) ", "                                                          \
  COUNT("matter m WHERE m.ended_at = 0 AND m.holder_path >= ?2 AND m.holder_path < ?3 "         \
        "AND m.village_path >= ?2 AND m.village_path < ?3 AND m.confidential = 0 "              \
        "AND m.holder_position NOT IN (?*)" more) ", "                                          \
  COUNT_PART("shared", " AND m.confidential = 0" more)
constexpr store::Sql kCounts = COUNTS("");
// Of these matters; ids are made in one sequence, so none is taken for a desk.
constexpr store::Sql kOwnCounts = COUNTS(" AND m.id IN (?*)");

Counts read_counts(const store::Row& row) {
  return {row.integer(0), row.integer(1), row.integer(2), row.integer(3),
          row.integer(4), row.integer(5), row.integer(6)};
}

}  // namespace

Result<Counts> counts_of(store::Snapshot& read, const rights::Actor& actor, const Reach& reach,
                         Instant now) {
  // Counted from indexes alone, less the few that are not hers to judge.
  store::IntList desks_and_own = reach.desks;
  for (const auto id : TRY(own_open(read, actor.person))) desks_and_own.push_back(id);
  const auto counts = [&](store::Sql sql, const store::IntList& list) -> Result<Counts> {
    const auto found = TRY(read.one(sql, {now, reach.path, reach.path_end, list}, read_counts));
    return found.value_or(Counts{});
  };
  Counts out = TRY(counts(kCounts, reach.desks));
  if (desks_and_own.size() == reach.desks.size()) return out;
  const Counts own = TRY(counts(kOwnCounts, desks_and_own));
  boost::mp11::mp_for_each<
      boost::describe::describe_members<Counts, boost::describe::mod_any_access>>([&](auto member) {
    auto& all = out.*member.pointer;
    if (all <= kCountedMax) all -= own.*member.pointer;
  });
  return out;
}

}  // namespace linli::inbox
