#include "bench/filing.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <string_view>

namespace linli::bench {
namespace {

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

Column column_of(const boost::json::object& from) {
  static const std::map<std::string_view, Kind> kinds = {
      {"id", Kind::Id},           {"unique", Kind::Unique}, {"key", Kind::Key},
      {"integer", Kind::Integer}, {"text", Kind::Text},     {"blob", Kind::Blob},
      {"null", Kind::Null}};
  Column column;
  column.name = from.at("name").as_string();
  column.kind = kinds.at(std::string_view(from.at("kind").as_string()));
  const std::string value(from.at("value").as_string());
  if (column.kind == Kind::Id || column.kind == Kind::Integer) column.integer = std::stoll(value);
  column.bytes = column.kind == Kind::Blob ? bytes_of_hex(value) : value;
  return column;
}

}  // namespace

Filing read_filing(const std::string& path) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto whole = boost::json::parse(text).as_object();
  Filing filing;
  filing.answer = whole.at("answer").as_string();
  for (const auto& from : whole.at("rows").as_array()) {
    TableRow row;
    row.table = from.as_object().at("table").as_string();
    for (const auto& column : from.as_object().at("columns").as_array()) {
      row.columns.push_back(column_of(column.as_object()));
    }
    filing.rows.push_back(std::move(row));
  }
  return filing;
}

FreshIds::FreshIds(const Filing& filing, int run) {
  for (const auto& row : filing.rows) {
    for (const auto& column : row.columns) {
      if (column.kind == Kind::Id) next_ = std::max(next_, column.integer);
    }
  }
  next_ += (std::int64_t{1} << 40) * run;
}

std::int64_t FreshIds::of(std::int64_t captured) {
  auto& id = fresh_[captured];
  if (id == 0) id = next();
  return id;
}

}  // namespace linli::bench
