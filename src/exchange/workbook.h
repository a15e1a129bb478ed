// exchange/workbook.h – XLSX workbooks out, for people to fill in.
//
// Every cell is text and its column is formatted as text, so that a spreadsheet neither rounds long
// numbers nor makes dates of codes. Source: ECMA-376 part 1 §18; APPNOTE.TXT 6.3 (ZIP).
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace linli::exchange {

// A column's cells from the second row on offer these words; others stay possible, with a question.
struct Offered {
  std::size_t column = 0;
  std::string words_at;  // "'Sheet'!$A$2:$A$9"
};

struct Sheet {
  std::string name;
  std::vector<int> widths;  // of columns, in characters
  std::vector<std::vector<std::string>> rows;
  std::vector<Offered> offered = {};
};

// The bytes of the file, the same for the same sheets. The first row of each is a heading.
std::string write_workbook(const std::vector<Sheet>& sheets);

}  // namespace linli::exchange
