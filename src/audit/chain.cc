#include "audit/chain.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "audit/entry.h"
#include "base/text.h"

namespace linli::audit {
namespace {

constexpr std::string_view kHeadFormat = "linli-audit-head-1";
constexpr std::string_view kRemovedFormat = "linli-audit-removed-1";

std::string signed_text(Point point, const Head& head) {
  return std::string(point == Point::Newest ? kHeadFormat : kRemovedFormat) + ' ' +
         std::to_string(head.number) + ' ' + to_hex(head.hash) + ' ' + std::to_string(head.at.ms);
}

std::string_view bytes_of(const journal::Signature& signature) {
  return {reinterpret_cast<const char*>(signature.data()), signature.size()};
}

bool take_signature(std::string_view bytes, journal::Signature& out) {
  if (bytes.size() != out.size()) return false;
  std::ranges::copy(bytes, out.begin());
  return true;
}

void write_head(store::WriteSet& changes, Point point, const Head& head) {
  const auto id = static_cast<std::int64_t>(point);
  const store::Columns columns = {
      {"number", head.number},
      {"hash", store::Blob{head.hash}},
      {"at", head.at},
      {"signature", store::Blob{std::string(bytes_of(head.signature))}}};
  if (head.version > 0) {
    changes.update("audit_head", id, head.version, columns);
    return;
  }
  store::Columns row = {{"id", id}, {"version", 1}};
  for (const auto& column : columns) row.push_back(column);
  changes.insert("audit_head", std::move(row));
}

Head moved(const Head& from, Head to) {
  to.version = from.version;
  return to;
}

// A file that is whole at any moment: written beside, made durable, put in its place.
Result<void> replace_file(const std::string& path, const std::string& line) {
  const auto failed = [&] { return fail(ErrorKind::Overloaded, "audit.head_not_copied", path); };
  const std::string beside = path + ".new";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return failed();
  const bool written = ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  const bool durable = written && ::fsync(file) == 0;
  ::close(file);
  if (!durable || std::rename(beside.c_str(), path.c_str()) != 0) return failed();
  return {};
}

void cut(const store::Row& row, store::WriteSet& changes) {
  changes.update(
      "audit_address", row.integer(0), row.integer(1),
      {{"whole", store::Null{}}, {"whole_salt", store::Null{}}, {"cut_at", store::Null{}}});
}

}  // namespace

std::string to_line(Point point, const Head& head) {
  return signed_text(point, head) + ' ' + to_base64url(bytes_of(head.signature));
}

Result<Head> parse_head(Point point, std::string_view line) {
  const auto malformed = [] { return fail(ErrorKind::Corrupt, "audit.head_malformed"); };
  const auto words = split(line, ' ');
  if (words.size() != 5) return malformed();
  const auto number = parse_int64(words[1]);
  const auto hash = from_hex(words[2]);
  const auto at = parse_int64(words[3]);
  const auto signature = from_base64url(words[4]);
  Head head;
  if (!number || !hash || !at || !signature || !take_signature(*signature, head.signature)) {
    return malformed();
  }
  head.number = *number;
  head.hash = *hash;
  head.at = Instant{*at};
  if (to_line(point, head) != line) return malformed();
  return head;
}

Head sign(const journal::Signer& signer, Point point, std::int64_t number, std::string_view hash,
          Instant at) {
  Head out;
  out.number = number;
  out.hash = std::string(hash);
  out.at = at;
  out.signature = signer.sign_line(signed_text(point, out));
  return out;
}

Result<void> verify(Point point, const Head& head, const journal::PublicKey& key) {
  if (head.number == 0) return {};
  return journal::verify_line(signed_text(point, head), head.signature, key);
}

Result<Head> read_head(store::Snapshot& read, Point point) {
  const auto row = TRY(read.one(
      "SELECT number, hash, at, signature, version FROM audit_head WHERE id = ?1",
      {static_cast<int>(point)}, [](const store::Row& it) -> Result<Head> {
        Head out;
        out.number = it.integer(0);
        out.hash = it.string(1);
        out.at = it.instant(2);
        out.version = it.integer(4);
        if (out.hash.size() != sizeof(Digest) || !take_signature(it.text(3), out.signature)) {
          return fail(ErrorKind::Corrupt, "audit.head_malformed");
        }
        return out;
      }));
  if (!row) return Head{};
  return *row;
}

Result<std::optional<Head>> read_head_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string line;
  if (!std::getline(in, line)) return std::optional<Head>();
  return std::optional<Head>(TRY(parse_head(Point::Newest, line)));
}

Result<Chained> Chain::run_once() {
  const auto done = TRY(link());
  TRY(copy_out());
  return done;
}

