#include "http/shares.h"

#include <algorithm>
#include <cmath>

namespace linli::http {

// Even the last goes to somebody who has nothing.
std::size_t Shares::allowed() const {
  const auto left = static_cast<double>(all_ - taken_) / static_cast<double>(all_);
  const auto share = static_cast<double>(each_max_) * left * left * left;
  return std::max<std::size_t>(static_cast<std::size_t>(std::ceil(share)), 1);
}

bool Shares::take(const Address& who, std::size_t amount) {
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(who);
  const auto held = found == held_.end() ? 0 : found->second;
  if (amount > all_ - taken_ || held + amount > allowed()) return false;
  taken_ += amount;
  held_[who] = held + amount;
  return true;
}

bool Shares::take_for_many(std::size_t amount) {
  const std::lock_guard lock(mutex_);
  if (amount > all_ - taken_) return false;
  taken_ += amount;
  return true;
}

void Shares::give_back(const Address& who, std::size_t amount) {
  if (amount == 0) return;
  const std::lock_guard lock(mutex_);
  taken_ -= amount;
  const auto found = held_.find(who);
  found->second -= amount;
  if (found->second == 0) held_.erase(found);
}

void Shares::give_back_for_many(std::size_t amount) {
  const std::lock_guard lock(mutex_);
  taken_ -= amount;
}

std::size_t Shares::taken() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}

bool Hold::raise_to(std::size_t amount) {
  if (amount <= amount_) return true;
  if (!shares_.take(who_, amount - amount_)) return false;
  amount_ = amount;
  return true;
}

void Hold::drop() {
  shares_.give_back(who_, amount_);
  amount_ = 0;
}

}  // namespace linli::http
