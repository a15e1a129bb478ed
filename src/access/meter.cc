#include "access/meter.h"

#include <algorithm>
#include <vector>

#include "access/key_hash.h"

namespace linli::access {
namespace {

constexpr std::int64_t kUsPerMs = 1000;

std::int64_t period_us(const Allowance& allowance) {
  return allowance.period_ms * kUsPerMs;
}

// How long the allowance takes to bring back what this costs.
std::int64_t price_us(const Charge& charge) {
  const Allowance& allowance = charge.allowance;
  const std::int64_t cost = std::clamp<std::int64_t>(charge.cost, 0, allowance.count);
  return cost * (period_us(allowance) / allowance.count);
}

// A clock set back must not make anybody wait longer than a period.
std::int64_t whole_at(std::int64_t kept_us, const Allowance& allowance, std::int64_t now_us) {
  return std::clamp(kept_us, now_us, now_us + period_us(allowance));
}

}  // namespace

std::string seconds_text(std::int64_t wait_ms) {
  return std::to_string(std::max<std::int64_t>(1, (wait_ms + kMsPerSecond - 1) / kMsPerSecond));
}

std::int64_t Meter::wait_us(std::uint64_t id, const Charge& charge, std::int64_t now_us) const {
  if (charge.allowance.count <= 0) return 0;
  const auto found = whole_at_.find(id);
  const std::int64_t kept = found == whole_at_.end() ? now_us : found->second;
  return whole_at(kept, charge.allowance, now_us) + price_us(charge) - now_us -
         period_us(charge.allowance);
}

std::optional<Overdrawn> Meter::charge(std::span<const Charge> charges, Instant now) {
  const std::int64_t now_us = now.ms * kUsPerMs;
  std::vector<std::uint64_t> ids;
  ids.reserve(charges.size());
  for (const auto& charge : charges) ids.push_back(hash_key(charge.key));
  const std::lock_guard lock(mutex_);
  std::optional<Overdrawn> out;
  for (std::size_t i = 0; i < charges.size(); ++i) {
    // Noted, not only taken into account: after a clock set back the wait must come to its end.
    if (const auto found = whole_at_.find(ids[i]); found != whole_at_.end()) {
      found->second = std::min(found->second, now_us + period_us(charges[i].allowance));
    }
    const std::int64_t wait = wait_us(ids[i], charges[i], now_us);
    if (wait <= 0) continue;
    if (!out) out = Overdrawn{i, 0};
    out->wait_ms = std::max(out->wait_ms, (wait + kUsPerMs - 1) / kUsPerMs);
  }
  if (out) return out;
  for (std::size_t i = 0; i < charges.size(); ++i) {
    const Charge& charge = charges[i];
    if (charge.allowance.count <= 0) continue;
    if (!whole_at_.contains(ids[i]) && whole_at_.size() >= keys_max_) make_room(now_us);
    std::int64_t& kept = whole_at_.try_emplace(ids[i], now_us).first->second;
    kept = whole_at(kept, charge.allowance, now_us) + price_us(charge);
  }
  return out;
}

bool Meter::used_up(const Charge& charge, Instant now) const {
  const std::lock_guard lock(mutex_);
  return wait_us(hash_key(charge.key), charge, now.ms * kUsPerMs) > 0;
}

void Meter::refund(const Charge& charge, Instant now) {
  if (charge.allowance.count <= 0) return;
  const std::lock_guard lock(mutex_);
  const auto found = whole_at_.find(hash_key(charge.key));
  if (found == whole_at_.end()) return;
  found->second -= price_us(charge);
  if (found->second <= now.ms * kUsPerMs) whole_at_.erase(found);
}

void Meter::forget(std::string_view key) {
  const std::lock_guard lock(mutex_);
  whole_at_.erase(hash_key(key));
}

std::size_t Meter::size() const {
  const std::lock_guard lock(mutex_);
  return whole_at_.size();
}

void Meter::make_room(std::int64_t now_us) {
  std::erase_if(whole_at_, [&](const auto& entry) { return entry.second <= now_us; });
  if (whole_at_.size() < keys_max_) return;
  // A tenth goes at once, so that a flood of new keys does not search the table for each of them.
  std::vector<std::pair<std::int64_t, std::uint64_t>> order;
  order.reserve(whole_at_.size());
  for (const auto& [id, at] : whole_at_) order.emplace_back(at, id);
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 10 + 1);
  std::partial_sort(order.begin(), end, order.end());
  for (auto it = order.begin(); it != end; ++it) whole_at_.erase(it->second);
}

}  // namespace linli::access
