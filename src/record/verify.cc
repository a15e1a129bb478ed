#include "record/verify.h"

#include <algorithm>
#include <deque>

#include "journal/merkle.h"
#include "journal/packed.h"
#include "record/heads.h"
#include "record/rows.h"

namespace linli::record {
namespace {

constexpr int kHeadsPerPage = 500;
constexpr int kIdsPerPage = 5000;  // ids only

std::string name_of(EntryId id) {
  return "entry " + std::to_string(id.value);
}

std::string name_of(const LeafRow& leaf) {
  return name_of(leaf.entry_id) + " (leaf " + std::to_string(leaf.index) + ")";
}

// Every method stops at the first fault, which is then in the report.
class Verifier {
 public:
  Verifier(store::Store& store, const VerifyOptions& options)
      : store_(store), options_(options), copied_(options.copied) {
    std::stable_sort(copied_.begin(), copied_.end(),
                     [](const auto& a, const auto& b) { return a.size < b.size; });
  }

  Result<VerifyReport> run() {
    frame_ = TRY(read_frame(store_));
    TRY(verify_leaves());
    if (!found()) verify_end();
    if (!found()) TRY(verify_entries());
    if (!found()) TRY(verify_queue());
    report_.root = tree_.root();
    return report_;
  }

 private:
  bool found() const { return report_.fault.has_value(); }
  void fault(std::string what) {
    if (!found()) report_.fault = std::move(what);
  }

  Result<void> verify_leaves();
  void verify_leaf(const LeafRow& leaf, const Result<journal::Entry>& entry);
  void verify_place(const LeafRow& leaf, const Result<journal::Entry>& entry);
  bool verify_row(const LeafRow& leaf, const Result<journal::Entry>& entry,
                  const std::string& name);
  Result<void> verify_payloads(const journal::Entry& entry);
  Result<void> verify_heads();
  void verify_head(const journal::Head& head);
  void verify_copied();
  void name_mismatch(const journal::Head& head);
  void verify_end();
  Result<void> verify_entries();
  Result<void> verify_waiting(EntryId id);
  Result<void> verify_queue();

