// What every store must do, whatever lies behind it. A new store joins by a line at the end.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <latch>
#include <set>
#include <thread>

#include "store/backup.h"
#include "store/disk.h"
#include "store/marks.h"
#include "store/store.h"
#include "store/testing_folder.h"
#include "store/testing_postgres.h"
#include "store/transfer.h"

namespace linli::store {
namespace {

constexpr std::string_view kTables = R"sql(
-- derived: parents of things
CREATE TABLE parent (
  id {pk},                    -- number
  version BIGINT NOT NULL     -- of the row
){end};
-- derived: things that tests write
CREATE TABLE thing (
  id {pk},                    -- number
  version BIGINT NOT NULL,    -- of the row
  name TEXT NOT NULL UNIQUE,  -- one each
  amount BIGINT NOT NULL CHECK (amount >= 0),  -- never negative
  parent BIGINT REFERENCES parent (id),        -- may be absent
  bytes {blob},               -- any
  left_part BIGINT,           -- unique together
  right_part BIGINT,          -- with this
  UNIQUE (left_part, right_part)
){end};
)sql";

std::vector<Migration> test_migrations() {
  return {{900, "things", kTables}};
}

// One kind of store: how to open it on what the folder stands for.
struct Factory {
  std::string name;
  Result<std::unique_ptr<Store>> (*open)(const std::string& folder,
                                         const std::vector<Migration>& migrations);
};

Result<std::unique_ptr<Store>> open_on_sqlite(const std::string& folder,
                                              const std::vector<Migration>& migrations) {
  return open_sqlite({.folder = folder, .create = true}, migrations);
}

// One server for all tests; each folder is a schema of its own.
TestingPostgres& postgres() {
  static TestingPostgres server;
  return server;
}

Result<std::unique_ptr<Store>> open_on_postgres(const std::string& folder,
                                                const std::vector<Migration>& migrations) {
  PostgresOptions options;
  options.database = postgres().database();
  options.schema = folder.substr(folder.rfind('/') + 1);
  options.create = true;
  // A restored backup is a folder for SQLite: it is carried over first.
  if (disk::exists(folder + "/linli.db") && !open_postgres_readonly(options, migrations)) {
    TRY(open_postgres(options, migrations));
    const auto source = TRY(sqlite_source(folder));
    const auto sink = TRY(postgres_sink(options));
    TRY(carry(*source, *sink));
  }
  return open_postgres(options, migrations);
}

Insert thing(std::int64_t id, std::int64_t amount = 0) {
  return {
      "thing",
      {{"id", id}, {"version", 1}, {"name", "thing " + std::to_string(id)}, {"amount", amount}}};
}
WriteSet one_thing(std::int64_t id, std::int64_t amount = 0) {
  return WriteSet{{thing(id, amount)}};
}

class StoreContract : public testing::TestWithParam<Factory> {
 protected:
  void SetUp() override {
    if (GetParam().open == open_on_postgres && !TestingPostgres::installed()) {
      GTEST_SKIP() << "the package postgresql-15 is not installed";
    }
    open();
  }
  void open() {
    store_.reset();
    auto opened = GetParam().open(folder_.path(), test_migrations());
    ASSERT_TRUE(opened) << opened.error().code << ' ' << opened.error().detail;
    store_ = std::move(*opened);
  }
  // "" if it was done, or the code.
  std::string commit(WriteSet changes) {
    const auto done = store_->commit_and_wait(std::move(changes));
    return done ? "" : done.error().code;
  }
  std::string commit(Change change) { return commit(WriteSet{{std::move(change)}}); }
  std::int64_t number(Sql sql, const std::vector<Value>& parameters = {}) {
    auto snapshot = store_->read();
    EXPECT_TRUE(snapshot);
    const auto found = (*snapshot)->number(sql, parameters);
    EXPECT_TRUE(found) << found.error().code;
    return found.value_or(-1);
  }
  std::vector<std::int64_t> find(std::string_view index, std::string_view tokens, int limit = 10) {
    std::vector<std::int64_t> ids;
    for (const auto& text : texts(index, tokens, limit)) ids.push_back(text.id);
    return ids;
  }
  std::vector<FoundText> texts(std::string_view index, std::string_view tokens, int limit,
                               std::int64_t before = kPlaceEnd) {
    auto snapshot = store_->read();
    EXPECT_TRUE(snapshot);
    const auto found = (*snapshot)->find_text(index, tokens, limit, before);
    EXPECT_TRUE(found) << found.error().code;
    return found.value_or(std::vector<FoundText>{});
  }
  std::int64_t counter(std::string_view key) {
    auto snapshot = store_->read();
    EXPECT_TRUE(snapshot);
    return (*snapshot)->counter(key).value_or(-1);
  }

