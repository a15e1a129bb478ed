#include "store/backup.h"

#include <gtest/gtest.h>

#include <fstream>

#include "store/disk.h"
#include "store/testing_folder.h"

namespace linli::store {
namespace {

class Backup : public testing::Test {
 protected:
  void SetUp() override {
    write("linli.db", std::string(9000, 'd'));
    write("files/kept/0a/7", "photo");
    write("files/kept/0b/empty", "");
    ASSERT_TRUE(write_manifest(folder_.path()));
    ASSERT_TRUE(verify_backup(folder_.path()));
  }
  void write(const std::string& name, const std::string& bytes) {
    const auto path = std::filesystem::path(folder_.in(name));
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }
  // The detail of store.backup_damaged, or what else came.
  std::string damage() {
    const auto result = verify_backup(folder_.path());
    if (result) return "none";
    return result.error().code == "store.backup_damaged" ? result.error().detail
                                                         : result.error().code;
  }
  ScratchFolder folder_;
  ScratchFolder target_;
};

TEST_F(Backup, AFlippedByteInAnyFileIsFoundAndNamed) {
  for (const auto* name : {"linli.db", "files/kept/0a/7"}) {
    const auto bytes = disk::read_whole(folder_.in(name)).value_or("");
    auto flipped = bytes;
    flipped[flipped.size() / 2] ^= 1;
    write(name, flipped);
    EXPECT_EQ(damage(), name);
    EXPECT_EQ(restore_backup(folder_.path(), target_.path()).error().code, "store.backup_damaged");
    EXPECT_FALSE(disk::exists(target_.in("linli.db")));
    write(name, bytes);
  }
  EXPECT_EQ(damage(), "none");
}

TEST_F(Backup, AnyChangedByteOfTheManifestIsFound) {
  const auto bytes = disk::read_whole(folder_.in("MANIFEST")).value_or("");
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto flipped = bytes;
    flipped[i] ^= 1;
    write("MANIFEST", flipped);
    EXPECT_EQ(damage(), "MANIFEST") << i;
  }
  write("MANIFEST", bytes.substr(0, bytes.size() / 2));
  EXPECT_EQ(damage(), "MANIFEST");
}

TEST_F(Backup, AMissingAnAddedAndAShortenedFileAreFound) {
  write("files/kept/0c/added", "x");
  EXPECT_EQ(damage(), "files/kept/0c/added");
  std::filesystem::remove(folder_.in("files/kept/0c/added"));
  write("linli.db", "d");
  EXPECT_EQ(damage(), "linli.db");
  std::filesystem::remove(folder_.in("linli.db"));
  EXPECT_EQ(damage(), "linli.db");
  std::filesystem::remove(folder_.in("MANIFEST"));
  EXPECT_EQ(damage(), "MANIFEST");
}

TEST_F(Backup, RestoringRefusesAFolderThatHoldsSomething) {
  std::filesystem::create_directories(target_.in("own"));
  EXPECT_EQ(restore_backup(folder_.path(), target_.path()).error().code, "store.not_empty");
  std::filesystem::remove(target_.in("own"));
  EXPECT_TRUE(restore_backup(folder_.path(), target_.path()));
  EXPECT_EQ(disk::read_whole(target_.in("files/kept/0a/7")).value_or(""), "photo");
}

}  // namespace
}  // namespace linli::store
