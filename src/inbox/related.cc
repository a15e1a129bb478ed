#include "inbox/related.h"

#include <set>

#include "desk/standing_of.h"
#include "inbox/list.h"

namespace linli::inbox {
namespace {

using procedure::Role;

constexpr int kLookedAtMax = 40;  // of each kind, before rights are asked

#define RELATED(where)                                      \
  "SELECT " INBOX_ROW_COLUMNS " FROM matter m WHERE " where \
  " AND m.id <> ?2 AND (m.ended_at = 0 OR m.ended_at >= ?3) ORDER BY m.filed_at DESC LIMIT ?4"
constexpr store::Sql kSamePlace = RELATED("m.village_id = ?1 AND m.category = ?5");
constexpr store::Sql kSameFiler = RELATED("m.filer_person = ?1 AND ?5 = ?5");

struct Reader {
  const desk::Kernel& kernel;
  const rights::Actor& actor;
  std::set<MatterId> told;
};

// What the reader is to a matter, as lists say it; "" when she does not see it.
Result<std::string> role_in(const Reader& reader, store::Snapshot& read, MatterId id) {
  const auto standing =
      TRY(desk::standing_of(reader.kernel, read, reader.actor, TRY(desk::dossier(read, id))));
  if (!standing.sees) return std::string();
  constexpr std::pair<Role, const char*> kRoles[] = {
      {Role::holder, "holder"}, {Role::offered, "offered"},      {Role::assist, "assist"},
      {Role::filer, "filer"},   {Role::affected, "filer"},       {Role::opener, "opener"},
      {Role::above, "below"},   {Role::supervisor, "supervised"}};
  for (const auto& [role, word] : kRoles) {
    if (standing.roles.contains(role)) return std::string(word);
  }
  return std::string("below");
}

Result<void> add(Reader& reader, store::Snapshot& read, const std::vector<Row>& rows,
                 const char* why, RelatedList& out) {
  for (const auto& row : rows) {
    if (static_cast<int>(out.items.size()) >= kRelatedMax) break;
    if (!reader.told.insert(row.id).second) continue;
    const std::string role = TRY(role_in(reader, read, row.id));
    if (role.empty()) continue;
    const bool outside = role == "filer" || role == "opener";
    auto items = TRY(items_of(reader.kernel, read, {row}, outside ? Scope::filer : Scope::mine));
    RelatedItem item{std::move(items.front()), why};
    item.role = role;
    out.items.push_back(std::move(item));
  }
  return {};
}

}  // namespace

Result<RelatedList> related(const desk::Kernel& kernel, store::Snapshot& read,
                            const desk::Matter& matter, const rights::Actor& reader,
                            const rights::Standing& standing) {
  const Instant since{kernel.clock.now().ms - kRelatedDays * kMsPerDay};
  Reader who{kernel, reader, {matter.id}};
  RelatedList out;
  // RISK-33: that two matters are one person's is told only where the person is known anyway.
  const bool knows_filer = standing.roles.contains(Role::holder) ||
                           standing.roles.contains(Role::filer) ||
                           standing.roles.contains(Role::affected);
  if (knows_filer && matter.filer) {
    const auto rows = TRY(read.all(
        kSameFiler, {matter.filer, matter.id, since, kLookedAtMax, std::string()}, row_of));
    TRY(add(who, read, rows, "filer", out));
  }
  if (matter.category.empty()) return out;
  const auto rows = TRY(read.all(
      kSamePlace, {matter.village, matter.id, since, kLookedAtMax, matter.category}, row_of));
  TRY(add(who, read, rows, "place", out));
  return out;
}

}  // namespace linli::inbox