  ScratchFolder folder_;
  std::unique_ptr<Store> store_;
};

// Holds the writer in an acknowledgement, so that what is queued meanwhile becomes one group.
class HeldWriter {
 public:
  explicit HeldWriter(Store& store) {
    store.commit({}, [this](Result<void>) {
      held_.count_down();
      free_.wait();
    });
    held_.wait();
  }
  void release() { free_.count_down(); }

 private:
  std::latch held_{1};
  std::latch free_{1};
};

TEST_P(StoreContract, ARowThatWasAcknowledgedIsReadAndStaysAfterReopening) {
  EXPECT_EQ(commit(one_thing(7, 5)), "");
  EXPECT_EQ(number("SELECT amount FROM thing WHERE id = ?1", {7}), 5);
  open();
  EXPECT_EQ(number("SELECT amount FROM thing WHERE id = ?1", {7}), 5);
}

TEST_P(StoreContract, InAGroupOf64OneConflictAndOneViolationLeave62AcknowledgedExactlyOnce) {
  std::vector<std::atomic<int>> answers(64);
  std::vector<std::string> codes(64);
  std::latch all(64);
  HeldWriter writer(*store_);
  for (std::size_t i = 0; i < 64; ++i) {
    WriteSet changes = one_thing(static_cast<std::int64_t>(i) + 1, i == 40 ? -1 : 1);
    changes.add(AddDelta{"written", 1});
    if (i == 20) changes.add(Update{"thing", 1, 99, {{"amount", 0}}});
    store_->commit(std::move(changes), [&, i](Result<void> result) {
      ++answers[i];
      codes[i] = result ? "" : result.error().code;
      all.count_down();
    });
  }
  EXPECT_EQ(store_->queued(), 64U);
  writer.release();
  all.wait();
  for (std::size_t i = 0; i < 64; ++i) {
    EXPECT_EQ(answers[i], 1);
    EXPECT_EQ(codes[i], i == 20 ? "store.conflict" : i == 40 ? "store.constraint" : "");
  }
  EXPECT_EQ(number("SELECT count(*) FROM thing"), 62);
  EXPECT_EQ(number("SELECT count(*) FROM thing WHERE id IN (21, 41)"), 0);
  EXPECT_EQ(counter("written"), 62);
}

TEST_P(StoreContract, UpdateRemoveAndRequireHoldOnlyForTheVersionThatWasRead) {
  ASSERT_EQ(commit(one_thing(1)), "");
  EXPECT_EQ(commit(Update{"thing", 1, 1, {{"amount", 8}}}), "");
  EXPECT_EQ(number("SELECT version FROM thing WHERE id = 1"), 2);
  EXPECT_EQ(commit(Update{"thing", 1, 1, {{"amount", 9}}}), "store.conflict");
  EXPECT_EQ(number("SELECT amount FROM thing WHERE id = 1"), 8);
  WriteSet required{{Require{"thing", 1, 1}, thing(2)}};
  EXPECT_EQ(commit(std::move(required)), "store.conflict");
  WriteSet current{{Require{"thing", 1, 2}, thing(2)}};
  EXPECT_EQ(commit(std::move(current)), "");
  EXPECT_EQ(commit(Remove{"thing", 1, 1}), "store.conflict");
  EXPECT_EQ(commit(Remove{"thing", 1, 2}), "");
  EXPECT_EQ(commit(Require{"thing", 1, 2}), "store.conflict");
  EXPECT_EQ(number("SELECT count(*) FROM thing"), 1);
}

TEST_P(StoreContract, AnUpdateWithoutColumnsOnlyRaisesTheVersion) {
  ASSERT_EQ(commit(one_thing(1, 4)), "");
  EXPECT_EQ(commit(Update{"thing", 1, 1, {}}), "");
  EXPECT_EQ(number("SELECT version * 10 + amount FROM thing"), 24);
}

TEST_P(StoreContract, ARowThatExistsIsRefusedWithTableAndColumn) {
  ASSERT_EQ(commit(one_thing(1)), "");
  WriteSet same_name{
      {Insert{"thing", {{"id", 2}, {"version", 1}, {"name", "thing 1"}, {"amount", 0}}}}};
  const auto name = store_->commit_and_wait(same_name);
  ASSERT_FALSE(name);
  EXPECT_EQ(name.error(), (Error{ErrorKind::Conflict, "store.unique", "thing.name"}));
  const auto key = store_->commit_and_wait(one_thing(1));
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().detail, "thing.id");
  const auto pair = [](std::int64_t id) {
    Insert row = thing(id);
    row.columns.push_back({"left_part", 1});
    row.columns.push_back({"right_part", 2});
    return WriteSet{{row}};
  };
  ASSERT_EQ(commit(pair(10)), "");
  const auto both = store_->commit_and_wait(pair(11));
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().detail, "thing.left_part,thing.right_part");
}

