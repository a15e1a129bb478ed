#include "pack/organisation_kinds.h"

namespace linli::pack {

std::map<std::string, std::string> organisation_kinds(const Pack& pack) {
  std::map<std::string, std::string> out;
  if (const auto list = pack.choices.find(kOrganisationKinds); list != pack.choices.end()) {
    for (const auto& choice : list->second) {
      for (const auto& word : {choice.key, choice.title.zh, choice.title.en}) {
        out.emplace(word, choice.key);
      }
    }
  }
  for (const auto& position : pack.positions) {
    for (const auto& kind : position.organisation_kinds) out.emplace(kind, kind);
  }
  for (const auto& form : pack.templates) out.emplace(form.kind, form.kind);
  for (const auto& row : pack.organisations) out.emplace(row.kind, row.kind);
  out.erase("");
  return out;
}

}  // namespace linli::pack
