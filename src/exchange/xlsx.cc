#include "exchange/xlsx.h"

#include <expat.h>

#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <optional>

#include "base/text.h"
#include "exchange/zip_reader.h"

namespace linli::exchange {
namespace {

using Attributes = std::map<std::string, std::string, std::less<>>;

std::string_view local_name(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// One part read as XML. Handlers return false to stop; fail() stops with an error.
class XmlPart {
 public:
  XmlPart() = default;
  XmlPart(const XmlPart&) = delete;
  XmlPart& operator=(const XmlPart&) = delete;
  virtual ~XmlPart() = default;

  Result<void> read(ZipReader& zip, const std::string& part) {
    parser_.reset(XML_ParserCreate(nullptr));
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser_.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser_.get(), on_doctype);
    bool damaged = false;
    TRY(zip.read(part, [&](std::string_view piece) {
      const auto size = static_cast<int>(piece.size());
      damaged = XML_Parse(parser_.get(), piece.data(), size, 0) != XML_STATUS_OK;
      return !damaged;
    }));
    if (!damaged && !stopped_) damaged = XML_Parse(parser_.get(), "", 0, 1) != XML_STATUS_OK;
    if (error_) return Failure(*error_);
    if (damaged && !stopped_) return invalid("exchange.xlsx_damaged", part);
    return {};
  }

 protected:
  virtual void start(std::string_view name, const Attributes& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view) {}

  void stop() {
    stopped_ = true;
    XML_StopParser(parser_.get(), XML_FALSE);
  }
  void refuse(std::string_view code, std::string detail) {
    error_ = Error{ErrorKind::Invalid, std::string(code), std::move(detail)};
    stop();
  }
  bool stopped() const { return stopped_; }

 private:
  static void on_start(void* self, const char* name, const char** pairs) {
    auto& part = *static_cast<XmlPart*>(self);
    if (part.stopped_) return;
    Attributes attributes;
    for (; *pairs != nullptr; pairs += 2) attributes[std::string(pairs[0])] = pairs[1];
    part.start(local_name(name), attributes);
  }
  static void on_end(void* self, const char* name) {
    auto& part = *static_cast<XmlPart*>(self);
    if (!part.stopped_) part.end(local_name(name));
  }
  static void on_text(void* self, const char* bytes, int size) {
    auto& part = *static_cast<XmlPart*>(self);
    if (!part.stopped_) part.text({bytes, static_cast<std::size_t>(size)});
  }
  // Workbooks have no document type; whoever sends one wants entities expanded.
  static void on_doctype(void* self, const char*, const char*, const char*, int) {
    static_cast<XmlPart*>(self)->refuse("exchange.xlsx_damaged", "document type");
  }

  struct Free {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
  };
  std::unique_ptr<XML_ParserStruct, Free> parser_;
  std::optional<Error> error_;
  bool stopped_ = false;
};

std::string attribute(const Attributes& attributes, std::string_view local) {
  for (const auto& [name, value] : attributes) {
    if (local_name(name) == local) return value;
  }
  return {};
}

// §18.2.19: the sheets in the order of their tabs; r:id names the part.
class WorkbookPart final : public XmlPart {
 public:
  std::string first_id;

 private:
  void start(std::string_view name, const Attributes& attributes) override {
    if (name != "sheet") return;
    for (const auto& [key, value] : attributes) {
      if (key.ends_with(":id")) first_id = value;
    }
    stop();
  }
  void end(std::string_view) override {}
};

class RelationsPart final : public XmlPart {
 public:
  std::map<std::string, std::string, std::less<>> targets;

 private:
  void start(std::string_view name, const Attributes& attributes) override {
    if (name != "Relationship") return;
    targets[attribute(attributes, "Id")] = attribute(attributes, "Target");
  }
  void end(std::string_view) override {}
};

// §18.4.9: each <si> is one string, its runs joined; phonetic text (rPh) is not part of it.
class StringsPart final : public XmlPart {
 public:
  std::vector<std::string> strings;

 private:
  void start(std::string_view name, const Attributes&) override {
    if (name == "si") strings.emplace_back();
    if (name == "t") in_text_ = !in_phonetic_;
    if (name == "rPh") in_phonetic_ = true;
  }
  void end(std::string_view name) override {
    if (name == "t") in_text_ = false;
    if (name == "rPh") in_phonetic_ = false;
  }
  void text(std::string_view piece) override {
    if (!in_text_ || strings.empty()) return;
    if (strings.back().size() + piece.size() > kCellBytesMax) {
      return refuse("exchange.too_large", "shared string");
    }
    strings.back() += piece;
  }

