#include "access/pace.h"

#include <algorithm>

#include "base/text.h"

namespace linli::access {
namespace {

constexpr std::int64_t kKibPerGib = 1024 * 1024;
constexpr std::size_t kKib = 1024;
constexpr Allowance kNone{};
constexpr std::int64_t kTenMinutes = 10 * kMsPerMinute;

constexpr Allowance hourly(std::int64_t count) {
  return {count, kMsPerHour};
}

// All of them are defaults of ours: no source gives any. 300 filings an hour are a village hall on
// market day; 3,000 are what the whole county files on a bad day.
constexpr PaceLimits kCounty{{{
    {"file", hourly(120), hourly(300), hourly(1200), hourly(3000)},
    {"emergency", hourly(120), hourly(300), hourly(1200), hourly(6000)},
    {"upload", hourly(300), hourly(900), hourly(3600), hourly(9000)},
    {"upload_kib", hourly(kKibPerGib), hourly(2 * kKibPerGib), hourly(4 * kKibPerGib),
     hourly(10 * kKibPerGib)},
    {"code", kNone, hourly(60), hourly(240), {60, kMsPerMinute}},
    {"search", {600, kTenMinutes}, {3000, kTenMinutes}, {12'000, kTenMinutes}, kNone},
    {"export", hourly(20), hourly(20), hourly(80), kNone},
    {"reveal", hourly(60), kNone, kNone, kNone},
    {"message", kNone, hourly(30), hourly(120), hourly(600)},
}}};

std::string_view name_of(Counter counter) {
  return kCounty.of[static_cast<std::size_t>(counter)].name;
}

// Nobody in particular is behind a count of 0.
std::string who(const rights::Actor& actor) {
  if (actor.person) return "person/" + std::to_string(actor.person.value);
  if (actor.account) return "account/" + std::to_string(actor.account.value);
  return {};
}

Error too_much(Counter counter, std::string_view key, std::int64_t wait_ms) {
  const auto code = [&]() -> const char* {
    if (counter == Counter::Emergency) return "access.emergency_wait";
    if (key.find("/in_all") != std::string_view::npos) return "access.phone_code_first";
    return key.find("/address/") != std::string_view::npos ? "access.address_wait" : "access.wait";
  };
  return {ErrorKind::Overloaded, code(), seconds_text(wait_ms)};
}

}  // namespace

const PaceLimits& county_pace() {
  return kCounty;
}

Result<PaceLimits> parse_pace(std::string_view words) {
  PaceLimits out = kCounty;
  if (words == "county") return out;
  for (const auto word : split(words, ',')) {
    const auto dot = word.find('.');
    const auto equals = word.find('=');
    const auto unknown = [&] { return invalid("access.pace_unknown", std::string(word)); };
    if (dot == std::string_view::npos || equals == std::string_view::npos || equals < dot) {
      return unknown();
    }
    const auto limit = std::ranges::find(out.of, word.substr(0, dot), &PaceLimit::name);
    const auto count = parse_int64(word.substr(equals + 1));
    const auto part = word.substr(dot + 1, equals - dot - 1);
    if (limit == out.of.end() || !count || *count < 1) return unknown();
    Allowance* const allowance = part == "person"    ? &limit->person
                                 : part == "address" ? &limit->address
                                 : part == "block"   ? &limit->block
                                 : part == "in_all"  ? &limit->in_all
                                                     : nullptr;
    // What is not limited by that has no period to count in.
    if (allowance == nullptr || allowance->period_ms == 0) return unknown();
    allowance->count = *count;
  }
  return out;
}

std::vector<Charge> Pace::charges(Counter counter, const rights::Actor& actor,
                                  std::string_view address, std::int64_t cost) const {
  const PaceLimit& limit = limits_.of[static_cast<std::size_t>(counter)];
  const std::string name(limit.name);
  std::vector<Charge> out;
  const auto add = [&](std::string key, const Allowance& allowance) {
    if (allowance.count > 0) out.push_back({name + std::move(key), allowance, cost});
  };
  if (const std::string person = who(actor); !person.empty()) {
    add("/" + person, limit.person);
    return out;
  }
  const Counted from = counted(address);
  add("/address/" + from.address, limit.address);
  if (!from.block.empty()) add("/address/" + from.block + "/block", limit.block);
  add("/in_all", limit.in_all);
  return out;
}

Result<void> Pace::charge(std::span<const Charge> charges, Counter counter, Instant now) {
  if (!limits_.kept) return {};
  const auto over = meter_.charge(charges, now);
  if (!over) return {};
  waited_[static_cast<std::size_t>(counter)].fetch_add(1, std::memory_order_relaxed);
  return Failure(too_much(counter, charges[over->which].key, over->wait_ms));
}

Result<void> Pace::at_gate(api::Pace pace, const rights::Actor& actor, std::string_view address,
                           std::size_t bytes, Instant now) {
  const auto one = [&](Counter counter, std::int64_t cost = 1) {
    return charge(charges(counter, actor, address, cost), counter, now);
  };
  switch (pace) {
    case api::Pace::None:
    case api::Pace::File:
    case api::Pace::Code:
    case api::Pace::SignIn:
      return {};
    case api::Pace::Upload: {
      auto all = charges(Counter::Upload, actor, address, 1);
      const auto kib = static_cast<std::int64_t>((bytes + kKib - 1) / kKib);
      for (auto& more : charges(Counter::UploadKib, actor, address, kib)) {
        all.push_back(std::move(more));
      }
      return charge(all, Counter::Upload, now);
    }
    case api::Pace::Search:
      return one(Counter::Search);
    case api::Pace::Export:
      return one(Counter::Export);
    case api::Pace::Reveal:
      return one(Counter::Reveal);
  }
  return {};
}

Result<void> Pace::filing(const rights::Actor& actor, std::string_view address, Urgency urgency,
                          Instant now) {
  const Counter counter = urgency == Urgency::Emergency ? Counter::Emergency : Counter::File;
  return charge(charges(counter, actor, address, 1), counter, now);
}

bool Pace::message(std::string_view address, Instant now) {
  return charge(charges(Counter::Message, {}, address, 1), Counter::Message, now).has_value();
}

std::vector<Charge> Pace::of_code(std::string_view address) const {
  if (!limits_.kept) return {};
  return charges(Counter::Code, {}, address, 1);
}

void Pace::append_gauges(std::string& out) const {
  out += "# TYPE linli_pace_waits_total counter\n";
  for (std::size_t i = 0; i < kCounters; ++i) {
    out += "linli_pace_waits_total{of=\"" + std::string(name_of(static_cast<Counter>(i))) + "\"} " +
           std::to_string(waited_[i].load(std::memory_order_relaxed)) + "\n";
  }
}

}  // namespace linli::access
