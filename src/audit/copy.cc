#include "audit/copy.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <ctime>

#include "audit/entry.h"
#include "base/json.h"

namespace linli::audit {
namespace {

constexpr int kCopyCursor = 2;         // of audit_cursor
constexpr int kPriority = 10 * 8 + 6;  // authpriv, informational

class Socket {
 public:
  Socket() : number_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }
  bool open() const { return number_ >= 0; }

 private:
  const int number_;
};

Failure not_copied(const std::string& path) {
  return fail(ErrorKind::Overloaded, "audit.not_copied", path);
}

std::string host() {
  std::string out(256, '\0');
  if (::gethostname(out.data(), out.size() - 1) != 0) return "-";
  out.resize(std::strlen(out.c_str()));
  return out.empty() ? "-" : out;
}

}  // namespace

std::string timestamp(Instant at) {
  const std::time_t seconds = at.ms / kMsPerSecond;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::string out(32, '\0');
  out.resize(std::strftime(out.data(), out.size(), "%Y-%m-%dT%H:%M:%S", &parts));
  const auto ms = std::to_string(at.ms % kMsPerSecond);
  return out + '.' + std::string(3 - std::min<std::size_t>(3, ms.size()), '0') + ms + 'Z';
}

Result<std::vector<Link>> links_after(store::Snapshot& read, std::int64_t after, int limit) {
  return read.all("SELECT l.id, l.hash, p.hash, " LINLI_AUDIT_COLUMNS
                  ", CASE WHEN a.cut_at IS NULL AND a.whole IS NOT NULL THEN a.whole"
                  " ELSE a.network END FROM audit_link l JOIN audit_entry e ON e.id = l.entry_id"
                  " LEFT JOIN audit_link p ON p.id = l.id - 1"
                  " LEFT JOIN audit_address a ON a.id = e.id"
                  " WHERE l.id > ?1 ORDER BY l.id LIMIT ?2",
                  {after, limit}, [](const store::Row& row) {
                    return Link{row.integer(0), row.string(1), row.string(2), kept_from(row, 3),
                                row.string(3 + kKeptColumns)};
                  });
}

Result<std::vector<CopiedLine>> lines_after(store::Snapshot& read, std::int64_t after, int limit) {
  std::vector<CopiedLine> out;
  for (const auto& link : TRY(links_after(read, after, limit))) {
    out.push_back({link.number, link.kept.entry.at,
                   to_line(link.number, link.hash, link.previous, link.kept, link.where)});
  }
  return out;
}

Result<std::int64_t> FileCopy::last_number() const {
  const auto line = file_.last_line();
  if (!line) return not_copied(file_.path());
  if (line->empty()) return 0;
  const auto json = parse_json(*line);
  const auto* number =
      json && json->is_object() ? json->as_object().if_contains("number") : nullptr;
  if (number == nullptr || !number->is_int64()) {
    return invalid("audit.copy_unreadable", file_.path());
  }
  return number->as_int64();
}

Result<int> FileCopy::run_once() {
  if (copied_ < 0) copied_ = TRY(last_number());
  std::vector<CopiedLine> lines;
  {
    const auto read = TRY(store_.read());
    lines = TRY(lines_after(*read, copied_, kCopiedAtOnce));
  }
  if (lines.empty()) return 0;
  std::string text;
  for (const auto& line : lines) text += line.json + '\n';
  if (!file_.append(text)) {
    copied_ = -1;  // what reached the file is looked for next time
    return not_copied(file_.path());
  }
  copied_ = lines.back().number;
  return static_cast<int>(lines.size());
}

Result<void> SyslogCopy::send(const std::vector<CopiedLine>& lines, std::size_t& sent) {
  const Socket out;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (!out.open() || socket_.size() >= sizeof address.sun_path) return not_copied(socket_);
  std::memcpy(address.sun_path, socket_.c_str(), socket_.size());
  if (::connect(out.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return not_copied(socket_);
  }
  const std::string start = '<' + std::to_string(kPriority) + ">1 ";
  const std::string middle = ' ' + host() + " linli - audit - ";
  for (const auto& line : lines) {
    const std::string message = start + timestamp(line.at) + middle + line.json;
    if (::send(out.get(), message.data(), message.size(), MSG_NOSIGNAL) < 0) {
      return not_copied(socket_);
    }
    ++sent;
  }
  return {};
}

Result<int> SyslogCopy::run_once() {
  std::vector<CopiedLine> lines;
  std::pair<std::int64_t, std::int64_t> cursor;
  {
    const auto read = TRY(store_.read());
    cursor = TRY(read->one("SELECT version, number FROM audit_cursor WHERE id = ?1", {kCopyCursor},
                           [](const store::Row& row) {
                             return std::pair(row.integer(0), row.integer(1));
                           }))
                 .value_or(cursor);
    lines = TRY(lines_after(*read, cursor.second, kCopiedAtOnce));
  }
  if (lines.empty()) return 0;
  std::size_t sent = 0;
  const auto done = send(lines, sent);
  if (sent > 0) {
    store::WriteSet changes;
    const auto number = lines[sent - 1].number;
    if (cursor.first > 0) {
      changes.update("audit_cursor", kCopyCursor, cursor.first, {{"number", number}});
    } else {
      changes.insert("audit_cursor", {{"id", kCopyCursor}, {"version", 1}, {"number", number}});
    }
    const auto noted = store_.commit_and_wait(std::move(changes));
    // Another node sent the same: twice is better than not at all.
    if (!noted && noted.error().kind != ErrorKind::Conflict) return Failure(noted.error());
  }
  TRY(done);
  return static_cast<int>(sent);
}

}  // namespace linli::audit
