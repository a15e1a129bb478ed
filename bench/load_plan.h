// bench/load_plan.h – what bench_load is to send: a life of one or more requests, again and again.
//
// A life is a list of steps, each sent after the answer to the one before. Members of an answer
// that a step takes fill {name} in the paths and expectations of later steps. Thread safety: a
// plan is read once and shared.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace linli::bench {

struct Step {
  std::string name;
  std::string method;
  std::string path;                 // with {name} of what was taken, percent-encoded when filled
  std::string cookie;               // empty: nobody is signed in
  std::vector<std::string> bodies;  // one after another; none: no body and no key
  std::vector<std::string> take;    // members of the answer, strings
  std::string expect;               // what the answer must hold, with {name}; may be empty
};

// A time in which lives begin at a rate.
struct Arrivals {
  double per_second = 0;
  double seconds = 0;
};

struct Plan {
  std::string host;
  std::uint16_t port = 0;
  std::string run;  // beginning of every idempotency key: no two runs may share it
  int connections = 32;
  double warm_up = 0;              // seconds that are not counted
  double seconds = 1;              // seconds that are; without `arrivals`
  std::vector<Arrivals> arrivals;  // not empty: lives begin at these times, whoever waits
  bool even = false;               // at equal distances, else by chance (Poisson)
  int conflict_every = 0;  // every n-th time the key before with another body: to be answered 409
  std::vector<Step> steps;
};

// Reads what bench/load.ts wrote; a broken file throws.
Plan read_plan(const std::string& path);

// When lives begin, seconds after the start, ascending.
std::vector<double> times_of(const Plan& plan);

using Taken = std::map<std::string, std::string, std::less<>>;

// `text` with every {name} replaced; encoded as part of a query if asked. A name that was not
// taken throws.
enum class Encoding { None, Query };
std::string filled(std::string_view text, const Taken& taken, Encoding encoding);

// The first string member of this name in a JSON text, as it stands there; empty without it.
std::string_view member_of(std::string_view json, std::string_view name);

}  // namespace linli::bench
