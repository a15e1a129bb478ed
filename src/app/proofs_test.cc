// What the record and its readers say of what is not so: negative proofs, and more than one page.
#include <algorithm>
#include <set>

#include "desk/by_administrator.h"
#include "desk/counts.h"
#include "overview/audit.h"
#include "record/entry.h"
#include "record/integrator.h"
#include "record/schema.h"
#include "record/verify.h"
#include "store/testing_folder.h"
#include "testing/county.h"

namespace linli::app {
namespace {

constexpr std::int64_t kPageOfTheRecord = 1000;  // rows that a rebuild reads at once

// A record alone.
class Proofs : public testing::Test {
 protected:
  static journal::Entry entry(std::int64_t id, std::int64_t matter, std::int64_t previous) {
    journal::Entry out;
    out.id = EntryId{id};
    out.at = Instant{1772676000000 + id};
    out.act = "request.note";
    out.actor = PersonId{77};
    out.matter = MatterId{matter};
    out.previous = EntryId{previous};
    return out;
  }
  void put(std::int64_t first, std::int64_t count) {
    store::WriteSet changes;
    for (auto id = first; id < first + count; ++id)
      record::add_as_is(changes, entry(id, 5, id - 1));
    ASSERT_TRUE(store_->commit_and_wait(std::move(changes)));
  }
  void integrate() {
    record::Integrator integrator(*store_, clock_, signer_, folder_.path() + "/heads.txt");
    while (integrator.run_once().value().more) continue;
  }
  std::string fault() {
    record::VerifyOptions options;
    options.key = signer_.public_key();
    options.payload = [](const Digest&) { return Result<vault::Payload>(vault::Payload::Intact); };
    return record::verify(*store_, options).value().fault.value_or("");
  }
  std::int64_t number(store::Sql sql) { return store_->read().value()->number(sql).value(); }

  static journal::Signer signer() {
    SeededRandom random(1);
    return journal::Signer::make(journal::make_secret_key(random)).value();
  }

  store::ScratchFolder folder_;
  FixedClock clock_{Instant{1772676000000}};
  journal::Signer signer_ = signer();
  std::unique_ptr<store::Store> store_ =
      store::open_sqlite({.folder = folder_.path(), .create = true}, record::migrations()).value();
};

TEST_F(Proofs, AnEntryThatWaitsAndFollowsAnotherMattersIsNamed) {
  store::WriteSet changes;
  record::add_as_is(changes, entry(1, 5, 0));
  record::add_as_is(changes, entry(2, 5, 1));
  ASSERT_TRUE(store_->commit_and_wait(std::move(changes)));
  EXPECT_EQ(fault(), "");
  store::WriteSet wrong;
  record::add_as_is(wrong, entry(3, 6, 2));
  ASSERT_TRUE(store_->commit_and_wait(std::move(wrong)));
  EXPECT_EQ(fault(), "entry 3: its previous entry 2 is missing or belongs to another matter");
}

TEST_F(Proofs, ARecordOfSeveralPagesIsRebuiltToItsEnd) {
  put(1, kPageOfTheRecord + 1);
  integrate();
  store::WriteSet lost;
  const auto version = number("SELECT version FROM journal_tree WHERE id = 1");
  lost.update("journal_tree", 1, version, {{"size", 0}, {"state", store::Blob{}}});
  ASSERT_TRUE(store_->commit_and_wait(std::move(lost)));
  EXPECT_NE(fault(), "");
  ASSERT_TRUE(record::rebuild_journal(*store_));
  EXPECT_EQ(fault(), "");
  EXPECT_EQ(number("SELECT size FROM journal_tree"), kPageOfTheRecord + 1);
}

TEST_F(Proofs, ARecordOfExactlyOnePageIsRebuiltToo) {
  put(1, kPageOfTheRecord);
  integrate();
  ASSERT_TRUE(record::rebuild_journal(*store_));
  EXPECT_EQ(number("SELECT size FROM journal_tree"), kPageOfTheRecord);
  EXPECT_EQ(fault(), "");
}

TEST_F(Proofs, WhatWaitsBeyondTheFirstPageIsQueuedAgain) {
  put(1, kPageOfTheRecord + 2);
  store::WriteSet lost;
  for (auto id = kPageOfTheRecord; id <= kPageOfTheRecord + 2; ++id) {
    lost.add(store::Remove{"journal_queue", id, 1});
  }
  ASSERT_TRUE(store_->commit_and_wait(std::move(lost)));
  EXPECT_NE(fault(), "");
  ASSERT_TRUE(record::rebuild_journal(*store_));
  EXPECT_EQ(number("SELECT count(*) FROM journal_queue"), kPageOfTheRecord + 2);
  EXPECT_EQ(fault(), "");
}

class ProofsOfCounts : public tests::CountyTest {};

TEST_F(ProofsOfCounts, ACounterThatIsWrongIsPutRightAndTheOthersStay) {
  const auto id = filed(about("village.lighting"));
  ASSERT_EQ(code(act(as("village_intake"), id, "accept", R"({"grade":"small"})")), "");
  EXPECT_EQ(desk::rebuild_counts(kernel()).value(), 0) << "what acts add up to is what there is";
  const auto key = read()->counters("", "~").value().front().first;
  store::WriteSet changes;
  changes.add(store::AddDelta{key, 3});
  ASSERT_TRUE(kernel().store.commit_and_wait(std::move(changes)));
  EXPECT_EQ(desk::rebuild_counts(kernel()).value(), 1);
  EXPECT_EQ(desk::rebuild_counts(kernel()).value(), 0) << "put right by the first";
}

class AuditPages : public tests::CountyTest {};

TEST_F(AuditPages, FollowEachOtherWithoutARepeatToTheEnd) {
  constexpr int kCount = 2 * overview::kAuditPage + 7;
  rights::Actor security;
  security.person = as("security_administrator").person;
  security.administrator = rights::AdministratorKind::Security;
  const auto before = now();
  for (int i = 0; i < kCount; ++i) {
    county_->clock.set(plus_ms(now(), 1000));
    store::WriteSet changes;
    desk::record_by_administrator(kernel(), changes, security, "limits.set", {});
    ASSERT_TRUE(kernel().store.commit_and_wait(std::move(changes)));
  }
  overview::AuditQuery query;
  query.from = plus_ms(before, 1);
  std::vector<std::int64_t> times;
  std::vector<std::size_t> pages;
  do {
    const auto page = overview::audit(kernel(), *read(), query).value();
    pages.push_back(page.items.size());
    for (const auto& item : page.items) times.push_back(item.at);
    query.cursor = page.next;
    ASSERT_LE(pages.size(), 4U);
  } while (!query.cursor.empty());
  EXPECT_EQ(pages, (std::vector<std::size_t>{overview::kAuditPage, overview::kAuditPage, 7}));
  EXPECT_EQ(std::set(times.begin(), times.end()).size(), static_cast<std::size_t>(kCount));
  EXPECT_TRUE(std::ranges::is_sorted(times, std::greater{}));
  query.cursor = "page two";
  EXPECT_EQ(overview::audit(kernel(), *read(), query).error().code, "desk.cursor_wrong");
}

}  // namespace
}  // namespace linli::app
