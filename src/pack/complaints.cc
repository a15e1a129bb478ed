#include "pack/complaints.h"

#include "pack/parts.h"

namespace linli::pack {
namespace {

std::vector<std::string> words_of(Reader& reader, const Yaml& root, std::string_view key) {
  auto out = reader.texts(root, key);
  if (out.size() > kComplaintWordsMax) {
    reader.problem(root, "pack.type", "at most 500 words are expected");
    out.resize(kComplaintWordsMax);
  }
  return out;
}

OfficeTitle read_title(Reader& reader, const Yaml& node) {
  reader.only(node, {"title", "level", "positions"});
  OfficeTitle out;
  out.title = reader.need_text(node, "title");
  out.level = reader.need_text(node, "level");
  out.positions = reader.texts(node, "positions");
  return out;
}

}  // namespace

void read_complaints(Reader& reader, const Yaml& root, Pack& pack) {
  reader.only(root, {"source", "discipline", "outside", "words", "others", "titles"});
  Complaints& out = pack.complaints;
  out.source = reader.need_text(root, "source");
  out.discipline = reader.need_text(root, "discipline");
  out.outside = reader.words(reader.need(root, "outside"));
  out.words = words_of(reader, root, "words");
  out.others = words_of(reader, root, "others");
  for (const auto& item : reader.need(root, "titles").items) {
    if (out.titles.size() == kComplaintWordsMax) break;
    out.titles.push_back(read_title(reader, item));
  }
}

}  // namespace linli::pack
