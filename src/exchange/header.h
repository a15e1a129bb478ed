// exchange/header.h – which row of a table is its header, and which column is what.
//
// Tables begin with titles, who filled them in and when: the header is the first of kHeaderRowsMax
// rows that has every needed column. Headers are compared without case, width, spaces, the star
// that forms put on needed columns and a remark in brackets at their end. Thread safety: one
// thread. Errors: exchange.no_header (an empty file), exchange.column_missing (detail: the column
// that the likeliest row lacks, and which row that is), exchange.column_twice (detail: the column).
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/table.h"

namespace linli::exchange {

inline constexpr int kHeaderRowsMax = 10;

// A row whose first cell begins so shows how rows are meant and is none: templates have one.
inline constexpr std::string_view kExampleMark = "【示例】";

// How a cell is to be written; a template and its explanation say so.
enum class CellForm { text, code, number, date, yes_no, phone, identity, word };
BOOST_DESCRIBE_ENUM(CellForm, text, code, number, date, yes_no, phone, identity, word)

// A column an import knows: its key, the headers it goes by (Chinese ones first; none: no template
// has it) and what a template says of it. What is to be written there in words: the catalogue's
// entry "column.KIND.KEY".
struct Column {
  std::string key;
  std::vector<std::string> headers;
  bool needed = false;
  CellForm form = CellForm::text;
  std::string example = {};
  std::vector<std::string> words = {};  // those that a cell of form word may hold, in Chinese
};

// Why a row does not hold what somebody wrote. Column "": the whole row.
struct Unfit {
  std::string column;
  Error error;  // exchange.row_hidden, or as code_of() in cells.h (detail: the cell)
};

class Header {
 public:
  // Of `one_of`, keys of columns, one is needed at least; none: nothing more is.
  explicit Header(std::vector<Column> columns, std::vector<std::string> one_of = {});

  bool found() const { return found_; }
  // Looks at the next row; to be called until it is found.
  Result<void> offer(const TableRow& row);
  // The file has ended: an error unless the header was found.
  Result<void> end() const;

  // The key of the column in this place; "" where it is not known.
  const std::string& key_at(std::size_t place) const;
  // The first known column of a row that is unfit, nothing when all are what they say. Numbers that
  // perhaps were rounded matter in a column identity_number only.
  std::optional<Unfit> unfit(const TableRow& row) const;
  // Whether it is the example of a template.
  static bool is_example(const TableRow& row);
  // What the file calls a column, else its first Chinese header.
  std::string heading(const std::string& key) const;
  // The key of a header, "" when no column goes by it.
  std::string key_of(std::string_view header) const;

 private:
  struct Candidate {
    std::int64_t row = 0;
    std::size_t known = 0;
    std::string missing;  // the first needed column that is not there
  };

  std::string first_missing(const std::map<std::string, int>& seen) const;

  const std::vector<Column> columns_;
  const std::vector<std::string> one_of_;
  std::map<std::string, std::string, std::less<>> keys_;
  std::vector<std::string> places_;
  std::map<std::string, std::string> headings_;
  Candidate best_;
  int rows_ = 0;
  bool found_ = false;
};

}  // namespace linli::exchange
