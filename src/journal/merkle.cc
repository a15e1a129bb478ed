#include "journal/merkle.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace linli::journal {
namespace {

using std::string_view_literals::operator""sv;

std::uint64_t bits(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

// The largest power of two smaller than `size`; size > 1.
std::int64_t split_point(std::int64_t size) {
  return static_cast<std::int64_t>(std::bit_floor(bits(size - 1)));
}

// MTH(D[from:to]) of RFC 6962.
Result<Digest> subtree_root(std::int64_t from, std::int64_t to, const LeafAt& leaf_at) {
  CompactRange range;
  for (std::int64_t index = from; index < to; ++index) range.append(TRY(leaf_at(index)));
  return range.root();
}

Failure wrong_proof() {
  return invalid("journal.proof_wrong");
}

// RFC 9162, 2.1.3.2, steps 2–4 and the like steps of 2.1.4.2: folds the proof on the path of `node`
// in a tree whose last leaf is `last`, into the root of the whole tree and, while the path bears
// left, into the root of the older one.
struct Fold {
  std::uint64_t node;
  std::uint64_t last;
  Digest older;
  Digest newer;

  bool step(const Digest& sibling) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      older = node_hash(sibling, older);
      newer = node_hash(sibling, newer);
      while ((node & 1) == 0 && node != 0) shift();
    } else {
      newer = node_hash(newer, sibling);
    }
    shift();
    return true;
  }
  void shift() {
    node >>= 1;
    last >>= 1;
  }
};

}  // namespace

Digest leaf_hash(std::string_view bytes) {
  return sha256({"\0"sv, bytes});
}

Digest node_hash(const Digest& left, const Digest& right) {
  return sha256({"\1"sv, as_bytes(left), as_bytes(right)});
}

Digest empty_root() {
  return sha256("");
}

void CompactRange::append(const Digest& leaf) {
  nodes_.push_back(leaf);
  // Every trailing one bit of the old size is a perfect subtree that the new leaf completes.
  for (auto rest = bits(size_); (rest & 1) != 0; rest >>= 1) {
    const Digest right = nodes_.back();
    nodes_.pop_back();
    nodes_.back() = node_hash(nodes_.back(), right);
  }
  ++size_;
}

Digest CompactRange::root() const {
  if (nodes_.empty()) return empty_root();
  Digest root = nodes_.back();
  for (std::size_t i = nodes_.size() - 1; i > 0; --i) root = node_hash(nodes_[i - 1], root);
  return root;
}

std::string CompactRange::state() const {
  std::string out;
  for (const auto& node : nodes_) out += as_bytes(node);
  return out;
}

Result<CompactRange> CompactRange::restore(std::int64_t size, std::string_view state) {
  constexpr std::size_t kNode = sizeof(Digest);
  const auto nodes = static_cast<std::size_t>(std::popcount(bits(size)));
  if (size < 0 || state.size() != nodes * kNode) {
    return fail(ErrorKind::Corrupt, "journal.tree_malformed");
  }
  CompactRange out;
  out.size_ = size;
  out.nodes_.resize(nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    const auto node = state.substr(i * kNode, kNode);
    std::copy(node.begin(), node.end(), out.nodes_[i].begin());
  }
  return out;
}

Result<Proof> inclusion_proof(std::int64_t index, std::int64_t size, const LeafAt& leaf_at) {
  if (index < 0 || index >= size) return invalid("journal.proof_range");
  Proof proof;
  std::int64_t from = 0;
  std::int64_t to = size;
  // PATH(m, D[n]): from the root down, the half that does not hold the leaf.
  while (to - from > 1) {
    const std::int64_t middle = from + split_point(to - from);
    if (index < middle) {
      proof.push_back(TRY(subtree_root(middle, to, leaf_at)));
      to = middle;
    } else {
      proof.push_back(TRY(subtree_root(from, middle, leaf_at)));
      from = middle;
    }
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Result<Proof> consistency_proof(std::int64_t old_size, std::int64_t new_size,
                                const LeafAt& leaf_at) {
  if (old_size < 0 || old_size > new_size) return invalid("journal.proof_range");
  Proof proof;
  if (old_size == 0 || old_size == new_size) return proof;
  std::int64_t from = 0;
  std::int64_t to = new_size;
  // SUBPROOF(m, D[n], b): down to the subtree that ends where the old tree ends.
  while (old_size != to) {
    const std::int64_t middle = from + split_point(to - from);
    if (old_size <= middle) {
      proof.push_back(TRY(subtree_root(middle, to, leaf_at)));
      to = middle;
    } else {
      proof.push_back(TRY(subtree_root(from, middle, leaf_at)));
      from = middle;
    }
  }
  // b is false once the path has left the left edge: then the verifier cannot know that subtree.
  if (from != 0) proof.push_back(TRY(subtree_root(from, to, leaf_at)));
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Result<void> verify_inclusion(std::int64_t index, std::int64_t size, const Digest& leaf,
                              const Proof& proof, const Digest& root) {
  if (index < 0 || index >= size) return wrong_proof();
  Fold fold{bits(index), bits(size - 1), leaf, leaf};
  for (const auto& sibling : proof) {
    if (!fold.step(sibling)) return wrong_proof();
  }
  if (fold.last != 0 || fold.newer != root) return wrong_proof();
  return {};
}

Result<void> verify_consistency(std::int64_t old_size, std::int64_t new_size,
                                const Digest& old_root, const Digest& new_root,
                                const Proof& proof) {
  if (old_size < 0 || old_size > new_size) return wrong_proof();
  if (old_size == new_size) {
    if (!proof.empty() || old_root != new_root) return wrong_proof();
    return {};
  }
  // Every tree begins with the empty one: nothing to prove, and nothing may be given.
  if (old_size == 0) {
    if (!proof.empty() || old_root != empty_root()) return wrong_proof();
    return {};
  }
  // RFC 9162, 2.1.4.2: 2. an old tree that is perfect is itself the first node of the path.
  const bool perfect = std::has_single_bit(bits(old_size));
  if (!perfect && proof.empty()) return wrong_proof();
  const Digest start = perfect ? old_root : proof.front();
  // 3. and 4. the path of the old tree's last leaf, above the subtree that it completes.
  Fold fold{bits(old_size - 1), bits(new_size - 1), start, start};
  while ((fold.node & 1) != 0) fold.shift();
  for (std::size_t i = perfect ? 0 : 1; i < proof.size(); ++i) {
    if (!fold.step(proof[i])) return wrong_proof();
  }
  if (fold.last != 0 || fold.older != old_root || fold.newer != new_root) return wrong_proof();
  return {};
}

}  // namespace linli::journal
