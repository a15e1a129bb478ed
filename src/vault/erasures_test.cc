// Notes of erasures, in the database and in their file.
#include "vault/erasures.h"

#include <fstream>

#include "vault/testing.h"

namespace linli::vault {
namespace {

const ErasureNote kPersonErased{11, Erasable::Person, 90};
const ErasureNote kPhoneErased{12, Erasable::Phone, -5};
const ErasureNote kMatterErased{13, Erasable::Matter, 70};

class ErasuresTest : public VaultTest {
 protected:
  std::string path() const { return data() + "-erasures"; }
  void write(const std::string& text) { std::ofstream(path(), std::ios::binary) << text; }
};

TEST_F(ErasuresTest, AreReadAsTheyWereNotedInTheDatabaseAndInTheFile) {
  store::WriteSet changes;
  note_erasures(changes, {kPersonErased, kPhoneErased, kMatterErased});
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(erasures_in(*read()).value(),
            (std::vector{kPersonErased, kPhoneErased, kMatterErased}));
  EXPECT_TRUE(read_erasures(path()).value().empty()) << "there is no file yet";
  ASSERT_TRUE(add_erasures(path(), {kPersonErased}));
  ASSERT_TRUE(add_erasures(path(), {kPersonErased, kPhoneErased, kMatterErased}));
  EXPECT_EQ(read_erasures(path()).value(),
            (std::vector{kPersonErased, kPhoneErased, kMatterErased}));
  EXPECT_EQ(read_whole(path()), "linli erasures 1\n11 person 90\n12 phone -5\n13 matter 70\n");
}

TEST_F(ErasuresTest, ThatWereCutOffOrMeddledWithAreNotTakenForWhole) {
  write("linli erasures 1\n11 person 90\n12 pho");
  EXPECT_EQ(read_erasures(path()).value(), std::vector{kPersonErased});
  for (const auto* wrong : {"linli erasures 2\n", "linli erasures 1\n11 cat 90\n",
                            "linli erasures 1\nx person 90\n", "linli erasures 1\n1 person\n"}) {
    write(wrong);
    EXPECT_EQ(read_erasures(path()).error().code, "vault.erasures_malformed") << wrong;
    EXPECT_FALSE(add_erasures(path(), {kPersonErased})) << wrong;
  }
}

}  // namespace
}  // namespace linli::vault
