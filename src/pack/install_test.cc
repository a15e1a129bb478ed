#include "pack/install.h"

#include <gtest/gtest.h>

#include "pack/schema.h"
#include "store/testing_folder.h"

namespace linli::pack {
namespace {

TEST(Installed, KeepsEveryVersionAndReadsTheLastAsCurrent) {
  const store::ScratchFolder folder;
  store::SqliteOptions options;
  options.folder = folder.path();
  options.create = true;
  auto store = store::open_sqlite(options, migrations()).value();
  EXPECT_EQ(load_installed(*store->read().value()).error().code, "pack.none_installed");

  auto files = read_files(LINLI_SOURCE_DIR "/tests/packs/base").value();
  store::WriteSet first;
  ASSERT_TRUE(install(first, load_pack(files).value(), nullptr, 1, Instant{5}));
  ASSERT_TRUE(store->commit_and_wait(std::move(first)));
  const auto before = load_installed(*store->read().value()).value();
  EXPECT_EQ(before.number, 1);

  auto& text = files["procedures/request.yaml"];
  text.replace(text.find("version: 1"), 10, "version: 2");
  store::WriteSet second;
  ASSERT_TRUE(install(second, load_pack(files).value(), &before, 2, Instant{6}));
  ASSERT_TRUE(store->commit_and_wait(std::move(second)));
  const auto after = load_installed(*store->read().value()).value();
  EXPECT_EQ(after.number, 2);
  EXPECT_EQ(after.current->procedures.at("request").version, 2);
  ASSERT_NE(after.find("request", 1), nullptr);
  ASSERT_NE(after.find("request", 2), nullptr);
  EXPECT_EQ(after.find("request", 3), nullptr);
}

}  // namespace
}  // namespace linli::pack
