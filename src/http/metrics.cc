#include "http/metrics.h"

#include <algorithm>

namespace linli::http {

namespace {

constexpr double kMicrosPerSecond = 1e6;

// Only its own thread adds, so a load and a store are enough.
void add(std::atomic<std::uint64_t>& place, std::uint64_t amount) {
  place.store(place.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

template <class Read>
std::uint64_t sum(const std::vector<std::unique_ptr<Counters>>& threads, const Read& read) {
  std::uint64_t total = 0;
  for (const auto& thread : threads) total += read(*thread).load(std::memory_order_relaxed);
  return total;
}

std::string seconds(std::uint64_t micros) {
  return std::to_string(static_cast<double>(micros) / kMicrosPerSecond);
}

void line(std::string& out, std::string_view name, std::string_view labels,
          std::string_view value) {
  out += name;
  out += labels;
  out += ' ';
  out += value;
  out += '\n';
}

void route_text(const std::vector<std::unique_ptr<Counters>>& threads, std::size_t number,
                const std::string& name, std::string& requests, std::string& latency) {
  const auto label = "{route=\"" + name + "\"";
  std::uint64_t all = 0;
  for (std::size_t c = 0; c < 5; ++c) {
    const auto count = sum(
        threads, [&](const auto& t) -> auto& { return t.route(number).by_class[c]; });
    all += count;
    if (count == 0) continue;
    line(requests, "linli_http_requests_total",
         label + ",status=\"" + std::to_string(c + 1) + "xx\"}", std::to_string(count));
  }
  if (all == 0) return;
  std::uint64_t below = 0;
  for (std::size_t b = 0; b <= kLatencyBounds.size(); ++b) {
    below += sum(
        threads, [&](const auto& t) -> auto& { return t.route(number).by_latency[b]; });
    const auto bound = b == kLatencyBounds.size()
                           ? std::string("+Inf")
                           : seconds(static_cast<std::uint64_t>(kLatencyBounds[b]));
    line(latency, "linli_http_request_seconds_bucket", label + ",le=\"" + bound + "\"}",
         std::to_string(below));
  }
  const auto micros = sum(
      threads, [&](const auto& t) -> auto& { return t.route(number).micros; });
  line(latency, "linli_http_request_seconds_sum", label + "}", seconds(micros));
  line(latency, "linli_http_request_seconds_count", label + "}", std::to_string(below));
}

}  // namespace

void Counters::count_reply(std::size_t route, int status, std::int64_t micros, std::size_t bytes) {
  auto& place = routes_[std::min(route, routes_.size() - 1)];
  const auto status_class = static_cast<std::size_t>(std::clamp(status / 100, 1, 5)) - 1;
  add(place.by_class[status_class], 1);
  const auto bound = std::ranges::lower_bound(kLatencyBounds, micros) - kLatencyBounds.begin();
  add(place.by_latency[static_cast<std::size_t>(bound)], 1);
  add(place.micros, static_cast<std::uint64_t>(std::max<std::int64_t>(micros, 0)));
  add(place.bytes, bytes);
}

void Counters::count_connection(int change) {
  connections_.store(connections_.load(std::memory_order_relaxed) + change,
                     std::memory_order_relaxed);
}

std::string metrics_text(const std::vector<std::unique_ptr<Counters>>& threads,
                         const std::vector<std::unique_ptr<Entry>>& entries,
                         std::int64_t uptime_ms) {
  std::string requests = "# TYPE linli_http_requests_total counter\n";
  std::string latency = "# TYPE linli_http_request_seconds histogram\n";
  for (const auto& entry : entries) {
    route_text(threads, entry->number, entry->route->name, requests, latency);
  }
  route_text(threads, entries.size(), "none", requests, latency);
  std::int64_t connections = 0;
  for (const auto& thread : threads) connections += thread->connections();
  std::string gauges = "# TYPE linli_http_connections gauge\n";
  line(gauges, "linli_http_connections", "", std::to_string(connections));
  gauges += "# TYPE linli_uptime_seconds gauge\n";
  line(gauges, "linli_uptime_seconds", "", std::to_string(uptime_ms / 1000));
  return requests + latency + gauges;
}

}  // namespace linli::http
