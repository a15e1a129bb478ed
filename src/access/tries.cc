#include "access/tries.h"

#include "access/key_hash.h"

namespace linli::access {
namespace {

std::string both(std::string_view thing, std::string_view who) {
  return std::string(thing) + '\n' + std::string(who);
}

}  // namespace

Result<void> Tries::charge(std::string_view thing, const Caller& caller, Known known, Instant now) {
  if (known == Known::Yes) return own_.charge(both(thing, caller.device), now);
  const Counted from = counted(caller.address);
  struct Gate {
    Throttle& throttle;
    std::string key;
  };
  Gate gates[] = {{by_address_, from.address},
                  {by_block_, from.block},
                  {by_both_, thing.empty() ? std::string() : both(thing, from.address)},
                  {by_thing_, std::string(thing)}};
  for (auto* gate = std::begin(gates); gate != std::end(gates); ++gate) {
    if (gate->key.empty()) continue;
    auto charged = gate->throttle.charge(gate->key, now);
    if (charged) continue;
    // Who is told to wait has not tried: her neighbours must not wait for it.
    for (auto* before = std::begin(gates); before != gate; ++before) {
      if (!before->key.empty()) before->throttle.refund(before->key);
    }
    return charged;
  }
  return {};
}

void Tries::succeeded(std::string_view thing, const Caller& caller, Known known) {
  if (known == Known::Yes) return own_.forget(both(thing, caller.device));
  const Counted from = counted(caller.address);
  by_address_.refund(from.address);
  if (!from.block.empty()) by_block_.refund(from.block);
  if (thing.empty()) return;
  by_both_.forget(both(thing, from.address));
  by_thing_.refund(thing);
}

void Tries::refund(std::string_view thing, const Caller& caller, Known known) {
  if (known == Known::Yes) return own_.refund(both(thing, caller.device));
  const Counted from = counted(caller.address);
  by_address_.refund(from.address);
  if (!from.block.empty()) by_block_.refund(from.block);
  if (thing.empty()) return;
  by_both_.refund(both(thing, from.address));
  by_thing_.refund(thing);
}

Known Acquainted::knows(std::string_view thing, const Caller& caller) const {
  if (caller.device.empty()) return Known::No;
  const std::lock_guard lock(mutex_);
  return pairs_.contains(hash_key(both(thing, caller.device))) ? Known::Yes : Known::No;
}

void Acquainted::remember(std::string_view thing, const Caller& caller) {
  if (caller.device.empty()) return;
  const std::lock_guard lock(mutex_);
  if (pairs_.size() >= kAcquaintedMax) pairs_.clear();
  pairs_.insert(hash_key(both(thing, caller.device)));
}

}  // namespace linli::access
