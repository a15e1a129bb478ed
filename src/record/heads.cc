#include "record/heads.h"

#include <algorithm>
#include <array>
#include <fstream>

namespace linli::record {
namespace {

Failure not_copied(const std::string& path) {
  return fail(ErrorKind::Overloaded, "journal.heads_not_copied", path);
}

template <class Array>
bool copy_exactly(std::string_view from, Array& to) {
  if (from.size() != to.size()) return false;
  std::copy(from.begin(), from.end(), to.begin());
  return true;
}

}  // namespace

Result<std::vector<journal::Head>> read_heads(const std::string& heads_file) {
  std::vector<journal::Head> heads;
  std::ifstream in(heads_file, std::ios::binary);
  std::string line;
  while (std::getline(in, line) && !in.eof()) {  // at the end of the file without a line end
    auto head = journal::parse_head(line);
    if (!head) {
      auto error = head.error();
      error.detail = "line " + std::to_string(heads.size() + 1);
      return Failure(error);
    }
    heads.push_back(*head);
  }
  return heads;
}

Result<std::int64_t> HeadsFile::last_size() const {
  const auto line = file_.last_line();
  if (!line) return not_copied(file_.path());
  if (line->empty()) return 0;
  return TRY(journal::parse_head(*line)).size;
}

Result<void> HeadsFile::append(const std::vector<journal::Head>& heads) const {
  std::string lines;
  for (const auto& head : heads) lines += journal::to_line(head) + '\n';
  if (!file_.append(lines)) return not_copied(file_.path());
  return {};
}

Result<journal::Head> head_from_row(const store::Row& row) {
  journal::Head head;
  head.size = row.integer(0);
  head.at = row.instant(2);
  if (!copy_exactly(row.text(1), head.root) || !copy_exactly(row.text(3), head.signature)) {
    return fail(ErrorKind::Corrupt, "journal.head_malformed", std::to_string(head.size));
  }
  return head;
}

}  // namespace linli::record
