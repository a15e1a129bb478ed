// pack/catalogue.h – every sentence the program says: error codes and messages in each language.
//
// Built in from src/pack/texts/*.yaml; a pack may override sentences and add its messages in its
// texts.yaml. An entry with a kind is an error. Sentences may hold {number} {title} {until} {who}
// and other placeholders of theirs. Thread safety: value, read from any thread.
// Errors: pack.yaml, pack.duplicate, pack.unknown_member, pack.missing, pack.type.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/words.h"

namespace linli::pack {

struct CatalogueEntry {
  std::optional<ErrorKind> kind;
  Words sentence;
  Words remedy;  // empty for messages
  std::string file;
};

class Catalogue {
 public:
  // The texts built into the program.
  static Result<Catalogue> built_in();

  // Adds or overrides the entries of one file. Kinds of built-in errors cannot be changed:
  // pack.kind_changed. A code twice in built-in files: pack.duplicate.
  Result<void> add(const std::string& file, std::string_view yaml);

  // nullptr when there is none.
  const CatalogueEntry* find(std::string_view code) const;
  // The sentence, or the code itself when there is none (a test keeps that from happening).
  std::string sentence(std::string_view code, Language language) const;
  std::string remedy(std::string_view code, Language language) const;
  // The sentence with {name} replaced by values; a placeholder without a value stays.
  std::string fill(std::string_view code, Language language,
                   const std::map<std::string, std::string>& values) const;

  const std::map<std::string, CatalogueEntry, std::less<>>& entries() const { return entries_; }
  // Codes that lack a sentence or (errors) a remedy in a language, with what lacks.
  std::vector<std::string> incomplete() const;

 private:
  std::map<std::string, CatalogueEntry, std::less<>> entries_;
};

}  // namespace linli::pack
