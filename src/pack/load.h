// pack/load.h – reading a pack from a folder or from the files kept in the database.
//
// Errors: pack.absent, pack.too_large, pack.yaml (not YAML), pack.duplicate, pack.unknown_member,
// pack.missing, pack.type, pack.unknown_word (none of the listed words), pack.reference (names
// something that is not there), pack.csv, pack.kind_changed. The detail holds a line
// "file:line:column: what" for every problem found. Thread safety: any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "pack/pack.h"
#include "pack/yaml.h"

namespace linli::pack {

inline constexpr std::size_t kFileBytesMax = 4 * 1024 * 1024;
inline constexpr std::size_t kPackBytesMax = 32 * 1024 * 1024;

// SHA-256 hex over paths and contents: what a pack is told apart by.
std::string hash_of(const Files& files);
// Every .yaml and .csv file under `folder`.
Result<Files> read_files(const std::string& folder);

// All that could be read, and everything wrong with it.
struct Loaded {
  Pack pack;
  std::vector<Problem> problems;
};
Loaded load_files(Files files);

Result<Pack> load_pack(const std::string& folder);
Result<Pack> load_pack(Files files);

}  // namespace linli::pack
