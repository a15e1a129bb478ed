#include "exchange/template.h"

#include <algorithm>
#include <iterator>

#include "exchange/cells.h"
#include "exchange/workbook.h"

namespace linli::exchange {
namespace {

constexpr const char* kFill = "填写";
constexpr const char* kExplained = "说明 About";
constexpr const char* kWords = "可选词 Words";
constexpr int kNarrow = 18, kWide = 44;

Words words_of(const pack::Catalogue& catalogue, const std::string& code) {
  return {catalogue.sentence(code, Language::Zh), catalogue.sentence(code, Language::En)};
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : "、") + word;
  return out;
}

Sheet explained(const pack::Catalogue& catalogue, const std::string& kind,
                const std::vector<Column>& columns) {
  Sheet out{kExplained, {kNarrow, 8, kWide, kNarrow, kWide, kNarrow, 8, kWide, kNarrow}, {}};
  out.rows = {{"列", "必填", "填什么", "怎么填", "可选词", "Column", "Needed", "What", "How"}};
  for (const auto& column : columns) {
    const auto heading = template_heading(column);
    if (heading.empty()) continue;
    const auto about = about_column(catalogue, kind, column);
    const auto form = form_of_column(catalogue, column);
    out.rows.push_back({heading, column.needed ? "必填" : "", about.zh, form.zh,
                        joined(column.words), column.key, column.needed ? "needed" : "", about.en,
                        form.en});
  }
  return out;
}

// The words of a column below its heading; and where they stand.
void add_words(Sheet& words, Sheet& fill, std::size_t at, const Column& column) {
  const auto place = words.rows[0].size();
  words.widths.push_back(kNarrow);
  words.rows[0].push_back(fill.rows[0][at]);
  for (std::size_t i = 0; i < column.words.size(); ++i) {
    if (words.rows.size() == i + 1) words.rows.emplace_back();
    words.rows[i + 1].resize(place + 1);
    words.rows[i + 1][place] = column.words[i];
  }
  const auto letters = cell_name(place, 1).substr(0, cell_name(place, 1).size() - 1);
  const auto last = std::to_string(column.words.size() + 1);
  fill.offered.push_back(
      {at, "'" + std::string(kWords) + "'!$" + letters + "$2:$" + letters + '$' + last});
}

}  // namespace

std::string template_heading(const Column& column) {
  return column.headers.empty() ? "" : column.headers.front();
}

Words about_column(const pack::Catalogue& catalogue, const std::string& kind,
                   const Column& column) {
  return words_of(catalogue, "column." + kind + "." + column.key);
}

Words form_of_column(const pack::Catalogue& catalogue, const Column& column) {
  return words_of(catalogue,
                  "column.form." + std::string(boost::describe::enum_to_string(column.form, "")));
}

std::string template_workbook(const pack::Catalogue& catalogue, const std::string& kind,
                              const std::vector<Column>& columns) {
  Sheet fill{kFill, {}, {{}, {}}};
  Sheet words{kWords, {}, {{}}};
  for (const auto& column : columns) {
    const auto heading = template_heading(column);
    if (heading.empty()) continue;
    const auto at = fill.rows[0].size();
    fill.widths.push_back(kNarrow);
    fill.rows[0].push_back(heading);
    fill.rows[1].push_back((at == 0 ? std::string(kExampleMark) : "") + column.example);
    if (!column.words.empty()) add_words(words, fill, at, column);
  }
  std::vector<Sheet> sheets{std::move(fill), explained(catalogue, kind, columns)};
  if (!words.widths.empty()) sheets.push_back(std::move(words));
  return write_workbook(sheets);
}

}  // namespace linli::exchange
