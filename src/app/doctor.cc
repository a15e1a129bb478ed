#include "app/doctor.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "app/backup_times.h"
#include "app/house.h"
#include "base/text.h"
#include "desk/setting.h"
#include "journal/head.h"
#include "record/heads.h"
#include "store/check.h"
#include "store/disk.h"
#include "store/open.h"

namespace linli::app {
namespace {

constexpr std::int64_t kClockSlackMs = 5 * kMsPerMinute;
constexpr std::int64_t kJobsLateMs = 10 * kMsPerMinute;  // they run twice a second
constexpr int kTextsTried = 5;
constexpr int kMonthBeforeYear = 12;

class Doctor {
 public:
  Doctor(const Patient& patient, const Clock& clock) : patient_(patient), clock_(clock) {}

  std::vector<Finding> run() {
    look_at_folder();
    look_at_disk();
    look_at_backups();
    look_at_keys();
    if (auto store = store::open_store_readonly(patient_.data)) {
      look_inside(**store);
    } else {
      add(Level::Fault, store.error());
      if (newest_backup_.ms == 0) say_no_backup();
    }
    std::ranges::stable_sort(found_, {}, &Finding::level);
    return std::move(found_);
  }

 private:
  void add(Level level, Error error) { found_.push_back({level, std::move(error)}); }
  void add(Level level, ErrorKind kind, std::string code, std::string detail = "") {
    add(level, Error{kind, std::move(code), std::move(detail)});
  }
  // A failed look is itself a finding.
  void look(Result<void> done) {
    if (!done) add(Level::Fault, done.error());
  }

  std::string backups() const {
    return patient_.backups.empty() ? patient_.data + "-backups" : patient_.backups;
  }

  void look_at_folder();
  void look_at_database();
  void look_at_disk();
  void look_at_backups();
  void look_at_backup(const std::string& folder);
  void say_no_backup();
  void look_at_keys();
  void look_inside(store::Store& store);
  Result<void> look_at_schema(store::Snapshot& read);
  Result<void> look_at_record(store::Snapshot& read);
  Result<void> look_at_clock(store::Snapshot& read);
  Result<void> look_at_rules(store::Store& store);
  Result<void> look_at_work(store::Snapshot& read);

