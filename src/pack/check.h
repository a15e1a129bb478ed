// pack/check.h – `linli check PACK`: a pack is refused before it can do harm.
//
// Reads the pack, proves each procedure (procedure/verify.h) and what only the whole pack shows:
// directory, village list, categories, positions, texts. Thread safety: any thread.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "pack/load.h"
#include "procedure/verify.h"

namespace linli::pack {

struct Report {
  std::vector<procedure::Fault> faults;
  int procedures = 0;
  bool proven() const { return faults.empty(); }
  // A line for each fault; or the one line "proven: N procedures".
  std::vector<std::string> lines() const;
};

Report check_files(const Files& files);
Report check_pack(const Pack& pack);
// Errors: pack.absent, pack.too_large.
Result<Report> check_folder(const std::string& folder);

// The legal minimums built into the program (law/*.yaml).
Result<std::vector<procedure::LawRule>> legal_minimums();
// What procedure/verify.h wants to know of a pack.
procedure::PackFacts facts_of(const Pack& pack);

}  // namespace linli::pack
