#include "bench/bare_rows.h"

#include <atomic>
#include <chrono>
#include <stdexcept>

namespace linli::bench {
namespace {

constexpr std::size_t kGroupMax = 64;
constexpr int kLogPagesMax = 4096;

void must(int code, sqlite3* database) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  throw std::runtime_error(sqlite3_errmsg(database));
}

Database open_database(const std::string& path, int flags) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(opened);
  must(code, opened);
  must(sqlite3_exec(opened,
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
                    "PRAGMA mmap_size=1073741824",
                    nullptr, nullptr, nullptr),
       opened);
  return database;
}

Statement prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* made = nullptr;
  must(sqlite3_prepare_v3(database, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr),
       database);
  return Statement(made);
}

void run(sqlite3_stmt* statement) {
  must(sqlite3_step(statement), sqlite3_db_handle(statement));
  sqlite3_reset(statement);
}

Statement prepare_insert(sqlite3* database, const TableRow& row) {
  std::string names;
  std::string marks;
  for (const auto& column : row.columns) {
    names += (names.empty() ? "" : ",") + column.name;
    marks += marks.empty() ? "?" : ",?";
  }
  return prepare(database, "INSERT INTO " + row.table + "(" + names + ") VALUES (" + marks + ")");
}

void bind_bytes(sqlite3_stmt* statement, int at, const Column& column) {
  const int size = static_cast<int>(column.bytes.size());
  if (column.kind == Kind::Blob) {
    sqlite3_bind_blob(statement, at, column.bytes.data(), size, SQLITE_STATIC);
  } else {
    sqlite3_bind_text(statement, at, column.bytes.data(), size, SQLITE_STATIC);
  }
}

int remember_log_pages(void* pages, sqlite3*, const char*, int now) {
  *static_cast<int*>(pages) = now;
  return SQLITE_OK;
}

// What one thread reads with; each statement's parameters come from what was read before.
class Reader {
 public:
  explicit Reader(const std::string& path)
      : database_(open_database(path, SQLITE_OPEN_READONLY)),
        begin_(prepare("BEGIN")),
        matter_(prepare("SELECT unit_id, holder_position, title_text, detail_text, * FROM matter"
                        " WHERE id = ?1")),
        unit_(prepare("SELECT parent_id, * FROM unit WHERE id = ?1")),
        seat_(prepare("SELECT p.*, u.*, t.* FROM position p LEFT JOIN unit u ON u.id = p.unit_id"
                      " LEFT JOIN term t ON t.position_id = p.id WHERE p.id = ?1")),
        text_(prepare("SELECT sealed FROM vault_text WHERE id = ?1")),
        commit_(prepare("COMMIT")) {
    for (const char* table : {"participant", "stay", "timer", "matter_about", "matter_hand"}) {
      of_matter_.push_back(
          prepare("SELECT * FROM " + std::string(table) + " WHERE matter_id = ?1"));
    }
    of_matter_.push_back(
        prepare("SELECT e.*, l.idx FROM journal_entry e LEFT JOIN journal_leaf l"
                " ON l.entry_id = e.id WHERE e.matter_id = ?1 ORDER BY e.id"));
  }

  void read(std::int64_t matter) {
    run(begin_.get());
    const auto ids = visit(matter_.get(), matter);
    for (const auto& statement : of_matter_) visit(statement.get(), matter);
    for (std::int64_t unit = ids[0]; unit != 0;) unit = visit(unit_.get(), unit)[0];
    visit(seat_.get(), ids[1]);
    visit(text_.get(), ids[2]);
    visit(text_.get(), ids[3]);
    run(commit_.get());
  }

 private:
  Statement prepare(const std::string& sql) { return bench::prepare(database_.get(), sql); }

  // The first four columns of the last row as integers.
  static std::vector<std::int64_t> visit(sqlite3_stmt* statement, std::int64_t id) {
    std::vector<std::int64_t> out(4);
    sqlite3_bind_int64(statement, 1, id);
    while (sqlite3_step(statement) == SQLITE_ROW) {
      const int columns = sqlite3_column_count(statement);
      for (int at = 0; at < columns; ++at) {
        if (at < 4) out[static_cast<std::size_t>(at)] = sqlite3_column_int64(statement, at);
        sqlite3_column_blob(statement, at);
      }
    }
    sqlite3_reset(statement);
    return out;
  }