TEST_P(StoreContract, ViolatedConstraintsAreRefusedAsInvalid) {
  const auto negative = store_->commit_and_wait(one_thing(1, -1));
  ASSERT_FALSE(negative);
  EXPECT_EQ(negative.error().kind, ErrorKind::Invalid);
  EXPECT_EQ(negative.error().code, "store.constraint");
  Insert orphan = thing(1);
  orphan.columns.push_back({"parent", 5});
  EXPECT_EQ(commit(orphan), "store.constraint");
  EXPECT_EQ(commit(Insert{"thing", {{"id", 1}, {"version", 1}, {"amount", 0}}}),
            "store.constraint");
  EXPECT_EQ(
      commit(Insert{"thing", {{"id", 1}, {"version", 1}, {"name", "x"}, {"amount", "words"}}}),
      "store.constraint");
  EXPECT_EQ(number("SELECT count(*) FROM thing"), 0);
}

TEST_P(StoreContract, EveryKindOfValueComesBackAsItWasWritten) {
  const std::string bytes("\0\xff\x01 raw", 7);
  Insert row = thing(1, std::numeric_limits<std::int64_t>::max());
  row.columns[2].second = std::string("枝江 'quoted' \"and\" ; --");
  row.columns.push_back({"bytes", Blob{bytes}});
  row.columns.push_back({"parent", Null{}});
  ASSERT_EQ(commit(row), "");
  auto snapshot = store_->read();
  ASSERT_TRUE(snapshot);
  const auto read =
      (*snapshot)->visit("SELECT name, amount, bytes, parent FROM thing", {}, [&](const Row& at) {
        EXPECT_EQ(at.text(0), "枝江 'quoted' \"and\" ; --");
        EXPECT_EQ(at.integer(1), std::numeric_limits<std::int64_t>::max());
        EXPECT_EQ(at.text(2), bytes);
        EXPECT_TRUE(at.is_null(3));
        EXPECT_EQ(at.integer(3), 0);
        EXPECT_EQ(at.text(3), "");
        return true;
      });
  EXPECT_TRUE(read);
}

TEST_P(StoreContract, CountersAreTheSumOfTheirDeltasAlsoWhenManyAndAfterReopening) {
  for (int i = 0; i < 1500; ++i) {
    store_->commit(WriteSet{{AddDelta{"many", 2}}}, [](Result<void> done) { EXPECT_TRUE(done); });
    if (i % 500 == 0) {
      ASSERT_EQ(commit(AddDelta{"few", -1}), "");
    }
  }
  ASSERT_EQ(commit(AddDelta{"many", 1}), "");
  EXPECT_EQ(counter("many"), 3001);
  EXPECT_EQ(counter("few"), -3);
  EXPECT_EQ(counter("none"), 0);
  EXPECT_EQ(store_->read().value()->counters("f", "n").value(),
            (std::vector<std::pair<std::string, std::int64_t>>{{"few", -3}, {"many", 3001}}));
  EXPECT_TRUE(store_->read().value()->counters("few0", "many").value().empty());
  open();
  EXPECT_EQ(counter("many"), 3001);
  EXPECT_EQ(counter("few"), -3);
}

