// audit/copy.h – copies of the entries outside the database, as they are chained.
//
// A file gets one line of JSON an entry (docs/formats.md, "Audit line"), appended and flushed to
// disk, mode 0600; a syslog socket gets the same line as the message of RFC 5424 with facility
// authpriv. Both begin where they left off; a new file begins with the oldest entry that is kept.
// An address that will be cut is copied out as its network. Thread safety: one thread at a time.
// Errors: audit.not_copied (Overloaded: tried again at the next run), audit.copy_unreadable
// (Invalid: the file's last line is none of ours).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "audit/entry.h"
#include "base/clock.h"
#include "base/line_file.h"
#include "store/store.h"

namespace linli::audit {

inline constexpr int kCopiedAtOnce = 500;  // entries of one run

// A link with what it leaves the house with.
struct Link {
  std::int64_t number = 0;
  std::string hash, previous;  // `previous`: empty for the oldest that is kept
  Kept kept;
  std::string where;  // the address, its network if the address will be cut; "" for none
};
// The links after `after`, in order, at most `limit`.
Result<std::vector<Link>> links_after(store::Snapshot& read, std::int64_t after, int limit);

// One entry as it leaves the house.
struct CopiedLine {
  std::int64_t number = 0;
  Instant at;
  std::string json;
};
// The entries after the link `after`, in order, at most `limit`.
Result<std::vector<CopiedLine>> lines_after(store::Snapshot& read, std::int64_t after, int limit);

// "2026-03-05T09:00:00.000Z", as RFC 5424 section 6.2.3 has it.
std::string timestamp(Instant at);

class FileCopy {
 public:
  FileCopy(store::Store& store, std::string path) : store_(store), file_(std::move(path), 0600) {}
  // Appends what is new, at most kCopiedAtOnce. Returns how many.
  Result<int> run_once();

 private:
  Result<std::int64_t> last_number() const;

  store::Store& store_;
  const LineFile file_;
  std::int64_t copied_ = -1;  // -1: not known
};

class SyslogCopy {
 public:
  SyslogCopy(store::Store& store, std::string socket) : store_(store), socket_(std::move(socket)) {}
  // Sends what is new, at most kCopiedAtOnce. Returns how many.
  Result<int> run_once();

 private:
  Result<void> send(const std::vector<CopiedLine>& lines, std::size_t& sent);

  store::Store& store_;
  const std::string socket_;
};

}  // namespace linli::audit
