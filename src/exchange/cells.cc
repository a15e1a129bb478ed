#include "exchange/cells.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

#include "base/text.h"
#include "model/code_points.h"

namespace linli::exchange {
namespace {

constexpr std::string_view kErrors[] = {"#N/A",    "#VALUE!", "#REF!",  "#NAME?",
                                        "#DIV/0!", "#NUM!",   "#NULL!", "#SPILL!"};
constexpr std::size_t kDigitsKept = 15;
constexpr std::size_t kIdentitySize = 18;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

// "#####" is what a column that is too narrow was saved as.
bool is_error(std::string_view cell) {
  if (std::ranges::find(kErrors, cell) != std::end(kErrors)) return true;
  return cell.size() > 2 && std::ranges::all_of(cell, [](char c) { return c == '#'; });
}

// 4.20583E+17: what is shown of a number that has more digits.
bool is_shortened(std::string_view cell) {
  const auto e = cell.find_first_of("Ee");
  if (e == std::string_view::npos || e == 0 || cell.substr(e).size() < 3) return false;
  if (!is_digit(cell.front()) || cell[e + 1] != '+' || !all_digits(cell.substr(e + 2))) {
    return false;
  }
  return std::ranges::all_of(cell.substr(0, e), [](char c) { return is_digit(c) || c == '.'; });
}

// Spreadsheets look past spaces and what is not seen, and take full-width signs for the plain ones.
bool like_formula(std::string_view cell) {
  static constexpr std::string_view kSigns[] = {"=",  "+",  "-",  "@",  "\t", "\r", "＝",
                                                "＋", "－", "＠", "﹢", "﹣", "﹦", "﹫"};
  const auto starts = [&](std::string_view with) { return cell.starts_with(with); };
  // A tab and a carriage return are signs, and nobody sees them: they are looked for first.
  while (!cell.empty() && std::ranges::none_of(kSigns, starts)) {
    const auto [character, size] = code_point_at(cell, 0);
    if (!is_blank(character) && !is_invisible(character)) return false;
    cell.remove_prefix(size);
  }
  return !cell.empty();
}

// Behind its apostrophes a number or what a spreadsheet would run.
bool behind_apostrophe(std::string_view cell) {
  if (!cell.starts_with('\'')) return false;
  cell.remove_prefix(std::min(cell.find_first_not_of('\''), cell.size()));
  return like_formula(cell) || (!cell.empty() && is_digit(cell.front()));
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      put(0xE0 | c >> 12);
    } else {
      put(0xF0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3F));
    }
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

constexpr std::size_t kEscapeSize = 7;  // _xHHHH_

std::optional<char32_t> escape_at(std::string_view text, std::size_t at) {
  const auto piece = text.substr(std::min(at, text.size()), kEscapeSize);
  if (piece.size() < kEscapeSize || !piece.starts_with("_x") || piece.back() != '_') return {};
  unsigned value = 0;
  const char* from = piece.data() + 2;
  const auto [end, error] = std::from_chars(from, from + 4, value, 16);
  if (error != std::errc() || end != from + 4) return {};
  return static_cast<char32_t>(value);
}

bool is_high(char32_t c) {
  return c >= 0xD800 && c < 0xDC00;
}
bool is_low(char32_t c) {
  return c >= 0xDC00 && c < 0xE000;
}

}  // namespace

std::string_view code_of(CellFault fault) {
  switch (fault) {
    case CellFault::error:
      return "exchange.cell_error";
    case CellFault::no_value:
      return "exchange.cell_no_value";
    case CellFault::too_long:
      return "exchange.cell_too_long";
    case CellFault::rounded:
    case CellFault::perhaps_rounded:
      break;
  }
  return "exchange.cell_rounded";
}

std::string cell_name(std::size_t place, std::int64_t row) {
  std::string letters;
  for (++place; place > 0; place = (place - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (place - 1) % 26));
  }
  return letters + std::to_string(row);
}

std::optional<CellFault> read_csv_cell(std::string& cell) {
  if (cell.size() > 3 && cell.starts_with("=\"") && cell.ends_with('"') &&
      cell.find('"', 2) == cell.size() - 1) {
    cell = cell.substr(2, cell.size() - 3);
    return std::nullopt;
  }
  if (behind_apostrophe(cell)) {
    cell.erase(0, 1);
    return std::nullopt;
  }
  const auto bare = trim(cell);
  if (is_error(bare)) return CellFault::error;
  if (is_shortened(bare)) return CellFault::rounded;
  if (bare.size() == kIdentitySize && all_digits(bare) && bare.ends_with("000")) {
    return CellFault::perhaps_rounded;
  }
  return std::nullopt;
}

bool needs_apostrophe(std::string_view cell) {
  return like_formula(cell) || behind_apostrophe(cell);
}

std::optional<CellFault> read_number_cell(std::string& cell) {
  if (cell.size() <= kDigitsKept && parse_int64(cell)) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size()) return std::nullopt;
  constexpr double kWholeMax = 1e15;
  if (std::abs(value) >= kWholeMax) return CellFault::rounded;
  if (std::floor(value) == value) {
    cell = std::to_string(static_cast<std::int64_t>(value));
    return std::nullopt;
  }
  char buffer[64];
  const auto written = std::to_chars(buffer, buffer + sizeof buffer, value);
  cell.assign(buffer, written.ptr);
  return std::nullopt;
}

std::string without_escapes(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = escape_at(text, at);
    if (!c) {
      out += text[at++];
      continue;
    }
    at += kEscapeSize;
    const auto low = is_high(*c) ? escape_at(text, at) : std::nullopt;
    if (low && is_low(*low)) {
      append_utf8(out, 0x10000 + ((*c - 0xD800) << 10) + (*low - 0xDC00));
      at += kEscapeSize;
    } else if (!is_high(*c) && !is_low(*c) && *c != 0) {
      append_utf8(out, *c);  // half a pair is no character
    }
  }
  return out;
}

}  // namespace linli::exchange
