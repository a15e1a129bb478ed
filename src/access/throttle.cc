#include "access/throttle.h"

#include <algorithm>
#include <string>

#include "access/key_hash.h"

namespace linli::access {
namespace {

// Free tries, then first_ms doubled with every try, up to max_ms.
std::int64_t wait_after(const ThrottlePolicy& policy, int count) {
  if (count < policy.free) return 0;
  std::int64_t wait = policy.first_ms;
  for (int i = policy.free; i < count && wait < policy.max_ms; ++i) wait *= 2;
  return std::min(wait, policy.max_ms);
}

}  // namespace

Result<void> Throttle::charge(std::string_view key, Instant now) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t id = hash_key(key);
  if (!tries_.contains(id) && tries_.size() >= keys_max_) make_room(now);
  Tries& tries = tries_[id];
  if (now.ms - tries.last.ms > policy_.forget_ms) tries = {};
  // A clock set back must not make anybody wait longer than the longest wait.
  if (tries.free_at.ms - now.ms > policy_.max_ms) tries.free_at = plus_ms(now, policy_.max_ms);
  if (now < tries.free_at) {
    const std::int64_t seconds = (tries.free_at.ms - now.ms + kMsPerSecond - 1) / kMsPerSecond;
    return fail(ErrorKind::Overloaded, "access.wait", std::to_string(seconds));
  }
  ++tries.count;
  tries.last = now;
  tries.free_at = plus_ms(now, wait_after(policy_, tries.count));
  return {};
}

void Throttle::refund(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = tries_.find(hash_key(key));
  if (found == tries_.end()) return;
  Tries& tries = found->second;
  if (--tries.count <= 0) {
    tries_.erase(found);
  } else {
    tries.free_at = plus_ms(tries.last, wait_after(policy_, tries.count));
  }
}

void Throttle::forget(std::string_view key) {
  const std::lock_guard lock(mutex_);
  tries_.erase(hash_key(key));
}

std::size_t Throttle::size() const {
  const std::lock_guard lock(mutex_);
  return tries_.size();
}

void Throttle::make_room(Instant now) {
  std::erase_if(
      tries_, [&](const auto& entry) { return now.ms - entry.second.last.ms > policy_.forget_ms; });
  if (tries_.size() < keys_max_) return;
  // A tenth goes at once, so that a flood of new keys does not search the table for each of them.
  std::vector<std::pair<std::int64_t, std::uint64_t>> order;
  order.reserve(tries_.size());
  for (const auto& [id, tries] : tries_) order.emplace_back(tries.free_at.ms, id);
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 10 + 1);
  std::partial_sort(order.begin(), end, order.end());
  for (auto it = order.begin(); it != end; ++it) tries_.erase(it->second);
}

}  // namespace linli::access
