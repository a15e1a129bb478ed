#include "vault/keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "vault/testing.h"

namespace linli::vault {
namespace {

class KeysTest : public testing::Test {
 protected:
  std::string keys() const { return folder_.path() + "/data-keys"; }
  TestFolder folder_;
  SystemRandom random_;
};

unsigned mode_of(const std::string& path) {
  struct stat found {};
  EXPECT_EQ(::stat(path.c_str(), &found), 0);
  return found.st_mode & 0777u;
}

TEST_F(KeysTest, CreatedKeysAreReadableByTheOwnerOnlyAndLoadAsTheyWere) {
  const Keys made = create_keys(keys(), random_).value();
  EXPECT_EQ(mode_of(keys()), 0700u);
  EXPECT_EQ(mode_of(keys() + "/data-0001.key"), 0600u);
  const Keys loaded = load_keys(keys()).value();
  EXPECT_EQ(loaded.data.at(1).view(), made.data.at(1).view());
  EXPECT_EQ(loaded.blind.view(), made.blind.view());
  EXPECT_EQ(loaded.sign.view(), made.sign.view());
  EXPECT_NE(made.blind.view(), made.sign.view());
}

TEST_F(KeysTest, AnExistingKeyFolderIsNeverOverwritten) {
  const Keys made = create_keys(keys(), random_).value();
  EXPECT_EQ(create_keys(keys(), random_).error().code, "vault.keys_exist");
  EXPECT_EQ(load_keys(keys()).value().sign.view(), made.sign.view());
}

TEST_F(KeysTest, AFolderThatCannotBeMadeIsRefused) {
  EXPECT_EQ(create_keys(folder_.path() + "/absent/keys", random_).error().code,
            "vault.keys_not_written");
}

TEST_F(KeysTest, AnAbsentFolderIsNotFound) {
  EXPECT_EQ(load_keys(keys()).error().code, "vault.keys_absent");
}

TEST_F(KeysTest, AKeyThatOthersCanReadIsRefused) {
  ASSERT_TRUE(create_keys(keys(), random_));
  ::chmod((keys() + "/blind.key").c_str(), 0640);
  EXPECT_EQ(load_keys(keys()).error().code, "vault.keys_open");
  ::chmod((keys() + "/blind.key").c_str(), 0600);
  ::chmod(keys().c_str(), 0755);
  EXPECT_EQ(load_keys(keys()).error().code, "vault.keys_open");
}

TEST_F(KeysTest, AChangedDigitOrAMissingKeyIsDamage) {
  ASSERT_TRUE(create_keys(keys(), random_));
  const std::string path = keys() + "/sign.key";
  std::string line = read_whole(path);
  line[30] = line[30] == 'a' ? 'b' : 'a';
  std::ofstream(path, std::ios::trunc) << line;
  EXPECT_EQ(load_keys(keys()).error().code, "vault.keys_damaged");
  std::filesystem::remove(path);
  EXPECT_EQ(load_keys(keys()).error().code, "vault.keys_damaged");
}

TEST_F(KeysTest, RotationAddsACurrentKeyAndKeepsTheOldOnes) {
  const Keys made = create_keys(keys(), random_).value();
  const Keys rotated = rotate_keys(keys(), random_).value();
  EXPECT_EQ(rotated.current(), 2);
  const Keys loaded = load_keys(keys()).value();
  EXPECT_EQ(loaded.current(), 2);
  EXPECT_EQ(loaded.data.at(1).view(), made.data.at(1).view());
  EXPECT_EQ(loaded.data.at(2).view(), rotated.data.at(2).view());
}

TEST_F(KeysTest, EscrowGivesAllKeysBackUnderThePassphraseOnly) {
  ASSERT_TRUE(create_keys(keys(), random_));
  const Keys all = rotate_keys(keys(), random_).value();
  const std::string passphrase = "江口的水从高处来，往低处去";
  const std::string file = export_escrow(all, passphrase, random_).value();
  EXPECT_EQ(file.find(std::string(all.sign.view())), std::string::npos);
  EXPECT_EQ(read_escrow(file, "another sentence").error().code, "vault.passphrase_wrong");
  EXPECT_EQ(read_escrow(file.substr(0, 40), passphrase).error().code, "vault.escrow_damaged");
  const std::string folder = folder_.path() + "/restored";
  ASSERT_TRUE(import_escrow(folder, file, passphrase));
  const Keys restored = load_keys(folder).value();
  EXPECT_EQ(restored.current(), 2);
  EXPECT_EQ(restored.data.at(1).view(), all.data.at(1).view());
  EXPECT_EQ(restored.blind.view(), all.blind.view());
}

TEST_F(KeysTest, AShortPassphraseIsRefused) {
  EXPECT_EQ(export_escrow(make_keys(random_), "枝江枝江", random_).error().code,
            "vault.passphrase_short");
}

TEST(KeyFolder, StandsBesideTheDataFolder) {
  EXPECT_EQ(key_folder_of("/srv/linli/"), "/srv/linli-keys");
  EXPECT_EQ(key_folder_of("data"), "data-keys");
}

}  // namespace
}  // namespace linli::vault
