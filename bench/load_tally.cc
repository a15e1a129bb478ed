#include "bench/load_tally.h"

#include <algorithm>
#include <utility>

namespace linli::bench {
namespace {

constexpr std::size_t kFailuresMax = 20;  // kinds that are told apart

double millis_at(const std::vector<std::uint32_t>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(last * share)] / 1000.0;
}

boost::json::object times_of(std::vector<std::uint32_t> micros) {
  std::ranges::sort(micros);
  return {{"count", micros.size()},
          {"p50", millis_at(micros, 0.5)},
          {"p95", millis_at(micros, 0.95)},
          {"p99", millis_at(micros, 0.99)},
          {"max", millis_at(micros, 1)}};
}

struct Counts {
  std::int64_t done = 0, conflicts = 0, overloaded = 0, failed = 0;
  std::vector<std::uint32_t> micros;  // of lives that were lived to their end

  void add(const Life& life) {
    if (life.outcome == Outcome::Overloaded) {
      ++overloaded;
    } else if (life.outcome == Outcome::Failed) {
      ++failed;
    } else {
      ++(life.outcome == Outcome::Done ? done : conflicts);
      micros.push_back(life.micros);
    }
  }
  boost::json::object json() const {
    return {{"done", done},
            {"conflicts", conflicts},
            {"overloaded", overloaded},
            {"failed", failed},
            {"ms", times_of(micros)}};
  }
};

}  // namespace

void Tally::failed(const std::string& how) {
  if (failures_.size() < kFailuresMax || failures_.contains(how)) ++failures_[how];
}

void Tally::join(const Tally& other) {
  for (std::size_t i = 0; i < request_micros_.size(); ++i) {
    request_micros_[i].insert(request_micros_[i].end(), other.request_micros_[i].begin(),
                              other.request_micros_[i].end());
  }
  lives_.insert(lives_.end(), other.lives_.begin(), other.lives_.end());
  answers_ += other.answers_;
  for (const auto& [how, times] : other.failures_) failures_[how] += times;
}

boost::json::array Tally::by_second() const {
  std::map<int, Counts> seconds;
  for (const auto& life : lives_) seconds[static_cast<int>(life.began)].add(life);
  boost::json::array out;
  for (const auto& [second, counts] : seconds) {
    auto json = counts.json();
    json["second"] = second;
    out.push_back(std::move(json));
  }
  return out;
}

boost::json::object Tally::summary(const std::vector<std::string>& steps, double seconds) const {
  Counts all;
  for (const auto& life : lives_) all.add(life);
  std::vector<std::uint32_t> requests;
  boost::json::object of_steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    requests.insert(requests.end(), request_micros_[i].begin(), request_micros_[i].end());
    of_steps[steps[i]] = times_of(request_micros_[i]);
  }
  boost::json::object failures;
  for (const auto& [how, times] : failures_) failures[how] = times;
  return {{"seconds", seconds},
          {"answers", answers_},
          {"lives", all.json()},
          {"requests", times_of(std::move(requests))},
          {"steps", std::move(of_steps)},
          {"by_second", by_second()},
          {"failures", std::move(failures)}};
}

}  // namespace linli::bench
