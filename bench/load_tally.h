// bench/load_tally.h – what bench_load saw: every time it measured, counted exactly.
//
// Thread safety: each thread fills a tally of its own; they are joined at the end.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace linli::bench {

enum class Outcome {
  Done,
  Conflict,    // the refusal that was asked for
  Overloaded,  // 503 that says when to come again
  Failed,      // anything else, a lost connection too
};

struct Life {
  float began = 0;  // seconds after the start: when it was to begin
  std::uint32_t micros = 0;
  Outcome outcome = Outcome::Done;
};

class Tally {
 public:
  explicit Tally(std::size_t steps) : request_micros_(steps) {}

  void request(std::size_t step, std::uint32_t micros) { request_micros_[step].push_back(micros); }
  void life(const Life& one) { lives_.push_back(one); }
  // Every answer, also while warming up: what CPU time is divided by.
  void answered() { ++answers_; }
  void failed(const std::string& how);

  void join(const Tally& other);
  // `seconds`: the time that was counted.
  boost::json::object summary(const std::vector<std::string>& steps, double seconds) const;

 private:
  boost::json::array by_second() const;

  std::vector<std::vector<std::uint32_t>> request_micros_;  // of each step
  std::vector<Life> lives_;
  std::int64_t answers_ = 0;
  std::map<std::string, int> failures_;
};

}  // namespace linli::bench
