#include "vault/text_phone.h"

#include <ranges>

#include "base/check.h"

namespace linli::vault {

void note_phone(store::WriteSet& changes, TextId text, std::int64_t phone) {
  for (auto& change : changes.changes | std::views::reverse) {
    auto* const row = std::get_if<store::Insert>(&change);
    if (row == nullptr || row->table.text != "vault_text") continue;
    if (row->columns.front().second != store::Value(text)) continue;
    row->columns.push_back({"phone_blind", phone});
    return;
  }
  CHECK(false && "the text is not in this write set");
}

Result<std::vector<MatterId>> matters_with_phone(store::Snapshot& read, std::int64_t phone) {
  return read.all(
      "SELECT DISTINCT matter_id FROM vault_text"
      " WHERE phone_blind = ?1 AND matter_id IS NOT NULL ORDER BY matter_id",
      {phone}, [](const store::Row& row) { return row.id<MatterId>(0); });
}

Result<std::optional<std::int64_t>> unnoted_texts(store::Snapshot& read, std::string_view kind,
                                                  std::int64_t after,
                                                  std::vector<UnnotedText>& out) {
  int walked = 0;
  std::int64_t last = after;
  TRY(
      read.visit("SELECT id, version, kind, phone_blind, erased_at FROM vault_text"
                 " WHERE id > ?1 ORDER BY id LIMIT ?2",
                 {after, kTextPage}, [&](const store::Row& row) {
                   ++walked;
                   last = row.integer(0);
                   if (row.text(2) == kind && row.is_null(3) && row.is_null(4)) {
                     out.push_back({row.id<TextId>(0), row.integer(1)});
                   }
                   return true;
                 }));
  if (walked < kTextPage) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(last);
}

}  // namespace linli::vault
