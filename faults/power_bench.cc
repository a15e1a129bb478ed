// `./dev bench power [CUTS] [SEED]`: power cuts under the program's own store and kernel, and as a
// control the same with SQLite's synchronous=NORMAL, which must lose commits or the bench is blind.
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iostream>

#include "base/text.h"
#include "faults/power.h"

namespace {

using linli::faults::Flushes;
using linli::faults::PowerReport;

void print(const char* name, const PowerReport& report, double seconds) {
  std::cout << name << ": " << report.cuts << " cuts (" << report.cuts_while_opening
            << " while opening) in " << static_cast<int>(seconds) << " s\n  sent " << report.sent
            << ", acknowledged " << report.acknowledged << ", unanswered " << report.unanswered
            << " of which " << report.there_whole << " there whole\n  lost " << report.lost
            << " (in " << report.lives_with_losses << " lives), half-done " << report.half_done
            << ", corrupt " << report.corrupt << std::endl;
  for (const auto& wrong : report.wrongs) std::cout << "  " << wrong << '\n';
}

PowerReport run(const char* name, int cuts, std::uint64_t seed, Flushes flushes) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("linli_power_" + std::to_string(::getpid()));
  const auto before = std::chrono::steady_clock::now();
  auto report = linli::faults::cut_power(folder.string(), cuts, seed, flushes);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - before;
  std::filesystem::remove_all(folder);
  if (flushes == Flushes::Normal) report.wrongs.clear();  // they are wanted
  print(name, report, took.count());
  return report;
}

}  // namespace

int main(int count, char** words) {
  const auto cuts = count > 1 ? linli::parse_int64(words[1]).value_or(2000) : 2000;
  const auto seed = count > 2 ? linli::parse_int64(words[2]).value_or(1) : 1;
  const auto full = run("synchronous=FULL", static_cast<int>(cuts),
                        static_cast<std::uint64_t>(seed), Flushes::Full);
  const auto control = run("control, synchronous=NORMAL", static_cast<int>(cuts / 20 + 5),
                           static_cast<std::uint64_t>(seed), Flushes::Normal);
  if (control.lost == 0) std::cout << "the control lost nothing: this bench sees nothing\n";
  return full.lost + full.half_done + full.corrupt == 0 && control.lost > 0 ? 0 : 1;
}
