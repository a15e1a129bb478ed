#include "exchange/csv.h"

#include <iconv.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>

#include "base/text.h"

namespace linli::exchange {
namespace {

// What is longer is no cell: a quote stands where none should.
constexpr std::size_t kQuotedMax = std::size_t{1} << 20;
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
    row_.faults.clear();
    for (;;) {
      std::string cell;
      const auto after = TRY(read_cell(cell));
      if (row_.cells.size() == kCellsMax) return too_large(row_.number);
      auto fault = read_csv_cell(cell);
      if (cell.size() > kCellBytesMax) {
        cell.clear();
        fault = CellFault::too_long;
      }
      if (fault) row_.faults.push_back({row_.cells.size(), *fault});
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
    return end_of_cell();
  }

  // RFC 4180 §2.5–2.7: a quote inside is doubled.
  Result<void> read_quoted(std::string& out) {
    ++at_;
    for (;;) {
      const auto quote = text_.find('"', at_);
      if (quote == std::string_view::npos || out.size() + quote - at_ > kQuotedMax) {
        return bad_quote();
      }
      out += text_.substr(at_, quote - at_);
      at_ = quote + 1;
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

constexpr int kLinesLookedAt = 10;  // for a separator: titles may stand above the header

char separator_of(std::string_view text) {
  constexpr std::string_view kSeparators = ",\t;";  // the first of them that a row has
  std::size_t best = kSeparators.size();
  bool quoted = false;
  int lines = 0;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    best = std::min(best, kSeparators.find(c));
    if (c != '\n' && c != '\r') continue;
    if (best < kSeparators.size() || ++lines == kLinesLookedAt) break;
  }
  return best < kSeparators.size() ? kSeparators[best] : ',';
}

// "sep=;" is for spreadsheets, which show the line after it as the first.
std::optional<char> take_separator_line(std::string_view& text) {
  const auto line = text.substr(0, text.find_first_of("\r\n"));
  if (line.size() != 5 || !line.starts_with("sep=")) return std::nullopt;
  text.remove_prefix(line.size());
  if (text.starts_with('\r')) text.remove_prefix(1);
  if (text.starts_with('\n')) text.remove_prefix(1);
  return line.back();
}

Result<std::string> converted(std::string_view bytes, const char* encoding) {
  const auto converter = iconv_open("UTF-8", encoding);
  if (std::bit_cast<std::intptr_t>(converter) == -1) return invalid("exchange.csv_encoding");
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

// How much of a text is UTF-8 of more than one byte, and how much is not UTF-8.
struct Shares {
  std::size_t sequences = 0;
  std::size_t broken = 0;
  std::size_t first_broken = 0;  // where
};

std::size_t sequence_at(std::string_view bytes, std::size_t at) {
  const auto lead = static_cast<unsigned char>(bytes[at]);
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return is_utf8(bytes.substr(at, size)) ? size : 0;
}

Shares shares_of(std::string_view bytes) {
  Shares out;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto size = sequence_at(bytes, at);
    if (size == 0 && out.broken++ == 0) out.first_broken = at;
    // Two bytes of GB18030 make a sequence of two by chance; three hardly ever.
    if (size > 2) ++out.sequences;
    at += std::max<std::size_t>(size, 1);
  }
  return out;
}

// The row in which a byte stands: line ends within quotes end none.
std::int64_t row_at(std::string_view bytes, std::size_t at) {
  std::int64_t row = 1;
  bool quoted = false;
  for (std::size_t i = 0; i < at; ++i) {
    if (bytes[i] == '"') quoted = !quoted;
    const bool crlf = bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n';
    if (!quoted && !crlf && (bytes[i] == '\n' || bytes[i] == '\r')) ++row;
  }
  return row;
}

Failure broken_at(std::string_view bytes, std::size_t at) {
  return invalid("exchange.csv_encoding", "row " + std::to_string(row_at(bytes, at)));
}

}  // namespace

Result<std::string> to_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return converted(bytes.substr(2), "UTF-16LE");
  if (bytes.starts_with("\xFE\xFF")) return converted(bytes.substr(2), "UTF-16BE");
  const bool marked = bytes.starts_with(kMark);
  if (marked) bytes.remove_prefix(kMark.size());
  if (is_utf8(bytes)) return std::string(bytes);
  const auto shares = shares_of(bytes);
  if (marked || shares.sequences > shares.broken) return broken_at(bytes, shares.first_broken);
  auto text = converted(bytes, "GB18030");
  if (!text) return broken_at(bytes, shares.first_broken);
  return text;
}

Result<void> read_csv(std::string_view bytes, const TakeRow& take) {
  if (bytes.size() > kTableBytesMax) return invalid("exchange.too_large");
  const auto held = TRY(to_utf8(bytes));
  std::string_view text = held;
  const auto said = take_separator_line(text);
  return CsvReader(text, said ? *said : separator_of(text)).read(take);
}

void write_csv_row(std::string& out, const std::vector<std::string>& cells) {
  bool first = true;
  for (const auto& cell : cells) {
    if (!first) out += ',';
    first = false;
    const bool apostrophe = needs_apostrophe(cell);
    const bool quote = apostrophe || cell.find_first_of(",\"\r\n") != std::string::npos;
    if (quote) out += '"';
    if (apostrophe) out += '\'';
    for (const char c : cell) {
      if (c == '"') out += '"';
      out += c;
    }
    if (quote) out += '"';
  }
  out += "\r\n";
}

}  // namespace linli::exchange
