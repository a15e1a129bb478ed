// pack/complaints.h – how people name who is in office, and complain about her: words as data.
//
// complaints.yaml of a pack (docs/packs.md). Source: RISK-3, attack H4. Thread safety: values.
#pragma once

#include <string>
#include <vector>

#include "model/words.h"

namespace linli::pack {

inline constexpr std::size_t kComplaintWordsMax = 500;  // of each list

// What people call somebody: 村支书. It means whoever sits at one of `positions` at the unit of
// `level` over the place, or, without positions, somebody of that level whom no desk shows.
struct OfficeTitle {
  std::string title;
  std::string level;
  std::vector<std::string> positions;
  bool operator==(const OfficeTitle&) const = default;
};

struct Complaints {
  std::string source;               // where the lists are from
  std::string discipline;           // organisation above whom nobody in the county stands
  Words outside;                    // where to go when a complaint is about that organisation
  std::vector<std::string> words;   // of complaint; with a title they make the program ask
  std::vector<std::string> others;  // hold a title and mean nobody in office: 班主任
  std::vector<OfficeTitle> titles;
  bool operator==(const Complaints&) const = default;
};

}  // namespace linli::pack
