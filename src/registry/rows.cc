#include "registry/rows.h"

#include "base/check.h"

namespace linli::registry {

store::Value open_end(Instant at) {
  return at.ms == 0 ? store::Value(store::Null{}) : store::Value(at);
}

store::Columns differing(const store::Columns& stored, const store::Columns& wanted) {
  CHECK(stored.size() == wanted.size());
  store::Columns out;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    CHECK(stored[i].first.text == wanted[i].first.text);
    if (!(stored[i].second == wanted[i].second)) out.push_back(wanted[i]);
  }
  return out;
}

std::string contains_pattern(std::string_view text) {
  std::string out = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') out += '!';
    out += c;
  }
  return out + '%';
}

void add_row(store::WriteSet& out, store::Name table, std::int64_t id, store::Columns columns) {
  columns.insert(columns.begin(), {{"id", id}, {"version", std::int64_t{1}}});
  out.insert(table, std::move(columns));
}

int change_row(store::WriteSet& out, store::Name table, std::int64_t id, std::int64_t version,
               const store::Columns& stored, const store::Columns& wanted) {
  auto columns = differing(stored, wanted);
  const auto count = static_cast<int>(columns.size());
  if (count > 0) out.update(table, id, version, std::move(columns));
  return count;
}

}  // namespace linli::registry