TEST_P(StoreContract, TextIsFoundNewestFirstHoweverOftenItsTokensStand) {
  constexpr std::int64_t kTexts = 600;
  const std::vector<std::pair<std::string, std::int64_t>> every = {
      {"01", 1}, {"02", 2}, {"0c", 12}, {"28", 40}, {"ff", 599}};
  WriteSet changes;
  for (std::int64_t id = 1; id <= kTexts; ++id) {
    std::string tokens;
    for (const auto& [token, step] : every) tokens += id % step == 0 ? token + " " : "";
    changes.add(IndexText{"matter", id, tokens});
  }
  ASSERT_EQ(commit(std::move(changes)), "");
  for (const auto& [token, step] : every) {
    std::vector<std::int64_t> newest;
    for (auto id = kTexts / step * step; id > 0 && newest.size() < 10; id -= step) {
      newest.push_back(id);
    }
    EXPECT_EQ(find("matter", token), newest) << token;
  }
  EXPECT_EQ(find("matter", "ff 02"), (std::vector<std::int64_t>{}));
}

TEST_P(StoreContract, TheNewestTextsAreFoundAmongMoreThanAreLookedAtFirst) {
  constexpr std::int64_t kTexts = 6000;
  WriteSet changes;
  for (std::int64_t id = 1; id <= kTexts; ++id) {
    // One in 500 has the first, only old ones the second, every one the third.
    const std::string tokens = id % 500 == 0 ? "80000001 " : id <= 300 ? "ffffffff " : "";
    changes.add(IndexText{"matter", id, tokens + "03"});
  }
  ASSERT_EQ(commit(std::move(changes)), "");
  EXPECT_EQ(find("matter", "80000001"), (std::vector<std::int64_t>{6000, 5500, 5000, 4500, 4000,
                                                                   3500, 3000, 2500, 2000, 1500}));
  EXPECT_EQ(find("matter", "ffffffff", 2), (std::vector<std::int64_t>{300, 299}));
  const auto all = find("matter", "03", 5000);
  ASSERT_EQ(all.size(), 5000U);
  EXPECT_EQ(all.front(), kTexts);
  EXPECT_EQ(all.back(), kTexts - 4999);
  EXPECT_TRUE(std::ranges::is_sorted(all, std::greater()));
}

TEST_P(StoreContract, TextIsFoundPageByPageEachOnceWhateverIsWrittenMeanwhile) {
  constexpr std::int64_t kTexts = 6000;
  WriteSet changes;
  for (std::int64_t id = 10; id <= 10 * kTexts; id += 10) {
    const std::string tokens = id % 5000 == 0 ? "0d 0c" : id % 30 == 0 ? "0c" : "0e";
    changes.add(IndexText{"matter", id, tokens});
  }
  ASSERT_EQ(commit(std::move(changes)), "");
  for (const auto& [token, limit] : {std::pair("0c", 7), {"0c", 300}, {"0d", 5}, {"0e", 1999}}) {
    const auto whole = find("matter", token, kTexts);
    std::vector<std::int64_t> paged;
    std::int64_t before = kPlaceEnd;
    for (auto page = texts("matter", token, limit); !page.empty();
         page = texts("matter", token, limit, before)) {
      ASSERT_LE(page.size(), static_cast<std::size_t>(limit));
      for (const auto& text : page) paged.push_back(text.id);
      ASSERT_LT(page.back().place, before);
      before = page.back().place;
      // One more of the newest, and one that was there gets other tokens but keeps its place.
      const auto more = 100'000 + std::ssize(paged) + limit;
      ASSERT_EQ(commit(IndexText{"matter", more, std::string(token) + " ff"}), "");
      ASSERT_EQ(commit(IndexText{"matter", paged.back(), std::string(token) + " fe"}), "");
    }
    EXPECT_EQ(paged, whole) << token << ' ' << limit;
    EXPECT_TRUE(std::ranges::is_sorted(whole, std::greater()));
    const auto added = find("matter", "ff", kTexts);
    EXPECT_EQ(added.size(), (paged.size() + static_cast<std::size_t>(limit) - 1) /
                                static_cast<std::size_t>(limit));
    for (const auto id : added) ASSERT_EQ(commit(UnindexText{"matter", id}), "");
  }
}

TEST_P(StoreContract, TextsThatWereWrittenInAnotherOrderThanThatOfTheirIdsAreFoundOnceToo) {
  constexpr std::int64_t kTexts = 3000;
  for (const auto first : {kTexts, std::int64_t{0}}) {
    WriteSet changes;
    for (std::int64_t id = kTexts; id > 0; --id) {
      changes.add(IndexText{"matter", first + id, id % 3 == 0 ? "0b 0a" : "0a"});
    }
    ASSERT_EQ(commit(std::move(changes)), "");
  }
  for (const auto* token : {"0a", "0b"}) {
    std::set<std::int64_t> once;
    std::size_t rows = 0;
    std::int64_t before = kPlaceEnd;
    for (auto page = texts("matter", token, 400); !page.empty();
         page = texts("matter", token, 400, before)) {
      before = page.back().place;
      rows += page.size();
      for (const auto& text : page) once.insert(text.id);
    }
    EXPECT_EQ(rows, once.size());
    EXPECT_EQ(rows, token[1] == 'a' ? 6000U : 2000U);
  }
  EXPECT_TRUE(texts("matter", "0a", 5, 0).empty());
  EXPECT_TRUE(texts("matter", "0a", 5, 1).empty());
}

