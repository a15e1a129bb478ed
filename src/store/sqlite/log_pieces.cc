#include "store/sqlite/log_pieces.h"

#include <sqlite3.h>

#include <cstring>
#include <new>
#include <utility>

namespace linli::store::sqlite {
namespace {

constexpr const char* kName = "linli-log";
constexpr int kFrameHead = 24;              // bytes before each page of a log
constexpr std::size_t kPieceMax = 0x1ffff;  // SQLite's file system for unix writes no more at once
// For the default file system's own file behind ours; SQLite's for unix takes 120.
constexpr int kRealFileMax = 1024;

// SQLite gives the memory: this, and the real file behind it.
struct Log {
  sqlite3_file head;
  sqlite3_file* real;
  char* piece;  // null: there was no memory, everything is passed on
  sqlite3_int64 from;
  std::size_t size;  // of what waits from `from` on
  bool ending;       // the next write is the last page of a transaction
};

Log& log_of(sqlite3_file* file) {
  return *reinterpret_cast<Log*>(file);
}
sqlite3_int64 end_of(const Log& log) {
  return log.from + static_cast<sqlite3_int64>(log.size);
}

int write_piece(Log& log) {
  if (log.size == 0) return SQLITE_OK;
  const auto size = static_cast<int>(log.size);
  log.size = 0;
  return log.real->pMethods->xWrite(log.real, log.piece, size, log.from);
}

// A frame's head names the size of the database only where a transaction ends.
bool ends_transaction(const void* bytes, int amount) {
  static constexpr char kNone[4] = {};
  return amount == kFrameHead && std::memcmp(static_cast<const char*>(bytes) + 4, kNone, 4) != 0;
}

int gather(Log& log, const void* bytes, int amount, sqlite3_int64 at) {
  const auto more = static_cast<std::size_t>(amount);
  // Pages that were written before in this transaction are written again in their place.
  if (log.size > 0 && at >= log.from && at + amount <= end_of(log)) {
    std::memcpy(log.piece + (at - log.from), bytes, more);
    return SQLITE_OK;
  }
  if (log.size > 0 && (at != end_of(log) || log.size + more > kPieceMax)) {
    if (const int code = write_piece(log); code != SQLITE_OK) return code;
  }
  if (log.piece == nullptr || more > kPieceMax) {
    return log.real->pMethods->xWrite(log.real, bytes, amount, at);
  }
  if (log.size == 0) log.from = at;
  std::memcpy(log.piece + log.size, bytes, more);
  log.size += more;
  return SQLITE_OK;
}

int write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 at) {
  Log& log = log_of(file);
  const bool last = std::exchange(log.ending, ends_transaction(bytes, amount));
  if (const int code = gather(log, bytes, amount, at); code != SQLITE_OK) return code;
  return last ? write_piece(log) : SQLITE_OK;
}

// What waits is written first, then the real file is asked.
template <auto Method, class... Given>
int then(sqlite3_file* file, Given... given) {
  Log& log = log_of(file);
  if (const int code = write_piece(log); code != SQLITE_OK) return code;
  return (log.real->pMethods->*Method)(log.real, given...);
}

// The real file is asked, whatever waits.
template <auto Method, class... Given>
int ask(sqlite3_file* file, Given... given) {
  sqlite3_file* const real = log_of(file).real;
  return (real->pMethods->*Method)(real, given...);
}

// What waits then belongs to nothing that was committed.
int close(sqlite3_file* file) {
  Log& log = log_of(file);
  delete[] log.piece;
  return log.real->pMethods->xClose(log.real);
}

constexpr sqlite3_io_methods kMethods = [] {
  sqlite3_io_methods out{};
  out.iVersion = 1;  // a log is not mapped, and its index belongs to the database's file
  out.xClose = close;
  out.xRead = then<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>;
  out.xWrite = write;
  out.xTruncate = then<&sqlite3_io_methods::xTruncate, sqlite3_int64>;
  out.xSync = then<&sqlite3_io_methods::xSync, int>;
  out.xFileSize = then<&sqlite3_io_methods::xFileSize, sqlite3_int64*>;
  out.xLock = ask<&sqlite3_io_methods::xLock, int>;
  out.xUnlock = ask<&sqlite3_io_methods::xUnlock, int>;
  out.xCheckReservedLock = ask<&sqlite3_io_methods::xCheckReservedLock, int*>;
  out.xFileControl = ask<&sqlite3_io_methods::xFileControl, int, void*>;
  out.xSectorSize = ask<&sqlite3_io_methods::xSectorSize>;
  out.xDeviceCharacteristics = ask<&sqlite3_io_methods::xDeviceCharacteristics>;
  return out;
}();

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  sqlite3_vfs* const below = sqlite3_vfs_find(nullptr);
  file->pMethods = nullptr;
  if (below->szOsFile > kRealFileMax) return SQLITE_CANTOPEN;
  if ((flags & SQLITE_OPEN_WAL) == 0) return below->xOpen(below, name, file, flags, out_flags);
  Log& log = log_of(file);
  log.real = reinterpret_cast<sqlite3_file*>(&log + 1);
  const int code = below->xOpen(below, name, log.real, flags, out_flags);
  if (code != SQLITE_OK) {
    if (log.real->pMethods != nullptr) log.real->pMethods->xClose(log.real);
    return code;
  }
  log.piece = new (std::nothrow) char[kPieceMax];
  log.size = 0;
  log.ending = false;
  file->pMethods = &kMethods;
  return SQLITE_OK;
}

const char* registered() {
  static sqlite3_vfs vfs;
  sqlite3_vfs* const below = sqlite3_vfs_find(nullptr);
  if (below == nullptr) return nullptr;
  vfs = *below;
  vfs.szOsFile = static_cast<int>(sizeof(Log)) + kRealFileMax;
  vfs.zName = kName;
  vfs.pNext = nullptr;
  vfs.xOpen = open;
  return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK ? kName : nullptr;
}

}  // namespace

const char* log_in_pieces() {
  static const char* const name = registered();  // SQLite's list of them is one of the process
  return name;
}

}  // namespace linli::store::sqlite
