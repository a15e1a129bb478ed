#include "desk/title_index.h"

#include "base/text.h"
#include "desk/setting.h"
#include "model/public_number.h"
#include "registry/units.h"

namespace linli::desk {
namespace {

constexpr int kTitleBatch = 1000;
constexpr int kTitleTriesMax = 10;
constexpr std::string_view kIndexed = "titles_indexed";  // set when all are

void append(std::string& tokens, std::string_view more) {
  if (!tokens.empty() && !more.empty()) tokens += ' ';
  tokens += more;
}

std::string unit_token(const vault::Vault& vault, UnitId unit) {
  return vault.blind().tokens("unit" + std::to_string(unit.value));
}

// Each of the tokens as it is in this village: a token of its own.
std::string in_village(const vault::Vault& vault, const std::string& tokens, UnitId village) {
  const std::string place = "in" + std::to_string(village.value);
  std::string out;
  for (const auto token : split(tokens, ' ')) {
    append(out, vault.blind().tokens(std::string(token) + place));
  }
  return out;
}

std::string tokens_of(const vault::Vault& vault, std::string_view village_path,
                      std::string_view title) {
  std::string out = vault.blind().tokens(title);
  const auto units = registry::ids_in_path(village_path);
  if (out.empty() || units.empty()) return out;
  append(out, in_village(vault, out, units.back()));
  for (std::size_t i = 1; i + 1 < units.size(); ++i) append(out, unit_token(vault, units[i]));
  return out;
}

struct TitleRow {
  MatterId id;
  std::string village_path;
  TextId title;
};

struct Batch {
  std::size_t matters = 0;
  MatterId last;
  store::WriteSet changes;
};

Result<Batch> batch_after(const Kernel& kernel, MatterId after) {
  const auto read = TRY(kernel.store.read());
  const auto rows = TRY(read->all(
      "SELECT id, village_path, title_text FROM matter WHERE id > ?1 ORDER BY id LIMIT ?2",
      {after.value, kTitleBatch}, [](const store::Row& row) {
        return TitleRow{row.id<MatterId>(0), row.string(1), row.id<TextId>(2)};
      }));
  std::vector<TextId> ids;
  for (const auto& row : rows) ids.push_back(row.title);
  const auto titles = TRY(kernel.vault.texts(*read, ids));
  Batch out{rows.size(), rows.empty() ? after : rows.back().id, {}};
  for (const auto& row : rows) {
    const auto title = titles.find(row.title);
    // An erased title is not findable, nor where it was.
    if (title == titles.end() || title->second.empty()) continue;
    Matter matter;
    matter.id = row.id;
    matter.village_path = row.village_path;
    index_title(out.changes, kernel.vault, matter, title->second);
  }
  return out;
}

// A disk that is slow once, with everything to be read for the first time, must not keep a county
// from being opened.
Result<Batch> patiently(const Kernel& kernel, MatterId after) {
  auto batch = batch_after(kernel, after);
  for (int tries = 1; tries < kTitleTriesMax && !batch; ++tries) {
    if (batch.error().code != "store.read_too_long") break;
    batch = batch_after(kernel, after);
  }
  return batch;
}

}  // namespace

void index_title(store::WriteSet& changes, const vault::Vault& vault, const Matter& matter,
                 std::string_view title) {
  changes.add(
      store::IndexText{kTitleIndex, matter.id.value, tokens_of(vault, matter.village_path, title)});
}

Result<TitleSearch> title_search(const vault::Vault& vault, std::string_view words,
                                 TitlesOf where) {
  TitleSearch out;
  if (const auto number = parse_public_number(words)) {
    out.number = to_text(*number);
    return out;
  }
  out.tokens = vault.blind().tokens_for_query(words);
  if (out.tokens.empty()) return invalid("desk.words_too_short");
  if (where.village) out.tokens = in_village(vault, out.tokens, where.village);
  if (where.unit) append(out.tokens, unit_token(vault, where.unit));
  return out;
}

Result<std::vector<store::FoundText>> find_titles(store::Snapshot& read, const TitleSearch& search,
                                                  int most, std::int64_t before) {
  if (search.number.empty()) return read.find_text(kTitleIndex, search.tokens, most, before);
  std::vector<store::FoundText> out;
  if (before < store::kPlaceEnd) return out;
  const auto matter = TRY(find_matter_by_number(read, search.number));
  if (matter) out.push_back({matter->id.value, 1});
  return out;
}

Result<bool> titles_are_indexed(store::Snapshot& read) {
  return !TRY(setting(read, kIndexed)).empty();
}

Result<std::int64_t> index_titles(Kernel& kernel) {
  std::int64_t count = 0;
  Batch batch;
  do {
    batch = TRY(patiently(kernel, batch.last));
    count += std::ssize(batch.changes.changes);
    if (batch.matters > 0) TRY(kernel.store.commit_and_wait(std::move(batch.changes)));
  } while (batch.matters > 0);
  if (!TRY(titles_are_indexed(*TRY(kernel.store.read())))) {
    store::WriteSet changes;
    set_once(changes, kernel.ids.next(), kIndexed, "1");
    TRY(kernel.store.commit_and_wait(std::move(changes)));
  }
  return count;
}

}  // namespace linli::desk
