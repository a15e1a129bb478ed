#include <algorithm>
#include <filesystem>
#include <fstream>

#include "journal/merkle.h"
#include "record/testing.h"

namespace linli::record {
namespace {

class RecordIntegrator : public RecordTest {
 protected:
  std::int64_t index_of(std::int64_t entry) {
    return store_->read()
        .value()
        ->number("SELECT idx FROM journal_leaf WHERE entry_id = ?1", {entry})
        .value();
  }
  std::vector<journal::Head> copied() { return read_heads(heads_file()).value(); }
};

TEST_F(RecordIntegrator, an_entry_is_read_back_as_it_was_recorded) {
  put_many(100, 5);
  const auto snapshot = store_->read().value();
  const auto entries = read_entries(*snapshot, MatterId{1 + 100 % 3}, EntryId{0}, 10).value();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0], entry(100, 1 + 100 % 3, 0));
  EXPECT_EQ(entries[1], entry(103, 1 + 100 % 3, 100));
  EXPECT_EQ(read_entries(*snapshot, MatterId{1 + 100 % 3}, EntryId{100}, 10).value().size(), 1u);
}

TEST_F(RecordIntegrator, a_second_entry_after_the_same_previous_one_is_a_conflict) {
  ASSERT_TRUE(put(entry(1, 5, 0)));
  ASSERT_TRUE(put(entry(2, 5, 1)));
  const auto fork = put(entry(3, 5, 1));
  ASSERT_FALSE(fork);
  EXPECT_EQ(fork.error().kind, ErrorKind::Conflict);
  EXPECT_EQ(fork.error().detail, "journal_entry.previous_id");
}

TEST_F(RecordIntegrator, entries_get_indexes_without_gaps_and_a_head_that_verifies) {
  put_many(10, 20);
  const auto done = integrator_->run_once().value();
  EXPECT_EQ(done.entries, 20);
  EXPECT_FALSE(done.more);
  EXPECT_EQ(number("SELECT count(*) FROM journal_queue"), 0);
  journal::CompactRange range;
  for (std::int64_t id = 10; id < 30; ++id) {
    EXPECT_EQ(index_of(id), id - 10);
    range.append(journal::leaf_hash(canonical_bytes(entry(id, 1 + id % 3, id < 13 ? 0 : id - 3))));
  }
  ASSERT_EQ(copied().size(), 1u);
  EXPECT_EQ(copied()[0].size, 20);
  EXPECT_EQ(copied()[0].root, range.root());
  EXPECT_EQ(copied()[0].at, clock_.now());
  EXPECT_TRUE(journal::verify_head(copied()[0], signer_->public_key()));
  EXPECT_EQ(integrator_->run_once().value().entries, 0);
  EXPECT_EQ(copied().size(), 1u);
}

TEST_F(RecordIntegrator, a_body_that_cannot_be_read_holds_nothing_up_and_is_named) {
  put_many(10, 2);
  tamper("UPDATE journal_entry SET body = x'01ff' WHERE id = 10");
  EXPECT_EQ(integrator_->run_once().value().entries, 2);
  EXPECT_EQ(fault(), "entry 10 (leaf 0): its bytes cannot be read");
}

TEST_F(RecordIntegrator, a_previous_entry_with_a_higher_id_still_comes_first) {
  // Made on a node whose clock is ahead: 50 before 40 before 30.
  ASSERT_TRUE(put(entry(50, 9, 0)));
  ASSERT_TRUE(put(entry(40, 9, 50)));
  ASSERT_TRUE(put(entry(30, 9, 40)));
  ASSERT_TRUE(put(entry(20, 8, 0)));
  integrate();
  EXPECT_LT(index_of(50), index_of(40));
  EXPECT_LT(index_of(40), index_of(30));
  EXPECT_EQ(fault(), "");
}

TEST_F(RecordIntegrator, an_entry_whose_previous_one_is_nowhere_is_held_and_the_others_go_on) {
  ASSERT_TRUE(put(entry(1, 9, 12345)));
  ASSERT_TRUE(put(entry(2, 8, 0)));
  const auto done = integrator_->run_once().value();
  EXPECT_EQ(done.entries, 1);
  EXPECT_EQ(done.held, 1);
  EXPECT_EQ(fault(), "entry 1: its previous entry 12345 is missing or belongs to another matter");
}

TEST_F(RecordIntegrator, more_than_one_run_takes_says_so_and_the_next_takes_the_rest) {
  store::WriteSet changes;
  for (std::int64_t id = 1; id <= kIntegratedMax + 7; ++id) add_as_is(changes, entry(id, id, 0));
  ASSERT_TRUE(store_->commit_and_wait(std::move(changes)));
  const auto first = integrator_->run_once().value();
  EXPECT_EQ(first.entries, kIntegratedMax);
  EXPECT_TRUE(first.more);
  const auto second = integrator_->run_once().value();
  EXPECT_EQ(second.entries, 7);
  EXPECT_FALSE(second.more);
  EXPECT_EQ(fault(), "");
}

