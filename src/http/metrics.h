// http/metrics.h – what is counted, and the Prometheus text of it.
//
// Each thread counts for itself, so counting takes no lock and shares no cache line.
// Source: Prometheus text exposition format 0.0.4. Thread safety: Counters are written by their
// thread and read by any.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/router.h"

namespace linli::http {

// Upper bounds of the latency histogram, in microseconds.
inline constexpr std::array<std::int64_t, 9> kLatencyBounds = {
    100, 500, 1'000, 5'000, 10'000, 50'000, 100'000, 500'000, 5'000'000};

class Counters {
 public:
  // For routes numbered 0 … routes-1; what met no route counts under `routes`.
  explicit Counters(std::size_t routes) : routes_(routes + 1) {}

  void count_reply(std::size_t route, int status, std::int64_t micros, std::size_t bytes);
  void count_connection(int change);

  struct Route {
    std::array<std::atomic<std::uint64_t>, 5> by_class{};  // 1xx … 5xx
    std::array<std::atomic<std::uint64_t>, kLatencyBounds.size() + 1> by_latency{};
    std::atomic<std::uint64_t> micros = 0;
    std::atomic<std::uint64_t> bytes = 0;
  };
  const Route& route(std::size_t number) const { return routes_[number]; }
  std::int64_t connections() const { return connections_.load(std::memory_order_relaxed); }

 private:
  std::vector<Route> routes_;
  std::atomic<std::int64_t> connections_ = 0;
};

// The sums over all threads.
std::string metrics_text(const std::vector<std::unique_ptr<Counters>>& threads,
                         const std::vector<std::unique_ptr<Entry>>& entries,
                         std::int64_t uptime_ms);

}  // namespace linli::http
