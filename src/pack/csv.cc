#include "pack/csv.h"

#include "base/text.h"

namespace linli::pack {
namespace {

// One record from `rest`, which moves on; `line` counts line ends, also those inside quotes.
std::vector<std::string> next_record(std::string_view& rest, int& line, bool& closed) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  std::size_t at = 0;
  for (; at < rest.size(); ++at) {
    const char c = rest[at];
    if (c == '\n') ++line;
    if (quoted) {
      if (c != '"') {
        cells.back() += c;
      } else if (at + 1 < rest.size() && rest[at + 1] == '"') {
        cells.back() += rest[++at];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      cells.emplace_back();
    } else if (c == '\n') {
      ++at;
      break;
    } else if (c != '\r') {
      cells.back() += c;
    }
  }
  closed = !quoted;
  rest.remove_prefix(at);
  return cells;
}

}  // namespace

std::vector<CsvRow> read_csv(const std::string& file, std::string_view content,
                             const std::vector<std::string>& columns,
                             std::vector<Problem>& problems) {
  std::vector<CsvRow> out;
  if (!is_utf8(content)) {
    problems.push_back({"pack.csv", file, 1, 1, "the file is not UTF-8"});
    return out;
  }
  int line = 1;
  bool closed = true;
  if (next_record(content, line, closed) != columns) {
    std::string names;
    for (const auto& column : columns) names += (names.empty() ? "" : ",") + column;
    problems.push_back({"pack.csv", file, 1, 1, "the first line must be " + names});
    return out;
  }
  while (!content.empty()) {
    const int begins = line;
    const auto cells = next_record(content, line, closed);
    if (cells.size() == 1 && cells[0].empty()) continue;
    if (!closed || cells.size() != columns.size()) {
      problems.push_back({"pack.csv", file, begins, 1,
                          std::to_string(columns.size()) + " cells are expected, there are " +
                              std::to_string(cells.size())});
      continue;
    }
    CsvRow row{begins, {}};
    for (std::size_t i = 0; i < columns.size(); ++i) row.cells[columns[i]] = cells[i];
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace linli::pack