Result<Chained> Chain::link() {
  Chained out;
  store::WriteSet changes;
  {
    const auto read = TRY(store_.read());
    const Head newest = TRY(read_head(*read, Point::Newest));
    const auto queue = TRY(
        read->all("SELECT " LINLI_AUDIT_COLUMNS
                  " FROM audit_queue q JOIN audit_entry e ON e.id = q.id ORDER BY q.id LIMIT ?1",
                  {kChainedMax + 1}, [](const store::Row& row) { return kept_from(row); }));
    if (queue.empty()) return out;
    std::int64_t number = newest.number;
    std::string hash = newest.hash;
    for (const auto& kept : queue) {
      out.more = out.entries == kChainedMax;
      if (out.more) break;
      ++number;
      hash = as_bytes(link_hash(number, hash, kept));
      changes.insert(
          "audit_link",
          {{"id", number}, {"version", 1}, {"entry_id", kept.id}, {"hash", store::Blob{hash}}});
      changes.add(store::Remove{"audit_queue", kept.id.value, 1});
      ++out.entries;
    }
    write_head(changes, Point::Newest,
               moved(newest, sign(signer_, Point::Newest, number, hash, clock_.now())));
  }
  const auto done = store_.commit_and_wait(std::move(changes));
  if (!done && done.error().kind == ErrorKind::Conflict) return Chained{};
  TRY(done);
  return out;
}

Result<void> Chain::copy_out() {
  const auto copied = TRY(read_head_file(head_file_));
  Head newest;
  {
    const auto read = TRY(store_.read());
    newest = TRY(read_head(*read, Point::Newest));
    if (copied) {
      if (copied->number == newest.number && copied->hash == newest.hash) return {};
      const Head removed = TRY(read_head(*read, Point::Removed));
      const auto there =
          TRY(read->one("SELECT hash FROM audit_link WHERE id = ?1", {copied->number},
                        [](const store::Row& row) { return row.string(0); }));
      const bool gone = copied->number <= removed.number;
      if (!gone && there != copied->hash) {
        return fail(ErrorKind::Corrupt, "audit.broken", std::to_string(copied->number));
      }
    }
  }
  if (newest.number == 0) return {};
  return replace_file(head_file_, to_line(Point::Newest, newest) + '\n');
}

Result<int> Chain::remove_old(std::int64_t keep_ms) {
  int count = 0;
  store::WriteSet changes;
  {
    const auto read = TRY(store_.read());
    const Head removed = TRY(read_head(*read, Point::Removed));
    // Ids are ordered by time, of the machine's clock.
    const auto before = first_id_at(plus_ms(made_at(ids_.next()), -keep_ms));
    std::int64_t number = removed.number;
    std::string hash = removed.hash;
    TRY(
        read->visit("SELECT l.id, l.version, l.hash, l.entry_id, e.version, a.version"
                    " FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id"
                    " LEFT JOIN audit_address a ON a.id = l.entry_id"
                    " WHERE l.id > ?1 ORDER BY l.id LIMIT ?2",
                    {removed.number, kRemovedMax}, [&](const store::Row& row) {
                      if (row.integer(3) >= before || row.integer(0) != number + 1) return false;
                      number = row.integer(0);
                      hash = row.string(2);
                      ++count;
                      changes.add(store::Remove{"audit_link", number, row.integer(1)});
                      const auto entry = row.integer(3);
                      if (!row.is_null(4)) {
                        changes.add(store::Remove{"audit_entry", entry, row.integer(4)});
                      }
                      if (!row.is_null(5)) {
                        changes.add(store::Remove{"audit_address", entry, row.integer(5)});
                      }
                      return true;
                    }));
    if (count == 0) return 0;
    write_head(changes, Point::Removed,
               moved(removed, sign(signer_, Point::Removed, number, hash, clock_.now())));
  }
  TRY(store_.commit_and_wait(std::move(changes)));
  return count;
}

Result<int> Chain::cut_addresses() {
  store::WriteSet changes;
  {
    const auto read = TRY(store_.read());
    TRY(
        read->visit("SELECT id, version FROM audit_address WHERE cut_at <= ?1"
                    " ORDER BY cut_at LIMIT ?2",
                    {clock_.now(), kCutMax}, [&](const store::Row& row) {
                      cut(row, changes);
                      return true;
                    }));
  }
  const int count = static_cast<int>(changes.changes.size());
  if (count > 0) TRY(store_.commit_and_wait(std::move(changes)));
  return count;
}

Result<int> cut_addresses_of(store::Snapshot& read, PersonId person, store::WriteSet& changes) {
  int count = 0;
  TRY(
      read.visit("SELECT a.id, a.version FROM audit_entry e JOIN audit_address a ON a.id = e.id"
                 " WHERE e.person_id = ?1 AND a.cut_at IS NOT NULL LIMIT ?2",
                 {person, kCutMax}, [&](const store::Row& row) {
                   cut(row, changes);
                   ++count;
                   return true;
                 }));
  return count;
}

}  // namespace linli::audit