TEST_F(RecordIntegrator, two_integrators_in_turns_make_one_tree_and_both_files_hold_every_head) {
  const std::string other_file = folder_.path() + "/other.txt";
  Integrator other(*store_, clock_, *signer_, other_file);
  for (int round = 0; round < 6; ++round) {
    put_many(10 + round * 10, 10);
    ASSERT_TRUE(round % 2 == 0 ? integrator_->run_once() : other.run_once());
  }
  ASSERT_TRUE(integrator_->run_once());
  ASSERT_TRUE(other.run_once());
  EXPECT_EQ(copied().size(), 6u);
  EXPECT_EQ(read_heads(other_file).value(), copied());
  EXPECT_EQ(fault(), "");
}

// Stands before the store and lets another integrator run between reading and committing.
class SlowStore final : public store::Store {
 public:
  SlowStore(store::Store& store, Integrator& faster) : store_(store), faster_(faster) {}
  Result<std::unique_ptr<store::Snapshot>> read() override { return store_.read(); }
  void commit(store::WriteSet changes, store::Done done) override {
    EXPECT_TRUE(faster_.run_once());
    store_.commit(std::move(changes), std::move(done));
  }
  Result<void> stage_file(std::int64_t id, std::string_view bytes) override {
    return store_.stage_file(id, bytes);
  }
  Result<std::string> read_file(std::int64_t id) override { return store_.read_file(id); }
  Result<void> erase_file(std::int64_t id) override { return store_.erase_file(id); }
  Result<void> scrub() override { return store_.scrub(); }
  Result<void> backup(const std::string& folder) override { return store_.backup(folder); }
  std::int64_t node() const override { return store_.node(); }
  bool stopped() const override { return store_.stopped(); }
  std::size_t queued() const override { return store_.queued(); }

 private:
  store::Store& store_;
  Integrator& faster_;
};

TEST_F(RecordIntegrator, the_slower_of_two_integrators_changes_nothing) {
  SlowStore slow_store(*store_, *integrator_);
  Integrator slow(slow_store, clock_, *signer_, folder_.path() + "/slow.txt");
  for (int round = 0; round < 2; ++round) {  // the first row of the tree, then its next version
    put_many(10 + round * 10, 10);
    EXPECT_EQ(slow.run_once().value().entries, 0);
    EXPECT_EQ(number("SELECT count(*) FROM journal_leaf"), 10 * (round + 1));
  }
  EXPECT_EQ(fault(), "");
}

TEST_F(RecordIntegrator, heads_not_copied_before_a_stop_are_copied_after_it) {
  put_many(1, 5);
  integrate();
  put_many(6, 5);
  integrate();
  const auto all = copied();
  // A crash in the middle of the second line.
  close();
  std::filesystem::resize_file(heads_file(), std::filesystem::file_size(heads_file()) - 9);
  EXPECT_EQ(copied().size(), 1u);
  open();
  integrate();
  EXPECT_EQ(copied(), all);
  close();
  std::filesystem::remove(heads_file());
  open();
  integrate();
  EXPECT_EQ(copied(), all);
}

TEST_F(RecordIntegrator, heads_of_which_a_power_cut_kept_only_later_sectors_are_copied_again) {
  for (int round = 0; round < 4; ++round) {
    put_many(1 + round * 5, 5);
    integrate();
  }
  const auto all = copied();
  close();
  const auto size = static_cast<std::streamoff>(std::filesystem::file_size(heads_file()));
  // Of the last three lines the first half was never written, or all but the last line's end.
  for (const std::streamoff kept : {size / 2, std::streamoff{40}}) {
    {
      std::fstream file(heads_file(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(size / 4 + 20);
      const auto lost = static_cast<std::size_t>(size - kept - size / 4 - 20);
      file << std::string(lost, '\0');
    }
    open();
    integrate();
    EXPECT_EQ(copied(), all);
    close();
  }
  open();
}

TEST_F(RecordIntegrator, a_file_of_heads_that_cannot_be_written_is_an_error_and_nothing_is_lost) {
  put_many(1, 5);
  Integrator blind(*store_, clock_, *signer_, folder_.path() + "/no/such/folder/heads");
  EXPECT_EQ(blind.run_once().error().code, "journal.heads_not_copied");
  integrate();
  EXPECT_EQ(copied().size(), 1u);
  EXPECT_EQ(fault(), "");
}

TEST_F(RecordIntegrator, a_file_of_heads_with_a_foreign_line_is_refused) {
  put_many(1, 5);
  integrate();
  close();
  std::ofstream(heads_file(), std::ios::app) << "not a head\n";
  open();
  EXPECT_EQ(integrator_->run_once().error().code, "journal.head_malformed");
  const auto read = read_heads(heads_file());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().detail, "line 2");
}

TEST_F(RecordIntegrator, the_derived_tables_are_made_again_from_the_record) {
  put_many(1, 10);
  integrate();
  put_many(11, 4);
  tamper(
      "DELETE FROM journal_tree; DELETE FROM journal_queue;"
      " INSERT INTO journal_queue (id, version) VALUES (3, 1)");
  EXPECT_NE(fault(), "");
  ASSERT_TRUE(rebuild_journal(*store_));
  EXPECT_EQ(fault(), "");
  EXPECT_EQ(number("SELECT count(*) FROM journal_queue"), 4);
  integrate();
  EXPECT_EQ(verify().entries, 14);
  tamper("UPDATE journal_tree SET size = 3, state = x''");
  EXPECT_EQ(integrator_->run_once().error().code, "journal.tree_malformed");
}

}  // namespace
}  // namespace linli::record