  store::Store& store_;
  const VerifyOptions& options_;
  std::vector<journal::Head> copied_;  // by size
  std::size_t copied_seen_ = 0;
  Frame frame_;
  VerifyReport report_;
  std::deque<Result<journal::Head>> heads_;  // read ahead, not compared yet
  std::int64_t heads_after_ = 0;
  journal::CompactRange tree_;  // of the entries' bytes
  // The first leaf that disagrees with its entry; the next head tells which of the two was changed.
  std::optional<LeafRow> mismatch_;
};

Result<void> Verifier::verify_leaves() {
  while (tree_.size() < frame_.size && !found()) {
    const auto leaves = TRY(read_leaf_rows(store_, tree_.size(), frame_.size));
    if (leaves.empty()) fault("leaf " + std::to_string(tree_.size()) + ": it is missing");
    for (const auto& leaf : leaves) {
      const auto entry = journal::entry_of(leaf.entry);
      verify_leaf(leaf, entry);
      if (!found() && !mismatch_) TRY(verify_payloads(*entry));
      if (!found()) TRY(verify_heads());
      if (!found()) verify_copied();
      if (found()) return {};
    }
  }
  return {};
}

void Verifier::verify_leaf(const LeafRow& leaf, const Result<journal::Entry>& entry) {
  if (leaf.index != tree_.size()) {
    return fault("leaf " + std::to_string(tree_.size()) + ": it is missing");
  }
  const std::string name = "leaf " + std::to_string(leaf.index);
  if (!leaf.found) return fault(name + ": its " + name_of(leaf.entry_id) + " is missing");
  if (leaf.hash.size() != journal::kLeafHashKept && leaf.hash.size() != sizeof(Digest)) {
    return fault(name + ": its hash is neither 8 nor 32 bytes long");
  }
  const Digest hash = journal::leaf_of(leaf.entry, entry);
  tree_.append(hash);
  report_.entries = tree_.size();
  if (!as_bytes(hash).starts_with(leaf.hash) && !mismatch_) mismatch_ = leaf;
  if (!mismatch_) verify_place(leaf, entry);
}

// The entry's row says what its bytes say, and it follows its matter's previous entry.
void Verifier::verify_place(const LeafRow& leaf, const Result<journal::Entry>& entry) {
  const std::string name = name_of(leaf);
  if (!verify_row(leaf, entry, name) || !leaf.entry.previous) return;
  const std::string previous = name_of(leaf.entry.previous);
  if (leaf.previous_index < 0 || leaf.previous_index >= leaf.index) {
    return fault(name + ": its previous " + previous + " is not at a lower index");
  }
  if (leaf.previous_matter != leaf.entry.matter) {
    fault(name + ": its previous " + previous + " belongs to another matter");
  }
}

bool Verifier::verify_row(const LeafRow& leaf, const Result<journal::Entry>& entry,
                          const std::string& name) {
  if (!entry) {
    fault(name + ": its bytes cannot be read");
    return false;
  }
  const journal::EntryRow& row = leaf.entry;
  if (entry->id != row.id || entry->matter != row.matter || entry->previous != row.previous ||
      entry->at != row.at || entry->act != row.act) {
    fault(name + ": the columns of its row say other than its bytes");
    return false;
  }
  if (leaf.other_beginning) {
    fault(name + ": the record of its matter begins twice, also with " +
          name_of(leaf.other_beginning));
    return false;
  }
  if (leaf.previous_has_state && !entry->state) {
    fault(name + ": it is of version 1, and its previous one was of version 2");
    return false;
  }
  return true;
}

Result<void> Verifier::verify_payloads(const journal::Entry& entry) {
  if (!options_.payload) return {};
  for (const auto& text : entry.texts) {
    const std::string name = "payload " + text.name + " of " + name_of(entry.id);
    ++report_.payloads;
    switch (TRY(options_.payload(text.commitment))) {
      case vault::Payload::Intact:
        break;
      case vault::Payload::Erased:
        ++report_.erased;
        break;
      case vault::Payload::Altered:
        fault(name + ": it is not what was recorded");
        return {};
      case vault::Payload::Missing:
        fault(name + ": the vault knows nothing of it");
        return {};
    }
  }
  return {};
}

// Compares the head of the present size, if there is one.
Result<void> Verifier::verify_heads() {
  if (heads_.empty() && heads_after_ < frame_.head_size) {
    const auto snapshot = TRY(store_.read());
    TRY(snapshot->visit(
        "SELECT size, root, at, signature FROM journal_head WHERE size > ?1 ORDER BY size"
        " LIMIT ?2",
        {heads_after_, kHeadsPerPage}, [&](const store::Row& row) {
          heads_after_ = row.integer(0);
          heads_.push_back(head_from_row(row));
          return true;
        }));
    if (heads_.empty()) heads_after_ = frame_.head_size;
  }
  while (!heads_.empty() && !found()) {
    const auto& head = heads_.front();
    if (!head) {
      fault("head " + head.error().detail + ": it cannot be read");
    } else if (head->size > tree_.size()) {
      return {};
    } else {
      verify_head(*head);
    }
    heads_.pop_front();
  }
  return {};
}

void Verifier::verify_head(const journal::Head& head) {
  const std::string name = "head " + std::to_string(head.size);
  if (!journal::verify_head(head, options_.key)) {
    return fault(name + ": its signature is not right");
  }
  if (mismatch_) return name_mismatch(head);
  if (head.size != tree_.size() || head.root != tree_.root()) {
    fault(name + ": its root is not that of the first " + std::to_string(head.size) + " leaves");
  }
}

void Verifier::name_mismatch(const journal::Head& head) {
  const std::string leaf = "leaf " + std::to_string(mismatch_->index);
  if (head.root == tree_.root()) {
    fault(leaf + ": its hash is not that of " + name_of(mismatch_->entry_id) +
          ", which is as recorded");
  } else {
    fault(name_of(*mismatch_) + ": its bytes are not those that were recorded");
  }
}

void Verifier::verify_copied() {
  for (; copied_seen_ < copied_.size(); ++copied_seen_) {
    const auto& head = copied_[copied_seen_];
    if (head.size > tree_.size()) return;
    const std::string name = "head " + std::to_string(head.size) + " (copied out)";
    if (!journal::verify_head(head, options_.key)) {
      return fault(name + ": its signature is not right");
    }
    if (mismatch_) return name_mismatch(head);
    const bool is_root = head.size == tree_.size() ? head.root == tree_.root() : head.size == 0;
    if (!is_root) return fault(name + ": the journal has another root at that size");
  }
}

// The tree, its last head and the copied heads end where the leaves end.
void Verifier::verify_end() {
  const std::string size = std::to_string(frame_.size);
  if (mismatch_) {
    fault(name_of(*mismatch_) + ": bytes and leaf hash disagree, and no head tells which");
  } else if (frame_.leaves != frame_.size) {
    fault("leaf " + std::to_string(std::min(frame_.leaves, frame_.size)) + ": there are " +
          std::to_string(frame_.leaves) + " leaves, but the tree has " + size);
  } else if (frame_.head_size > frame_.size) {
    fault("head " + std::to_string(frame_.head_size) + ": there are only " + size + " leaves");
  } else if (frame_.head_size < frame_.size) {
    fault("head " + size + ": it is missing");
  } else if (frame_.state != tree_.state()) {
    fault("tree: its state is not that of its leaves; rebuild it");
  } else if (copied_seen_ < copied_.size()) {
    fault("head " + std::to_string(copied_[copied_seen_].size) + " (copied out): there are only " +
          size + " leaves");
  }
}

// Every entry has a leaf or waits for one.
Result<void> Verifier::verify_entries() {
  struct Reach {
    EntryId id;
    bool in_tree;
    bool queued;
  };
  EntryId after;
  while (!found()) {
    std::vector<Reach> page;
    {
      const auto snapshot = TRY(store_.read());
      page = TRY(
          snapshot->all("SELECT e.id, (SELECT l.idx FROM journal_leaf l WHERE l.entry_id = e.id),"
                        " (SELECT q.id FROM journal_queue q WHERE q.id = e.id)"
                        " FROM journal_entry e WHERE e.id > ?1 ORDER BY e.id LIMIT ?2",
                        {after.value, kIdsPerPage}, [](const store::Row& row) {
                          return Reach{row.id<EntryId>(0), !row.is_null(1), !row.is_null(2)};
                        }));
    }
    for (const auto& it : page) {
      after = it.id;
      if (it.in_tree && it.queued) fault("queue: " + name_of(it.id) + " is in the tree already");
      if (!it.in_tree && !it.queued) {
        fault(name_of(it.id) + ": it is neither in the tree nor in the queue");
      }
      if (!found() && !it.in_tree) TRY(verify_waiting(it.id));
      if (found()) return {};
    }
    if (page.size() < kIdsPerPage) return {};
  }
  return {};
}

Result<void> Verifier::verify_waiting(EntryId id) {
  const auto row = TRY(read_entry_row(store_, id));
  if (!row) return {};  // it went into the tree meanwhile
  ++report_.waiting;
  const auto entry = journal::entry_of(row->entry);
  if (!verify_row(*row, entry, name_of(id))) return {};
  if (entry->previous && (!row->previous_found || row->previous_matter != entry->matter)) {
    fault(name_of(id) + ": its previous " + name_of(entry->previous) +
          " is missing or belongs to another matter");
    return {};
  }
  return verify_payloads(*entry);
}

// Every row of the queue is an entry.
Result<void> Verifier::verify_queue() {
  std::int64_t after = 0;
  while (!found()) {
    const auto snapshot = TRY(store_.read());
    int rows = 0;
    TRY(snapshot->visit(
        "SELECT q.id, e.id FROM journal_queue q LEFT JOIN journal_entry e ON e.id = q.id"
        " WHERE q.id > ?1 ORDER BY q.id LIMIT ?2",
        {after, kIdsPerPage}, [&](const store::Row& row) {
          after = row.integer(0);
          ++rows;
          if (row.is_null(1)) fault("queue: " + name_of(EntryId{after}) + " is missing");
          return !found();
        }));
    if (rows < kIdsPerPage) return {};
  }
  return {};
}

}  // namespace

Result<VerifyReport> verify(store::Store& store, const VerifyOptions& options) {
  return Verifier(store, options).run();
}

}  // namespace linli::record
