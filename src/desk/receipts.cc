#include "desk/receipts.h"

#include <algorithm>

#include "base/text.h"

namespace linli::desk {
namespace {

// Routes of earlier programs whose scope names the matter: "<person> matter_act/<id>/accept".
MatterId matter_in(std::string_view scope) {
  const auto route = split(scope.substr(std::min(scope.find(' ') + 1, scope.size())), '/');
  if (route.size() < 2) return {};
  if (route[0] != "matter_act" && route[0] != "matter_reveal" && route[0] != "follow_act")
    return {};
  return MatterId{parse_int64(route[1]).value_or(0)};
}

}  // namespace

Result<void> erase_receipts(store::Snapshot& read, MatterId matter, store::WriteSet& changes) {
  return read.visit(
      "SELECT id, version FROM receipt WHERE matter_id = ?1 AND length(sealed) > 0", {matter},
      [&](const store::Row& row) {
        changes.update("receipt", row.integer(0), row.integer(1), {{"sealed", store::Blob{}}});
        return true;
      });
}

Result<std::optional<std::int64_t>> note_matters(store::Snapshot& read, std::int64_t after,
                                                 store::WriteSet& changes) {
  std::int64_t walked = 0;
  std::int64_t last = after;
  TRY(read.visit(
      "SELECT id, version, scope, matter_id FROM receipt WHERE id > ?1 ORDER BY id LIMIT ?2",
      {after, kReceiptPage}, [&](const store::Row& row) {
        ++walked;
        last = row.integer(0);
        const auto matter = matter_in(row.text(2));
        if (matter && row.is_null(3)) {
          changes.update("receipt", last, row.integer(1), {{"matter_id", matter}});
        }
        return true;
      }));
  if (walked < kReceiptPage) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(last);
}

}  // namespace linli::desk