TEST_P(StoreContract, TextIsFoundByAllItsTokensNewestFirstUntilReplacedOrRemoved) {
  ASSERT_EQ(commit(WriteSet{{IndexText{"matter", 1, "0a 0b 0c"}, IndexText{"matter", 2, "0a 0c"},
                             IndexText{"person", 3, "0a"}}}),
            "");
  EXPECT_EQ(find("matter", "0a"), (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(find("matter", "0a", 1), (std::vector<std::int64_t>{2}));
  EXPECT_EQ(find("matter", "0c 0b"), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(find("matter", ""), (std::vector<std::int64_t>{}));
  EXPECT_EQ(find("nothing", "0a"), (std::vector<std::int64_t>{}));
  EXPECT_EQ(find("matter", "0a\" OR \"0b"), (std::vector<std::int64_t>{}));
  ASSERT_EQ(commit(IndexText{"matter", 1, "0d"}), "");
  EXPECT_EQ(find("matter", "0b"), (std::vector<std::int64_t>{}));
  EXPECT_EQ(find("matter", "0d"), (std::vector<std::int64_t>{1}));
  ASSERT_EQ(commit(UnindexText{"matter", 1}), "");
  EXPECT_EQ(find("matter", "0d"), (std::vector<std::int64_t>{}));
  EXPECT_EQ(find("matter", "0a"), (std::vector<std::int64_t>{2}));
  EXPECT_EQ(find("person", "0a"), (std::vector<std::int64_t>{3}));
  EXPECT_EQ(commit(IndexText{"no such; name", 1, "0a"}), "store.constraint");
  EXPECT_EQ(commit(IndexText{"matter", 1, "100000000"}), "store.constraint");
  EXPECT_EQ(commit(IndexText{"matter", 1, "word"}), "store.constraint");
}

TEST_P(StoreContract, TextOfARefusedWriteSetIsNotFound) {
  WriteSet refused{{IndexText{"matter", 1, "0a"}, Require{"thing", 5, 1}}};
  EXPECT_EQ(commit(std::move(refused)), "store.conflict");
  EXPECT_EQ(find("matter", "0a"), (std::vector<std::int64_t>{}));
}

TEST_P(StoreContract, AListOfIntegersFindsExactlyItsRows) {
  for (std::int64_t id = 1; id <= 9; ++id) ASSERT_EQ(commit(one_thing(id, id % 2)), "");
  const auto sum = [this](IntList ids) {
    return number("SELECT coalesce(sum(id), 0) FROM thing WHERE amount = ?1 AND id IN (?*)",
                  {1, std::move(ids)});
  };
  EXPECT_EQ(sum({1, 2, 3, 100}), 4);
  EXPECT_EQ(sum({9, 9, 7}), 16);
  EXPECT_EQ(sum({}), 0);
  EXPECT_EQ(number("SELECT count(*) FROM thing WHERE id NOT IN (?*)", {IntList{}}), 9);
  EXPECT_EQ(number("SELECT count(*) FROM thing WHERE id NOT IN (?*)", {IntList{2, 4, 6}}), 6);
  // Every length finds what it names, whichever way it is bound.
  for (std::int64_t length = 1; length <= 200; ++length) {
    IntList ids;
    for (std::int64_t i = 0; i < length; ++i) ids.push_back(length - i);
    EXPECT_EQ(number("SELECT count(*) FROM thing WHERE id IN (?*)", {std::move(ids)}),
              std::min<std::int64_t>(length, 9));
  }
}

TEST_P(StoreContract, ASnapshotKnowsWhetherATableWasChangedSinceAnother) {
  const auto changes = [this](std::uint64_t marks) { return (*store_->read())->changes(marks); };
  const auto any = mark_any("thing");
  const auto rewritten = mark_rewrite("thing");
  const auto at_first = changes(any);
  EXPECT_EQ(changes(any), at_first);
  auto before = store_->read();
  ASSERT_EQ((*before)->number("SELECT count(*) FROM thing").value_or(-1), 0);
  ASSERT_EQ(commit(one_thing(1)), "");
  EXPECT_EQ((*before)->changes(any), at_first);
  const auto inserted = changes(any);
  EXPECT_GT(inserted, at_first);
  const auto not_rewritten = changes(rewritten);
  ASSERT_EQ(commit(Update{"thing", 1, 1, {{"amount", 2}}}), "");
  EXPECT_GT(changes(any), inserted);
  EXPECT_GT(changes(rewritten), not_rewritten);
  const auto updated = changes(rewritten);
  ASSERT_EQ(commit(Remove{"thing", 1, 2}), "");
  EXPECT_GT(changes(rewritten), updated);
}

TEST_P(StoreContract, ASnapshotDoesNotSeeWhatIsCommittedLater) {
  ASSERT_EQ(commit(one_thing(1)), "");
  auto snapshot = store_->read();
  ASSERT_TRUE(snapshot);
  EXPECT_EQ((*snapshot)->number("SELECT count(*) FROM thing").value_or(-1), 1);
  ASSERT_EQ(commit(one_thing(2)), "");
  EXPECT_EQ((*snapshot)->number("SELECT count(*) FROM thing").value_or(-1), 1);
  EXPECT_EQ(number("SELECT count(*) FROM thing"), 2);
}

TEST_P(StoreContract, AVisitMayAskTheSameStatementInside) {
  for (std::int64_t id = 1; id <= 3; ++id) ASSERT_EQ(commit(one_thing(id)), "");
  static constexpr Sql kNext = "SELECT id FROM thing WHERE id > ?1 ORDER BY id";
  auto snapshot = store_->read();
  ASSERT_TRUE(snapshot);
  std::int64_t pairs = 0;
  const auto outer = (*snapshot)->visit(kNext, {0}, [&](const Row& row) {
    const auto inner = (*snapshot)->visit(kNext, {row.integer(0)}, [&](const Row&) {
      ++pairs;
      return true;
    });
    EXPECT_TRUE(inner);
    return true;
  });
  EXPECT_TRUE(outer);
  EXPECT_EQ(pairs, 3);
}

TEST_P(StoreContract, AReadThatRunsTooLongIsEndedAndTheNextOneWorks) {
  auto snapshot = store_->read();
  ASSERT_TRUE(snapshot);
  const auto begun = std::chrono::steady_clock::now();
  const auto endless = (*snapshot)->number(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n");
  ASSERT_FALSE(endless);
  EXPECT_EQ(endless.error().code, "store.read_too_long");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(3));
  const auto late = (*snapshot)->number("SELECT 1");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, "store.read_too_long");
  snapshot->reset();
  EXPECT_EQ(number("SELECT 1"), 1);
}

TEST_P(StoreContract, ASnapshotMayMoveToAnotherThread) {
  ASSERT_EQ(commit(one_thing(1)), "");
  auto snapshot = store_->read();
  ASSERT_TRUE(snapshot);
  auto counted = std::async(std::launch::async, [moved = std::move(*snapshot)] {
    return moved->number("SELECT count(*) FROM thing").value_or(-1);
  });
  EXPECT_EQ(counted.get(), 1);
}

TEST_P(StoreContract, AFileIsReadableExactlyWhenAWriteSetHasAttachedIt) {
  ASSERT_TRUE(store_->stage_file(5, "photo"));
  EXPECT_EQ(store_->read_file(5).error().code, "store.file_absent");
  WriteSet refused{{AttachFile{5}, Require{"thing", 1, 1}}};
  EXPECT_EQ(commit(std::move(refused)), "store.conflict");
  EXPECT_EQ(store_->read_file(5).error().code, "store.file_absent");
  EXPECT_EQ(commit(AttachFile{6}), "store.constraint");
  EXPECT_EQ(commit(AttachFile{5}), "");
  EXPECT_EQ(store_->read_file(5).value_or(""), "photo");
  open();
  EXPECT_EQ(store_->read_file(5).value_or(""), "photo");
}

TEST_P(StoreContract, AnErasedFileIsGoneAndErasingAgainIsNoError) {
  ASSERT_TRUE(store_->stage_file(5, "photo"));
  ASSERT_EQ(commit(AttachFile{5}), "");
  for (int times = 0; times < 2; ++times) {
    const auto erased = store_->erase_file(5);
    EXPECT_TRUE(erased) << erased.error().code << ' ' << erased.error().detail;
  }
  EXPECT_EQ(store_->read_file(5).error().code, "store.file_absent");
  open();
  EXPECT_EQ(store_->read_file(5).error().code, "store.file_absent");
}

TEST_P(StoreContract, ABackupTakenWhileWritingIsWholeAndRestoresToWhatWasThere) {
  ASSERT_TRUE(store_->stage_file(5, "photo"));
  ASSERT_EQ(commit(WriteSet{{AttachFile{5}, thing(1)}}), "");
  std::atomic<bool> enough = false;
  std::thread writing([&] {
    for (std::int64_t id = 2; !enough; ++id) EXPECT_EQ(commit(one_thing(id)), "");
  });
  ScratchFolder copy;
  ScratchFolder restored;
  const auto backed_up = store_->backup(copy.path());
  enough = true;
  writing.join();
  ASSERT_TRUE(backed_up) << backed_up.error().code << ' ' << backed_up.error().detail;
  EXPECT_EQ(store_->backup(copy.path()).error().code, "store.not_empty");
  ASSERT_TRUE(verify_backup(copy.path()));
  ASSERT_TRUE(restore_backup(copy.path(), restored.path()));
  store_.reset();
  auto again = GetParam().open(restored.path(), test_migrations());
  ASSERT_TRUE(again) << again.error().detail;
  store_ = std::move(*again);
  EXPECT_EQ(store_->read_file(5).value_or(""), "photo");
  EXPECT_EQ(number("SELECT count(*) FROM thing WHERE id = 1"), 1);
  EXPECT_EQ(number("SELECT max(id) - count(*) FROM thing"), 0);
}

TEST_P(StoreContract, EachOpeningTakesANewNodeNumber) {
  const auto first = store_->node();
  open();
  EXPECT_GT(store_->node(), first);
}

TEST_P(StoreContract, AMigrationRunsOnceAndAChangedOrUnknownOneIsRefused) {
  ASSERT_EQ(commit(one_thing(1)), "");
  auto more = test_migrations();
  more.push_back({901, "amount by default", "UPDATE thing SET amount = amount + 1"});
  for (int round = 0; round < 2; ++round) {
    store_.reset();
    auto opened = GetParam().open(folder_.path(), more);
    ASSERT_TRUE(opened);
    store_ = std::move(*opened);
    EXPECT_EQ(number("SELECT amount FROM thing"), 1);
  }
  store_.reset();
  EXPECT_EQ(GetParam().open(folder_.path(), test_migrations()).error().code, "store.newer");
  more[1].sql = "UPDATE thing SET amount = amount + 2";
  EXPECT_EQ(GetParam().open(folder_.path(), more).error().code, "store.corrupt");
}

TEST_P(StoreContract, AMigrationThatFailsLeavesNothingBehind) {
  auto more = test_migrations();
  more.push_back({901, "half", "CREATE TABLE half (id {pk}){end}; INSERT INTO parent VALUES (1)"});
  store_.reset();
  EXPECT_EQ(GetParam().open(folder_.path(), more).error().code, "store.corrupt");
  more[1].sql = "CREATE TABLE half (id {pk}){end}";
  auto opened = GetParam().open(folder_.path(), more);
  EXPECT_TRUE(opened) << opened.error().detail;
}

TEST_P(StoreContract, ASecondWriterIsRefused) {
  const auto second = GetParam().open(folder_.path(), test_migrations());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::Conflict);
  EXPECT_EQ(second.error().code, "store.locked");
}

TEST_P(StoreContract, ManyThreadsCommitAndReadAtOnce) {
  std::vector<std::thread> threads;
  for (std::int64_t t = 0; t < 8; ++t) {
    threads.emplace_back([this, t] {
      for (std::int64_t i = 1; i <= 50; ++i) {
        EXPECT_EQ(commit(one_thing(t * 1000 + i)), "");
        EXPECT_EQ(number("SELECT count(*) FROM thing WHERE id / 1000 = ?1", {t}), i);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(number("SELECT count(*) FROM thing"), 400);
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         testing::Values(Factory{"Sqlite", open_on_sqlite},
                                         Factory{"Postgres", open_on_postgres}),
                         [](const auto& about) { return about.param.name; });

}  // namespace
}  // namespace linli::store
