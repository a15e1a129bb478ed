#include "exchange/workbook.h"

#include <zlib.h>

#include <cstdint>
#include <string_view>
#include <utility>

#include "exchange/cells.h"

namespace linli::exchange {
namespace {

constexpr std::string_view kHead = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";
constexpr std::string_view kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view kLinks =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view kPackage = "http://schemas.openxmlformats.org/package/2006";
// Rows that offer words: more than anybody fills in by hand.
constexpr const char* kOfferedRows = "100000";
// The formats of styles(): cells as text, that in bold, that wrapped.
enum class Style { Text = 0, Heading = 1 };

// A ZIP file of parts that are not packed: templates are small.
class Archive {
 public:
  void add(std::string_view name, std::string_view content) {
    const auto sum = static_cast<std::uint32_t>(::crc32(
        0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())));
    const auto begins = static_cast<std::uint32_t>(bytes_.size());
    std::string fields;
    put(fields, 20, 2);          // version needed
    put(fields, 0x0800, 2);      // names are UTF-8
    put(fields, 0, 2);           // stored
    put(fields, 0x00210000, 4);  // 1980-01-01, 00:00
    put(fields, sum, 4);
    put(fields, content.size(), 4);
    put(fields, content.size(), 4);
    put(fields, name.size(), 2);
    put(fields, 0, 2);
    put(bytes_, 0x04034b50, 4);
    bytes_.append(fields).append(name).append(content);
    put(directory_, 0x02014b50, 4);
    put(directory_, 20, 2);
    directory_ += fields;
    put(directory_, 0, 2);  // comment
    put(directory_, 0, 2);  // disk
    put(directory_, 0, 2);
    put(directory_, 0, 4);
    put(directory_, begins, 4);
    directory_ += name;
    ++parts_;
  }

  std::string finish() && {
    const auto begins = bytes_.size();
    bytes_ += directory_;
    put(bytes_, 0x06054b50, 4);
    put(bytes_, 0, 4);
    put(bytes_, parts_, 2);
    put(bytes_, parts_, 2);
    put(bytes_, directory_.size(), 4);
    put(bytes_, begins, 4);
    put(bytes_, 0, 2);
    return std::move(bytes_);
  }

 private:
  // Little-endian.
  static void put(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
  }

  std::string bytes_, directory_;
  std::uint64_t parts_ = 0;
};

std::string as_xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else {
      out += c;
    }
  }
  return out;
}

// "C" for place 2.
std::string letters_of(std::size_t place) {
  const auto name = cell_name(place, 1);
  return name.substr(0, name.size() - 1);
}

std::string quoted(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + as_xml(value) + '"';
}

void append_row(std::string& out, const std::vector<std::string>& cells, std::size_t number,
                Style style) {
  out += "<row" + quoted("r", std::to_string(number)) + '>';
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    out += "<c" + quoted("r", cell_name(i, static_cast<std::int64_t>(number))) +
           quoted("s", std::to_string(static_cast<int>(style))) + quoted("t", "inlineStr") +
           R"(><is><t xml:space="preserve">)" + as_xml(cells[i]) + "</t></is></c>";
  }
  out += "</row>";
}

void append_offered(std::string& out, const std::vector<Offered>& offered) {
  if (offered.empty()) return;
  out += "<dataValidations" + quoted("count", std::to_string(offered.size())) + '>';
  for (const auto& one : offered) {
    const auto letters = letters_of(one.column);
    out +=
        R"(<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1")" +
        quoted("sqref", letters + "2:" + letters + kOfferedRows) + "><formula1>" +
        as_xml(one.words_at) + "</formula1></dataValidation>";
  }
  out += "</dataValidations>";
}

std::string sheet_part(const Sheet& sheet) {
  std::string out(kHead);
  out += "<worksheet" + quoted("xmlns", kMain) +
         R"(><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" )"
         R"(activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>)";
  for (std::size_t i = 0; i < sheet.widths.size(); ++i) {
    const auto place = std::to_string(i + 1);
    out += "<col" + quoted("min", place) + quoted("max", place) +
           quoted("width", std::to_string(sheet.widths[i])) + R"( style="0" customWidth="1"/>)";
  }
  out += "</cols><sheetData>";
  for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
    append_row(out, sheet.rows[i], i + 1, i == 0 ? Style::Heading : Style::Text);
  }
  out += "</sheetData>";
  append_offered(out, sheet.offered);
  return out + "</worksheet>";
}

// Format 49 is "@": text.
std::string styles_part() {
  constexpr std::string_view kStyles =
      R"(><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/>)"
      R"(<sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill )"
      R"(patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>)"
      R"(<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>)"
      R"(<cellXfs count="2"><xf numFmtId="49" applyNumberFormat="1" applyAlignment="1">)"
      R"(<alignment vertical="top" wrapText="1"/></xf><xf numFmtId="49" fontId="1" )"
      R"(applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>)";
  return std::string(kHead) + "<styleSheet" + quoted("xmlns", kMain) + std::string(kStyles);
}

std::string link(std::string_view id, std::string_view type, std::string_view target) {
  return "<Relationship" + quoted("Id", id) +
         quoted("Type", std::string(kLinks) + '/' + std::string(type)) + quoted("Target", target) +
         "/>";
}

std::string links_part(std::string_view links) {
  return std::string(kHead) + "<Relationships" +
         quoted("xmlns", std::string(kPackage) + "/relationships") + '>' + std::string(links) +
         "</Relationships>";
}

}  // namespace

std::string write_workbook(const std::vector<Sheet>& sheets) {
  constexpr std::string_view kType = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  const auto typed = [&](std::string_view part, std::string_view type) {
    return "<Override" + quoted("PartName", part) +
           quoted("ContentType", std::string(kType) + std::string(type) + "+xml") + "/>";
  };
  std::string types(kHead);
  types += "<Types" + quoted("xmlns", std::string(kPackage) + "/content-types") +
           R"(><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.)"
           R"(relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>)" +
           typed("/xl/workbook.xml", "sheet.main") + typed("/xl/styles.xml", "styles");
  std::string book(kHead);
  book += "<workbook" + quoted("xmlns", kMain) + quoted("xmlns:r", kLinks) + "><sheets>";
  std::string links = link("styles", "styles", "styles.xml");
  Archive archive;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const auto number = std::to_string(i + 1);
    const auto part = "worksheets/sheet" + number + ".xml";
    types += typed("/xl/" + part, "worksheet");
    book += "<sheet" + quoted("name", sheets[i].name) + quoted("sheetId", number) +
            quoted("r:id", "sheet" + number) + "/>";
    links += link("sheet" + number, "worksheet", part);
    archive.add("xl/" + part, sheet_part(sheets[i]));
  }
  archive.add("[Content_Types].xml", types + "</Types>");
  archive.add("_rels/.rels", links_part(link("book", "officeDocument", "xl/workbook.xml")));
  archive.add("xl/workbook.xml", book + "</sheets></workbook>");
  archive.add("xl/_rels/workbook.xml.rels", links_part(links));
  archive.add("xl/styles.xml", styles_part());
  return std::move(archive).finish();
}

}  // namespace linli::exchange