  Database database_;
  Statement begin_, matter_, unit_, seat_, text_, commit_;
  std::vector<Statement> of_matter_;
};

}  // namespace

Writer::Writer(const std::string& database, const Filing& filing)
    : filing_(filing),
      database_(open_database(database, SQLITE_OPEN_READWRITE)),
      begin_(prepare(database_.get(), "BEGIN IMMEDIATE")),
      savepoint_(prepare(database_.get(), "SAVEPOINT one")),
      back_(prepare(database_.get(), "ROLLBACK TO one")),
      release_(prepare(database_.get(), "RELEASE one")),
      commit_(prepare(database_.get(), "COMMIT")),
      ids_(filing, 1) {
  for (const auto& row : filing_.rows) inserts_.push_back(prepare_insert(database_.get(), row));
  sqlite3_wal_hook(database_.get(), remember_log_pages, &log_pages_);
  thread_ = std::thread([this] { work(); });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

void Writer::write(std::string key, Done done) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({std::move(key), std::move(done)});
  }
  arrived_.notify_one();
}

void Writer::work() {
  std::vector<Waiting> taken;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [this] { return !queue_.empty() || closing_; });
      if (queue_.empty()) return;
      taken.swap(queue_);
    }
    for (std::size_t at = 0; at < taken.size(); at += kGroupMax) {
      const std::size_t end = std::min(at + kGroupMax, taken.size());
      run(begin_.get());
      for (std::size_t i = at; i < end; ++i) taken[i].written = write_rows(taken[i].key);
      run(commit_.get());
      for (std::size_t i = at; i < end; ++i) taken[i].done(taken[i].written);
    }
    taken.clear();
    if (log_pages_ < kLogPagesMax) continue;
    sqlite3_wal_checkpoint_v2(database_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                              nullptr);
  }
}

bool Writer::write_rows(const std::string& key) {
  ids_.next_filing();
  run(savepoint_.get());
  bool written = true;
  for (std::size_t i = 0; written && i < filing_.rows.size(); ++i) written = write_row(i, key);
  if (!written) run(back_.get());
  run(release_.get());
  return written;
}

bool Writer::write_row(std::size_t row, const std::string& key) {
  sqlite3_stmt* insert = inserts_[row].get();
  const auto bind_text = [&](int at, const std::string& text) {
    sqlite3_bind_text(insert, at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  };
  int at = 0;
  for (const auto& column : filing_.rows[row].columns) {
    ++at;
    if (column.kind == Kind::Id) {
      sqlite3_bind_int64(insert, at, ids_.of(column.integer));
    } else if (column.kind == Kind::Integer) {
      sqlite3_bind_int64(insert, at, column.integer);
    } else if (column.kind == Kind::Unique) {
      bind_text(at, column.bytes + "-" + std::to_string(ids_.next()));
    } else if (column.kind == Kind::Key) {
      bind_text(at, key);
    } else if (column.kind == Kind::Null) {
      sqlite3_bind_null(insert, at);
    } else {
      bind_bytes(insert, at, column);
    }
  }
  const int code = sqlite3_step(insert);
  sqlite3_reset(insert);
  if (code == SQLITE_CONSTRAINT) return false;
  must(code, database_.get());
  return true;
}

Reads read_matters(const std::string& database, const std::vector<std::int64_t>& matters,
                   int threads, double seconds) {
  using Clock = std::chrono::steady_clock;
  std::atomic<std::int64_t> count = 0;
  const auto begin = Clock::now();
  const auto end =
      begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  std::vector<std::thread> pool;
  for (int i = 0; i < threads; ++i) {
    pool.emplace_back([&] {
      Reader reader(database);
      for (std::size_t at = 0; Clock::now() < end; ++at) {
        reader.read(matters[at % matters.size()]);
        ++count;
      }
    });
  }
  for (auto& thread : pool) thread.join();
  return {count, std::chrono::duration<double>(Clock::now() - begin).count()};
}

}  // namespace linli::bench
