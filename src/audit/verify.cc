#include "audit/verify.h"

#include <fstream>

#include "audit/entry.h"
#include "base/json.h"
#include "base/text.h"

namespace linli::audit {
namespace {

using Fault = std::optional<std::string>;

std::string at_link(std::int64_t number, const std::string& what) {
  return "link " + std::to_string(number) + ": " + what;
}

std::string at_entry(const Kept& kept, std::int64_t number, const std::string& what) {
  return "entry " + std::to_string(kept.id.value) + " (link " + std::to_string(number) +
         "): " + what;
}

constexpr int kEntryColumn = 3;
constexpr int kAddressColumn = kEntryColumn + kKeptColumns;

// One row: number, hash, entry_id, the entry, the address's id, the address.
Fault check_link(const store::Row& row, Walk& walk, std::int64_t& cut) {
  const std::int64_t number = walk.number + 1;
  if (row.integer(0) != number) return at_link(number, "is missing");
  if (row.is_null(kEntryColumn)) {
    return at_link(number, "its entry " + std::to_string(row.integer(2)) + " is gone");
  }
  const Kept kept = kept_from(row, kEntryColumn);
  const auto hash = link_hash(number, walk.hash, kept);
  if (as_bytes(hash) != row.text(1)) return at_entry(kept, number, "is not what was chained");
  const bool has_address = !row.is_null(kAddressColumn);
  if (!kept.address_hash.empty() && !has_address) {
    return at_entry(kept, number, "its address is gone");
  }
  if (has_address) {
    const auto address = address_from(row, kAddressColumn + 1);
    if (as_bytes(hash_of(address)) != kept.address_hash || !whole_is_true(address)) {
      return at_entry(kept, number, "its address is not what was chained");
    }
    if (!address.whole) ++cut;
  }
  walk.number = number;
  walk.hash = row.string(1);
  return {};
}

Result<Fault> check_heads(store::Snapshot& read, const VerifyOptions& options, Head& removed,
                          Head& newest) {
  auto of = [&](Point point) { return read_head(read, point); };
  const auto low = of(Point::Removed);
  const auto high = of(Point::Newest);
  for (const auto* head : {&low, &high}) {
    if (!*head && head->error().kind != ErrorKind::Corrupt) return Failure(head->error());
    if (!*head) return Fault("head: its row is not what was written");
  }
  removed = *low;
  newest = *high;
  if (!verify(Point::Removed, removed, options.key)) {
    return Fault("head: the point from which on entries are kept was not signed with our key");
  }
  if (!verify(Point::Newest, newest, options.key)) {
    return Fault("head: the newest link was not signed with our key");
  }
  const auto last = TRY(read.number("SELECT COALESCE(max(id), 0) FROM audit_link"));
  if (last > newest.number) {
    return Fault(at_link(last, "comes after the newest one that was signed"));
  }
  return Fault();
}

Result<Fault> check_copied(store::Snapshot& read, const VerifyOptions& options, const Head& removed,
                           const Head& newest) {
  if (!options.copied || options.copied->number <= removed.number) return Fault();
  const Head& copied = *options.copied;
  if (!verify(Point::Newest, copied, options.key)) {
    return Fault("head: the one that was copied out was not signed with our key");
  }
  if (copied.number > newest.number) {
    return Fault(at_link(newest.number + 1, "the chain ends before it, " +
                                                std::to_string(copied.number) +
                                                " links were signed and copied out"));
  }
  const auto there = TRY(read.one("SELECT hash FROM audit_link WHERE id = ?1", {copied.number},
                                  [](const store::Row& row) { return row.string(0); }));
  if (!there) return Fault(at_link(copied.number, "was signed and copied out, and is missing"));
  if (there != copied.hash) return Fault(at_link(copied.number, "another one was copied out"));
  return Fault();
}

// Entries that never got a link although their turn is over.
Result<Fault> check_unlinked(store::Store& store, VerifyReport& report) {
  std::int64_t after = 0;
  constexpr int kPage = 2000;
  while (true) {
    const auto read = TRY(store.read());
    int rows = 0;
    Fault fault;
    TRY(
        read->visit("SELECT e.id, l.id, q.id FROM audit_entry e"
                    " LEFT JOIN audit_link l ON l.entry_id = e.id"
                    " LEFT JOIN audit_queue q ON q.id = e.id"
                    " WHERE e.id > ?1 ORDER BY e.id LIMIT ?2",
                    {after, kPage}, [&](const store::Row& row) {
                      ++rows;
                      after = row.integer(0);
                      if (!row.is_null(1)) return true;
                      if (row.is_null(2))
                        fault = "entry " + std::to_string(after) + ": has no link";
                      ++report.waiting;
                      return !fault;
                    }));
    if (fault || rows < kPage) return fault;
  }
}

struct Copied {
  std::int64_t number = 0;
  std::string hash;
};

Result<Copied> copied_line(const std::string& line, std::int64_t row) {
  const auto bad = [&] { return invalid("audit.copy_unreadable", std::to_string(row)); };
  const auto json = parse_json(line);
  if (!json || !json->is_object()) return bad();
  const auto* number = json->as_object().if_contains("number");
  const auto* hash = json->as_object().if_contains("hash");
  if (number == nullptr || !number->is_int64() || hash == nullptr || !hash->is_string()) {
    return bad();
  }
  const auto bytes = from_hex(std::string_view(hash->as_string()));
  if (!bytes) return bad();
  return Copied{number->as_int64(), *bytes};
}

Result<Fault> check_copy(store::Store& store, const VerifyOptions& options, const Head& removed,
                         const Head& newest) {
  if (options.copy_file.empty()) return Fault();
  std::ifstream in(options.copy_file, std::ios::binary);
  if (!in) return invalid("audit.copy_unreadable", options.copy_file);
  std::string line;
  std::int64_t row = 0;
  std::unique_ptr<store::Snapshot> read;
  while (std::getline(in, line) && !in.eof()) {
    if (row++ % kVerifiedAtOnce == 0) read = TRY(store.read());
    const auto copied = TRY(copied_line(line, row));
    if (copied.number <= removed.number) continue;
    const auto there = TRY(read->one("SELECT hash FROM audit_link WHERE id = ?1", {copied.number},
                                     [](const store::Row& it) { return it.string(0); }));
    if (!there && copied.number > newest.number) {
      return Fault("copy: link " + std::to_string(copied.number) +
                   " was copied out and is not in the chain, which ends at " +
                   std::to_string(newest.number));
    }
    if (there != copied.hash) {
      return Fault("copy: link " + std::to_string(copied.number) + " was another when copied out");
    }
  }
  // A last line without an end was cut off; a file of nothing else is no copy.
  if (row == 0 && !line.empty()) return invalid("audit.copy_unreadable", options.copy_file);
  return Fault();
}

}  // namespace

Result<Fault> check_links(store::Snapshot& read, Walk& walk, std::int64_t last, int limit,
                          std::int64_t& cut) {
  Fault fault;
  const auto before = walk.number;
  TRY(read.visit("SELECT l.id, l.hash, l.entry_id, " LINLI_AUDIT_COLUMNS
                 ", a.id, a.whole, a.whole_salt, a.whole_hash, a.network, a.network_salt"
                 " FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id"
                 " LEFT JOIN audit_address a ON a.id = l.entry_id"
                 " WHERE l.id > ?1 AND l.id <= ?2 ORDER BY l.id LIMIT ?3",
                 {walk.number, last, limit}, [&](const store::Row& row) {
                   fault = check_link(row, walk, cut);
                   return !fault;
                 }));
  if (!fault && walk.number == before && before < last) fault = at_link(before + 1, "is missing");
  return fault;
}

Result<VerifyReport> verify_chain(store::Store& store, const VerifyOptions& options) {
  VerifyReport report;
  Head removed;
  Head newest;
  {
    const auto read = TRY(store.read());
    report.fault = TRY(check_heads(*read, options, removed, newest));
    if (report.fault) return report;
    report.fault = TRY(check_copied(*read, options, removed, newest));
    if (report.fault) return report;
  }
  Walk walk{removed.number, removed.hash};
  while (walk.number < newest.number) {
    const auto read = TRY(store.read());
    const Head now = TRY(read_head(*read, Point::Removed));
    // The oldest were removed meanwhile.
    if (now.number > walk.number && verify(Point::Removed, now, options.key)) {
      walk = {now.number, now.hash};
      removed = now;
      continue;
    }
    report.fault = TRY(check_links(*read, walk, newest.number, kVerifiedAtOnce, report.cut));
    if (report.fault) return report;
  }
  report.first = removed.number + 1;
  report.last = newest.number;
  report.entries = newest.number - removed.number;
  if (walk.hash != newest.hash) {
    report.fault = at_link(newest.number, "is not the one that was signed");
    return report;
  }
  report.fault = TRY(check_unlinked(store, report));
  if (!report.fault) report.fault = TRY(check_copy(store, options, removed, newest));
  return report;
}

}  // namespace linli::audit
