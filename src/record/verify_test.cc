#include "record/verify.h"

#include "journal/merkle.h"
#include "record/testing.h"

namespace linli::record {
namespace {

// Twelve entries in three matters (ids 101–112, leaves 0–11), heads of 4, 8 and 12 leaves.
class RecordVerify : public RecordTest {
 protected:
  RecordVerify() {
    for (int run = 0; run < 3; ++run) {
      put_many(101 + run * 4, 4);
      integrate();
    }
  }
};

TEST_F(RecordVerify, an_untouched_record_is_intact_and_says_its_size_and_root) {
  const auto report = verify();
  EXPECT_EQ(report.fault, std::nullopt) << report.fault.value_or("");
  EXPECT_EQ(report.entries, 12);
  EXPECT_EQ(report.waiting, 0);
  EXPECT_EQ(report.payloads, 12);
  EXPECT_EQ(report.erased, 0);
  EXPECT_EQ(report.root, read_heads(heads_file()).value().back().root);
}

TEST_F(RecordTest, an_empty_record_is_intact) {
  const auto report = verify();
  EXPECT_EQ(report.fault, std::nullopt);
  EXPECT_EQ(report.entries, 0);
  EXPECT_EQ(report.root, journal::empty_root());
}

TEST_F(RecordVerify, entries_that_wait_for_the_integrator_are_counted_and_no_fault) {
  put_many(113, 2);
  const auto report = verify();
  EXPECT_EQ(report.fault, std::nullopt) << report.fault.value_or("");
  EXPECT_EQ(report.entries, 12);
  EXPECT_EQ(report.waiting, 2);
}

TEST_F(RecordVerify, a_changed_byte_in_an_entry_is_named_wherever_it_is) {
  const auto body = journal::packed(entry(106, 1 + 106 % 3, 103));
  for (std::size_t i = 0; i < body.size(); i += 5) {
    auto changed = body;
    changed[i] = static_cast<char>(changed[i] ^ 4);
    tamper("UPDATE journal_entry SET body = x'" + to_hex(changed) + "' WHERE id = 106");
    ASSERT_EQ(fault(), "entry 106 (leaf 5): its bytes are not those that were recorded") << i;
  }
  tamper("UPDATE journal_entry SET body = x'" + to_hex(body) + "' WHERE id = 106");
  EXPECT_EQ(fault(), "");
}

TEST_F(RecordVerify, a_changed_leaf_is_named_and_its_entry_cleared) {
  const std::string hash = to_hex(sha256("x"));
  for (const std::size_t digits : {16U, 64U}) {
    tamper("UPDATE journal_leaf SET leaf_hash = x'" + hash.substr(0, digits) + "' WHERE idx = 9");
    EXPECT_EQ(fault(), "leaf 9: its hash is not that of entry 110, which is as recorded");
  }
  tamper("UPDATE journal_leaf SET leaf_hash = x'00' WHERE idx = 9");
  EXPECT_EQ(fault(), "leaf 9: its hash is neither 8 nor 32 bytes long");
}

TEST_F(RecordVerify, a_leaf_changed_together_with_its_entry_is_caught_by_the_head) {
  auto other = entry(110, 1 + 110 % 3, 107);
  other.facts["step"] = "closed";
  tamper("UPDATE journal_entry SET body = x'" + to_hex(journal::packed(other)) +
         "' WHERE id = 110; UPDATE journal_leaf SET leaf_hash = x'" +
         to_hex(journal::leaf_hash(canonical_bytes(other))).substr(0, 16) + "' WHERE idx = 9");
  EXPECT_EQ(fault(), "head 12: its root is not that of the first 12 leaves");
}

// As a program before packing kept them: canonical bytes, and all 32 bytes of a leaf's hash.
class RecordOfAnEarlierProgram : public RecordVerify {
 protected:
  RecordOfAnEarlierProgram() {
    std::string sql;
    for (std::int64_t id = 101; id <= 112; ++id) {
      const std::string number = std::to_string(id);
      const auto bytes = canonical_bytes(entry(id, 1 + id % 3, id < 104 ? 0 : id - 3));
      sql += "UPDATE journal_entry SET body = x'" + to_hex(bytes) + "' WHERE id = " + number +
             "; UPDATE journal_leaf SET leaf_hash = x'" + to_hex(journal::leaf_hash(bytes)) +
             "' WHERE entry_id = " + number + ";";
    }
    tamper(sql);
  }
};

TEST_F(RecordOfAnEarlierProgram, is_read_goes_on_with_packed_entries_and_is_intact) {
  put_many(113, 3);
  const auto root = verify().root;
  integrate();
  EXPECT_EQ(fault(), "");
  EXPECT_NE(verify().root, root);
  EXPECT_EQ(number("SELECT count(*) FROM journal_leaf WHERE length(leaf_hash) = 32"), 12);
  EXPECT_EQ(number("SELECT count(*) FROM journal_leaf WHERE length(leaf_hash) = 8"), 3);
  const auto read = read_entries(*store_->read().value(), MatterId{1}, EntryId{0}, 10).value();
  ASSERT_EQ(read.size(), 5U);
  for (const auto& one : read) {
    EXPECT_EQ(one, entry(one.id.value, 1, one.id.value < 104 ? 0 : one.id.value - 3));
  }
  tamper("DELETE FROM journal_tree");
  ASSERT_TRUE(rebuild_journal(*store_));
  EXPECT_EQ(fault(), "");
}

TEST_F(RecordOfAnEarlierProgram, names_a_changed_entry_and_a_changed_leaf) {
  tamper(
      "UPDATE journal_leaf SET leaf_hash = CAST(substr(leaf_hash, 1, 31) || x'00' AS BLOB)"
      " WHERE idx = 9");
  EXPECT_EQ(fault(), "leaf 9: its hash is not that of entry 110, which is as recorded");
  auto other = entry(106, 1 + 106 % 3, 103);
  other.facts["step"] = "closed";
  tamper("UPDATE journal_entry SET body = x'" + to_hex(canonical_bytes(other)) +
         "' WHERE id = 106");
  EXPECT_EQ(fault(), "entry 106 (leaf 5): its bytes are not those that were recorded");
}

TEST_F(RecordOfAnEarlierProgram, names_a_changed_column_beside_unchanged_bytes) {
  tamper("UPDATE journal_entry SET act = 'request.note2' WHERE id = 102");
  EXPECT_EQ(fault(), "entry 102 (leaf 1): the columns of its row say other than its bytes");
  tamper("UPDATE journal_entry SET act = 'request.note', matter_id = 9 WHERE id = 102");
  EXPECT_EQ(fault(), "entry 102 (leaf 1): the columns of its row say other than its bytes");
}

TEST_F(RecordVerify, a_changed_head_is_named) {
  tamper("UPDATE journal_head SET root = x'" + to_hex(sha256("x")) + "' WHERE size = 8");
  EXPECT_EQ(fault(), "head 8: its signature is not right");
}

TEST_F(RecordVerify, a_changed_signature_or_time_of_a_head_is_named) {
  tamper("UPDATE journal_head SET at = at + 1 WHERE size = 12");
  EXPECT_EQ(fault(), "head 12: its signature is not right");
  tamper("UPDATE journal_head SET signature = zeroblob(64) WHERE size = 4");
  EXPECT_EQ(fault(), "head 4: its signature is not right");
}

TEST_F(RecordVerify, a_head_moved_to_another_size_is_named) {
  tamper("UPDATE journal_head SET size = 7 WHERE size = 8");
  EXPECT_EQ(fault(), "head 7: its signature is not right");
}

TEST_F(RecordVerify, a_cut_head_is_named) {
  tamper("UPDATE journal_head SET root = x'00' WHERE size = 8");
  EXPECT_EQ(fault(), "head 8: it cannot be read");
}

TEST_F(RecordVerify, a_changed_column_is_named) {
  for (const char* change : {"act = 'request.note2'", "act = 'request.note', at = at + 1",
                             "at = at - 1, matter_id = 9", "matter_id = 1, previous_id = 7"}) {
    tamper(std::string("UPDATE journal_entry SET ") + change + " WHERE id = 102");
    EXPECT_EQ(fault(), "entry 102 (leaf 1): its bytes are not those that were recorded") << change;
  }
}

TEST_F(RecordVerify, a_changed_payload_is_named_and_an_erased_one_is_no_fault) {
  const auto commitment = sha256("text of 107");
  payloads_[commitment] = vault::Payload::Erased;
  const auto report = verify();
  EXPECT_EQ(report.fault, std::nullopt);
  EXPECT_EQ(report.erased, 1);
  payloads_[commitment] = vault::Payload::Altered;
  EXPECT_EQ(fault(), "payload note of entry 107: it is not what was recorded");
  payloads_.erase(commitment);
  EXPECT_EQ(fault(), "payload note of entry 107: the vault knows nothing of it");
}

TEST_F(RecordVerify, a_payload_of_an_entry_that_still_waits_is_checked_too) {
  put_many(113, 1);
  payloads_[sha256("text of 113")] = vault::Payload::Altered;
  EXPECT_EQ(fault(), "payload note of entry 113: it is not what was recorded");
}

TEST_F(RecordVerify, a_missing_entry_is_named) {
  tamper("DELETE FROM journal_entry WHERE id = 112");
  EXPECT_EQ(fault(), "leaf 11: its entry 112 is missing");
}

TEST_F(RecordVerify, a_missing_leaf_is_named) {
  tamper("DELETE FROM journal_leaf WHERE idx = 3");
  EXPECT_EQ(fault(), "leaf 3: it is missing");
}

TEST_F(RecordVerify, an_entry_slipped_in_beside_the_tree_is_named) {
  tamper("INSERT INTO journal_entry (id, at, act, body) VALUES (500, 1, 'x', x'00')");
  EXPECT_EQ(fault(), "entry 500: it is neither in the tree nor in the queue");
}

TEST_F(RecordVerify, a_queue_row_without_entry_or_for_an_integrated_entry_is_named) {
  tamper("INSERT INTO journal_queue (id, version) VALUES (999, 1)");
  EXPECT_EQ(fault(), "queue: entry 999 is missing");
  tamper("UPDATE journal_queue SET id = 104");
  EXPECT_EQ(fault(), "queue: entry 104 is in the tree already");
}

TEST_F(RecordVerify, a_record_cut_off_at_its_end_is_caught_by_the_heads_copied_out) {
  tamper(
      "DELETE FROM journal_entry WHERE id > 108; DELETE FROM journal_leaf WHERE idx > 7;"
      "DELETE FROM journal_head WHERE size > 8; DELETE FROM journal_tree");
  ASSERT_TRUE(rebuild_journal(*store_));
  EXPECT_EQ(fault(), "head 12 (copied out): there are only 8 leaves");
}

TEST_F(RecordVerify, a_record_written_anew_with_the_key_is_caught_by_the_heads_copied_out) {
  const auto kept = read_heads(heads_file()).value();
  tamper(
      "DELETE FROM journal_entry WHERE id = 110; DELETE FROM journal_leaf WHERE idx > 7;"
      "DELETE FROM journal_head WHERE size > 8; DELETE FROM journal_tree");
  ASSERT_TRUE(rebuild_journal(*store_));
  ASSERT_TRUE(put(entry(120, 40, 0)));
  integrate();
  VerifyOptions options;
  options.key = signer_->public_key();
  ASSERT_EQ(record::verify(*store_, options).value().fault, std::nullopt);  // consistent in itself
  options.copied = kept;
  EXPECT_EQ(record::verify(*store_, options).value().fault,
            "head 12 (copied out): the journal has another root at that size");
}

TEST_F(RecordVerify, a_copied_head_that_was_changed_is_named) {
  VerifyOptions options;
  options.key = signer_->public_key();
  options.copied = read_heads(heads_file()).value();
  options.copied[1].root[0] ^= 1;
  EXPECT_EQ(record::verify(*store_, options).value().fault,
            "head 8 (copied out): its signature is not right");
}

TEST_F(RecordVerify, another_key_is_noticed_at_the_first_head) {
  SeededRandom random(2);
  VerifyOptions options;
  options.key = journal::Signer::make(journal::make_secret_key(random)).value().public_key();
  EXPECT_EQ(record::verify(*store_, options).value().fault, "head 4: its signature is not right");
}

TEST_F(RecordVerify, a_missing_last_head_or_a_wrong_state_of_the_tree_is_named) {
  tamper("UPDATE journal_tree SET state = zeroblob(length(state))");
  EXPECT_EQ(fault(), "tree: its state is not that of its leaves; rebuild it");
  tamper("DELETE FROM journal_head WHERE size = 12");
  EXPECT_EQ(fault(), "head 12: it is missing");
}

TEST_F(RecordTest, a_matter_that_begins_twice_is_named) {
  ASSERT_TRUE(put(entry(1, 5, 0)));
  ASSERT_TRUE(put(entry(2, 5, 0)));
  integrate();
  EXPECT_EQ(fault(), "entry 1 (leaf 0): the record of its matter begins twice, also with entry 2");
}

TEST_F(RecordTest, an_entry_that_follows_another_matter_is_named) {
  ASSERT_TRUE(put(entry(1, 5, 0)));
  ASSERT_TRUE(put(entry(2, 6, 1)));
  integrate();
  EXPECT_EQ(fault(), "entry 2 (leaf 1): its previous entry 1 belongs to another matter");
}

// Entries of both versions are leaves of one tree; none goes back to saying nothing of its rows.
TEST_F(RecordTest, an_entry_of_version_1_follows_none_of_version_2) {
  const auto put_with_state = [&](const journal::Entry& it) {
    SeededRandom random(7);
    store::WriteSet changes;
    add(changes, random, it);
    return store_->commit_and_wait(std::move(changes));
  };
  ASSERT_TRUE(put(entry(1, 5, 0)));
  ASSERT_TRUE(put_with_state(entry(2, 5, 1)));
  ASSERT_TRUE(put_with_state(entry(3, 5, 2)));
  EXPECT_EQ(fault(), "");
  integrate();
  EXPECT_EQ(fault(), "");
  const auto read = read_entries(*store_->read().value(), MatterId{5}, EntryId{1}, 1).value();
  ASSERT_TRUE(read.front().state);
  EXPECT_EQ(read.front().state->list, 0);
  EXPECT_NE(read.front().state->nonce, decltype(read.front().state->nonce){});
  ASSERT_TRUE(put(entry(4, 5, 3)));
  EXPECT_EQ(fault(), "entry 4: it is of version 1, and its previous one was of version 2");
  integrate();
  EXPECT_EQ(fault(), "entry 4 (leaf 3): it is of version 1, and its previous one was of version 2");
}

TEST_F(RecordTest, a_record_of_several_pages_is_verified_to_its_end) {
  store::WriteSet changes;
  std::int64_t previous = 0;
  for (std::int64_t id = 1; id <= 1203; ++id) {
    add_as_is(changes, entry(id, 5, previous));
    previous = id;
  }
  ASSERT_TRUE(store_->commit_and_wait(std::move(changes)));
  integrate();
  const auto report = verify();
  EXPECT_EQ(report.fault, std::nullopt) << report.fault.value_or("");
  EXPECT_EQ(report.entries, 1203);
  EXPECT_EQ(report.payloads, 1203);
  tamper(
      "UPDATE journal_entry SET body = CAST(substr(body, 1, length(body) - 1) || x'00' AS BLOB)"
      " WHERE id = 1203");
  EXPECT_EQ(fault(), "entry 1203 (leaf 1202): its bytes are not those that were recorded");
}

TEST_F(RecordTest, an_error_of_the_vault_is_passed_on) {
  put_many(1, 1);
  integrate();
  VerifyOptions options;
  options.key = signer_->public_key();
  options.payload = [](const Digest&) -> Result<vault::Payload> {
    return fail(ErrorKind::Overloaded, "store.read_too_long");
  };
  EXPECT_EQ(record::verify(*store_, options).error().code, "store.read_too_long");
}

}  // namespace
}  // namespace linli::record