  bool in_text_ = false;
  bool in_phonetic_ = false;
};

// "AB12" → 27; -1 when it is none.
std::int64_t column_of(std::string_view reference) {
  std::int64_t column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + (c - 'A' + 1);
    if (column > static_cast<std::int64_t>(kCellsMax)) break;
  }
  return column - 1;
}

// Spreadsheets write 13800001234 as 1.3800001234E10 at times.
std::string number_text(const std::string& raw) {
  if (parse_int64(raw)) return raw;
  double value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (error != std::errc() || end != raw.data() + raw.size()) return raw;
  constexpr double kExact = 9007199254740992.0;
  if (std::floor(value) == value && std::abs(value) < kExact) {
    return std::to_string(static_cast<std::int64_t>(value));
  }
  char buffer[64];
  const auto written = std::to_chars(buffer, buffer + sizeof buffer, value);
  return std::string(buffer, written.ptr);
}

class SheetPart final : public XmlPart {
 public:
  SheetPart(const std::vector<std::string>& strings, const TakeRow& take)
      : strings_(strings), take_(take) {}

 private:
  void start(std::string_view name, const Attributes& attributes) override {
    if (name == "row") begin_row(attribute(attributes, "r"));
    if (name == "c") begin_cell(attributes);
    if (name == "v" || name == "t") in_value_ = !in_phonetic_;
    if (name == "rPh") in_phonetic_ = true;
  }

  void end(std::string_view name) override {
    if (name == "v" || name == "t") in_value_ = false;
    if (name == "rPh") in_phonetic_ = false;
    if (name == "c") end_cell();
    if (name == "row") end_row();
  }

  void text(std::string_view piece) override {
    if (!in_value_) return;
    if (value_.size() + piece.size() > kCellBytesMax) {
      return refuse("exchange.too_large", "row " + std::to_string(row_.number));
    }
    value_ += piece;
  }

  void begin_row(const std::string& number) {
    row_.cells.clear();
    row_.number = parse_int64(number).value_or(row_.number + 1);
    if (row_.number > kRowsMax || row_.number < 1) refuse("exchange.too_large", "row " + number);
  }

  void begin_cell(const Attributes& attributes) {
    value_.clear();
    type_ = attribute(attributes, "t");
    const auto column = column_of(attribute(attributes, "r"));
    column_ = column >= 0 ? static_cast<std::size_t>(column) : row_.cells.size();
    if (column_ >= kCellsMax) refuse("exchange.too_large", "row " + std::to_string(row_.number));
  }

  void end_cell() {
    std::string cell = value_;
    if (type_ == "s") {
      const auto index = parse_int64(value_).value_or(-1);
      if (index < 0 || index >= static_cast<std::int64_t>(strings_.size())) {
        return refuse("exchange.xlsx_damaged", "row " + std::to_string(row_.number));
      }
      cell = strings_[static_cast<std::size_t>(index)];
    } else if (type_.empty() || type_ == "n") {
      cell = number_text(value_);
    }
    if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
    row_.cells[column_] = std::move(cell);
  }

  void end_row() {
    bool empty = true;
    for (const auto& cell : row_.cells) empty = empty && cell.empty();
    if (!empty && !take_(row_)) stop();
  }

  const std::vector<std::string>& strings_;
  const TakeRow& take_;
  TableRow row_;
  std::string type_;
  std::string value_;
  std::size_t column_ = 0;
  bool in_value_ = false;
  bool in_phonetic_ = false;
};

// The part of the first sheet; the usual name when the workbook does not say.
Result<std::string> first_sheet(ZipReader& zip) {
  WorkbookPart workbook;
  TRY(workbook.read(zip, "xl/workbook.xml"));
  RelationsPart relations;
  if (zip.has("xl/_rels/workbook.xml.rels")) TRY(relations.read(zip, "xl/_rels/workbook.xml.rels"));
  std::string part = "xl/worksheets/sheet1.xml";
  if (const auto found = relations.targets.find(workbook.first_id);
      found != relations.targets.end()) {
    part = found->second.starts_with('/') ? found->second.substr(1) : "xl/" + found->second;
  }
  if (!zip.has(part)) return invalid("exchange.xlsx_no_sheet");
  return part;
}

}  // namespace

Result<void> read_xlsx(std::string_view bytes, const TakeRow& take) {
  ZipReader zip(bytes);
  if (!zip.opened()) return invalid("exchange.xlsx_not_zip");
  if (!zip.has("xl/workbook.xml")) return invalid("exchange.xlsx_no_sheet");
  const auto sheet = TRY(first_sheet(zip));
  StringsPart strings;
  if (zip.has("xl/sharedStrings.xml")) TRY(strings.read(zip, "xl/sharedStrings.xml"));
  return SheetPart(strings.strings, take).read(zip, sheet);
}

}  // namespace linli::exchange
