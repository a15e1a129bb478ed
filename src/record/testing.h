// record/testing.h – a record to test on: a store in a folder of its own, entries, tampering.
// Thread safety: one thread.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/random.h"
#include "record/entry.h"
#include "record/integrator.h"
#include "record/schema.h"
#include "record/verify.h"
#include "store/testing_folder.h"

namespace linli::record {

class RecordTest : public testing::Test {
 protected:
  RecordTest() : clock_(Instant{1772676000000}) {
    SeededRandom random(1);
    signer_.emplace(journal::Signer::make(journal::make_secret_key(random)).value());
    open();
  }

  void open() {
    store_ = store::open_sqlite({.folder = folder_.path(), .create = true}, migrations()).value();
    integrator_.emplace(*store_, clock_, *signer_, heads_file());
  }
  void close() {
    integrator_.reset();
    store_.reset();
  }
  std::string heads_file() const { return folder_.path() + "/heads.txt"; }

  // Changes the database as somebody who has it in hands would.
  void tamper(const std::string& sql) {
    close();
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((folder_.path() + "/linli.db").c_str(), &database), SQLITE_OK);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK)
        << (message == nullptr ? "" : message);
    EXPECT_GT(sqlite3_total_changes(database), 0) << "nothing was changed by: " << sql;
    sqlite3_free(message);
    sqlite3_close(database);
    open();
  }

  // Entry `id` of matter `matter`, with one hashed text of its own.
  journal::Entry entry(std::int64_t id, std::int64_t matter, std::int64_t previous) {
    journal::Entry it;
    it.id = EntryId{id};
    it.at = Instant{1772676000000 + id};
    it.act = "request.note";
    it.actor = PersonId{77};
    it.matter = MatterId{matter};
    it.previous = EntryId{previous};
    it.facts = {{"step", "handling"}};
    it.texts = {{"note", sha256("text of " + std::to_string(id))}};
    payloads_[it.texts[0].commitment] = vault::Payload::Intact;
    return it;
  }

  Result<void> put(const journal::Entry& it) {
    store::WriteSet changes;
    add_as_is(changes, it);
    return store_->commit_and_wait(std::move(changes));
  }

  // `count` entries with ids from `first`, in three matters, each after its matter's last.
  void put_many(std::int64_t first, int count) {
    for (std::int64_t id = first; id < first + count; ++id) {
      const std::int64_t matter = 1 + id % 3;
      ASSERT_TRUE(put(entry(id, matter, last_[matter])));
      last_[matter] = id;
    }
  }

  void integrate() {
    while (true) {
      const auto done = integrator_->run_once();
      ASSERT_TRUE(done) << done.error().code;
      if (!done->more) return;
    }
  }

  VerifyReport verify() {
    VerifyOptions options;
    options.key = signer_->public_key();
    options.copied = read_heads(heads_file()).value();
    options.payload = [this](const Digest& commitment) -> Result<vault::Payload> {
      const auto found = payloads_.find(commitment);
      return found == payloads_.end() ? vault::Payload::Missing : found->second;
    };
    return record::verify(*store_, options).value();
  }
  // "" when the record is intact.
  std::string fault() { return verify().fault.value_or(""); }

  std::int64_t number(store::Sql sql) { return store_->read().value()->number(sql).value(); }

  store::ScratchFolder folder_;
  FixedClock clock_;
  std::optional<journal::Signer> signer_;
  std::unique_ptr<store::Store> store_;
  std::optional<Integrator> integrator_;
  std::map<std::int64_t, std::int64_t> last_;
  std::map<Digest, vault::Payload> payloads_;  // what the vault holds
};

}  // namespace linli::record
