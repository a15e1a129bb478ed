// `./dev bench faults [ROUTE [KIND]]`: for every route, every kind of fault, once and for good, the
// n-th call fails: n = 1, 2, 3 … until the request meets no failure, or 500. See docs/bench.md.
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

}  // namespace

int main(int count, char** words) {
  const std::string only = count > 1 ? words[1] : "";
  const std::string kind = count > 2 ? words[2] : "";
  const auto folder =
      std::filesystem::temp_directory_path() / ("linli_faults_" + std::to_string(::getpid()));
  const auto before = std::chrono::steady_clock::now();
  Sum sum;
  int routes = 0;
  {
    NthBench bench(folder.string());
    for (const auto& route : bench.routes()) {
      if (!only.empty() && only != route) continue;
      ++routes;
      for (const auto fault : kAllFaults) {
        if (!kind.empty() && kind != name_of(fault)) continue;
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
