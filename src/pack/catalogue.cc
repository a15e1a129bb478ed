#include "pack/catalogue.h"

#include <boost/describe.hpp>

#include "base/embedded.h"
#include "pack/yaml.h"

namespace linli::pack {
namespace {

std::optional<ErrorKind> kind_of(std::string_view name) {
  static constexpr std::pair<std::string_view, ErrorKind> kKinds[] = {
      {"Invalid", ErrorKind::Invalid},     {"Unauthorized", ErrorKind::Unauthorized},
      {"Forbidden", ErrorKind::Forbidden}, {"NotFound", ErrorKind::NotFound},
      {"Conflict", ErrorKind::Conflict},   {"Overloaded", ErrorKind::Overloaded},
      {"Unknown", ErrorKind::Unknown},     {"Corrupt", ErrorKind::Corrupt},
  };
  for (const auto& [word, kind] : kKinds) {
    if (word == name) return kind;
  }
  return std::nullopt;
}

CatalogueEntry read_entry(Reader& reader, const Yaml& node) {
  reader.only(node, {"kind", "zh", "en", "remedy_zh", "remedy_en"});
  CatalogueEntry entry;
  if (const auto* kind = node.find("kind")) {
    entry.kind = kind_of(kind->text);
    if (!entry.kind) reader.problem(*kind, "pack.unknown_word", "no kind of error");
  }
  entry.sentence = {reader.text(node, "zh", ""), reader.text(node, "en", "")};
  entry.remedy = {reader.text(node, "remedy_zh", ""), reader.text(node, "remedy_en", "")};
  return entry;
}

}  // namespace

Result<Catalogue> Catalogue::built_in() {
  Catalogue out;
  for (const auto& file : embedded_files()) {
    if (!file.path.starts_with("src/pack/texts/")) continue;
    TRY(out.add(std::string(file.path), file.content));
  }
  return out;
}

Result<void> Catalogue::add(const std::string& file, std::string_view yaml) {
  std::vector<Problem> problems;
  Reader reader(file, problems);
  const auto root = reader.parse(yaml);
  const bool built_in = file.starts_with("src/");
  for (const auto& [code, node] : root.members) {
    auto entry = read_entry(reader, node);
    entry.file = file;
    const auto found = entries_.find(code);
    if (found == entries_.end()) {
      entries_.emplace(code, std::move(entry));
    } else if (built_in) {
      reader.problem(node, "pack.duplicate", code + " stands in " + found->second.file + " too");
    } else if (entry.kind && entry.kind != found->second.kind) {
      reader.problem(node, "pack.kind_changed", code + " keeps its kind");
    } else {
      found->second.sentence = entry.sentence;
      if (!entry.remedy.zh.empty()) found->second.remedy = entry.remedy;
      found->second.file = file;
    }
  }
  if (problems.empty()) return {};
  return invalid(problems.front().code, to_line(problems.front()));
}

const CatalogueEntry* Catalogue::find(std::string_view code) const {
  const auto found = entries_.find(code);
  return found == entries_.end() ? nullptr : &found->second;
}

std::string Catalogue::sentence(std::string_view code, Language language) const {
  const auto* entry = find(code);
  return entry == nullptr ? std::string(code) : entry->sentence.in(language);
}

std::string Catalogue::remedy(std::string_view code, Language language) const {
  const auto* entry = find(code);
  return entry == nullptr ? std::string() : entry->remedy.in(language);
}

std::string Catalogue::fill(std::string_view code, Language language,
                            const std::map<std::string, std::string>& values) const {
  const auto sentence = this->sentence(code, language);
  std::string out;
  std::size_t from = 0;
  while (from < sentence.size()) {
    const auto open = sentence.find('{', from);
    const auto close = open == std::string::npos ? open : sentence.find('}', open);
    if (close == std::string::npos) break;
    out += sentence.substr(from, open - from);
    const auto value = values.find(sentence.substr(open + 1, close - open - 1));
    out += value == values.end() ? sentence.substr(open, close - open + 1) : value->second;
    from = close + 1;
  }
  return out + sentence.substr(from);
}

std::vector<std::string> Catalogue::incomplete() const {
  std::vector<std::string> out;
  for (const auto& [code, entry] : entries_) {
    std::string lacks;
    if (entry.sentence.zh.empty()) lacks += " zh";
    if (entry.sentence.en.empty()) lacks += " en";
    if (entry.kind && entry.remedy.zh.empty()) lacks += " remedy_zh";
    if (entry.kind && entry.remedy.en.empty()) lacks += " remedy_en";
    if (!lacks.empty()) out.push_back(code + ":" + lacks);
  }
  return out;
}

}  // namespace linli::pack
