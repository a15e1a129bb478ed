#include "app/house.h"

#include <filesystem>
#include <iostream>

#include "access/schema.h"
#include "app/erasing.h"
#include "app/operator_audit.h"
#include "audit/schema.h"
#include "delivery/schema.h"
#include "desk/findable.h"
#include "desk/schema.h"
#include "desk/setting.h"
#include "desk/slip_schema.h"
#include "desk/title_index.h"
#include "notice/schema.h"
#include "overview/schema.h"
#include "pack/schema.h"
#include "record/schema.h"
#include "registry/people.h"
#include "registry/schema.h"
#include "sso/schema.h"
#include "store/open.h"
#include "vault/schema.h"

namespace linli::app {
namespace {

constexpr int kWorkers = 2;

}  // namespace

std::vector<store::Migration> all_migrations() {
  std::vector<store::Migration> out;
  for (auto part :
       {vault::migrations(), registry::migrations(), pack::migrations(), record::migrations(),
        desk::migrations(), access::migrations(), delivery::migrations(), desk::slip_migrations(),
        notice::migrations(), audit::migrations(), sso::migrations(), overview::migrations()}) {
    out.insert(out.end(), part.begin(), part.end());
  }
  return out;
}

std::string keys_of(const std::string& data, const std::string& keys) {
  return keys.empty() ? vault::key_folder_of(data) : keys;
}

std::string heads_of(const std::string& data) {
  std::string out = data;
  while (out.size() > 1 && out.ends_with('/')) out.pop_back();
  return out + "-heads";
}

std::string audit_head_of(const std::string& data) {
  std::string out = data;
  while (out.size() > 1 && out.ends_with('/')) out.pop_back();
  return out + "-audit-head";
}

std::vector<vault::SealedTable> all_sealed_tables() {
  std::vector<vault::SealedTable> out;
  for (const auto& some : {vault::sealed_tables(), registry::sealed_tables(), desk::sealed_tables(),
                           delivery::sealed_tables(), access::sealed_tables()}) {
    out.insert(out.end(), some.begin(), some.end());
  }
  return out;
}

Result<int> reseal_everything(House& house) {
  const auto tables = all_sealed_tables();
  int batches = 0;
  for (const auto& table : tables) {
    std::int64_t after = 0;
    while (true) {
      store::WriteSet changes;
      const auto read = TRY(house.store().read());
      const auto next = TRY(vault::reseal_batch(*read, house.vault(), table, after, changes));
      if (!changes.changes.empty()) {
        TRY(house.store().commit_and_wait(std::move(changes)));
        ++batches;
      }
      if (!next) break;
      after = *next;
    }
  }
  return batches;
}

Result<std::unique_ptr<House>> House::open(const HouseOptions& options) {
  const std::string folder = keys_of(options.data, options.keys);
  SystemRandom random;
  auto keys =
      options.create ? TRY(vault::create_keys(folder, random)) : TRY(vault::load_keys(folder));
  store::OpenOptions open;
  open.folder = options.data;
  open.create = options.create;
  open.bulk = options.bulk;
  open.nodes = options.nodes;
  open.database = options.database;
  open.schema = options.schema;
  auto store = store::open_store(open, all_migrations());
  if (!store) {
    // New keys have sealed nothing yet, and would be in the way of the next try.
    std::error_code ignored;
    if (options.create) std::filesystem::remove_all(folder, ignored);
    return Failure(store.error());
  }
  std::unique_ptr<House> house(new House(options, std::move(*store), std::move(keys)));
  TRY(house->keep_ids_in_order());
  return house;
}

Result<void> House::keep_ids_in_order() {
  const auto read = TRY(store_->read());
  const auto newest = std::max(TRY(read->number("SELECT coalesce(max(id), 0) FROM journal_entry")),
                               TRY(read->number("SELECT coalesce(max(id), 0) FROM audit_entry")));
  // One millisecond later, so that every new id is larger.
  if (newest != 0) id_clock_.not_before(plus_ms(made_at(newest), 1));
  return {};
}

House::House(const HouseOptions& options, std::unique_ptr<store::Store> store, vault::Keys keys)
    : clock_(options.clock == nullptr ? static_cast<const Clock&>(system_clock_) : *options.clock),
      store_(std::move(store)),
      keys_(std::move(keys)),
      ids_(id_clock_, store_->node()),
      audit_(clock_, random_, ids_),
      vault_(std::make_unique<vault::Vault>(keys_, random_, ids_)),
      outbox_(*vault_),
      data_(options.data),
      heads_file_(heads_of(options.data)),
      audit_head_file_(audit_head_of(options.data)),
      erasures_file_(erasures_of(options.data)) {}

House::~House() {
  // Workers may still hold write sets: they end before the store does.
  workers_.reset();
  kernel_.reset();
  serials_.reset();
  store_.reset();
}

Result<void> House::load_rules() {
  const auto read = TRY(store_->read());
  // The setting first: reading a pack takes its time, and a snapshot has only a second.
  const auto kind = TRY(desk::setting(*read, desk::kFolderKind));
  auto rules = TRY(desk::load_rules(*read));
  rules_ = std::make_unique<desk::RulesInForce>(std::move(rules));
  workers_ = std::make_unique<desk::Workers>(kWorkers);
  serials_ = std::make_unique<desk::Serials>(*store_);
  const auto folder = kind == desk::kSampleFolder ? desk::Folder::Sample : desk::Folder::Real;
  kernel_ = std::make_unique<desk::Kernel>(desk::Kernel{*store_, *vault_, outbox_, clock_, ids_,
                                                        random_, *rules_, *workers_, kept_,
                                                        *serials_, audit_, folder});
  TRY(index_what_is_not());
  TRY(desk::make_findable(*kernel_));
  TRY(erase_what_came_back());
  return note_arrival(*this, data_);
}

Result<void> House::erase_what_came_back() {
  const int count = TRY(erase_again(*this));
  if (count > 0) {
    std::cerr << "linli: erased again what a backup had brought back: " << count << " erasures\n";
  }
  return {};
}

Result<void> House::index_what_is_not() {
  bool any = false;
  {
    const auto read = TRY(store_->read());
    if (TRY(desk::titles_are_indexed(*read))) return {};
    any = TRY(read->number("SELECT count(*) FROM (SELECT 1 FROM matter LIMIT 1) AS one")) > 0;
  }
  if (any) std::cerr << "linli: indexing the titles of all matters anew, a million take minutes\n";
  const auto titles = desk::index_titles(*kernel_);
  // Another node that starts may have been done first.
  if (!titles && titles.error().code != "store.unique") return Failure(titles.error());
  if (any && titles) std::cerr << "linli: indexed " << *titles << " titles anew\n";
  return {};
}

}  // namespace linli::app
