// What is particular to PostgreSQL; what every store must do is in contract_test.cc.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "store/marks.h"
#include "store/postgres/connection.h"
#include "store/postgres/dialect.h"
#include "store/store.h"
#include "store/testing_postgres.h"
#include "store/transfer.h"

namespace linli::store {
namespace {

using namespace std::chrono_literals;

const std::vector<Migration> kNoteTables = {{900, "notes", R"sql(
-- vault: notes that tests write
CREATE TABLE noted (
  id {pk},                  -- number
  version BIGINT NOT NULL,  -- of the row
  text TEXT NOT NULL UNIQUE -- any
){end};
)sql"}};

WriteSet noted(std::int64_t id, const std::string& text = "") {
  const std::string own = text.empty() ? "noted " + std::to_string(id) : text;
  return WriteSet{{Insert{"noted", {{"id", id}, {"version", 1}, {"text", own}}}}};
}

class PostgresStore : public testing::Test {
 protected:
  void SetUp() override {
    if (!TestingPostgres::installed()) {
      GTEST_SKIP() << "the package postgresql-15 is not installed";
    }
    static int count = 0;
    server_ = std::make_unique<TestingPostgres>();
    schema_ = "county_" + std::to_string(count++);
  }
  std::unique_ptr<Store> open(Nodes nodes = Nodes::Several) {
    auto opened = try_open(nodes);
    EXPECT_TRUE(opened) << opened.error().code << ' ' << opened.error().detail;
    return opened ? std::move(*opened) : nullptr;
  }
  Result<std::unique_ptr<Store>> try_open(Nodes nodes) {
    PostgresOptions options;
    options.database = server_->database();
    options.schema = schema_;
    options.create = true;
    options.nodes = nodes;
    return open_postgres(options, kNoteTables);
  }
  static std::string commit(Store& store, WriteSet changes) {
    const auto done = store.commit_and_wait(std::move(changes));
    return done ? "" : done.error().code;
  }
  static std::int64_t count(Store& store) {
    return store.read().value()->number("SELECT count(*) FROM noted").value_or(-1);
  }
  // What the operator does beside the program.
  std::int64_t operate(const char* sql) {
    const auto side =
        postgres::connect({server_->database(), schema_}, postgres::Access::write).value();
    const auto found = postgres::number(side.get(), sql);
    EXPECT_TRUE(found) << found.error().detail;
    return found.value_or(-1);
  }
  // As backups and moves read them.
  std::vector<std::pair<std::string, std::int64_t>> counters_in_a_copy() {
    PostgresOptions options;
    options.database = server_->database();
    options.schema = schema_;
    const auto source = postgres_source(options).value();
    std::vector<std::pair<std::string, std::int64_t>> found;
    const auto tables = source->tables().value();
    for (const auto& table : tables) {
      if (table.name != "store_counter") continue;
      EXPECT_TRUE(source->rows(table, [&found](const Row& row) -> Result<void> {
        found.emplace_back(row.string(0), row.integer(1));
        return {};
      }));
    }
    std::ranges::sort(found);
    return found;
  }
  // Commits wait for a copy that never comes.
  void wait_for_nobody() {
    operate("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    operate("SELECT pg_reload_conf()::int");
    std::this_thread::sleep_for(300ms);
  }
  // Waits until the writer is in that state, then does something to it.
  void when_it_waits(const char* sql) {
    while (operate("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") == 0) {
      std::this_thread::sleep_for(10ms);
    }
    operate(sql);
  }

  std::unique_ptr<TestingPostgres> server_;
  std::string schema_;
};

TEST_F(PostgresStore, ACrowdDecidedOnOneVersionHasOneWinnerAndIsToldApartExactly) {
  const auto store = open();
  ASSERT_EQ(commit(*store, noted(1)), "");
  std::latch held(1);
  std::latch free(1);
  store->commit({}, [&](Result<void>) {
    held.count_down();
    free.wait();
  });
  held.wait();
  std::latch all(64);
  std::vector<std::string> codes(64);
  for (std::size_t i = 0; i < 64; ++i) {
    WriteSet changes = noted(static_cast<std::int64_t>(i) + 100);
    changes.update("noted", 1, 1, {{"text", "won by " + std::to_string(i)}});
    store->commit(std::move(changes), [&, i](Result<void> done) {
      codes[i] = done ? "" : done.error().code;
      all.count_down();
    });
  }
  free.count_down();
  all.wait();
  EXPECT_EQ(codes[0], "");
  EXPECT_EQ(std::count(codes.begin(), codes.end(), "store.conflict"), 63);
  EXPECT_EQ(count(*store), 2);
}

TEST_F(PostgresStore, ASetThatFollowsARefusedOneIsJudgedWithoutIt) {
  const auto store = open();
  ASSERT_EQ(commit(*store, noted(1)), "");
  std::latch held(1);
  std::latch free(1);
  store->commit({}, [&](Result<void>) {
    held.count_down();
    free.wait();
  });
  held.wait();
  std::promise<std::string> first;
  std::promise<std::string> second;
  // The first changes row 1 and fails on row 9; the second was decided on row 1 as it is.
  WriteSet bad{{Update{"noted", 1, 1, {{"text", "bad"}}}, Require{"noted", 9, 1}}};
  WriteSet good{{Update{"noted", 1, 1, {{"text", "good"}}}}};
  const auto tell = [](std::promise<std::string>& to) {
    return [&to](Result<void> done) { to.set_value(done ? "" : done.error().code); };
  };
  store->commit(std::move(bad), tell(first));
  store->commit(std::move(good), tell(second));
  free.count_down();
  EXPECT_EQ(first.get_future().get(), "store.conflict");
  EXPECT_EQ(second.get_future().get(), "");
  EXPECT_EQ(store->read().value()->number("SELECT count(*) FROM noted WHERE text = 'good'"), 1);
}

TEST_F(PostgresStore, ACommitWhoseWaitForItsCopyWasCancelledIsUnknown) {
  const auto store = open();
  wait_for_nobody();
  auto told = std::async(std::launch::async, [&] { return commit(*store, noted(1)); });
  when_it_waits(
      "SELECT sum(pg_cancel_backend(pid)::int) FROM pg_stat_activity"
      " WHERE wait_event = 'SyncRep'");
  EXPECT_EQ(told.get(), "store.unknown");
  EXPECT_EQ(count(*store), 1);
}

TEST_F(PostgresStore, ACommitWhoseAnswerNeverCameIsUnknownAndTheWriterComesBack) {
  const auto store = open();
  wait_for_nobody();
  auto told = std::async(std::launch::async, [&] { return commit(*store, noted(1)); });
  when_it_waits(
      "SELECT sum(pg_terminate_backend(pid)::int) FROM pg_stat_activity"
      " WHERE wait_event = 'SyncRep'");
  EXPECT_EQ(told.get(), "store.unknown");
  operate("ALTER SYSTEM RESET synchronous_standby_names");
  operate("SELECT pg_reload_conf()::int");
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(commit(*store, noted(2)), "");
  EXPECT_FALSE(store->stopped());
  EXPECT_GE(count(*store), 1);
}

TEST_F(PostgresStore, LostConnectionsAreMadeAnewWithoutAnybodyNoticing) {
  const auto store = open();
  ASSERT_EQ(commit(*store, noted(1)), "");
  ASSERT_EQ(count(*store), 1);
  operate(
      "SELECT sum(pg_terminate_backend(pid)::int) FROM pg_stat_activity"
      " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
  EXPECT_EQ(count(*store), 1);
  EXPECT_EQ(commit(*store, noted(2)), "");
  EXPECT_EQ(count(*store), 2);
}

TEST_F(PostgresStore, AKilledServerMakesHonestRefusalsUntilItIsBackAndLosesNothingAcknowledged) {
  const auto store = open();
  std::atomic<bool> enough = false;
  std::vector<std::int64_t> acknowledged;
  std::vector<std::string> refused;
  std::thread writing([&] {
    for (std::int64_t id = 1; !enough; ++id) {
      const auto code = commit(*store, noted(id));
      if (code.empty()) {
        acknowledged.push_back(id);
      } else {
        refused.push_back(code);
        std::this_thread::sleep_for(20ms);
      }
    }
  });
  std::this_thread::sleep_for(300ms);
  server_->stop(SIGKILL);
  std::this_thread::sleep_for(200ms);
  EXPECT_EQ(store->read().value()->number("SELECT 1").error().code, "store.unreachable");
  server_->start();
  std::this_thread::sleep_for(1s);
  enough = true;
  writing.join();
  EXPECT_FALSE(refused.empty());
  for (const auto& code : refused) {
    EXPECT_TRUE(code == "store.unknown" || code == "store.unreachable") << code;
  }
  ASSERT_FALSE(acknowledged.empty());
  const auto there = store->read().value()->all("SELECT id FROM noted ORDER BY id", {},
                                                [](const Row& row) { return row.integer(0); });
  ASSERT_TRUE(there) << there.error().code;
  for (const auto id : acknowledged) {
    EXPECT_TRUE(std::binary_search(there->begin(), there->end(), id)) << id;
  }
  EXPECT_EQ(commit(*store, noted(1'000'000)), "");
}

TEST_F(PostgresStore, SeveralNodesWriteAtOnceAndOneOfTwoDecisionsOnOneVersionWins) {
  const auto first = open();
  const auto second = open();
  EXPECT_NE(first->node(), second->node());
  ASSERT_EQ(commit(*first, noted(1)), "");
  int won = 0;
  for (std::int64_t version = 1; version <= 50; ++version) {
    WriteSet changes{{Update{"noted", 1, version, {}}}};
    auto other = std::async(std::launch::async, [&, changes] { return commit(*second, changes); });
    const auto one = commit(*first, changes);
    const auto two = other.get();
    EXPECT_EQ(one.empty(), two == "store.conflict") << one << ' ' << two;
    if (one.empty()) ++won;
  }
  EXPECT_EQ(first->read().value()->number("SELECT version FROM noted"), 51);
  RecordProperty("won_by_the_first", won);
}

TEST_F(PostgresStore, ARequiredRowCannotMoveOnBeforeTheCommitOfAnotherNode) {
  const auto first = open();
  const auto second = open();
  ASSERT_EQ(commit(*first, noted(1)), "");
  ASSERT_EQ(commit(*first, noted(2)), "");
  // Each requires what the other changes: at most one of them can hold.
  for (std::int64_t round = 0; round < 30; ++round) {
    const auto versions = first->read().value()->all("SELECT version FROM noted ORDER BY id", {},
                                                     [](const Row& row) { return row.integer(0); });
    ASSERT_TRUE(versions);
    WriteSet one{{Require{"noted", 1, versions->at(0)}, Update{"noted", 2, versions->at(1), {}}}};
    WriteSet two{{Require{"noted", 2, versions->at(1)}, Update{"noted", 1, versions->at(0), {}}}};
    auto other = std::async(std::launch::async, [&] { return commit(*second, two); });
    const auto mine = commit(*first, one);
    const auto theirs = other.get();
    EXPECT_NE(mine.empty(), theirs.empty()) << mine << ' ' << theirs;
  }
}

TEST_F(PostgresStore, ASnapshotKnowsOfTheChangesOfOtherNodes) {
  const auto first = open();
  const auto second = open();
  const auto changes = [](Store& store) { return (*store.read())->changes(mark_any("noted")); };
  const auto before = changes(*second);
  EXPECT_EQ(changes(*second), before);
  ASSERT_EQ(commit(*first, noted(1)), "");
  const auto after = changes(*second);
  EXPECT_GT(after, before);
  EXPECT_EQ(changes(*first), after);
}

TEST_F(PostgresStore, CountersAreTheSumOfAllNodesAndOfWhatAnEndedOneDidNotFold) {
  auto a = open();
  auto b = open();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(commit(*a, WriteSet{{AddDelta{"c", 1}, AddDelta{"d", -1}}}), "");
    EXPECT_EQ(commit(*b, WriteSet{{AddDelta{"c", 10}}}), "");
  }
  const std::vector<std::pair<std::string, std::int64_t>> sums{{"c", 33}, {"d", -3}};
  EXPECT_EQ(a->read().value()->counters("c", "e").value(), sums);
  EXPECT_EQ(b->read().value()->counter("c").value(), 33);
  EXPECT_EQ(counters_in_a_copy(), sums);  // before anything was folded
  a.reset();
  b.reset();
  EXPECT_EQ(operate("SELECT count(*) FROM store_counter_part"), 0);
  // As a node leaves it that is killed, and as a county of the other engine may come.
  operate("INSERT INTO store_counter_part VALUES ('c', 99, 5) RETURNING 1");
  operate("INSERT INTO store_counter_delta (key, delta) VALUES ('c', 7) RETURNING 1");
  EXPECT_EQ(open()->read().value()->counter("c").value(), 45);
  EXPECT_EQ(operate("SELECT value FROM store_counter WHERE key = 'c'"), 45);
}

// Planned to read an empty table whole, it would do so for good.
TEST_F(PostgresStore, AStatementIsPlannedToUseItsIndexAlsoWhileItsTableIsEmpty) {
  const auto store = open();
  std::string plan;
  const auto read = store->read().value();
  ASSERT_TRUE(read->visit("EXPLAIN SELECT id FROM noted WHERE text = 'x'", {}, [&](const Row& row) {
    plan += row.string(0) + "\n";
    return true;
  }));
  EXPECT_NE(plan.find("Index"), std::string::npos) << plan;
  EXPECT_EQ(plan.find("Seq Scan"), std::string::npos) << plan;
}

TEST_F(PostgresStore, OneNodeLeadsAndAnotherFollowsItWhenItEndsOrItsConnectionIsGone) {
  auto first = open();
  auto second = open();
  EXPECT_TRUE(first->leads());
  EXPECT_FALSE(second->leads());
  first.reset();
  EXPECT_TRUE(second->leads());
  // A node that dies cannot say so: the lock of its number is free at once.
  auto third = open();
  EXPECT_FALSE(third->leads());
  operate(
      "SELECT sum(pg_terminate_backend(pid)::int) FROM pg_stat_activity"
      " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
  EXPECT_TRUE(third->leads() || (std::this_thread::sleep_for(100ms), third->leads()));
}

TEST_F(PostgresStore, WhoWantsACountyAloneWaitsForNobodyAndFencesOffANodeThatWasCutOff) {
  auto node = open();
  EXPECT_EQ(try_open(Nodes::Alone).error().code, "store.locked");
  ASSERT_EQ(commit(*node, noted(1)), "");
  operate(
      "SELECT sum(pg_terminate_backend(pid)::int) FROM pg_stat_activity"
      " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
  auto alone = open(Nodes::Alone);
  ASSERT_TRUE(alone);
  EXPECT_EQ(commit(*node, noted(2)), "store.unreachable");
  alone.reset();
  EXPECT_EQ(commit(*node, noted(3)), "store.stopped");
  EXPECT_TRUE(node->stopped());
}

TEST_F(PostgresStore, ANodeThatTheDatabaseCutOffComesBackThoughAnotherStartedFirst) {
  const auto node = open();
  ASSERT_EQ(commit(*node, noted(1)), "");
  const auto changes = [](Store& store) { return (*store.read())->changes(mark_any("noted")); };
  const auto before = changes(*node);
  server_->stop(SIGKILL);
  server_->start();
  const auto other = open();
  EXPECT_EQ(changes(*node), before) << "nothing changed";
  EXPECT_EQ(commit(*node, noted(2)), "");
  EXPECT_EQ(commit(*other, noted(3)), "");
  EXPECT_GE(changes(*node), before + 2) << "what it kept in memory would be taken for new";
  EXPECT_EQ(changes(*node), changes(*other));
  EXPECT_EQ(count(*node), 3);
}

TEST_F(PostgresStore, ACountyThatIsNotThereIsAbsentAndOneHalfFilledIsCorrupt) {
  PostgresOptions options;
  options.database = server_->database();
  options.schema = schema_;
  EXPECT_EQ(open_postgres(options, kNoteTables).error().code, "store.absent");
  EXPECT_EQ(open_postgres_readonly(options, kNoteTables).error().code, "store.absent");
  options.schema = "no such; name";
  EXPECT_EQ(open_postgres(options, kNoteTables).error().code, "store.constraint");
  open().reset();
  operate(("COMMENT ON SCHEMA " + schema_ + " IS 'linli: filling'").c_str());
  EXPECT_EQ(try_open(Nodes::Several).error().code, "store.corrupt");
  options.database = "host=/nowhere";
  options.schema = schema_;
  EXPECT_EQ(open_postgres(options, kNoteTables).error().code, "store.unreachable");
}

TEST_F(PostgresStore, FillingInBulkIsDurableWhenItIsClosed) {
  PostgresOptions options;
  options.database = server_->database();
  options.schema = schema_;
  options.create = true;
  options.bulk = true;
  auto store = open_postgres(options, kNoteTables);
  ASSERT_TRUE(store);
  for (std::int64_t id = 1; id <= 3000; ++id) {
    (*store)->commit(noted(id), [](Result<void> done) { EXPECT_TRUE(done); });
  }
  store->reset();
  EXPECT_EQ(count(*open()), 3000);
}

TEST(PostgresDialect, StatementsAndMigrationsAreWrittenAsPostgresWantsThem) {
  EXPECT_EQ(postgres::statement_text("SELECT 1 FROM t WHERE a = ?1 AND id IN (?*)", 2),
            "SELECT 1 FROM t WHERE a = $1 AND id = ANY ($2::bigint[])");
  EXPECT_EQ(postgres::statement_text("SELECT 1 FROM t WHERE id NOT IN (?*)", 1),
            "SELECT 1 FROM t WHERE id <> ALL ($1::bigint[])");
  EXPECT_EQ(
      postgres::migration_text("-- TEXT\nCREATE TABLE t (\n  id {pk}, a TEXT, b {blob}){end}"),
      "-- TEXT\nCREATE TABLE t (\n  id BIGINT PRIMARY KEY, a TEXT COLLATE \"C\", b BYTEA)");
}

}  // namespace
}  // namespace linli::store