  const Patient& patient_;
  const Clock& clock_;
  std::optional<vault::Keys> keys_;
  Instant newest_backup_;  // by its manifest
  bool said_no_backup_ = false;
  bool served_ = false;
  bool another_schema_ = false;
  std::vector<Finding> found_;
};

void Doctor::look_at_folder() {
  if (store::is_on_postgres(patient_.data)) return look_at_database();
  if (store::disk::exists(patient_.data + "/filling")) {
    add(Level::Fault, ErrorKind::Corrupt, "doctor.filling_broken_off");
  }
  if (const auto writer = store::writer_of(patient_.data)) {
    served_ = true;
    add(Level::Note, ErrorKind::Conflict, "doctor.in_use", *writer);
  }
}

// Why it cannot be asked is said when it is opened.
void Doctor::look_at_database() {
  const auto condition = store::condition_on_postgres(patient_.data);
  if (!condition) return;
  if (condition->filling) add(Level::Fault, ErrorKind::Corrupt, "doctor.filling_broken_off");
  if (!condition->may_write) add(Level::Fault, ErrorKind::Forbidden, "doctor.database_read_only");
  served_ = condition->nodes > 0;
  if (served_) {
    add(Level::Note, ErrorKind::Conflict, "doctor.in_use",
        std::to_string(condition->nodes) + " nodes");
  }
}

void Doctor::look_at_disk() {
  struct statvfs disk {};
  if (::statvfs(patient_.data.c_str(), &disk) != 0) return;
  const auto room =
      static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
  if (room >= patient_.room_wanted) return;
  add(room < patient_.room_wanted / 10 ? Level::Fault : Level::Warning, ErrorKind::Overloaded,
      "doctor.disk_nearly_full", std::to_string(room >> 20) + " MiB");
}

// What was erased since is still in a backup: one past its own time has to go.
void Doctor::look_at_backup(const std::string& folder) {
  const auto times = backup_times(folder);
  if (times.keep_until.ms == 0 || clock_.now() < times.keep_until) return;
  add(Level::Warning, ErrorKind::Invalid, "doctor.backup_expired", folder);
}

// The newest manifest tells when the newest whole backup was made.
void Doctor::look_at_backups() {
  const std::string folder = backups();
  std::int64_t newest = store::disk::changed_ms(folder + "/MANIFEST");
  look_at_backup(folder);
  for (const auto& name : store::disk::names_in(folder)) {
    look_at_backup(folder + "/" + name);
    newest = std::max(newest, store::disk::changed_ms(folder + "/" + name + "/MANIFEST"));
  }
  newest_backup_ = Instant{newest};
  // Who names a folder wants to know of that one, whatever was made elsewhere.
  if (newest == 0 && !patient_.backups.empty()) say_no_backup();
}

void Doctor::say_no_backup() {
  if (said_no_backup_) return;
  said_no_backup_ = true;
  add(Level::Warning, ErrorKind::NotFound, "doctor.no_backup", backups());
}

void Doctor::look_at_keys() {
  auto keys = vault::load_keys(keys_of(patient_.data, patient_.keys));
  if (!keys) return add(Level::Fault, keys.error());
  keys_ = std::move(*keys);
}

void Doctor::look_inside(store::Store& store) {
  // PostgreSQL looks after its own pages.
  if (!store::is_on_postgres(patient_.data)) look(store::check_folder(patient_.data));
  const auto read = store.read();
  if (!read) return add(Level::Fault, read.error());
  look(look_at_schema(**read));
  // Another schema has other columns than those asked for below.
  if (another_schema_) return;
  look(look_at_record(**read));
  look(look_at_clock(**read));
  look(look_at_work(**read));
  look(look_at_rules(store));
}

Result<void> Doctor::look_at_schema(store::Snapshot& read) {
  std::map<std::int64_t, std::string> applied;
  TRY(read.visit("SELECT number, sha256 FROM store_schema", {}, [&](const store::Row& row) {
    applied.emplace(row.integer(0), row.string(1));
    return true;
  }));
  auto known = all_migrations();
  for (const auto& own : store::own_migrations(patient_.data)) known.push_back(own);
  std::vector<std::string> missing;
  for (const auto& migration : known) {
    const auto found = applied.find(migration.number);
    if (found == applied.end()) {
      missing.push_back(std::to_string(migration.number));
      continue;
    }
    if (found->second != to_hex(sha256(migration.sql))) {
      add(Level::Fault, ErrorKind::Corrupt, "store.corrupt",
          "the text of migration " + std::to_string(migration.number) + " has changed");
    }
    applied.erase(found);
  }
  if (!applied.empty()) {
    another_schema_ = true;
    add(Level::Fault, ErrorKind::Conflict, "store.newer",
        "migration " + std::to_string(applied.rbegin()->first));
  } else if (!missing.empty()) {
    another_schema_ = true;
    add(Level::Note, ErrorKind::Conflict, "doctor.schema_older", "migration " + missing.front());
  }
  return {};
}

// The newest head: signed by our key, and the same as the copy outside.
Result<void> Doctor::look_at_record(store::Snapshot& read) {
  if (!keys_) return {};
  SystemRandom random;
  IdSource ids(clock_, 0);
  const vault::Vault vault(*keys_, random, ids);
  if (const auto own = require_own_keys(read, vault); !own) return own;
  const auto signer = TRY(journal::Signer::make(keys_->sign.view()));
  std::optional<journal::Head> newest;
  TRY(read.visit("SELECT size, root, at, signature FROM journal_head ORDER BY size DESC LIMIT 1",
                 {}, [&](const store::Row& row) {
                   if (auto head = record::head_from_row(row)) newest = *head;
                   return true;
                 }));
  if (newest && !journal::verify_head(*newest, signer.public_key())) {
    add(Level::Fault, ErrorKind::Corrupt, "doctor.head_wrong",
        "head " + std::to_string(newest->size));
  }
  const auto copied = TRY(record::read_heads(heads_of(patient_.data)));
  if (!copied.empty()) {
    const auto& last = copied.back();
    bool same = false;
    TRY(read.visit("SELECT size, root, at, signature FROM journal_head WHERE size = ?1",
                   {last.size}, [&](const store::Row& row) {
                     const auto head = record::head_from_row(row);
                     same = head && head->root == last.root;
                     return true;
                   }));
    if (!same) {
      add(Level::Fault, ErrorKind::Corrupt, "doctor.head_not_ours",
          "head " + std::to_string(last.size));
    }
  } else if (newest) {
    // Of several nodes only those that led have copies.
    const bool elsewhere = store::is_on_postgres(patient_.data);
    add(elsewhere ? Level::Note : Level::Warning, ErrorKind::NotFound, "doctor.heads_missing",
        heads_of(patient_.data));
  }
  return {};
}

// Time that goes back would make ids and deadlines lie; what was last written tells.
Result<void> Doctor::look_at_clock(store::Snapshot& read) {
  const auto newest = TRY(read.number("SELECT coalesce(max(id), 0) FROM journal_entry"));
  const auto started = TRY(read.number("SELECT coalesce(max(taken_at), 0) FROM store_lease"));
  const auto latest = std::max(newest == 0 ? 0 : made_at(newest).ms, started);
  if (latest <= clock_.now().ms + kClockSlackMs) return {};
  const auto minutes = (latest - clock_.now().ms) / kMsPerMinute;
  add(Level::Fault, ErrorKind::Invalid, "doctor.clock_behind", std::to_string(minutes) + " min");
  return {};
}

// What the county lacks: the list of the first-run page; and the calendar.
Result<void> Doctor::look_at_rules(store::Store& store) {
  const auto rules = TRY(desk::load_rules(*TRY(store.read())));
  const auto read = TRY(store.read());  // reading a pack takes its time
  const office::Surroundings around{newest_backup_, keys_ ? keys_->current() : 0};
  for (const auto& step : TRY(office::readiness(*read, rules->pack(), around, clock_.now()))) {
    for (const auto& [level, error] : step.lacks) {
      if (error.code == "doctor.no_backup") {
        say_no_backup();
      } else {
        add(level, error);
      }
    }
  }
  const auto& calendar = rules->calendar;
  const auto today = calendar.date_of(clock_.now());
  if (!calendar.published(today.year)) {
    add(Level::Warning, ErrorKind::Invalid, "doctor.holidays_missing", std::to_string(today.year));
  } else if (today.month == kMonthBeforeYear && !calendar.published(today.year + 1)) {
    add(Level::Note, ErrorKind::Invalid, "doctor.holidays_missing", std::to_string(today.year + 1));
  }
  return {};
}

// What the program does by itself, and messages. A sample's time is not the machine's.
Result<void> Doctor::look_at_work(store::Snapshot& read) {
  if (TRY(desk::setting(read, desk::kFolderKind)) == desk::kSampleFolder) {
    add(Level::Note, ErrorKind::Invalid, "doctor.sample");
    return {};
  }
  const Instant late = plus_ms(clock_.now(), -kJobsLateMs);
  const auto level = served_ ? Level::Warning : Level::Note;
  const auto waiting = [&](std::string code, std::int64_t count, Level how) {
    if (count > 0) add(how, ErrorKind::Overloaded, std::move(code), std::to_string(count));
  };
  waiting("doctor.deadlines_late",
          TRY(read.number("SELECT count(*) FROM timer WHERE due_at < ?1", {late})), level);
  waiting("doctor.messages_waiting",
          TRY(read.number("SELECT count(*) FROM delivery_message WHERE next_try_at < ?1", {late})),
          level);
  waiting("doctor.messages_given_up",
          TRY(read.number("SELECT count(*) FROM delivery_message WHERE given_up_at > ?1",
                          {plus_ms(clock_.now(), -7 * kMsPerDay)})),
          Level::Warning);
  const auto oldest = TRY(read.number("SELECT coalesce(min(id), 0) FROM journal_queue"));
  if (oldest != 0 && made_at(oldest) < late) {
    waiting("doctor.record_behind", TRY(read.number("SELECT count(*) FROM journal_queue")), level);
  }
  return {};
}

}  // namespace

std::vector<Finding> examine(const Patient& patient, const Clock& clock) {
  return Doctor(patient, clock).run();
}

Result<void> require_own_keys(store::Snapshot& read, const vault::Vault& vault) {
  const auto signer = TRY(journal::Signer::make(vault.keys().sign.view()));
  bool fits = false;
  bool tried = false;
  TRY(read.visit("SELECT size, root, at, signature FROM journal_head ORDER BY size DESC LIMIT 1",
                 {}, [&](const store::Row& row) {
                   const auto head = record::head_from_row(row);
                   tried = true;
                   fits = head && journal::verify_head(*head, signer.public_key());
                   return true;
                 }));
  const auto texts =
      TRY(read.all("SELECT id FROM vault_text ORDER BY id DESC LIMIT ?1", {kTextsTried},
                   [](const store::Row& row) { return row.id<TextId>(0); }));
  for (const auto id : texts) {
    const auto text = vault.text(read, id);
    // What was erased opens under no key.
    if (!text && text.error().code == "vault.erased") continue;
    tried = true;
    fits = fits || text.has_value();
  }
  if (fits || !tried) return {};
  return invalid("app.keys_of_another");
}

}  // namespace linli::app
