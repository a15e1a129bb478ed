// `./dev bench faults [--engine sqlite|postgres] [ROUTE [KIND]]`: for every route, every kind of
// fault, once and for good, the n-th call – on PostgreSQL the n-th piece on the wire – fails: n =
// 1, 2, 3 … until the request meets no failure, or 500. See docs/bench.md.
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iostream>

#include "faults/asks.h"
#include "faults/nth.h"

namespace {

using namespace linli::faults;

struct Sum {
  int runs = 0, refused = 0, stopped = 0, wrongs = 0;
};

void add(Sum& sum, const std::string& route, Fault fault, const NthReport& report) {
  sum.runs += report.runs;
  sum.refused += report.refused;
  sum.stopped += report.stopped;
  sum.wrongs += static_cast<int>(report.wrongs.size());
  std::cout << "  " << route << ", " << name_of(fault) << ": " << report.runs
            << " failures, n up to " << report.highest << ", refused " << report.refused
            << ", stopped " << report.stopped << std::endl;
  for (const auto& wrong : report.wrongs) std::cout << "    WRONG " << wrong << std::endl;
}

// The words after `--engine NAME`, which may stand before them.
struct Words {
  Engine engine = Engine::Sqlite;
  std::string route, kind;
};

Words words_of(int count, char** words) {
  Words out;
  std::vector<std::string> left(words + 1, words + count);
  if (left.size() > 1 && left[0] == "--engine") {
    if (left[1] == "postgres") out.engine = Engine::Postgres;
    left.erase(left.begin(), left.begin() + 2);
  }
  if (!left.empty()) out.route = left[0];
  if (left.size() > 1) out.kind = left[1];
  return out;
}

std::vector<Fault> faults_of(Engine engine) {
  if (engine == Engine::Postgres) return {std::begin(kPostgresFaults), std::end(kPostgresFaults)};
  return {std::begin(kSqliteFaults), std::end(kSqliteFaults)};
}

}  // namespace

int main(int count, char** words) {
  const Words asked = words_of(count, words);
  const auto folder =
      std::filesystem::temp_directory_path() / ("linli_faults_" + std::to_string(::getpid()));
  const auto before = std::chrono::steady_clock::now();
  Sum sum;
  int routes = 0;
  {
    NthBench bench(folder.string(), asked.engine);
    for (const auto& route : bench.routes()) {
      if (!asked.route.empty() && asked.route != route) continue;
      ++routes;
      for (const auto fault : faults_of(asked.engine)) {
        if (!asked.kind.empty() && asked.kind != name_of(fault)) continue;
        add(sum, route, fault, bench.run(route, fault, Times::Once));
        if (fault != Fault::Memory) add(sum, route, fault, bench.run(route, fault, Times::ForGood));
      }
    }
  }
  std::filesystem::remove_all(folder);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - before;
  std::cout << routes << " routes, " << sum.runs << " failures in "
            << static_cast<int>(took.count()) << " s: refused honestly " << sum.refused
            << ", stopped writing " << sum.stopped << ", wrong " << sum.wrongs << std::endl;
  return sum.wrongs == 0 ? 0 : 1;
}
