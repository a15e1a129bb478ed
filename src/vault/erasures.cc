#include "vault/erasures.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "store/disk.h"

namespace linli::vault {
namespace {

constexpr std::string_view kErasuresFormat = "linli erasures 1";
constexpr std::array<std::string_view, 3> kWords{"person", "phone", "matter"};

std::string_view word_of(Erasable what) {
  return kWords[static_cast<std::size_t>(what)];
}

std::optional<ErasureNote> note_of(std::string_view id, std::string_view what,
                                   std::string_view subject) {
  const auto word = std::ranges::find(kWords, what);
  const auto number = parse_int64(id);
  const auto of = parse_int64(subject);
  if (word == kWords.end() || !number || !of) return std::nullopt;
  return ErasureNote{*number, static_cast<Erasable>(word - kWords.begin()), *of};
}

std::string line_of(const ErasureNote& note) {
  return std::to_string(note.id) + ' ' + std::string(word_of(note.what)) + ' ' +
         std::to_string(note.subject) + '\n';
}

}  // namespace

void note_erasures(store::WriteSet& changes, const std::vector<ErasureNote>& notes) {
  for (const auto& note : notes) {
    changes.insert("vault_erasure",
                   {{"id", note.id}, {"what", word_of(note.what)}, {"subject", note.subject}});
  }
}

Result<std::vector<ErasureNote>> erasures_in(store::Snapshot& read) {
  std::vector<ErasureNote> out;
  TRY(read.visit("SELECT id, what, subject FROM vault_erasure ORDER BY id", {},
                 [&](const store::Row& row) {
                   const auto word = std::ranges::find(kWords, row.text(1));
                   if (word == kWords.end()) return true;
                   const auto what = static_cast<Erasable>(word - kWords.begin());
                   out.push_back({row.integer(0), what, row.integer(2)});
                   return true;
                 }));
  return out;
}

Result<std::vector<ErasureNote>> read_erasures(const std::string& path) {
  std::vector<ErasureNote> out;
  if (!store::disk::exists(path)) return out;
  const std::string text = TRY(store::disk::read_whole(path));
  auto lines = split(text, '\n');
  lines.pop_back();  // what follows the last line end: nothing, or a line that was cut off
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto malformed = [&] {
      return fail(ErrorKind::Corrupt, "vault.erasures_malformed", "line " + std::to_string(i + 1));
    };
    if (i == 0) {
      if (lines[i] != kErasuresFormat) return malformed();
      continue;
    }
    const auto words = split(lines[i], ' ');
    const auto note = words.size() == 3 ? note_of(words[0], words[1], words[2]) : std::nullopt;
    if (!note) return malformed();
    out.push_back(*note);
  }
  return out;
}

Result<void> add_erasures(const std::string& path, const std::vector<ErasureNote>& notes) {
  auto all = TRY(read_erasures(path));
  const auto before = all.size();
  for (const auto& note : notes) {
    if (std::ranges::find(all, note) == all.end()) all.push_back(note);
  }
  if (all.size() == before) return {};
  std::string text = std::string(kErasuresFormat) + '\n';
  for (const auto& note : all) text += line_of(note);
  // Erasures are rare and their lines short: the file is written whole, beside, and put in place.
  return store::disk::replace_durably(path, text);
}

}  // namespace linli::vault
