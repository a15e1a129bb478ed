#include "exchange/xlsx.h"

#include <expat.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "base/text.h"
#include "exchange/cells.h"
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
      damaged = XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()), 0) !=
                XML_STATUS_OK;
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

bool is_true(std::string_view value) {
  return value == "1" || value == "true";
}

// §18.2.19: the sheets in the order of their tabs; r:id names the part.
class WorkbookPart final : public XmlPart {
 public:
  std::string first_id;  // of the first that is not hidden
  FirstDay first_day = FirstDay::in_1900;

 private:
  void start(std::string_view name, const Attributes& attributes) override {
    // §18.2.28
    if (name == "workbookPr" && is_true(attribute(attributes, "date1904"))) {
      first_day = FirstDay::in_1904;
    }
    if (name != "sheet" || attribute(attributes, "state").ends_with("idden")) return;
    for (const auto& [key, value] : attributes) {
      if (key.ends_with(":id")) first_id = value;
    }
    stop();
  }
  void end(std::string_view) override {}
};

class RelationsPart final : public XmlPart {
 public:
  std::map<std::string, std::string, std::less<>> targets;  // by id
  std::map<std::string, std::string, std::less<>> by_type;  // by the last word of the type

 private:
  void start(std::string_view name, const Attributes& attributes) override {
    if (name != "Relationship") return;
    const auto target = attribute(attributes, "Target");
    const auto type = attribute(attributes, "Type");
    targets[attribute(attributes, "Id")] = target;
    by_type.emplace(type.substr(type.rfind('/') + 1), target);
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
    if (name == "si" && !strings.empty()) strings.back() = without_escapes(strings.back());
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

// A1 … XFD1048576 as place and row; row 0 when it is none.
struct Corner {
  std::int64_t column = -1;
  std::int64_t row = 0;
};
Corner corner_of(std::string_view reference) {
  const auto digits = reference.find_first_of("0123456789");
  if (digits == std::string_view::npos) return {};
  return {column_of(reference), parse_int64(reference.substr(digits)).value_or(0)};
}

// §18.3.1.55: cells that look like one. Its value stands in the first.
struct Merge {
  std::int64_t column = 0;
  std::int64_t first = 0, last = 0;  // rows
  std::string value;
  std::optional<CellFault> fault;
};

// They stand behind the rows that they are about, so a sheet is looked through for them before.
class MergesPart final : public XmlPart {
 public:
  std::vector<Merge> merges;  // by first row; only of more than one

 private:
  void start(std::string_view name, const Attributes& attributes) override {
    if (name != "mergeCell") return;
    const auto reference = attribute(attributes, "ref");
    const auto colon = reference.find(':');
    if (colon == std::string::npos) return;
    const auto from = corner_of(reference.substr(0, colon));
    const auto to = corner_of(reference.substr(colon + 1));
    if (from.column < 0 || from.row < 1 || to.row <= from.row) return;
    if (merges.size() == kMergesMax) return refuse("exchange.too_large", reference);
    merges.push_back({from.column, from.row, to.row, "", std::nullopt});
  }
  void end(std::string_view name) override {
    if (name == "worksheet") std::ranges::sort(merges, {}, &Merge::first);
  }
};

class SheetPart final : public XmlPart {
 public:
  SheetPart(const std::vector<std::string>& strings, std::vector<Merge> merges, FirstDay first_day,
            const TakeRow& take)
      : strings_(strings), merges_(std::move(merges)), take_(take) {
    row_.first_day = first_day;
  }

 private:
  void start(std::string_view name, const Attributes& attributes) override {
    if (name == "row") begin_row(attributes);
    if (name == "c") begin_cell(attributes);
    if (name == "f") formula_ = true;
    if (name == "v" || name == "is") has_value_ = true;
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
    if (in_value_ && value_.size() <= kCellBytesMax) value_ += piece;
  }

  void begin_row(const Attributes& attributes) {
    const auto number = attribute(attributes, "r");
    row_.cells.clear();
    row_.faults.clear();
    row_.hidden = is_true(attribute(attributes, "hidden"));
    row_.number = parse_int64(number).value_or(row_.number + 1);
    if (row_.number > kRowsMax || row_.number < 1) refuse("exchange.too_large", "row " + number);
  }

  void begin_cell(const Attributes& attributes) {
    value_.clear();
    formula_ = has_value_ = false;
    type_ = attribute(attributes, "t");
    const auto column = column_of(attribute(attributes, "r"));
    column_ = column >= 0 ? static_cast<std::size_t>(column) : row_.cells.size();
    if (column_ >= kCellsMax) refuse("exchange.too_large", "row " + std::to_string(row_.number));
  }

  void end_cell() {
    std::string cell = value_;
    std::optional<CellFault> fault;
    if (type_ == "s") {
      const auto index = parse_int64(value_).value_or(-1);
      if (index < 0 || index >= static_cast<std::int64_t>(strings_.size())) {
        return refuse("exchange.xlsx_damaged", "row " + std::to_string(row_.number));
      }
      cell = strings_[static_cast<std::size_t>(index)];
    } else if (type_ == "e") {
      fault = CellFault::error;
    } else if (type_.empty() || type_ == "n") {
      fault = read_number_cell(cell);
    } else if (type_ == "str" || type_ == "inlineStr") {
      cell = without_escapes(value_);
    }
    if (formula_ && !has_value_) fault = CellFault::no_value;
    if (cell.size() > kCellBytesMax) {
      cell.clear();
      fault = CellFault::too_long;
    }
    put(column_, std::move(cell), fault);
  }

  void put(std::size_t column, std::string cell, std::optional<CellFault> fault) {
    if (row_.cells.size() <= column) row_.cells.resize(column + 1);
    row_.cells[column] = std::move(cell);
    if (fault) row_.faults.push_back({column, *fault});
  }

  // Ranges that begin here learn their value; those that began above give theirs.
  void merge() {
    std::erase_if(open_, [&](const Merge& one) { return one.last < row_.number; });
    for (const auto& one : open_) {
      const auto column = static_cast<std::size_t>(one.column);
      const bool own = column < row_.cells.size() && !row_.cells[column].empty();
      if (!own) put(column, one.value, one.fault);
    }
    for (; next_ < merges_.size() && merges_[next_].first <= row_.number; ++next_) {
      Merge& one = merges_[next_];
      const auto column = static_cast<std::size_t>(one.column);
      if (one.first != row_.number || column >= kCellsMax) continue;
      // Ranges do not overlap, so one column has at most one.
      if (open_.size() == kCellsMax) return refuse("exchange.xlsx_damaged", "mergeCells");
      if (column < row_.cells.size()) one.value = row_.cells[column];
      for (const auto& faulty : row_.faults) {
        if (faulty.place == column) one.fault = faulty.fault;
      }
      open_.push_back(std::move(one));
    }
  }

  void end_row() {
    bool empty = row_.faults.empty();
    for (const auto& cell : row_.cells) empty = empty && cell.empty();
    if (empty) return;
    merge();
    if (!stopped() && !take_(row_)) stop();
  }

  const std::vector<std::string>& strings_;
  std::vector<Merge> merges_;
  std::size_t next_ = 0;
  std::vector<Merge> open_;
  const TakeRow& take_;
  TableRow row_;
  std::string type_;
  std::string value_;
  std::size_t column_ = 0;
  bool in_value_ = false;
  bool in_phonetic_ = false;
  bool formula_ = false;
  bool has_value_ = false;
};

std::string beside(std::string_view folder, const std::string& target) {
  return target.starts_with('/') ? target.substr(1) : std::string(folder) + target;
}

struct Book {
  std::string sheet;    // parts
  std::string strings;  // "" when there are none
  FirstDay first_day = FirstDay::in_1900;
};

// The parts as the relationships name them, else by their usual names.
Result<Book> open_book(ZipReader& zip) {
  std::string book = "xl/workbook.xml";
  RelationsPart package;
  if (zip.has("_rels/.rels")) TRY(package.read(zip, "_rels/.rels"));
  if (const auto found = package.by_type.find("officeDocument"); found != package.by_type.end()) {
    book = beside("", found->second);
  }
  if (!zip.has(book)) return invalid("exchange.xlsx_no_sheet");
  WorkbookPart workbook;
  TRY(workbook.read(zip, book));
  const auto slash = book.rfind('/') + 1;
  const auto folder = book.substr(0, slash);
  const auto relations_part = folder + "_rels/" + book.substr(slash) + ".rels";
  RelationsPart relations;
  if (zip.has(relations_part)) TRY(relations.read(zip, relations_part));
  Book out{folder + "worksheets/sheet1.xml", folder + "sharedStrings.xml", workbook.first_day};
  if (workbook.first_id.empty()) return invalid("exchange.xlsx_no_sheet");
  if (const auto found = relations.targets.find(workbook.first_id);
      found != relations.targets.end()) {
    out.sheet = beside(folder, found->second);
  }
  const auto strings = relations.by_type.find("sharedStrings");
  if (strings != relations.by_type.end()) out.strings = beside(folder, strings->second);
  if (!zip.has(out.strings)) out.strings.clear();
  if (!zip.has(out.sheet)) return invalid("exchange.xlsx_no_sheet");
  return out;
}

// Most sheets have none, and looking for the word costs little beside reading XML.
Result<std::vector<Merge>> merges_of(ZipReader& zip, const std::string& sheet) {
  constexpr std::string_view kWord = "mergeCell";
  std::string tail;
  bool found = false;
  TRY(zip.read(sheet, [&](std::string_view piece) {
    tail += piece;
    found = tail.find(kWord) != std::string::npos;
    tail.erase(0, tail.size() - std::min(tail.size(), kWord.size() - 1));
    return !found;
  }));
  MergesPart out;
  if (found) TRY(out.read(zip, sheet));
  return std::move(out.merges);
}

}  // namespace

Result<void> read_xlsx(std::string_view bytes, const TakeRow& take) {
  ZipReader zip(bytes);
  if (!zip.opened()) return invalid("exchange.xlsx_not_zip");
  const auto book = TRY(open_book(zip));
  StringsPart strings;
  if (!book.strings.empty()) TRY(strings.read(zip, book.strings));
  auto merges = TRY(merges_of(zip, book.sheet));
  return SheetPart(strings.strings, std::move(merges), book.first_day, take).read(zip, book.sheet);
}

}  // namespace linli::exchange
