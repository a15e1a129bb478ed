#include "exchange/header.h"

#include <algorithm>

#include "base/fold.h"
#include "base/text.h"

namespace linli::exchange {
namespace {

const std::string kUnknownColumn;
// Of every kind of import.
constexpr std::string_view kIdentityKey = "identity_number";

std::string header_key(std::string_view header) {
  std::string folded = fold_width(header);
  // 面积(平方米), 姓名(必填)
  if (const auto bracket = folded.rfind('('); folded.ends_with(')') && bracket > 0) {
    folded.erase(bracket);
  }
  std::string out;
  for (const char c : folded) {
    if (c != ' ' && c != '*') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

}  // namespace

Header::Header(std::vector<Column> columns, std::vector<std::string> one_of)
    : columns_(std::move(columns)), one_of_(std::move(one_of)) {
  for (const auto& column : columns_) {
    keys_[header_key(column.key)] = column.key;
    for (const auto& name : column.headers) keys_[header_key(name)] = column.key;
    headings_[column.key] = column.headers.empty() ? column.key : column.headers.front();
  }
}

std::string Header::key_of(std::string_view header) const {
  const auto found = keys_.find(header_key(header));
  return found == keys_.end() ? "" : found->second;
}

std::string Header::first_missing(const std::map<std::string, int>& seen) const {
  for (const auto& column : columns_) {
    if (column.needed && !seen.contains(column.key)) return column.key;
  }
  const auto there = [&](const std::string& key) { return seen.contains(key); };
  return one_of_.empty() || std::ranges::any_of(one_of_, there) ? "" : one_of_.front();
}

Result<void> Header::offer(const TableRow& row) {
  std::vector<std::string> places;
  std::map<std::string, int> seen;
  for (const auto& cell : row.cells) {
    places.push_back(key_of(cell));
    if (!places.back().empty()) ++seen[places.back()];
  }
  const Candidate here{row.number, seen.size(), first_missing(seen)};
  if (rows_++ == 0 || here.known > best_.known) best_ = here;
  if (!here.missing.empty()) return rows_ < kHeaderRowsMax ? Result<void>{} : end();
  for (const auto& [key, times] : seen) {
    if (times > 1) return invalid("exchange.column_twice", key);
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!places[i].empty()) headings_[places[i]] = std::string(trim(row.cells[i]));
  }
  places_ = std::move(places);
  found_ = true;
  return {};
}

Result<void> Header::end() const {
  if (found_) return {};
  if (rows_ == 0) return invalid("exchange.no_header");
  return invalid("exchange.column_missing", best_.missing + ", row " + std::to_string(best_.row));
}

const std::string& Header::key_at(std::size_t place) const {
  return place < places_.size() ? places_[place] : kUnknownColumn;
}

std::optional<Unfit> Header::unfit(const TableRow& row) const {
  if (row.hidden) return Unfit{"", {ErrorKind::Invalid, "exchange.row_hidden", ""}};
  for (const auto& [place, fault] : row.faults) {
    const auto& key = key_at(place);
    if (key.empty() || (fault == CellFault::perhaps_rounded && key != kIdentityKey)) continue;
    const std::string code(code_of(fault));
    return Unfit{key, {ErrorKind::Invalid, code, cell_name(place, row.number)}};
  }
  return std::nullopt;
}

bool Header::is_example(const TableRow& row) {
  for (const auto& cell : row.cells) {
    if (const auto text = trim(cell); !text.empty()) return text.starts_with(kExampleMark);
  }
  return false;
}

std::string Header::heading(const std::string& key) const {
  const auto found = headings_.find(key);
  return found == headings_.end() ? "" : found->second;
}

}  // namespace linli::exchange
