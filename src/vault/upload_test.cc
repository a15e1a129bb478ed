#include "vault/upload.h"

#include <filesystem>
#include <set>
#include <string>

#include "store/sqlite/testing_plans.h"
#include "vault/erase.h"
#include "vault/media_samples.h"
#include "vault/testing.h"

namespace linli::vault {
namespace {

constexpr PersonId kHers{9};
constexpr PersonId kStranger{10};

class UploadTest : public VaultTest {
 protected:
  Upload upload(PersonId uploader) {
    store::WriteSet changes;
    const auto out = take_upload(vault_, *store_, changes, uploader, now_, samples::jpeg()).value();
    EXPECT_TRUE(commit(std::move(changes)));
    return out;
  }
  std::string claim(std::string_view handle, PersonId claimer) {
    store::WriteSet changes;
    const auto id = claim_upload(*read(), changes, handle, {MatterId{7}, claimer, claimer}, now_);
    if (!id) return id.error().code;
    const auto done = commit(std::move(changes));
    return done ? "" : done.error().code;
  }
  std::int64_t uploads() { return read()->number("SELECT count(*) FROM vault_upload").value(); }
  std::int64_t files() { return read()->number("SELECT count(*) FROM vault_file").value(); }
  // By name: the writer may be moving one from staged to kept just now.
  std::size_t stored() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data() + "/files")) {
      if (entry.is_regular_file()) names.insert(entry.path().filename());
    }
    return names.size();
  }

  Instant now_ = kStart;
};

TEST_F(UploadTest, AHandleIs128RandomBitsAndItsTextIsNotStored) {
  const auto one = upload(kHers);
  const auto two = upload(kHers);
  EXPECT_EQ(one.handle.size(), 2 * kHandleBytes);
  EXPECT_NE(one.handle, two.handle);
  EXPECT_FALSE(holds_bytes(data(), one.handle));
}

TEST_F(UploadTest, AnUploadBelongsToWhoMadeItAndStrangersAreToldThereIsNone) {
  const auto hers = upload(kHers);
  EXPECT_EQ(claim(hers.handle, kStranger), "vault.absent");
  EXPECT_EQ(claim(hers.handle, PersonId{}), "vault.absent");
  EXPECT_EQ(claim("", kHers), "vault.absent");
  EXPECT_EQ(claim(std::string(32, '0'), kHers), "vault.absent");
  EXPECT_EQ(claim(hers.handle, kHers), "");
  const auto given = files_of(*read(), MatterId{7}).value();
  ASSERT_EQ(given.size(), 1u);
  EXPECT_EQ(given[0].person, kHers);
}

TEST_F(UploadTest, TheNumberOfAFileIsNoHandle) {
  upload(PersonId{});
  const auto id = read()->number("SELECT id FROM vault_upload").value();
  EXPECT_EQ(claim(std::to_string(id), PersonId{}), "vault.absent");
}

TEST_F(UploadTest, AnUploadOfNobodyIsUsedByItsHandle) {
  EXPECT_EQ(claim(upload(PersonId{}).handle, PersonId{}), "");
  EXPECT_EQ(claim(upload(PersonId{}).handle, kHers), "");
}

TEST_F(UploadTest, AnUploadIsUsedOnce) {
  const auto hers = upload(kHers);
  EXPECT_EQ(claim(hers.handle, kHers), "");
  EXPECT_EQ(claim(hers.handle, kHers), "vault.absent");
  EXPECT_EQ(uploads(), 0);
}

TEST_F(UploadTest, OfTwoWhoUseItAtOnceOneIsTooLate) {
  const auto hers = upload(kHers);
  store::WriteSet one;
  store::WriteSet two;
  const Claim for_seven{MatterId{7}, kHers, kHers};
  const Claim for_eight{MatterId{8}, kHers, kHers};
  ASSERT_TRUE(claim_upload(*read(), one, hers.handle, for_seven, now_));
  ASSERT_TRUE(claim_upload(*read(), two, hers.handle, for_eight, now_));
  EXPECT_TRUE(commit(std::move(one)));
  EXPECT_EQ(commit(std::move(two)).error().code, "store.conflict");
}

TEST_F(UploadTest, WhatWasErasedWithHerIsNotUsed) {
  const auto hers = upload(kHers);
  store::WriteSet changes;
  ASSERT_TRUE(erase_unclaimed(*read(), kHers, now_, changes));
  ASSERT_TRUE(commit(std::move(changes)));
  EXPECT_EQ(claim(hers.handle, kHers), "vault.absent");
}

TEST_F(UploadTest, AfterADayAnUploadIsNotUsedAndThenItsRowsAndBytesGo) {
  const auto old = upload(kHers);
  now_ = plus_ms(now_, kUploadMs);
  EXPECT_EQ(claim(old.handle, kHers), "vault.absent");
  EXPECT_EQ(sweep_uploads(*store_, now_).value(), 0);
  const auto fresh = upload(kHers);
  EXPECT_EQ(stored(), 2u);
  now_ = plus_ms(kStart, kSweepAfterMs + 1);
  EXPECT_EQ(sweep_uploads(*store_, now_).value(), 1);
  EXPECT_EQ(stored(), 1u);
  EXPECT_EQ(files(), 1);
  EXPECT_EQ(uploads(), 1);
  EXPECT_EQ(claim(fresh.handle, kHers), "");
  EXPECT_EQ(sweep_uploads(*store_, plus_ms(now_, kSweepAfterMs * 2)).value(), 0);
  EXPECT_EQ(stored(), 1u);
}

TEST_F(UploadTest, ARunSweepsNoMoreThanItsLimit) {
  for (int i = 0; i < kUploadsSweptMax + 3; ++i) upload(PersonId{});
  const auto later = plus_ms(now_, kSweepAfterMs + 1);
  EXPECT_EQ(sweep_uploads(*store_, later).value(), kUploadsSweptMax);
  EXPECT_EQ(sweep_uploads(*store_, later).value(), 3);
  EXPECT_EQ(stored(), 0u);
}

TEST_F(UploadTest, UploadsAreFoundByTheirIndexes) {
  for (const std::string sql :
       {"SELECT id FROM vault_upload WHERE handle = ?1 AND made_at > ?2",
        "SELECT id FROM vault_upload WHERE made_at < ?1 ORDER BY made_at LIMIT ?2"}) {
    for (const auto& line : store::sqlite::plan_of(data(), sql)) {
      EXPECT_EQ(line.find("SCAN"), std::string::npos) << line;
      EXPECT_EQ(line.find("TEMP B-TREE"), std::string::npos) << line;
    }
  }
}

}  // namespace
}  // namespace linli::vault
