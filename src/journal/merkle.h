// journal/merkle.h – the Merkle tree over the entries: roots, proofs and their verification.
//
// Source: RFC 6962 section 2.1 (hashes, trees, proofs), RFC 9162 section 2.1 (verification).
// Thread safety: values; a CompactRange is used by one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace linli::journal {

// SHA-256(0x00 || bytes).
Digest leaf_hash(std::string_view bytes);
// SHA-256(0x01 || left || right).
Digest node_hash(const Digest& left, const Digest& right);
// The root of the tree without leaves: SHA-256 of nothing.
Digest empty_root();

// The roots of the perfect subtrees that a tree of `size` leaves is made of, largest first: all
// that is needed to append. At most 63 hashes.
class CompactRange {
 public:
  void append(const Digest& leaf);
  std::int64_t size() const { return size_; }
  Digest root() const;

  // The subtree roots one after another, 32 bytes each.
  std::string state() const;
  // Errors: journal.tree_malformed (Corrupt: not as many bytes as `size` wants).
  static Result<CompactRange> restore(std::int64_t size, std::string_view state);

  bool operator==(const CompactRange&) const = default;

 private:
  std::int64_t size_ = 0;
  std::vector<Digest> nodes_;
};

using Proof = std::vector<Digest>;
// The hash of the leaf at an index. It is called for every leaf of the tree once.
using LeafAt = std::function<Result<Digest>(std::int64_t index)>;

// That the leaf `index` is in the tree of `size` leaves. Errors: journal.proof_range (Invalid:
// not 0 <= index < size), and those of `leaf_at`.
Result<Proof> inclusion_proof(std::int64_t index, std::int64_t size, const LeafAt& leaf_at);
// That the tree of `new_size` leaves begins with the tree of `old_size`. Errors:
// journal.proof_range (Invalid: not 0 <= old_size <= new_size), and those of `leaf_at`.
Result<Proof> consistency_proof(std::int64_t old_size, std::int64_t new_size,
                                const LeafAt& leaf_at);

// Errors: journal.proof_wrong (Invalid), whatever is wrong with it.
Result<void> verify_inclusion(std::int64_t index, std::int64_t size, const Digest& leaf,
                              const Proof& proof, const Digest& root);
Result<void> verify_consistency(std::int64_t old_size, std::int64_t new_size,
                                const Digest& old_root, const Digest& new_root, const Proof& proof);

}  // namespace linli::journal
