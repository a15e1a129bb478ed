#include "inbox/search.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace linli::inbox {
namespace {

// What was found stands in no order that SQL knows.
constexpr store::Sql kLookAt =
    "SELECT " INBOX_ROW_COLUMNS ", ?4 FROM matter m WHERE m.id IN (?*) AND" LIES_BELOW(
        "m.holder_path", "m.village_path", FILTERED) " AND ?5 = ?5 AND ?6 = ?6 AND ?18 = ?18";

// Of the matters found, those that she may see below and that the filters let through.
Result<std::unordered_map<std::int64_t, Row>> seen_of(store::Snapshot& read, Bound& bound,
                                                      const std::vector<store::FoundText>& found) {
  store::IntList ids;
  for (const auto& text : found) ids.push_back(text.id);
  bound.values.back() = std::move(ids);
  std::unordered_map<std::int64_t, Row> out;
  for (auto& row : TRY(read.all(kLookAt, bound.values, read_row))) {
    out.emplace(row.id.value, std::move(row));
  }
  return out;
}

std::string cursor_at(const store::FoundText& text) {
  return std::to_string(text.place) + "." + std::to_string(text.id);
}

}  // namespace

Result<Page> newest_below(store::Snapshot& read, const desk::TitleSearch& search, Bound bound,
                          int limit, const Cursor& cursor, const store::IntList& desks) {
  const auto full = static_cast<std::size_t>(limit);
  Page out;
  std::int64_t before = cursor.id == 0 ? store::kPlaceEnd : std::max<std::int64_t>(cursor.key, 1);
  // Some more than the page holds, since some are left out; a list of 2^n is asked for quickest.
  int chunk = static_cast<int>(std::bit_ceil(full + full / 4 + 1));
  for (int left = desk::kFoundBelowMax; left > 0; chunk *= 2) {
    chunk = std::min(chunk, left);
    left -= chunk;
    const auto found = TRY(desk::find_titles(read, search, chunk, before));
    out.next.clear();
    if (found.empty()) return out;
    auto seen = TRY(seen_of(read, bound, found));
    for (const auto& text : found) {
      const auto row = seen.find(text.id);
      if (row == seen.end() || std::ranges::find(desks, row->second.holder.value) != desks.end()) {
        continue;
      }
      out.rows.push_back(std::move(row->second));
      if (out.rows.size() < full) continue;
      if (&text != &found.back() || std::ssize(found) == chunk) out.next = cursor_at(text);
      return out;
    }
    if (std::ssize(found) < chunk) return out;
    before = found.back().place;
    out.next = cursor_at(found.back());
  }
  return out;
}

}  // namespace linli::inbox
