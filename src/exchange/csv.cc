#include "exchange/csv.h"

#include <iconv.h>

#include <cerrno>
#include <string>

#include "base/text.h"

namespace linli::exchange {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

Failure too_large(std::int64_t row) {
  return invalid("exchange.too_large", "row " + std::to_string(row));
}

// What a cell was followed by.
enum class After { Cell, Row, End };

class CsvReader {
 public:
  CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {}

  Result<void> read(const TakeRow& take) {
    while (at_ < text_.size()) {
      TRY(read_row());
      const bool empty = row_.cells.size() == 1 && row_.cells[0].empty();
      if (!empty && !take(row_)) break;
    }
    return {};
  }

 private:
  Result<void> read_row() {
    if (++row_.number > kRowsMax) return too_large(row_.number);
    row_.cells.clear();
    for (;;) {
      std::string cell;
      const auto after = TRY(read_cell(cell));
      if (row_.cells.size() == kCellsMax) return too_large(row_.number);
      row_.cells.push_back(std::move(cell));
      if (after != After::Cell) return {};
    }
  }

  Result<After> read_cell(std::string& out) {
    if (at_ < text_.size() && text_[at_] == '"') {
      TRY(read_quoted(out));
    } else {
      const char stops[] = {separator_, '\r', '\n', '\0'};
      const auto end = std::min(text_.find_first_of(stops, at_), text_.size());
      out = text_.substr(at_, end - at_);
      at_ = end;
    }
    if (out.size() > kCellBytesMax) return too_large(row_.number);
    return end_of_cell();
  }

  // RFC 4180 §2.5–2.7: a quote inside is doubled.
  Result<void> read_quoted(std::string& out) {
    ++at_;
    for (;;) {
      const auto quote = text_.find('"', at_);
      if (quote == std::string_view::npos || quote - at_ > kCellBytesMax) return bad_quote();
      out += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (out.size() > kCellBytesMax) return too_large(row_.number);
      if (at_ >= text_.size() || text_[at_] != '"') return {};
      out += '"';
      ++at_;
    }
  }

  Result<After> end_of_cell() {
    if (at_ >= text_.size()) return After::End;
    const char c = text_[at_];
    if (c == separator_) {
      ++at_;
      return After::Cell;
    }
    if (c != '\r' && c != '\n') return bad_quote();
    at_ += c == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n' ? 2 : 1;
    return After::Row;
  }

  Failure bad_quote() const {
    return invalid("exchange.csv_quote", "row " + std::to_string(row_.number) + ", cell " +
                                             std::to_string(row_.cells.size() + 1));
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  TableRow row_;
};

char separator_of(std::string_view text) {
  const auto first = text.substr(0, text.find_first_of("\r\n"));
  if (first.find(',') != std::string_view::npos) return ',';
  if (first.find('\t') != std::string_view::npos) return '\t';
  return first.find(';') != std::string_view::npos ? ';' : ',';
}

Result<std::string> from_gb18030(std::string_view bytes) {
  const auto converter = iconv_open("UTF-8", "GB18030");
  if (converter == reinterpret_cast<iconv_t>(-1)) return invalid("exchange.csv_encoding");
  std::string out(bytes.size() * 2 + 16, '\0');
  std::string input(bytes);
  char* from = input.data();
  std::size_t from_left = input.size();
  char* to = out.data();
  std::size_t to_left = out.size();
  const auto outcome = iconv(converter, &from, &from_left, &to, &to_left);
  iconv_close(converter);
  out.resize(out.size() - to_left);
  if (outcome == static_cast<std::size_t>(-1) || !is_utf8(out)) {
    return invalid("exchange.csv_encoding");
  }
  return out;
}

}  // namespace

Result<std::string> to_utf8(std::string_view bytes) {
  if (bytes.starts_with(kMark)) bytes.remove_prefix(kMark.size());
  if (is_utf8(bytes)) return std::string(bytes);
  return from_gb18030(bytes);
}

Result<void> read_csv(std::string_view bytes, const TakeRow& take) {
  if (bytes.size() > kTableBytesMax) return invalid("exchange.too_large");
  const auto text = TRY(to_utf8(bytes));
  return CsvReader(text, separator_of(text)).read(take);
}

void write_csv_row(std::string& out, const std::vector<std::string>& cells) {
  bool first = true;
  for (const auto& cell : cells) {
    if (!first) out += ',';
    first = false;
    const bool formula = !cell.empty() && std::string_view("=+-@\t\r").contains(cell[0]);
    const bool quote = formula || cell.find_first_of(",\"\r\n") != std::string::npos;
    if (quote) out += '"';
    if (formula) out += '\'';
    for (const char c : cell) {
      if (c == '"') out += '"';
      out += c;
    }
    if (quote) out += '"';
  }
  out += "\r\n";
}

}  // namespace linli::exchange
