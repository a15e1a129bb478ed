#include "record/integrator.h"

#include <algorithm>
#include <set>

#include "journal/merkle.h"
#include "record/entry.h"

namespace linli::record {
namespace {

constexpr int kHeadsPerCopy = 1000;

struct Tree {
  std::int64_t version = 0;  // 0: there is no row yet
  journal::CompactRange range;
};

struct Waiting {
  journal::EntryRow row;
  bool previous_in_tree = false;
};

Waiting waiting_from(const store::Row& row) {
  return {entry_row(row, 0), !row.is_null(6)};
}

Result<Tree> read_tree(store::Snapshot& snapshot) {
  const auto row = TRY(snapshot.one(
      "SELECT version, size, state FROM journal_tree WHERE id = 1", {},
      [](const store::Row& it) { return std::tuple(it.integer(0), it.integer(1), it.string(2)); }));
  if (!row) return Tree{};
  const auto& [version, size, state] = *row;
  auto range = TRY(journal::CompactRange::restore(size, state));
  return Tree{version, std::move(range)};
}

Result<std::vector<Waiting>> read_queue(store::Snapshot& snapshot, int limit) {
  return snapshot.all(
      "SELECT e.id, e.matter_id, e.previous_id, e.at, e.act, e.body, p.idx FROM journal_queue q"
      " JOIN journal_entry e ON e.id = q.id"
      " LEFT JOIN journal_leaf l ON l.entry_id = q.id"
      " LEFT JOIN journal_leaf p ON p.entry_id = e.previous_id"
      " WHERE l.idx IS NULL ORDER BY q.id LIMIT ?1",
      {limit}, waiting_from);
}

// What one run takes into the tree, in its order: that of the ids, except that a previous entry
// goes first even if its id is higher (it was made on a node whose clock is ahead).
class Batch {
 public:
  explicit Batch(store::Snapshot& snapshot) : snapshot_(snapshot) {}

  Result<void> take(Waiting entry) {
    if (taken_.contains(entry.row.id)) return {};
    std::vector<Waiting> chain;  // each waits for the one after it
    chain.push_back(std::move(entry));
    while (waits(chain.back())) {
      auto previous = TRY(read_waiting(chain.back().row.previous));
      const bool cycle = previous && std::any_of(chain.begin(), chain.end(), [&](const auto& it) {
                           return it.row.id == previous->row.id;
                         });
      if (!previous || cycle || chain.size() == kIntegratedMax) {
        ++held_;
        return {};
      }
      chain.push_back(std::move(*previous));
    }
    for (auto it = chain.rbegin(); it != chain.rend(); ++it) {
      taken_.insert(it->row.id);
      entries_.push_back(std::move(*it));
    }
    return {};
  }

  bool full() const { return entries_.size() >= kIntegratedMax; }
  int held() const { return held_; }
  const std::vector<Waiting>& entries() const { return entries_; }

 private:
  bool waits(const Waiting& entry) const {
    const EntryId previous = entry.row.previous;
    return previous && !entry.previous_in_tree && !taken_.contains(previous);
  }

  Result<std::optional<Waiting>> read_waiting(EntryId id) {
    return snapshot_.one(
        "SELECT e.id, e.matter_id, e.previous_id, e.at, e.act, e.body, p.idx FROM journal_queue q"
        " JOIN journal_entry e ON e.id = q.id"
        " LEFT JOIN journal_leaf p ON p.entry_id = e.previous_id WHERE q.id = ?1",
        {id}, waiting_from);
  }

  store::Snapshot& snapshot_;
  std::vector<Waiting> entries_;
  std::set<EntryId> taken_;
  int held_ = 0;
};

store::Blob blob(const Digest& digest, std::size_t size = sizeof(Digest)) {
  return store::Blob{std::string(as_bytes(digest).substr(0, size))};
}

void write_tree(store::WriteSet& changes, const Tree& tree) {
  const store::Columns columns = {{"size", tree.range.size()},
                                  {"state", store::Blob{tree.range.state()}}};
  if (tree.version > 0) {
    changes.update("journal_tree", 1, tree.version, columns);
  } else {
    changes.insert("journal_tree", {{"id", 1}, {"version", 1}, columns[0], columns[1]});
  }
}

void write_head(store::WriteSet& changes, const journal::Head& head) {
  const auto* signature = reinterpret_cast<const char*>(head.signature.data());
  changes.insert("journal_head",
                 {{"size", head.size},
                  {"root", blob(head.root)},
                  {"at", head.at},
                  {"signature", store::Blob{std::string(signature, head.signature.size())}}});
}

}  // namespace

Integrator::Integrator(store::Store& store, const Clock& clock, const journal::Signer& signer,
                       std::string heads_file)
    : store_(store), clock_(clock), signer_(signer), heads_file_(std::move(heads_file)) {}

Result<Integrated> Integrator::run_once() {
  auto integrated = TRY(integrate());
  TRY(copy_out());
  return integrated;
}

Result<Integrated> Integrator::integrate() {
  Integrated out;
  store::WriteSet changes;
  {
    const auto snapshot = TRY(store_.read());
    Tree tree = TRY(read_tree(*snapshot));
    auto queue = TRY(read_queue(*snapshot, kIntegratedMax + 1));
    Batch batch(*snapshot);
    for (auto& entry : queue) {
      out.more = batch.full();
      if (!batch.full()) TRY(batch.take(std::move(entry)));
    }
    out.held = batch.held();
    if (batch.entries().empty()) return out;
    for (const auto& entry : batch.entries()) {
      const EntryId id = entry.row.id;
      const Digest leaf = journal::leaf_of(entry.row, journal::entry_of(entry.row));
      changes.insert("journal_leaf", {{"idx", tree.range.size()},
                                      {"entry_id", id},
                                      {"leaf_hash", blob(leaf, journal::kLeafHashKept)}});
      changes.add(store::Remove{"journal_queue", id.value, 1});
      tree.range.append(leaf);
      ++out.entries;
    }
    write_tree(changes, tree);
    write_head(changes, signer_.sign(tree.range.size(), tree.range.root(), clock_.now()));
  }
  const auto done = store_.commit_and_wait(std::move(changes));
  if (!done && done.error().kind == ErrorKind::Conflict) return Integrated{};
  TRY(done);
  return out;
}

Result<void> Integrator::copy_out() {
  if (copied_ < 0) copied_ = TRY(heads_file_.last_size());
  while (true) {
    std::vector<journal::Head> heads;
    {
      const auto snapshot = TRY(store_.read());
      const auto rows = TRY(snapshot->all(
          "SELECT size, root, at, signature FROM journal_head WHERE size > ?1 ORDER BY size"
          " LIMIT ?2",
          {copied_, kHeadsPerCopy}, head_from_row));
      for (const auto& row : rows) heads.push_back(TRY(row));
    }
    if (heads.empty()) return {};
    const auto appended = heads_file_.append(heads);
    // What reached the file is not known any more: look again next time.
    copied_ = appended ? heads.back().size : -1;
    TRY(appended);
  }
}

}  // namespace linli::record
