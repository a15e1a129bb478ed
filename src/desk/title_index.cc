#include "desk/title_index.h"

#include "model/public_number.h"
#include "registry/units.h"

namespace linli::desk {
namespace {

constexpr int kBatch = 500;

std::string unit_token(const vault::Vault& vault, UnitId unit) {
  return vault.blind().tokens("unit" + std::to_string(unit.value));
}

std::string tokens_of(const vault::Vault& vault, std::string_view village_path,
                      std::string_view title) {
  std::string out = vault.blind().tokens(title);
  for (const auto unit : registry::ids_in_path(village_path)) {
    out.append(out.empty() ? "" : " ").append(unit_token(vault, unit));
  }
  return out;
}

struct TitleRow {
  MatterId id;
  std::string village_path;
  TextId title;
};

}  // namespace

void index_title(store::WriteSet& changes, const vault::Vault& vault, const Matter& matter,
                 std::string_view title) {
  changes.add(
      store::IndexText{kTitleIndex, matter.id.value, tokens_of(vault, matter.village_path, title)});
}

Result<std::vector<MatterId>> find_by_title(const vault::Vault& vault, store::Snapshot& read,
                                            std::string_view words, UnitId unit, int most) {
  std::vector<MatterId> out;
  if (const auto number = parse_public_number(words)) {
    const auto matter = TRY(find_matter_by_number(read, to_text(*number)));
    if (matter) out.push_back(matter->id);
    return out;
  }
  std::string tokens = vault.blind().tokens_for_query(words);
  if (tokens.empty()) return invalid("desk.words_too_short");
  if (unit) tokens += " " + unit_token(vault, unit);
  for (const auto id : TRY(read.find_text(kTitleIndex, tokens, most))) {
    out.push_back(MatterId{id});
  }
  return out;
}

Result<std::int64_t> index_titles(Kernel& kernel) {
  std::int64_t count = 0;
  MatterId after;
  while (true) {
    const auto read = TRY(kernel.store.read());
    const auto rows = TRY(read->all(
        "SELECT id, village_path, title_text FROM matter WHERE id > ?1 ORDER BY id LIMIT ?2",
        {after.value, kBatch}, [](const store::Row& row) {
          return TitleRow{row.id<MatterId>(0), row.string(1), row.id<TextId>(2)};
        }));
    if (rows.empty()) return count;
    std::vector<TextId> ids;
    for (const auto& row : rows) ids.push_back(row.title);
    const auto titles = TRY(kernel.vault.texts(*read, ids));
    store::WriteSet changes;
    for (const auto& row : rows) {
      after = row.id;
      const auto title = titles.find(row.title);
      // An erased title is not findable, nor where it was.
      if (title == titles.end() || title->second.empty()) continue;
      Matter matter;
      matter.id = row.id;
      matter.village_path = row.village_path;
      index_title(changes, kernel.vault, matter, title->second);
      ++count;
    }
    TRY(kernel.store.commit_and_wait(std::move(changes)));
  }
}

}  // namespace linli::desk
