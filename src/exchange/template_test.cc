#include "exchange/template.h"

#include <gtest/gtest.h>

#include "access/schema.h"
#include "exchange/import_households.h"
#include "exchange/import_organisations.h"
#include "exchange/import_people.h"
#include "exchange/import_positions.h"
#include "exchange/import_units.h"
#include "pack/load.h"
#include "registry/testing.h"

namespace linli::exchange {
namespace {

using ImportOf = Result<ImportReport> (*)(const ImportContext&, std::string_view);
struct TemplateKind {
  std::string key;
  std::vector<Column> (*columns)(const pack::Pack*);
  ImportOf import;
};
// In the order in which their examples can be imported.
const std::vector<TemplateKind> kTemplateKinds = {
    {"units", unit_columns, import_units},
    {"organisations", organisation_columns, import_organisations},
    {"households", household_columns, import_households},
    {"people", people_columns, import_people},
    {"positions", position_columns, import_positions}};
// What the examples speak of.
constexpr const char* kTemplateUnits =
    "code,parent_code,level,kind,name_zh\n"
    "420583,,county,urban,枝江市\n"
    "420583001,420583,town,rural,马家店街道\n"
    "420583001201,420583001,village,rural,向巷村\n"
    "420583001201-01,420583001201,cluster,rural,第1联户\n";

const pack::Pack& pack_of_templates() {
  static const auto pack = pack::load_pack(LINLI_SOURCE_DIR "/packs/zhijiang").value();
  return pack;
}

class Templates : public registry::RegistryTest {
 protected:
  Templates() : RegistryTest(access::migrations()) {}
  ImportReport run(ImportOf import, std::string_view bytes, Mode mode = Mode::Write) {
    ImportContext context{*store_, vault_, ids_, now(), &pack_of_templates(), "template.xlsx"};
    context.mode = mode;
    const auto report = import(context, bytes);
    EXPECT_TRUE(report) << report.error().code << " " << report.error().detail;
    return report.value_or(ImportReport{});
  }
  static std::string made(const TemplateKind& kind) {
    return template_workbook(pack_of_templates().catalogue, kind.key,
                             kind.columns(&pack_of_templates()));
  }
  // The example as somebody fills it in: without its mark, and one cell of it otherwise.
  static std::string filled_in(const TemplateKind& kind, const std::string& key = "",
                               const std::string& word = "") {
    auto columns = kind.columns(&pack_of_templates());
    std::string head, row;
    for (const auto& column : columns) {
      head += template_heading(column) + '\t';
      row += (column.key == key ? word : column.example) + '\t';
    }
    return head + "\n" + row + "\n";
  }
  static std::string faults(const ImportReport& report) {
    std::string out;
    for (const auto& bad : report.bad) out += bad.column + " " + bad.code + " " + bad.detail + "; ";
    return out;
  }
};

TEST_F(Templates, AreReadByTheImportWithoutAFaultAndTheirExampleIsLeftOut) {
  for (const auto& kind : kTemplateKinds) {
    const auto report = run(kind.import, made(kind));
    EXPECT_EQ(report.summary(), "imported 0, unchanged 0, refused 0, examples left out 1")
        << kind.key << ": " << faults(report);
  }
}

TEST_F(Templates, HaveEveryColumnUnderAHeaderThatTheImportKnows) {
  for (const auto& kind : kTemplateKinds) {
    const auto columns = kind.columns(&pack_of_templates());
    const Header names(columns);
    std::vector<std::string> read;
    ASSERT_TRUE(read_table(made(kind), [&](const TableRow& row) {
      if (row.number == 1) read = row.cells;
      return true;
    }));
    ASSERT_EQ(read.size(), columns.size()) << kind.key;
    for (std::size_t i = 0; i < read.size(); ++i) {
      EXPECT_EQ(names.key_of(read[i]), columns[i].key) << kind.key;
      // Templates are in Chinese.
      EXPECT_TRUE(static_cast<unsigned char>(read[i][0]) > 0x7F) << read[i];
    }
  }
}

TEST_F(Templates, TheirExamplesAreGoodRowsOnceTheMarkIsGone) {
  run(import_units, kTemplateUnits);
  run(import_households, "户号,单元编码\nH-0001,420583001201-01\n");
  for (const auto& kind : kTemplateKinds) {
    const auto report = run(kind.import, filled_in(kind));
    EXPECT_EQ(report.refused, 0) << kind.key << ": " << faults(report);
    EXPECT_EQ(report.imported, 1) << kind.key;
  }
}

TEST_F(Templates, EveryWordThatTheyOfferIsTaken) {
  run(import_units, kTemplateUnits);
  int words = 0;
  for (const auto& kind : kTemplateKinds) {
    for (const auto& column : kind.columns(&pack_of_templates())) {
      EXPECT_EQ(column.form == CellForm::word, !column.words.empty()) << column.key;
      for (const auto& word : column.words) {
        ++words;
        const auto report = run(kind.import, filled_in(kind, column.key, word), Mode::DryRun);
        for (const auto& bad : report.bad) EXPECT_NE(bad.column, column.key) << word;
      }
    }
  }
  EXPECT_GT(words, 20);
}

TEST_F(Templates, SayOfEveryColumnWhatItIsInBothLanguages) {
  const auto& catalogue = pack_of_templates().catalogue;
  for (const auto& kind : kTemplateKinds) {
    for (const auto& column : kind.columns(&pack_of_templates())) {
      for (const auto& words :
           {about_column(catalogue, kind.key, column), form_of_column(catalogue, column)}) {
        EXPECT_FALSE(words.zh.starts_with("column.")) << words.zh;
        EXPECT_NE(words.zh, words.en) << kind.key << " " << column.key;
      }
    }
  }
}

}  // namespace
}  // namespace linli::exchange
