// app/house.h – everything the program is made of, built once and handed down.
//
// A House is one data folder opened for writing, with its keys, rules and kernel. Commands make
// one; `serve` keeps it. Thread safety: made and destroyed by one thread; what it holds says for
// itself. Errors: those of open_store, load_keys and load_rules.
#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include "audit/log.h"
#include "audit/verify.h"
#include "base/clock.h"
#include "base/random.h"
#include "delivery/outbox.h"
#include "desk/kept.h"
#include "desk/kernel.h"
#include "desk/proven.h"
#include "desk/serial.h"
#include "record/verify.h"
#include "store/store.h"
#include "vault/keys.h"
#include "vault/reseal.h"
#include "vault/vault.h"

namespace linli::app {

struct HouseOptions {
  std::string data;                          // the data folder
  std::string keys;                          // the key folder; "" is DATA-keys
  bool create = false;                       // a new folder with new keys
  std::string database;                      // to create: a PostgreSQL database, see store/open.h
  std::string schema = "linli";              // of the county in it
  bool bulk = false;                         // fast filling, see SqliteOptions::bulk
  store::Nodes nodes = store::Nodes::Alone;  // others may write to it, too (PostgreSQL only)
  const Clock* clock = nullptr;              // nullptr: the system's
};

// The system's clock, but never before a given instant: ids stay in order when the machine's time
// was put back while the program was not running.
class IdClock final : public Clock {
 public:
  explicit IdClock(const Clock& clock) : clock_(clock) {}
  void not_before(Instant at) { floor_ = at; }
  Instant now() const override { return std::max(clock_.now(), floor_); }

 private:
  const Clock& clock_;
  Instant floor_;
};

class House {
 public:
  static Result<std::unique_ptr<House>> open(const HouseOptions& options);
  ~House();
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  // Reads the installed pack, fills indexes that an upgrade has emptied, erases again what a
  // restored backup has brought back (erasing.h), and notes that the folder was restored or moved
  // (operator_audit.h); before it, kernel() may not be called. Errors: pack.none_installed, those
  // of erase_again() and note_arrival().
  Result<void> load_rules();
  desk::Kernel& kernel() { return *kernel_; }
  store::Store& store() { return *store_; }
  const vault::Vault& vault() const { return *vault_; }
  const delivery::Outbox& outbox() const { return outbox_; }
  audit::Log& audit() { return audit_; }
  IdSource& ids() { return ids_; }
  Random& random() { return random_; }
  const Clock& clock() const { return clock_; }
  const std::string& data() const { return data_; }
  const std::string& heads_file() const { return heads_file_; }
  const std::string& audit_head_file() const { return audit_head_file_; }
  const std::string& erasures_file() const { return erasures_file_; }

 private:
  House(const HouseOptions& options, std::unique_ptr<store::Store> store, vault::Keys keys);
  Result<void> keep_ids_in_order();
  Result<void> index_what_is_not();
  Result<void> erase_what_came_back();

  SystemClock system_clock_;
  IdClock id_clock_{system_clock_};
  SystemRandom random_;
  const Clock& clock_;
  std::unique_ptr<store::Store> store_;
  const vault::Keys keys_;
  IdSource ids_;
  audit::Log audit_;
  std::unique_ptr<vault::Vault> vault_;
  delivery::Outbox outbox_;
  const std::string data_;
  std::string heads_file_;
  std::string audit_head_file_;
  std::string erasures_file_;
  std::unique_ptr<desk::RulesInForce> rules_;
  std::unique_ptr<desk::Workers> workers_;
  desk::Kept kept_;
  std::unique_ptr<desk::Serials> serials_;
  std::unique_ptr<desk::Kernel> kernel_;
};

// The schema of the whole program.
std::vector<store::Migration> all_migrations();

// Where the keys and the copied heads of a data folder lie.
std::string keys_of(const std::string& data, const std::string& keys);
std::string heads_of(const std::string& data);
// Where the newest signed point of its audit is kept.
std::string audit_head_of(const std::string& data);

struct CountyReport : record::VerifyReport {
  desk::ProvenMatters matters;
};
// Proves the record of a county that may be in use, and the rows of its matters by it, with the
// keys of that folder. Errors: those of the store and of load_keys; what is wrong with the record
// is in the report.
Result<CountyReport> verify_county(const std::string& data, const std::string& keys_folder);

// The same for its audit; `copy_file`: entries copied out, "" for none. Errors: those of the store,
// of load_keys and of audit::verify_chain.
Result<audit::VerifyReport> verify_audit(const std::string& data, const std::string& keys_folder,
                                         const std::string& copy_file);

// Every table with sealed columns; a test holds this list against the schema.
std::vector<vault::SealedTable> all_sealed_tables();
// Seals every row anew that an older key has sealed; returns how many batches were written.
Result<int> reseal_everything(House& house);

}  // namespace linli::app
