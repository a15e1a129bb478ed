// office/import_desk_test.cc – tables that come in pieces: on disk in nobody's sight, stopped with
// the server, one at a time.
#include <gtest/gtest.h>

#include <atomic>

#include "office/import_desk.h"
#include "testing/county.h"

namespace linli::office {
namespace {

using office::ImportDesk;
using office::Piece;

rights::Actor somebody(std::int64_t person) {
  rights::Actor out;
  out.person = PersonId{person};
  return out;
}

// A kind of import that reads until it is told to end, and says why it did.
struct Endless {
  std::atomic<bool> began = false;
  std::string ended_for;

  office::ImportKind kind() {
    return {"endless", [](const pack::Pack&) { return std::vector<exchange::Column>(); },
            [this](const exchange::ImportContext& context,
                   std::string_view) -> Result<exchange::ImportReport> {
              for (std::int64_t row = 1;; ++row) {
                const auto told = context.after_row(row);
                began = true;
                began.notify_all();
                if (told) continue;
                ended_for = told.error().code;
                return Failure(told.error());
              }
            }};
  }
};

Piece piece_of(std::string_view bytes, std::int64_t size = 0, std::int64_t at = 0) {
  const auto all = size == 0 ? static_cast<std::int64_t>(bytes.size()) : size;
  return {"endless", "table.csv", "", all, at, bytes};
}

TEST(ImportDesk, EndsAnImportAtItsNextRowWhenTheServerEnds) {
  const auto county = tests::County::make();
  Endless endless;
  {
    ImportDesk imports(county->house->kernel(), {endless.kind()}, county->folder.path());
    const auto who = somebody(1);
    ASSERT_TRUE(imports.take_piece(who, piece_of("a")));
    ASSERT_TRUE(imports.start(who, exchange::Mode::DryRun, nullptr));
    EXPECT_FALSE(imports.take_turn());
    EXPECT_EQ(imports.take_piece(who, piece_of("b")).error().code, "office.import_running");
    endless.began.wait(false);
    EXPECT_EQ(imports.sees(who).stage, office::ImportStage::trying);
  }
  EXPECT_EQ(endless.ended_for, "office.import_stopped");
}

TEST(ImportDesk, KeepsSoManyTablesOnlyAndTheOneLongestUntouchedMakesRoom) {
  const auto county = tests::County::make();
  Endless endless;
  ImportDesk imports(county->house->kernel(), {endless.kind()}, county->folder.path());
  for (std::int64_t person = 1; person <= std::int64_t{office::kTablesMax} + 1; ++person) {
    ASSERT_TRUE(imports.take_piece(somebody(person), piece_of("ab", 4)));
    if (person != 2) continue;
    ASSERT_TRUE(imports.take_piece(somebody(1), piece_of("c", 4, 2)));
  }
  EXPECT_EQ(imports.sees(somebody(1)).received, 3);
  EXPECT_EQ(imports.sees(somebody(2)).stage, office::ImportStage::none);
  EXPECT_EQ(imports.sees(somebody(3)).received, 2);
}

TEST(ImportDesk, TakesNoTableInCountlessPieces) {
  const auto county = tests::County::make();
  Endless endless;
  ImportDesk imports(county->house->kernel(), {endless.kind()}, county->folder.path());
  const auto size = static_cast<std::int64_t>(office::kPiecesMax) + 1;
  for (std::int64_t at = 0; at < size - 1; ++at) {
    ASSERT_TRUE(imports.take_piece(somebody(1), piece_of("a", size, at))) << at;
  }
  EXPECT_EQ(imports.take_piece(somebody(1), piece_of("a", size, size - 1)).error().code,
            "exchange.too_large");
  EXPECT_EQ(imports.sees(somebody(1)).received, size - 1);
}

TEST(TableFile, HasNoNameAndGivesBackWhatItTook) {
  vault::TestFolder folder;
  SystemRandom random;
  const auto file = office::TableFile::make(folder.path(), random).value();
  ASSERT_TRUE(file->append("张小花,1380"));
  ASSERT_TRUE(file->append("0001234"));
  EXPECT_EQ(file->size(), std::string_view("张小花,13800001234").size());
  EXPECT_EQ(file->read().value(), "张小花,13800001234");
  EXPECT_TRUE(store::disk::names_in(folder.path()).empty());
}

}  // namespace
}  // namespace linli::office
