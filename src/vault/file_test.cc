#include "vault/file.h"

#include "journal/entry.h"
#include "vault/media_samples.h"
#include "vault/payloads.h"
#include "vault/testing.h"

namespace linli::vault {
namespace {

class FileTest : public VaultTest {
 protected:
  TakenFile take(MatterId matter) {
    store::WriteSet changes;
    const auto out =
        take_in(vault_, *store_, changes, {matter, PersonId{9}}, samples::jpeg()).value();
    EXPECT_TRUE(commit(std::move(changes)));
    return out;
  }
};

TEST_F(FileTest, APhotoComesBackWithoutItsMetadataAndLiesEncrypted) {
  const auto taken = take(MatterId{7});
  const auto opened = open_file(vault_, *store_, *read(), taken.id).value();
  EXPECT_EQ(opened.type, MediaType::Jpeg);
  EXPECT_EQ(opened.bytes, clean(samples::jpeg()).value().bytes);
  EXPECT_EQ(static_cast<std::size_t>(taken.size), opened.bytes.size());
  EXPECT_FALSE(holds_bytes(data(), std::string(samples::kPicture)));
  EXPECT_EQ(recompute_file(vault_, *store_, *read(), taken.id).value(), taken.commitment);
  Payloads payloads(vault_, *store_);
  EXPECT_EQ(payloads.check(taken.commitment).value(), Payload::Intact);
  const auto files = files_of(*read(), MatterId{7}).value();
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].person, PersonId{9});
}

TEST_F(FileTest, WhatIsNoPhotoIsNotStaged) {
  store::WriteSet changes;
  EXPECT_EQ(take_in(vault_, *store_, changes, {}, "#!/bin/sh").error().code, "vault.file_type");
  EXPECT_TRUE(changes.changes.empty());
}

TEST_F(FileTest, BytesOfAnotherFileDoNotOpen) {
  const auto one = take(MatterId{7});
  const auto two = take(MatterId{7});
  const std::string bytes = store_->read_file(one.id.value).value();
  const std::string others = store_->read_file(two.id.value).value();
  // What the disk holds of the second file is overwritten with the first.
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data())) {
    if (entry.is_regular_file() && read_whole(entry.path()) == others) {
      std::ofstream(entry.path(), std::ios::binary | std::ios::trunc) << bytes;
      break;
    }
  }
  EXPECT_EQ(open_file(vault_, *store_, *read(), two.id).error().code, "vault.damaged");
  EXPECT_TRUE(open_file(vault_, *store_, *read(), one.id));
}

}  // namespace
}  // namespace linli::vault
