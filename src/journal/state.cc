#include "journal/state.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace linli::journal {
namespace {

Digest leaf_of_group(const StateGroup& group) {
  std::string bytes = group.name;
  bytes += '/' + std::to_string(group.id) + '\n';
  bytes += as_bytes(group.digest);
  return leaf_hash(bytes);
}

bool before(const StateGroup& a, const StateGroup& b) {
  return std::tie(a.name, a.id) < std::tie(b.name, b.id);
}

}  // namespace

Digest state_root(std::vector<StateGroup>& groups) {
  CHECK(!groups.empty());
  std::ranges::sort(groups, before);
  CompactRange range;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    CHECK(i == 0 || before(groups[i - 1], groups[i]));
    range.append(leaf_of_group(groups[i]));
  }
  return range.root();
}

StatePath state_path(const std::vector<StateGroup>& groups, std::size_t index) {
  const auto leaf_at = [&](std::int64_t at) -> Result<Digest> {
    return leaf_of_group(groups[static_cast<std::size_t>(at)]);
  };
  const auto size = static_cast<std::int64_t>(groups.size());
  const auto at = static_cast<std::int64_t>(index);
  auto proof = inclusion_proof(at, size, leaf_at);
  CHECK(proof.has_value());
  return {at, size, *std::move(proof)};
}

Result<void> verify_state(const StateGroup& group, const StatePath& path, const Digest& root) {
  return verify_inclusion(path.index, path.size, leaf_of_group(group), path.hashes, root);
}

}  // namespace linli::journal
